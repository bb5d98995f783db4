package source

import (
	"errors"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"fil/feed/source/plaintext"

	"fil/feed"
)

// head is what the head of a file says: the article as far as it goes without its
// body, and what has to wait for the others.
type head struct {
	article feed.Article
	// address is the one that front matter names, "" for none.
	address string
	// image and enclosures as written: they are resolved once every file is known.
	image      string
	imageLine  int
	imageFound bool // in the page itself, and not in front matter
	enclosures []enclosure
	aliases    []string
	// transcripts and chapters, likewise.
	transcripts []reference
	chapters    reference
	aliasLine   int
	publish     time.Time
	created     time.Time // when it was written, by tools that say so
	noDate      error     // why that could not be read
	updated     bool      // it says itself when it was updated
	warnings    []error

	// fate is what front matter makes of it, because of a field; scheduled is the line that
	// says that it is published at its date, 0 for none.
	fate      fate
	keys      []string // that front matter has, folded
	because   field
	scheduled int
	// layout is another tool's, and menu says that it stands in a menu: see isPage.
	layout string
	menu   bool
	// dead are the references that lead nowhere, and were told.
	dead []string
	// description stands for a summary where nothing better does, and separator ends one.
	description string
	separator   string

	page       *page // of an HTML file, while it is at hand
	body       string
	bodyLine   int
	bodyLength int

	// stamp and sure are what the file is known again by; refs what it refers to.
	stamp feed.Stamp
	sure  bool
	refs  refs
}

type enclosure struct {
	feed.Enclosure
	line int
}

// text reads a single value. Other tools' alternatives do not replace what is there.
func text(into *string, v *value, name string) error {
	s, err := v.str(name)
	if err == nil && *into == "" {
		*into = s
	}
	return err
}

func date(into *time.Time, v *value, name string, zone *time.Location) error {
	s, err := v.str(name)
	if err != nil || s == "" || fileDates[strings.ToLower(s)] {
		return err
	}
	t, err := plaintext.ParseDate(s, zone)
	if err != nil {
		return fault(v.line, plaintext.DateHint, "%s: %v", name, err)
	}
	if into.IsZero() {
		*into = t
	}
	return nil
}

// fileDates are Eleventy's words for the time of the file, which stands in anyway.
var fileDates = map[string]bool{"last modified": true, "created": true, "git last modified": true, "git created": true}

func publishedFrom(h *head, v *value, zone *time.Location) error {
	if h.article.Published.IsZero() && monthOnly.MatchString(strings.TrimSpace(v.text)) {
		h.article.Traits |= feed.MonthOnly
	}
	return date(&h.article.Published, v, "date", zone)
}

// monthOnly is a date without a day, as in 2024-01, 01/2024 or janvier 2024.
var monthOnly = regexp.MustCompile(`^(?:\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}|\pL+\.? \d{4})$`)

func setPublishDate(h *head, v *value, zone *time.Location) error {
	return date(&h.publish, v, "publishDate", zone)
}

func setUpdated(h *head, v *value, zone *time.Location) error {
	return date(&h.article.Updated, v, "updated", zone)
}

func setExpires(h *head, v *value, zone *time.Location) error {
	if s := strings.ToLower(strings.TrimSpace(v.text)); s == "never" || s == "none" || strings.HasPrefix(s, "0001-01-01") { // Hugo's zero
		return nil
	}
	return date(&h.article.Expires, v, "expires", zone)
}

// setPublished is Jekyll's "published: false", and a date with those who mean that.
func setPublished(h *head, v *value, zone *time.Location) error {
	if live, err := v.boolean("published"); err == nil {
		if !live {
			h.suffer(withheld, field{"published", v.line, v})
		}
		return nil
	}
	return publishedFrom(h, v, zone)
}

func setID(h *head, v *value, _ *time.Location) error {
	s, err := v.str("id")
	if err != nil || h.article.ID != "" {
		return err
	}
	if strings.ContainsAny(s, " <>\"") || strings.ContainsFunc(s, unicode.IsControl) || s != strings.TrimSpace(v.text) {
		return fault(v.line, "an ID is a URI, such as tag:example.org,2024:my-article", "id %q is not one word", s)
	}
	h.article.ID, h.article.Pinned = s, s != ""
	return nil
}

// setAddress takes an address that does not depend on a template of another tool.
func setAddress(h *head, v *value, _ *time.Location) error {
	s, err := v.str("permalink")
	if err != nil || h.address != "" {
		return err
	}
	switch s {
	case "false": // Eleventy: a file that is data, not a page
		h.suffer(withheld, field{"permalink", v.line, v})
		return nil
	case "date", "pretty", "ordinal", "weekdate", "none": // Jekyll's styles, for the whole site
		return nil
	}
	if strings.Contains(s, "{{") || strings.Contains(s, "/:") {
		return fault(v.line, "write the address itself, as in /2024/my-article/", "permalink %q is another program's template", s)
	}
	h.address = s
	return nil
}

func setLink(h *head, v *value, _ *time.Location) error {
	s, err := v.str("link")
	if err != nil {
		return err
	}
	if h.article.Link, err = plaintext.WebURL(s); err != nil {
		return fault(v.line, "link is the address that the article is about, as in https://example.org/", "link %q: %v", s, err)
	}
	return nil
}

// setCreated takes the date of writing, which stands where there is no other.
func setCreated(h *head, v *value, zone *time.Location) error {
	if !h.article.Published.IsZero() {
		return nil
	}
	if err := date(&h.created, v, "created", zone); err != nil {
		h.noDate = err
	}
	return nil
}

func setSummary(h *head, v *value, _ *time.Location) error {
	return text(&h.article.Summary, v, "summary")
}

func setDescription(h *head, v *value, _ *time.Location) error {
	return text(&h.description, v, "description")
}

