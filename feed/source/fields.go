package source

import (
	"errors"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// textInto reads a single value. It leaves a value that another key has set.
func textInto(into *string, v *frontmatter.Value, name string) error {
	s, err := v.Str(name)
	if err == nil && *into == "" {
		*into = s
	}
	return err
}

// dateInto reads a date in the time zone of the site, unless it gives its own. It leaves a date
// that another key has set.
func dateInto(into *time.Time, v *frontmatter.Value, name string, zone *time.Location) error {
	s, err := v.Str(name)
	if err != nil || s == "" || fileDates[strings.ToLower(s)] {
		return err
	}
	t, err := plaintext.ParseDate(s, zone)
	if err != nil {
		return frontmatter.Errorf(v.Line, plaintext.DateHint, "%s: %v", name, err)
	}
	if into.IsZero() {
		*into = t
	}
	return nil
}

// fileDates are Eleventy's words for the time of the file, which is the fallback anyway.
var fileDates = map[string]bool{"last modified": true, "created": true, "git last modified": true, "git created": true}

// setPublishedDate reads the date of an article. One without a day is shown without it.
func setPublishedDate(h *head, v *frontmatter.Value, zone *time.Location) error {
	if h.article.Published.IsZero() && monthOnly.MatchString(strings.TrimSpace(v.Text)) {
		h.article.Traits |= feed.MonthOnly
	}
	return dateInto(&h.article.Published, v, "date", zone)
}

// monthOnly matches a date without a day, as in 2024-01, 01/2024 or janvier 2024.
var monthOnly = regexp.MustCompile(`^(?:\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}|\pL+\.? \d{4})$`)

// setPublishDate reads the day of going live, which has precedence over the date (Hugo:
// publishDate).
func setPublishDate(h *head, v *frontmatter.Value, zone *time.Location) error {
	return dateInto(&h.publish, v, "publishDate", zone)
}

// setUpdated reads the time of the last update.
func setUpdated(h *head, v *frontmatter.Value, zone *time.Location) error {
	return dateInto(&h.article.Updated, v, "updated", zone)
}

// setExpires reads the time from which the article is no longer published.
func setExpires(h *head, v *frontmatter.Value, zone *time.Location) error {
	if s := strings.ToLower(strings.TrimSpace(v.Text)); s == "never" || s == "none" || strings.HasPrefix(s, "0001-01-01") { // the last is Go's zero time, which Hugo writes
		return nil
	}
	return dateInto(&h.article.Expires, v, "expires", zone)
}

// setPublished reads Jekyll's "published: false", or a date, which other tools write there.
func setPublished(h *head, v *frontmatter.Value, zone *time.Location) error {
	if live, err := v.Bool("published"); err == nil {
		if !live {
			h.restrict(withheld, frontmatter.Field{Key: "published", Line: v.Line, Value: v})
		}
		return nil
	}
	return setPublishedDate(h, v, zone)
}

// setID reads the lasting ID: a URI, or whatever another program has used as guid, to the letter. It pins
// the ID: a later address does not change it.
func setID(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("id")
	if err != nil || h.article.ID != "" {
		return err
	}
	if strings.ContainsAny(s, "<>\"") || strings.ContainsFunc(s, unicode.IsControl) || s != strings.TrimSpace(v.Text) {
		return frontmatter.Errorf(v.Line, "an ID is a URI, such as tag:example.org,2024:my-article", "id %q has signs that no ID has", s)
	}
	h.article.ID, h.article.Pinned = s, s != ""
	return nil
}

// eleventyParts are the variables that are usual in Eleventy's permalinks, with the parts of patterns that say
// the same.
var eleventyParts = []struct {
	written *regexp.Regexp
	part    string
}{
	{regexp.MustCompile(`\{\{-?\s*(?:page\.)?fileSlug\s*-?\}\}`), ":filename"},
	{regexp.MustCompile(`\{\{-?\s*title\s*\|\s*slug(?:ify)?\s*-?\}\}`), ":title"},
	{regexp.MustCompile(`\{\{-?\s*slug\s*-?\}\}`), ":slug"},
	{regexp.MustCompile(`\{\{-?\s*(?:page\.)?date\s*\|\s*date:?\s*\(?["']%Y["']\)?\s*-?\}\}`), ":year"},
	{regexp.MustCompile(`\{\{-?\s*(?:page\.)?date\s*\|\s*date:?\s*\(?["']%m["']\)?\s*-?\}\}`), ":month"},
	{regexp.MustCompile(`\{\{-?\s*(?:page\.)?date\s*\|\s*date:?\s*\(?["']%d["']\)?\s*-?\}\}`), ":day"},
}

// setPath reads the key path, which is the address of the article in Zola and Gatsby. In other programs it is
// the name of the article's file, which is ignored.
func setPath(h *head, v *frontmatter.Value, zone *time.Location) error {
	if inventory.IsArticle(strings.TrimSpace(v.Text)) {
		return nil
	}
	before := h.address
	err := setAddress(h, v, zone)
	if h.address != before && path.Ext(h.address) == "" && !strings.HasSuffix(h.address, "/") {
		h.address += "/"
	}
	return err
}

// setAddress reads an address, or a pattern of it. A template of another tool is an error.
func setAddress(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("permalink")
	if err != nil || h.address != "" {
		return err
	}
	switch s {
	case "false": // Eleventy: a file of data without a page
		h.restrict(withheld, frontmatter.Field{Key: "permalink", Line: v.Line, Value: v})
		return nil
	case "date", "pretty", "ordinal", "weekdate", "none": // Jekyll's styles, which are for the whole site
		return nil
	}
	for _, variable := range eleventyParts {
		s = variable.written.ReplaceAllString(s, variable.part)
	}
	if strings.Contains(s, "{{") {
		return frontmatter.Errorf(v.Line, "write the address itself, as in /2024/my-article/", "permalink %q is another program's template", s)
	}
	if strings.Contains(s, "/:") { // Jekyll and Hugo: a pattern
		if err := feed.CheckPermalinks(s); err != nil {
			return frontmatter.Errorf(v.Line, "write the address itself, as in /2024/my-article/", "permalink %q %v", s, err)
		}
	}
	h.address = s
	return nil
}

// setLink reads the address that a link-blog article is about.
func setLink(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("link")
	if err != nil {
		return err
	}
	h.article.Link, err = plaintext.WebURL(s)
	if err != nil {
		return frontmatter.Errorf(v.Line, "link is the address that the article is about, as in https://example.org/", "link %q: %v", s, err)
	}
	return nil
}

// setCreated reads the date of writing, which is used if no date of publication is given.
func setCreated(h *head, v *frontmatter.Value, zone *time.Location) error {
	if !h.article.Published.IsZero() {
		return nil
	}
	if err := dateInto(&h.created, v, "created", zone); err != nil {
		h.dateErr = err
	}
	return nil
}

// setSummary reads the summary, which has precedence over everything else that may serve as one.
func setSummary(h *head, v *frontmatter.Value, _ *time.Location) error {
	return textInto(&h.article.Summary, v, "summary")
}

// setDescription reads a text that becomes the summary if the body does not mark one: some tools
// write it for search engines.
func setDescription(h *head, v *frontmatter.Value, _ *time.Location) error {
	return textInto(&h.description, v, "description")
}

// setSeparator reads Jekyll's excerpt_separator, which ends the summary within the text.
func setSeparator(h *head, v *frontmatter.Value, _ *time.Location) error {
	return textInto(&h.separator, v, "excerpt_separator")
}

// setLayout and setMenu read what distinguishes a page from an article, see pageReason.
func setLayout(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind == frontmatter.Scalar && h.layout == "" {
		h.layout = strings.ToLower(path.Base(strings.TrimSpace(v.Text)))
	}
	return nil
}

// setType reads the kind of text: "page", or a word that withholds it.
func setType(h *head, v *frontmatter.Value, _ *time.Location) error {
	h.menu = h.menu || strings.EqualFold(strings.TrimSpace(v.Text), "page")
	return h.applyVisibility(frontmatter.Field{Key: "type", Line: v.Line, Value: v}, byWord(loose))
}

func setMenu(h *head, v *frontmatter.Value, _ *time.Location) error {
	h.menu = true
	return nil
}

// setTags reads a list, which may hold lists (Hexo's nested categories), or a text with commas.
func setTags(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind == frontmatter.Scalar && inventory.InFolder(h.article.Path, "_posts") && !strings.Contains(v.Text, ",") {
		return h.addTags(strings.Fields(v.Text)) // Jekyll splits at spaces
	}
	tags, err := flatten(v).Strs("tags")
	return errors.Join(h.addTags(tags), err)
}

// setOneTag reads Jekyll's tag and category, whose value is one tag even with spaces.
func setOneTag(h *head, v *frontmatter.Value, zone *time.Location) error {
	if v.Kind == frontmatter.Scalar && inventory.InFolder(h.article.Path, "_posts") {
		return h.addTags([]string{v.Text})
	}
	return setTags(h, v, zone)
}

// setCategories reads tags with set, and records them as categories.
func setCategories(set setter) setter {
	return func(h *head, v *frontmatter.Value, zone *time.Location) error {
		tags := h.article.Tags
		h.article.Tags = nil
		err := set(h, v, zone)
		categories := h.article.Tags
		h.article.Tags, h.categories = tags, append(h.categories, categories...)
		return errors.Join(err, h.addTags(categories))
	}
}

// addTags adds tags without "#", and without those that differ only in case.
func (h *head) addTags(tags []string) error {
	const most = 1000 // a bound on the cost, because each is compared with all others; limit applies limits.tags
	for _, tag := range tags {
		if len(h.article.Tags) == most {
			break
		}
		tag = strings.TrimPrefix(plaintext.OneLine(plaintext.Clean(plaintext.NFC(tag))), "#")
		if tag != "" && !containsFold(h.article.Tags, tag) {
			h.article.Tags = append(h.article.Tags, tag)
		}
	}
	return nil
}

// flatten returns a list with the items of nested lists.
func flatten(v *frontmatter.Value) *frontmatter.Value {
	if v.Kind != frontmatter.List {
		return v
	}
	flat := &frontmatter.Value{Line: v.Line, Kind: frontmatter.List}
	for _, item := range v.List {
		item = flatten(item)
		if item.Kind == frontmatter.List {
			flat.List = append(flat.List, item.List...)
		} else {
			flat.List = append(flat.List, item)
		}
	}
	return flat
}

// containsFold reports whether s is in all, ignoring case.
func containsFold(all []string, s string) bool {
	for _, other := range all {
		if strings.EqualFold(other, s) {
			return true
		}
	}
	return false
}

// setTaxonomies reads Zola's table of tags, categories and authors.
func setTaxonomies(h *head, v *frontmatter.Value, zone *time.Location) error {
	for _, f := range v.Fields {
		var err error
		switch f.Key {
		case "tags", "categories":
			err = setTags(h, f.Value, zone)
		case "authors":
			err = setAuthors(h, f.Value, zone)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// setAuthors adds authors, each name once.
func setAuthors(h *head, v *frontmatter.Value, _ *time.Location) error {
	people, err := persons(v, false)
	for _, p := range people {
		if !slices.ContainsFunc(h.article.Authors, func(o feed.Person) bool { return o.Name == p.Name }) {
			h.article.Authors = append(h.article.Authors, p)
		}
	}
	return err
}

// setTranslation reads Hugo's key that all translations of a text have.
func setTranslation(h *head, v *frontmatter.Value, _ *time.Location) error {
	return textInto(&h.article.Translation, v, "translationKey")
}

// setLanguage reads a BCP 47 tag, also with an underscore.
func setLanguage(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("language")
	if err != nil {
		return err
	}
	h.article.Language, err = languageTag(s, v.Line)
	return err
}

// setRights reads a text, or a table with a name, as some themes have it.
func setRights(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind == frontmatter.Table {
		if name := frontmatter.Lookup(v, "name"); name != nil {
			v = name
		}
	}
	return textInto(&h.article.Rights, v, "rights")
}

// setImage reads a path or URL, the first of a list, or a table with one.
func setImage(h *head, v *frontmatter.Value, zone *time.Location) error {
	switch {
	case v.Kind == frontmatter.List && len(v.List) > 0:
		return setImage(h, v.List[0], zone)
	case v.Kind == frontmatter.Table:
		for _, name := range []string{"url", "src", "image", "path", "file", "href", "feature", "teaser"} {
			if found := frontmatter.Lookup(v, name); found != nil {
				return setImage(h, found, zone)
			}
		}
		return nil // a table with a caption only
	case v.Kind == frontmatter.List:
		return nil
	}
	if word := strings.ToLower(strings.TrimSpace(v.Text)); word == "true" || word == "false" {
		return nil // in some themes it says whether there is an image
	}
	if h.image == "" {
		h.imageLine = v.Line
	}
	return textInto(&h.image, v, "image")
}

// setTitle reads a title. false means that the article has no title in feeds.
func setTitle(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind == frontmatter.Scalar && strings.EqualFold(strings.TrimSpace(v.Text), "false") {
		h.article.Traits |= feed.Untitled
		return nil
	}
	return textInto(&h.article.Title, v, "title")
}

// setHero reads a picture, or false, which omits the picture on the article's own page.
func setHero(h *head, v *frontmatter.Value, zone *time.Location) error {
	if v.Kind == frontmatter.Scalar && strings.EqualFold(strings.TrimSpace(v.Text), "false") {
		h.article.Traits |= feed.NoHero
		return nil
	}
	return setHeader(h, v, zone)
}

// setHeader reads the picture in a table, as some themes have it, or a single value that looks like
// a picture file.
func setHeader(h *head, v *frontmatter.Value, zone *time.Location) error {
	switch {
	case v.Kind == frontmatter.Table:
		for _, name := range []string{"image", "overlay_image", "teaser", "src", "url"} {
			if found := frontmatter.Lookup(v, name); found != nil {
				return setImage(h, found, zone)
			}
		}
	case v.Kind == frontmatter.Scalar && strings.HasPrefix(feed.MediaType(v.Text), "image/"):
		return setImage(h, v, zone)
	}
	return nil
}
