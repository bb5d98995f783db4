package source

import (
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
	enclosures []enclosure
	aliases    []string
	// transcripts and chapters, likewise.
	transcripts []reference
	chapters    reference
	aliasLine   int
	publish     time.Time
	warnings    []error

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

// known are the fields of front matter, by Fil's name and by those that Hugo, Jekyll,
// Eleventy, Zola and Astro have for the same thing. Keys are compared in lower case.
var known = map[string]setter{
	"title": func(h *head, v *value, _ *time.Location) error { return text(&h.article.Title, v, "title") },

	"date":        publishedFrom,
	"pubdate":     publishedFrom,
	"publishdate": setPublishDate, "pub_date": publishedFrom,
	"updated": setUpdated, "lastmod": setUpdated, "last_modified_at": setUpdated,
	"updateddate": setUpdated, "modified": setUpdated, "lastmodified": setUpdated,
	"expires": setExpires, "expirydate": setExpires, "unpublishdate": setExpires, "expiry_date": setExpires, "expiry": setExpires,

	"draft":     setDraft,
	"published": setPublished,
	"feed":      setFeed,

	"id": setID, "guid": setID,
	"slug":      func(h *head, v *value, _ *time.Location) error { return text(&h.article.Slug, v, "slug") },
	"permalink": setAddress, "url": setAddress,
	"link":    setLink,
	"section": func(h *head, v *value, _ *time.Location) error { return text(&h.article.Section, v, "section") },

	"summary": setSummary, "description": setSummary, "excerpt": setSummary,
	"tags": setTags, "tag": setTags, "categories": setTags, "category": setTags, "keywords": setTags,
	"taxonomies": setTaxonomies,
	"authors":    setAuthors, "author": setAuthors,
	"language": setLanguage, "lang": setLanguage,
	"rights": setRights, "copyright": setRights, "license": setRights, "licence": setRights,

	"image": setImage, "images": setImage, "cover": setImage, "thumbnail": setImage, "featured_image": setImage,
	"enclosures": setEnclosures, "enclosure": setEnclosures,
	"aliases": setAliases, "alias": setAliases, "redirect_from": setAliases,
	"duration": setDuration, "episode": setEpisodeNumber, "season": setSeason, "episode_type": setEpisodeType,
	"explicit": setExplicit, "transcript": setTranscripts, "transcripts": setTranscripts, "chapters": setChapters, "persons": setPersons,
	"source": setSource, "comments": setComments, "replies": setReplies,
}

// own are the fields of known that have Fil's own names.
var own = map[string]bool{"title": true, "date": true, "updated": true, "expires": true, "draft": true, "id": true,
	"slug": true, "link": true, "summary": true, "tags": true, "authors": true, "language": true, "section": true,
	"image": true, "source": true, "comments": true, "replies": true, "enclosures": true, "rights": true, "feed": true, "permalink": true}

// foreign are keys of other tools that a slip of a known one looks like, or nearly.
var foreign = map[string]bool{
	"links": true, "type": true, "sections": true, "updates": true, "series": true,
	"data": true, "outputs": true, "layout": true, "covers": true, "feeds": true, "ids": true, "urls": true,
	"titles": true, "languages": true, "licenses": true, "expired": true, "publish": true,
	"authored": true, "creator": true, "linktitle": true, "pubdates": true, "publisher": true, "guide": true,
	"title2": true, "title1": true, "subtitle": true, "sluggish": true, "datetime": true, "updater": true, "imaged": true,
}

// readFields fills a head from front matter. A key that nobody knows passes, because
// people move in with those of other tools, unless it looks like a slip of one that
// is known: then something that its author meant would be lost.
//
// Fil's own names are read before those of other tools, so that they win.
func readFields(h *head, fields *value, zone *time.Location) error {
	seen := map[string]int{}
	var ours, theirs []field
	for _, f := range fields.fields {
		f.key = strings.ToLower(f.key)
		if first := seen[f.key]; first > 0 {
			return fault(f.line, "keep one of the two", "%q is given twice, first in line %d", f.key, first)
		}
		seen[f.key] = f.line
		switch {
		case known[f.key] == nil:
			if near := nearest(f.key, known); near != "" && !foreign[f.key] {
				return fault(f.line, "did you mean "+near+"?", "unknown key %q", f.key)
			}
		case f.value.kind == null:
		case own[f.key]:
			ours = append(ours, f)
		default:
			theirs = append(theirs, f)
		}
	}
	for _, f := range slices.Concat(ours, theirs) {
		if err := known[f.key](h, f.value, zone); err != nil {
			return err
		}
	}
	if !h.publish.IsZero() {
		h.article.Published = h.publish // Hugo: the date of going live
	}
	return nil
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
	return date(&h.article.Expires, v, "expires", zone)
}

func setDraft(h *head, v *value, _ *time.Location) error {
	draft, err := v.boolean("draft")
	h.article.Draft = h.article.Draft || draft
	return err
}

// setPublished is Jekyll's "published: false", and a date with those who mean that.
func setPublished(h *head, v *value, zone *time.Location) error {
	if live, err := v.boolean("published"); err == nil {
		h.article.Draft = h.article.Draft || !live
		return nil
	}
	return publishedFrom(h, v, zone)
}

func setFeed(h *head, v *value, _ *time.Location) error {
	in, err := v.boolean("feed")
	h.article.NoFeed = err == nil && !in
	return err
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
		h.article.Draft = true
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

func setSummary(h *head, v *value, _ *time.Location) error {
	return text(&h.article.Summary, v, "summary")
}

func setTags(h *head, v *value, _ *time.Location) error {
	tags, err := v.strs("tags")
	if v.kind == scalar && len(tags) == 1 && inFolder(h.article.Path, "_posts") {
		tags = strings.Fields(tags[0]) // Jekyll parts them at spaces
	}
	for _, tag := range tags {
		tag = oneLine(cleanText(normal(tag)))
		if tag != "" && !containsFold(h.article.Tags, tag) {
			h.article.Tags = append(h.article.Tags, tag)
		}
	}
	return err
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
		for _, name := range []string{"url", "src", "image", "path"} {
			if found := lookup(v, name); found != nil {
				return setImage(h, found, zone)
			}
		}
		return nil // a caption, without a picture
	case v.kind == list:
		return nil
	}
	h.imageLine = v.line
	return text(&h.image, v, "image")
}
