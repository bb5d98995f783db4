// Package jsonfeed writes a feed as JSON Feed 1.1.
//
// [Write] converts a [feed.Feed] into a tree of structs, which encoding/json marshals. The structs
// embed those of gorilla/feeds and add the members that those lack.
package jsonfeed

import (
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/feeds"

	"fil/feed"
)

// Write writes f as a JSON Feed document. It does not validate f, which must be clean (feed.Article
// says what that means). Its only errors are those of w.
func Write(w io.Writer, f *feed.Feed) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false) // the document is a file, never part of a page
	e.SetIndent("", "  ")
	return e.Encode(newDocument(f))
}

// Item returns an article as an item of f, in JSON on one line. The articles of f do not matter.
func Item(f *feed.Feed, a *feed.Article) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(newItem(f, a))
	return strings.TrimSuffix(b.String(), "\n"), err
}

// document is the top-level object. A field of document hides the embedded field with the same
// member name.
type document struct {
	feeds.JSONFeed
	Items []*item `json:"items"` // required: [] if there are none, never null
}

// item extends gorilla's item with a language, and replaces its dates, which could have fractions of
// a second, and its attachments.
type item struct {
	feeds.JSONItem
	ContentText string       `json:"content_text,omitempty"`
	Published   string       `json:"date_published,omitempty"`
	Modified    string       `json:"date_modified,omitempty"`
	Language    string       `json:"language,omitempty"`
	Attachments []attachment `json:"attachments,omitempty"`
	// Source is an extension of Fil: the feed that the item was copied from.
	Source *source `json:"_source,omitempty"`
}

// source has the members of the feed that an item was copied from, as in a JSON Feed, and its ID and time
// of update.
type source struct {
	About   string `json:"about"`
	ID      string `json:"id,omitempty"`
	Title   string `json:"title"`
	FeedURL string `json:"feed_url"`
	Updated string `json:"date_modified,omitempty"`
}

// aboutSource is where members of _source are explained (JSON Feed 1.1, extensions: an extension may say so).
const aboutSource = "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.11"

// attachment is one attachment of an item. gorilla's type names the length "size", and it is an
// int32, which ends at 2 GB.
type attachment struct {
	URL      string  `json:"url"`
	Type     string  `json:"mime_type"`
	Title    string  `json:"title,omitempty"`
	Length   int64   `json:"size_in_bytes,omitempty"`
	Duration float64 `json:"duration_in_seconds,omitempty"`
}

// newDocument returns the JSON Feed document for f.
func newDocument(f *feed.Feed) *document {
	d := &document{
		JSONFeed: feeds.JSONFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.Title, HomePageUrl: f.HomeURL,
			FeedUrl: f.Self.JSON, NextUrl: f.Previous.JSON, Description: f.Subtitle, Icon: f.Logo, Favicon: f.Icon, Language: f.Language},
		Items: make([]*item, 0, len(f.Articles)),
	}
	if haveSameAuthors(f.Articles) {
		d.Authors = authors(f.Authors)
	}
	for _, hub := range f.Hubs {
		d.Hubs = append(d.Hubs, &feeds.JSONHub{Type: "WebSub", Url: hub})
	}
	for _, a := range f.Articles {
		d.Items = append(d.Items, newItem(f, a))
	}
	return d
}

// haveSameAuthors reports whether all articles have the same authors. Only then does the document
// name the feed's authors, because some readers add those to the authors of each item.
func haveSameAuthors(articles []*feed.Article) bool {
	for _, a := range articles {
		if !slices.Equal(a.Authors, articles[0].Authors) {
			return false
		}
	}
	return true
}

// newItem returns the item of an article. It has a language only if that differs from the feed's.
func newItem(f *feed.Feed, a *feed.Article) *item {
	it := &item{
		JSONItem: feeds.JSONItem{Id: a.ID, Url: a.Permalink, ExternalUrl: a.Link, Title: a.FeedTitle(), Summary: a.Summary,
			Image: a.Image.URL, Tags: a.Tags, Authors: authors(a.Authors)},
		Published: a.Published.Format(time.RFC3339),
		Modified:  a.Updated.Format(time.RFC3339),
	}
	if a.Language != f.Language {
		it.Language = a.Language
	}
	// An item must have content_html or content_text.
	switch {
	case !f.SummaryOnly && a.Content != "":
		it.ContentHTML = a.Content
	case a.Summary != "":
		it.ContentText = a.Summary
	default:
		it.ContentText = a.Title
	}
	if s := a.Source; s.URL != "" {
		it.Source = &source{About: aboutSource, ID: s.ID, Title: s.Title, FeedURL: s.URL}
		if !s.Updated.IsZero() {
			it.Source.Updated = s.Updated.Format(time.RFC3339)
		}
	}
	for _, m := range a.Enclosures {
		file := attachment{URL: m.URL, Type: m.Type, Title: m.Title, Length: m.Length}
		if media := a.Media(); media != nil && media.URL == m.URL {
			file.Duration = a.Episode.Duration.Round(time.Second).Seconds()
		}
		it.Attachments = append(it.Attachments, file)
	}
	return it
}

// authors converts people to author objects. A person without a URL gets a mailto: URL.
func authors(people []feed.Person) []*feeds.JSONAuthor {
	out := make([]*feeds.JSONAuthor, len(people))
	for i, p := range people {
		out[i] = &feeds.JSONAuthor{Name: p.Name, Url: p.URL, Avatar: p.Avatar}
		if p.URL == "" && p.Email != "" {
			out[i].Url = "mailto:" + p.Email // JSON Feed 1.1, authors: "could be a mailto: link"
		}
	}
	return out
}
