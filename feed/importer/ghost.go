package importer

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
	"time"

	"fil/feed"
)

// ghostExport is an export of Ghost, as far as it is read. Ghost writes it with or without db around it.
type ghostExport struct {
	DB []struct {
		Data *ghostData `json:"data"`
	} `json:"db"`
	Data *ghostData `json:"data"`
}

type ghostData struct {
	Posts        []ghostPost     `json:"posts"`
	Tags         []ghostNamed    `json:"tags"`
	Users        []ghostNamed    `json:"users"`
	PostsTags    []ghostRelation `json:"posts_tags"`
	PostsAuthors []ghostRelation `json:"posts_authors"`
	PostsMeta    []struct {
		PostID    any `json:"post_id"`
		EmailOnly any `json:"email_only"`
	} `json:"posts_meta"`
}

// ghostPost is a post or a page. IDs are texts or, in old exports, numbers.
type ghostPost struct {
	ID           any    `json:"id"`
	Title        string `json:"title"`
	Slug         string `json:"slug"`
	HTML         string `json:"html"`
	Lexical      string `json:"lexical"`
	Mobiledoc    string `json:"mobiledoc"`
	Plaintext    string `json:"plaintext"`
	FeatureImage string `json:"feature_image"`
	Image        string `json:"image"` // of Ghost 0.x
	Type         string `json:"type"`
	Page         any    `json:"page"` // of Ghost 0.x to 2: true, or 1
	Status       string `json:"status"`
	Visibility   string `json:"visibility"`
	EmailOnly    any    `json:"email_only"` // in posts_meta since Ghost 4: true, or 1
	Locale       string `json:"locale"`
	AuthorID     any    `json:"author_id"`
	PublishedAt  any    `json:"published_at"`
	UpdatedAt    any    `json:"updated_at"`
	CreatedAt    any    `json:"created_at"`
	Excerpt      string `json:"custom_excerpt"`
}

type ghostNamed struct {
	ID      any    `json:"id"`
	Name    string `json:"name"`
	Website string `json:"website"`
}

type ghostRelation struct {
	PostID    any `json:"post_id"`
	TagID     any `json:"tag_id"`
	AuthorID  any `json:"author_id"`
	SortOrder int `json:"sort_order"`
}

func openGhost(name, oldURL string) (*Source, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var export ghostExport
	if err := json.Unmarshal(data, &export); err != nil {
		return nil, &Fault{Where: name, Message: "the export of Ghost cannot be read: " + err.Error(), Hint: "export it again (Settings, Import/Export)"}
	}
	content := export.Data
	if content == nil && len(export.DB) > 0 {
		content = export.DB[0].Data
	}
	if content == nil || content.Posts == nil {
		return nil, &Fault{Where: name, Message: "the export of Ghost has no posts"}
	}
	feeds := map[string]string{"rss/": "rss.xml", "rss": "rss.xml", "feed/": "rss.xml"}
	return &Source{Name: "an export of Ghost", Feeds: feeds, Items: func(context.Context) iter.Seq2[*Item, error] {
		return func(yield func(*Item, error) bool) {
			tags, users := namesByPost(content.PostsTags, content.Tags, func(r ghostRelation) any { return r.TagID }), namesByPost(content.PostsAuthors, content.Users, func(r ghostRelation) any { return r.AuthorID })
			emailOnly := map[string]bool{}
			for _, m := range content.PostsMeta {
				emailOnly[key(m.PostID)] = isTrue(m.EmailOnly)
			}
			byID := map[string]ghostNamed{}
			for _, user := range content.Users {
				byID[key(user.ID)] = user
			}
			for n := range content.Posts {
				p := &content.Posts[n]
				authors := users[key(p.ID)]
				if author, found := byID[key(p.AuthorID)]; len(authors) == 0 && found {
					authors = []ghostNamed{author}
				}
				if !yield(p.item(tags[key(p.ID)], authors, emailOnly[key(p.ID)], oldURL)) {
					return
				}
			}
		}
	}}, nil
}

