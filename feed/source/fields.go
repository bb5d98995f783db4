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
	"fil/feed/source/markup"
	"fil/feed/source/plaintext"
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
	dateErr     error     // why that could not be read
	updated     bool      // it says itself when it was updated
	warnings    []error

	// fate is what front matter makes of it, because of a field; scheduled is the line that
	// says that it is published at its date, 0 for none.
	visibility   visibility
	keyNames     []string // that front matter has, folded
	restrictedBy frontmatter.Field
	scheduled    int
	// layout is another tool's, and menu says that it stands in a menu: see isPage.
	layout string
	menu   bool
	// dead are the references that lead nowhere, and were told.
	deadRefs []string
	// description stands for a summary where nothing better does, and separator ends one.
	description string
	separator   string

	page       *markup.Page // of an HTML file, while it is at hand
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
func textInto(into *string, v *frontmatter.Value, name string) error {
	s, err := v.Str(name)
	if err == nil && *into == "" {
		*into = s
	}
	return err
}

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

// fileDates are Eleventy's words for the time of the file, which stands in anyway.
var fileDates = map[string]bool{"last modified": true, "created": true, "git last modified": true, "git created": true}

func setPublishedDate(h *head, v *frontmatter.Value, zone *time.Location) error {
	if h.article.Published.IsZero() && monthOnly.MatchString(strings.TrimSpace(v.Text)) {
		h.article.Traits |= feed.MonthOnly
	}
	return dateInto(&h.article.Published, v, "date", zone)
}

// monthOnly is a date without a day, as in 2024-01, 01/2024 or janvier 2024.
var monthOnly = regexp.MustCompile(`^(?:\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}|\pL+\.? \d{4})$`)

func setPublishDate(h *head, v *frontmatter.Value, zone *time.Location) error {
	return dateInto(&h.publish, v, "publishDate", zone)
}

func setUpdated(h *head, v *frontmatter.Value, zone *time.Location) error {
	return dateInto(&h.article.Updated, v, "updated", zone)
}

func setExpires(h *head, v *frontmatter.Value, zone *time.Location) error {
	if s := strings.ToLower(strings.TrimSpace(v.Text)); s == "never" || s == "none" || strings.HasPrefix(s, "0001-01-01") { // Hugo's zero
		return nil
	}
	return dateInto(&h.article.Expires, v, "expires", zone)
}

// setPublished is Jekyll's "published: false", and a date with those who mean that.
func setPublished(h *head, v *frontmatter.Value, zone *time.Location) error {
	if live, err := v.Bool("published"); err == nil {
		if !live {
			h.restrict(withheld, frontmatter.Field{Key: "published", Line: v.Line, Value: v})
		}
		return nil
	}
	return setPublishedDate(h, v, zone)
}

func setID(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("id")
	if err != nil || h.article.ID != "" {
		return err
	}
	if strings.ContainsAny(s, " <>\"") || strings.ContainsFunc(s, unicode.IsControl) || s != strings.TrimSpace(v.Text) {
		return frontmatter.Errorf(v.Line, "an ID is a URI, such as tag:example.org,2024:my-article", "id %q is not one word", s)
	}
	h.article.ID, h.article.Pinned = s, s != ""
	return nil
}

// setAddress takes an address that does not depend on a template of another tool.
func setAddress(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("permalink")
	if err != nil || h.address != "" {
		return err
	}
	switch s {
	case "false": // Eleventy: a file that is data, not a page
		h.restrict(withheld, frontmatter.Field{Key: "permalink", Line: v.Line, Value: v})
		return nil
	case "date", "pretty", "ordinal", "weekdate", "none": // Jekyll's styles, for the whole site
		return nil
	}
	if strings.Contains(s, "{{") || strings.Contains(s, "/:") {
		return frontmatter.Errorf(v.Line, "write the address itself, as in /2024/my-article/", "permalink %q is another program's template", s)
	}
	h.address = s
	return nil
}

func setLink(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("link")
	if err != nil {
		return err
	}
	if h.article.Link, err = plaintext.WebURL(s); err != nil {
		return frontmatter.Errorf(v.Line, "link is the address that the article is about, as in https://example.org/", "link %q: %v", s, err)
	}
	return nil
}

// setCreated takes the date of writing, which stands where there is no other.
func setCreated(h *head, v *frontmatter.Value, zone *time.Location) error {
	if !h.article.Published.IsZero() {
		return nil
	}
	if err := dateInto(&h.created, v, "created", zone); err != nil {
		h.dateErr = err
	}
	return nil
}

func setSummary(h *head, v *frontmatter.Value, _ *time.Location) error {
	return textInto(&h.article.Summary, v, "summary")
}