// setSeparator takes Jekyll's excerpt_separator, which parts an article's summary from the
// rest.
func setSeparator(h *head, v *value, _ *time.Location) error {
	return text(&h.separator, v, "excerpt_separator")
}

// setLayout and setMenu note what tells a page from an article.
func setLayout(h *head, v *value, _ *time.Location) error {
	if v.kind == scalar && h.layout == "" {
		h.layout = strings.ToLower(path.Base(strings.TrimSpace(v.text)))
	}
	return nil
}

// setType takes what kind of thing a text is, where that is a page, and the words that
// withhold.
func setType(h *head, v *value, _ *time.Location) error {
	h.menu = h.menu || strings.EqualFold(strings.TrimSpace(v.text), "page")
	return h.judge(field{"type", v.line, v}, byWord(loose))
}

func setMenu(h *head, v *value, _ *time.Location) error {
	h.menu = true
	return nil
}

// setTags takes a list, of lists too (Hexo's categories within categories), or a text with
// commas.
func setTags(h *head, v *value, _ *time.Location) error {
	if v.kind == scalar && inFolder(h.article.Path, "_posts") && !strings.Contains(v.text, ",") {
		return h.addTags(strings.Fields(v.text)) // Jekyll parts them at spaces
	}
	tags, err := flatten(v).strs("tags")
	return errors.Join(h.addTags(tags), err)
}

// setOneTag is Jekyll's singular form, which is one tag whatever is in it.
func setOneTag(h *head, v *value, zone *time.Location) error {
	if v.kind == scalar && inFolder(h.article.Path, "_posts") {
		return h.addTags([]string{v.text})
	}
	return setTags(h, v, zone)
}

func (h *head) addTags(tags []string) error {
	const most = 1000 // each is compared with all others; see limit for how many are published
	for _, tag := range tags {
		if len(h.article.Tags) == most {
			break
		}
		tag = strings.TrimPrefix(plaintext.OneLine(plaintext.Clean(normal(tag))), "#")
		if tag != "" && !containsFold(h.article.Tags, tag) {
			h.article.Tags = append(h.article.Tags, tag)
		}
	}
	return nil
}

// flatten is a list with the items of the lists in it.
func flatten(v *value) *value {
	if v.kind != list {
		return v
	}
	flat := &value{line: v.line, kind: list}
	for _, item := range v.list {
		if item = flatten(item); item.kind == list {
			flat.list = append(flat.list, item.list...)
		} else {
			flat.list = append(flat.list, item)
		}
	}
	return flat
}

func containsFold(all []string, s string) bool {
	for _, other := range all {
		if strings.EqualFold(other, s) {
			return true
		}
	}
	return false
}

// setTaxonomies is Zola's table of tags and categories.
func setTaxonomies(h *head, v *value, zone *time.Location) error {
	for _, f := range v.fields {
		if f.key == "tags" || f.key == "categories" {
			if err := setTags(h, f.value, zone); err != nil {
				return err
			}
		}
	}
	return nil
}

func setAuthors(h *head, v *value, _ *time.Location) error {
	people, err := persons(v, false)
	for _, p := range people {
		if !slices.ContainsFunc(h.article.Authors, func(o feed.Person) bool { return o.Name == p.Name }) {
			h.article.Authors = append(h.article.Authors, p)
		}
	}
	return err
}

func setLanguage(h *head, v *value, _ *time.Location) error {
	s, err := v.str("language")
	if err != nil {
		return err
	}
	h.article.Language, err = languageTag(s, v.line)
	return err
}

func setRights(h *head, v *value, _ *time.Location) error {
	if v.kind == table {
		if name := lookup(v, "name"); name != nil {
			v = name
		}
	}
	return text(&h.article.Rights, v, "rights")
}

// setImage takes a path or URL, the first of a list, or a table that has one.
func setImage(h *head, v *value, zone *time.Location) error {
	switch {
	case v.kind == list && len(v.list) > 0:
		return setImage(h, v.list[0], zone)
	case v.kind == table:
		for _, name := range []string{"url", "src", "image", "path", "file", "href", "feature", "teaser"} {
			if found := lookup(v, name); found != nil {
				return setImage(h, found, zone)
			}
		}
		return nil // a caption, without a picture
	case v.kind == list:
		return nil
	}
	if is := strings.ToLower(strings.TrimSpace(v.text)); is == "true" || is == "false" {
		return nil // whether there is one, in some themes
	}
	if h.image == "" {
		h.imageLine = v.line
	}
	return text(&h.image, v, "image")
}

// setTitle takes a title. false says that there is none: feeds then have none either.
func setTitle(h *head, v *value, _ *time.Location) error {
	if v.kind == scalar && strings.EqualFold(strings.TrimSpace(v.text), "false") {
		h.article.Traits |= feed.Untitled
		return nil
	}
	return text(&h.article.Title, v, "title")
}

// setHero takes a picture, or false, which leaves it out of the article's own page.
func setHero(h *head, v *value, zone *time.Location) error {
	if v.kind == scalar && strings.EqualFold(strings.TrimSpace(v.text), "false") {
		h.article.Traits |= feed.NoHero
		return nil
	}
	return setHeader(h, v, zone)
}

// setHeader takes the picture of a table for the head of a page, which some themes have; a
// single value only where it looks like a file.
func setHeader(h *head, v *value, zone *time.Location) error {
	switch {
	case v.kind == table:
		for _, name := range []string{"image", "overlay_image", "teaser", "src", "url"} {
			if found := lookup(v, name); found != nil {
				return setImage(h, found, zone)
			}
		}
	case v.kind == scalar && strings.HasPrefix(feed.MediaType(v.text), "image/"):
		return setImage(h, v, zone)
	}
	return nil
}
