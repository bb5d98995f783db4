package source

import (
	"errors"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

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
	warnings    []error

	// fate is what front matter makes of it, because of a field; scheduled is the line that
	// says that it is published at its date, 0 for none.
	fate      fate
	because   field
	scheduled int
	// layout is another tool's, and menu says that it stands in a menu: see isNews.
	layout string
	menu   bool
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

// setter puts one field's value into a head.
type setter func(h *head, v *value, zone *time.Location) error

// rule is how a key is read.
type rule struct {
	name string // as people write it
	set  setter // nil where the key only withholds
	// must says that the article is refused where the value cannot be read, because it
	// would be wrong to publish it without: it may be withheld, or have another date,
	// address or ID. Of all others the value is left out, with a warning.
	must bool
}

// rules are the fields of front matter, by Fil's name and by those that Hugo, Jekyll,
// Eleventy, Zola, Astro and others have for the same thing; see foldKey for the keys.
var rules = ruleTable(
	rule{"title", func(h *head, v *value, _ *time.Location) error { return text(&h.article.Title, v, "title") }, false},
	rule{"date pubdate pub_date published_at publish_date_time pubdatetime date_published post_date postdate publication_date published_on", publishedFrom, true},
	rule{"release_date issued", publishedFrom, false},
	rule{"publishdate publish_date publish_at publish_on go_live available_from not_before draft_until", setPublishDate, true}, rule{"scheduled", setScheduled, true},
	rule{"created created_at date_created creation_date", setCreated, true},
	rule{"updated lastmod last_modified_at updateddate modified lastmodified updated_at modified_at date_modified date_updated " +
		"moddatetime updated_date_time last_updated last_modified modification_date", setUpdated, false},
	rule{"expires expirydate unpublishdate expiry_date expiry unpublish_date expires_at expiration_date unpublish_on", setExpires, true},

	rule{"published", setPublished, true}, rule{"publish", setPublish, true},
	rule{"embargo embargo_until", setEmbargo, true},
	rule{"feed", setFeed, true},
	rule{"params extra metadata meta properties ghost attributes custom", setOthers, true},

	rule{"id guid", setID, true},
	rule{"slug", func(h *head, v *value, _ *time.Location) error { return text(&h.article.Slug, v, "slug") }, true},
	rule{"permalink url", setAddress, true},
	rule{"link external_url link_url", setLink, false},
	rule{"section", func(h *head, v *value, _ *time.Location) error { return text(&h.article.Section, v, "section") }, false},
	rule{"layout template", setLayout, false}, rule{"type post_type", setType, true}, rule{"menu menus nav_order eleventynavigation", setMenu, false},

	rule{"summary excerpt", setSummary, false}, rule{"description", setDescription, false},
	rule{"excerpt_separator", setSeparator, false},
	rule{"tags categories keywords topics subjects", setTags, false}, rule{"tag category", setOneTag, false},
	rule{"taxonomies", setTaxonomies, false},
	rule{"authors author", setAuthors, false},
	rule{"language lang", setLanguage, false},
	rule{"rights copyright license licence", setRights, false},

	rule{"image images cover thumbnail featured_image hero_image cover_image header_image og_image featureimage banner_image", setImage, false},
	rule{"header hero banner feature featured og", setHeader, false},
	rule{"enclosures enclosure", setEnclosures, true},
	rule{"aliases alias redirect_from", setAliases, false},
	rule{"duration", setDuration, false}, rule{"episode", setEpisodeNumber, false}, rule{"season", setSeason, false},
	rule{"episode_type", setEpisodeType, false}, rule{"explicit", setExplicit, false},
	rule{"transcript transcripts", setTranscripts, false}, rule{"chapters", setChapters, false}, rule{"persons", setPersons, false},
	rule{"source", setSource, false}, rule{"comments", setComments, false}, rule{"replies", setReplies, false},
)

// ruleTable is rules by each name that they have.
func ruleTable(all ...rule) map[string]rule {
	table := map[string]rule{}
	for _, r := range all {
		for name := range strings.FieldsSeq(r.name) {
			table[foldKey(name)] = rule{name, r.set, r.must}
		}
	}
	for name := range withholding {
		table[name] = rule{name, nil, true}
	}
	return table
}

// own are Fil's own names, which are read before those of other tools, so that they win.
var own = wordSet("title date updated expires draft id slug link summary tags authors language section image source " +
	"comments replies enclosures rights feed permalink")

// near are the names of which a slip is an error, because something that its author meant
// would be lost: a draft, above all. Others have too many neighbours.
var near = wordSet("title date pubdate publishdate pub_date updated lastmod last_modified_at updateddate modified lastmodified " +
	"expires expirydate unpublishdate expiry_date expiry draft published feed id guid slug permalink url link section summary " +
	"description excerpt tags tag categories category keywords taxonomies authors author language lang rights copyright " +
	"license licence image images cover thumbnail featured_image enclosures enclosure aliases alias redirect_from duration " +
	"episode season episode_type explicit transcript transcripts chapters persons source comments replies " +
	"hidden private unlisted visibility password headless status")

// foreign are keys of other tools that a slip of a known one looks like, or nearly.
var foreign = wordSet("links type sections updates series data outputs layout covers feeds ids urls titles languages licenses " +
	"expired publish authored creator linktitle pubdates publisher guide title2 title1 subtitle sluggish datetime updater imaged stats states statue")

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// readFields fills a head from front matter. A key that nobody knows passes, because
// people move in with those of other tools, unless it looks like a slip of one that
// is known.
func readFields(h *head, fields *value, zone *time.Location) error {
	seen := map[string]int{}
	var ours, theirs []field
	for _, f := range fields.fields {
		f.key = strings.ToLower(f.key)
		if first := seen[f.key]; first > 0 {
			return fault(f.line, "keep one of the two", "%q is given twice, first in line %d", f.key, first)
		}
		seen[f.key] = f.line
		_, known := rules[foldKey(f.key)]
		switch {
		case !known:
			if meant := nearest(f.key, near); meant != "" && !foreign[f.key] {
				return fault(f.line, "did you mean "+meant+"?", "unknown key %q", f.key)
			}
		case f.value.kind == null:
		case own[f.key]:
			ours = append(ours, f)
		default:
			theirs = append(theirs, f)
		}
	}
	for _, f := range slices.Concat(ours, theirs) {
		r := rules[foldKey(f.key)]
		err := error(nil)
		if r.set != nil {
			err = r.set(h, f.value, zone)
		} else {
			err = h.judge(f, withholding[foldKey(f.key)])
		}
		switch {
		case err == nil:
		case r.must:
			return err
		default:
			h.leaveOut(err)
		}
	}
	return h.settleFields()
}

// settleFields decides between fields that say the same thing.
func (h *head) settleFields() error {
	a := &h.article
	if !h.publish.IsZero() {
		a.Published = h.publish // Hugo: the date of going live
	}
	if a.Published.IsZero() {
		a.Published = h.created
	}
	if a.Published.IsZero() && h.noDate != nil {
		return h.noDate
	}
	if h.scheduled > 0 && a.Published.IsZero() {
		a.Draft = true
		h.warn(h.scheduled, "write its date, as in date: 2024-01-15 10:30", "it is scheduled, and has no date: it is not published")
	}
	return nil
}

// warn adds a warning about a line.
func (h *head) warn(line int, hint, format string, args ...any) {
	h.warnings = append(h.warnings, fault(line, hint, format, args...))
}

// leaveOut makes an error a warning: what it is about is not published, and all else is.
func (h *head) leaveOut(err error) {
	var at *faultAt
	if !errors.As(err, &at) {
		at = &faultAt{message: err.Error()}
	}
	h.warn(at.line, at.hint, "%s; it is left out", at.message)
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
	t, err := parseDate(s, zone)
	if err != nil {
		return fault(v.line, dateHint, "%s: %v", name, err)
	}
	if into.IsZero() {
		*into = t
	}
	return nil
}

// fileDates are Eleventy's words for the time of the file, which stands in anyway.
var fileDates = map[string]bool{"last modified": true, "created": true, "git last modified": true, "git created": true}

func publishedFrom(h *head, v *value, zone *time.Location) error {
	return date(&h.article.Published, v, "date", zone)
}

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
	if h.article.Link, err = webURL(s); err != nil {
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
	for _, tag := range tags {
		tag = strings.TrimPrefix(oneLine(cleanText(normal(tag))), "#")
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