func setDescription(h *head, v *frontmatter.Value, _ *time.Location) error {
	return textInto(&h.description, v, "description")
}

// setSeparator takes Jekyll's excerpt_separator, which parts an article's summary from the
// rest.
func setSeparator(h *head, v *frontmatter.Value, _ *time.Location) error {
	return textInto(&h.separator, v, "excerpt_separator")
}

// setLayout and setMenu note what tells a page from an article.
func setLayout(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind == frontmatter.Scalar && h.layout == "" {
		h.layout = strings.ToLower(path.Base(strings.TrimSpace(v.Text)))
	}
	return nil
}

// setType takes what kind of thing a text is, where that is a page, and the words that
// withhold.
func setType(h *head, v *frontmatter.Value, _ *time.Location) error {
	h.menu = h.menu || strings.EqualFold(strings.TrimSpace(v.Text), "page")
	return h.applyVisibility(frontmatter.Field{Key: "type", Line: v.Line, Value: v}, byWord(loose))
}

func setMenu(h *head, v *frontmatter.Value, _ *time.Location) error {
	h.menu = true
	return nil
}

// setTags takes a list, of lists too (Hexo's categories within categories), or a text with
// commas.
func setTags(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind == frontmatter.Scalar && inventory.InFolder(h.article.Path, "_posts") && !strings.Contains(v.Text, ",") {
		return h.addTags(strings.Fields(v.Text)) // Jekyll parts them at spaces
	}
	tags, err := flatten(v).Strs("tags")
	return errors.Join(h.addTags(tags), err)
}

// setOneTag is Jekyll's singular form, which is one tag whatever is in it.
func setOneTag(h *head, v *frontmatter.Value, zone *time.Location) error {
	if v.Kind == frontmatter.Scalar && inventory.InFolder(h.article.Path, "_posts") {
		return h.addTags([]string{v.Text})
	}
	return setTags(h, v, zone)
}

func (h *head) addTags(tags []string) error {
	const most = 1000 // each is compared with all others; see limit for how many are published
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

// flatten is a list with the items of the lists in it.
func flatten(v *frontmatter.Value) *frontmatter.Value {
	if v.Kind != frontmatter.List {
		return v
	}
	flat := &frontmatter.Value{Line: v.Line, Kind: frontmatter.List}
	for _, item := range v.List {
		if item = flatten(item); item.Kind == frontmatter.List {
			flat.List = append(flat.List, item.List...)
		} else {
			flat.List = append(flat.List, item)
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
func setTaxonomies(h *head, v *frontmatter.Value, zone *time.Location) error {
	for _, f := range v.Fields {
		if f.Key == "tags" || f.Key == "categories" {
			if err := setTags(h, f.Value, zone); err != nil {
				return err
			}
		}
	}
	return nil
}

func setAuthors(h *head, v *frontmatter.Value, _ *time.Location) error {
	people, err := persons(v, false)
	for _, p := range people {
		if !slices.ContainsFunc(h.article.Authors, func(o feed.Person) bool { return o.Name == p.Name }) {
			h.article.Authors = append(h.article.Authors, p)
		}
	}
	return err
}

func setLanguage(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("language")
	if err != nil {
		return err
	}
	h.article.Language, err = languageTag(s, v.Line)
	return err
}

func setRights(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind == frontmatter.Table {
		if name := frontmatter.Lookup(v, "name"); name != nil {
			v = name
		}
	}
	return textInto(&h.article.Rights, v, "rights")
}

// setImage takes a path or URL, the first of a list, or a table that has one.
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
		return nil // a caption, without a picture
	case v.Kind == frontmatter.List:
		return nil
	}
	if is := strings.ToLower(strings.TrimSpace(v.Text)); is == "true" || is == "false" {
		return nil // whether there is one, in some themes
	}
	if h.image == "" {
		h.imageLine = v.Line
	}
	return textInto(&h.image, v, "image")
}

// setTitle takes a title. false says that there is none: feeds then have none either.
func setTitle(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind == frontmatter.Scalar && strings.EqualFold(strings.TrimSpace(v.Text), "false") {
		h.article.Traits |= feed.Untitled
		return nil
	}
	return textInto(&h.article.Title, v, "title")
}

// setHero takes a picture, or false, which leaves it out of the article's own page.
func setHero(h *head, v *frontmatter.Value, zone *time.Location) error {
	if v.Kind == frontmatter.Scalar && strings.EqualFold(strings.TrimSpace(v.Text), "false") {
		h.article.Traits |= feed.NoHero
		return nil
	}
	return setHeader(h, v, zone)
}

// setHeader takes the picture of a table for the head of a page, which some themes have; a
// single value only where it looks like a file.
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
