// Package jsonfeed writes a feed as JSON Feed 1.1. Objects come from gorilla/feeds;
// what its types cannot say is said by types of this package that embed them.
package jsonfeed

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"github.com/gorilla/feeds"

	"fil/feed"
)

// Write writes f as a JSON Feed document. It trusts that f is clean (package feed's
// Article says what that means); its only errors are those of w.
func Write(w io.Writer, f *feed.Feed) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false) // the file is not part of a page
	e.SetIndent("", "  ")
	return e.Encode(newDocument(f))
}

// document is the top level. A field of its own hides gorilla's of the same name.
type document struct {
	feeds.JSONFeed
	Items []*item `json:"items"` // required, also when empty
}

// item is gorilla's with dates to the second in their own zone, language, and
// attachments of any length.
type item struct {
	feeds.JSONItem
	ContentText string       `json:"content_text,omitempty"`
	Published   string       `json:"date_published,omitempty"`
	Modified    string       `json:"date_modified,omitempty"`
	Language    string       `json:"language,omitempty"`
	Attachments []attachment `json:"attachments,omitempty"`
}

// attachment is an object of JSON Feed 1.1's attachments. gorilla's length ends at
// two gigabytes.
type attachment struct {
	URL    string `json:"url"`
	Type   string `json:"mime_type"`
	Title  string `json:"title,omitempty"`
	Length int64  `json:"size_in_bytes,omitempty"`
	// Duration is in seconds.
	Duration float64 `json:"duration_in_seconds,omitempty"`
}

func newDocument(f *feed.Feed) *document {
	d := &document{
		JSONFeed: feeds.JSONFeed{Version: "https://jsonfeed.org/version/1.1", Title: f.Title, HomePageUrl: f.HomeURL,
			FeedUrl: f.Self.JSON, Description: f.Subtitle, Icon: f.Logo, Favicon: f.Icon, Language: f.Language},
		Items: make([]*item, 0, len(f.Articles)),
	}
	if together(f.Articles) {
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

// together reports whether all articles have the same authors. Where they differ, some readers
// would add the authors of the feed to those of each item.
func together(articles []*feed.Article) bool {
	for _, a := range articles {
		if !slices.Equal(a.Authors, articles[0].Authors) {
			return false
		}
	}
	return true
}

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
	// One of the two contents is required of an item.
	switch {
	case !f.SummaryOnly && a.Content != "":
		it.ContentHTML = a.Content
	case a.Summary != "":
		it.ContentText = a.Summary
	default:
		it.ContentText = a.Title
	}
	for _, m := range a.Enclosures {
		made := attachment{URL: m.URL, Type: m.Type, Title: m.Title, Length: m.Length}
		if media := a.Media(); media != nil && media.URL == m.URL {
			made.Duration = a.Episode.Duration.Round(time.Second).Seconds()
		}
		it.Attachments = append(it.Attachments, made)
	}
	return it
}

func authors(people []feed.Person) []*feeds.JSONAuthor {
	out := make([]*feeds.JSONAuthor, len(people))
	for i, p := range people {
		out[i] = &feeds.JSONAuthor{Name: p.Name, Url: p.URL}
		if p.URL == "" && p.Email != "" {
			out[i].Url = "mailto:" + p.Email // JSON Feed 1.1: "could be a mailto: link"
		}
	}
	return out
}