// isTrue reports whether a value is true or 1.
func isTrue(value any) bool { return value == true || value == 1.0 }

// key returns an ID as text, whether it is text or a number.
func key(id any) string {
	switch id := id.(type) {
	case string:
		return id
	case float64:
		return fmt.Sprintf("%.0f", id)
	}
	return ""
}

// namesByPost returns the tags or authors of each post, by its ID, in the order in which Ghost shows them.
func namesByPost(relations []ghostRelation, all []ghostNamed, of func(ghostRelation) any) map[string][]ghostNamed {
	byID := map[string]ghostNamed{}
	for _, named := range all {
		byID[key(named.ID)] = named
	}
	sorted := slices.Clone(relations)
	slices.SortStableFunc(sorted, func(a, b ghostRelation) int { return cmp.Compare(a.SortOrder, b.SortOrder) })
	names := map[string][]ghostNamed{}
	for _, r := range sorted {
		if named, found := byID[key(of(r))]; found {
			names[key(r.PostID)] = append(names[key(r.PostID)], named)
		}
	}
	return names
}

// item returns a post or a page; a Fault if it cannot be imported.
func (p *ghostPost) item(tags, authors []ghostNamed, emailOnly bool, oldURL string) (*Item, error) {
	where := fmt.Sprintf("post %q", cmp.Or(p.Title, p.Slug, key(p.ID)))
	base := strings.TrimSuffix(oldURL, "/")
	i := &Item{Where: where, ID: key(p.ID), URL: base + "/" + p.Slug + "/", Base: oldURL, Title: p.Title, Language: p.Locale, Summary: p.Excerpt,
		Published: ghostTime(p.PublishedAt), Updated: ghostTime(p.UpdatedAt), Image: strings.ReplaceAll(cmp.Or(p.FeatureImage, p.Image), "__GHOST_URL__", base),
		Page: p.Type == "page" || isTrue(p.Page)}
	scheduled := p.Status == "scheduled" && i.Published.IsZero()
	if i.Published.IsZero() {
		i.Published = ghostTime(p.CreatedAt)
	}
	switch {
	case p.HTML != "":
		i.Content = strings.ReplaceAll(p.HTML, "__GHOST_URL__", base)
	case p.Plaintext != "" && (p.Lexical != "" || p.Mobiledoc != ""):
		i.Content = paragraphs(p.Plaintext)
		i.note("the export has it without HTML: only its plain text is kept")
	case p.Lexical != "" || p.Mobiledoc != "":
		return nil, &Fault{Where: where, Message: "the export has it only in the form of Ghost's editor", Hint: "open it in Ghost, save it, and export again"}
	}
	switch {
	case scheduled:
		i.Draft = true
		i.note("it was scheduled, and has no date: it is a draft")
	case p.HTML == "" && strings.Contains(p.Lexical+p.Mobiledoc, "paywall"):
		i.Draft = true
		i.note("a part of it was for members only: it is a draft")
	case emailOnly || isTrue(p.EmailOnly):
		i.Draft = true
		i.note("it was sent by email only: it is a draft")
	case p.Visibility != "" && p.Visibility != "public":
		i.Draft = true
		i.note("it was not for everybody (" + p.Visibility + "): it is a draft")
	case p.Status == "draft" || p.Status != "" && p.Status != "published" && p.Status != "scheduled":
		i.Draft = true
	}
	for _, tag := range tags {
		if !strings.HasPrefix(tag.Name, "#") { // an internal tag
			i.Tags = append(i.Tags, tag.Name)
		}
	}
	for _, author := range authors {
		i.Authors = append(i.Authors, feed.Person{Name: author.Name, URL: author.Website})
	}
	return i, nil
}

// ghostTime reads a time: a text, or in old exports milliseconds.
func ghostTime(value any) time.Time {
	switch value := value.(type) {
	case float64:
		return time.UnixMilli(int64(value)).UTC()
	case string:
		for _, form := range []string{time.RFC3339, time.DateTime} {
			if t, err := time.Parse(form, value); err == nil {
				return t
			}
		}
	}
	return time.Time{}
}
