package rss

import (
	"slices"
	"testing"
	"time"

	"github.com/gorilla/feeds"

	"fil/feed/check"
)

// What is wrong with what gorilla/feeds makes of its own generic Feed is found: the authors without address, the
// guid that no browser can open, the missing links to itself, characters that XML forbids, an updated entry
// without an author.
func TestGenericFeed(t *testing.T) {
	at := time.Date(2024, 1, 15, 9, 30, 0, 0, time.UTC)
	f := &feeds.Feed{Title: "Le fil", Link: &feeds.Link{Href: "https://fil.example/"}, Description: "Des nouvelles", Created: at,
		Items: []*feeds.Item{
			{Title: "Un", Link: &feeds.Link{Href: "https://fil.example/un/"}, Id: "tag:fil.example,2024:un", Author: &feeds.Author{Name: "Awa Diallo"}, Content: "<p>Un \x0b caractère</p>", Created: at},
			{Title: "Deux", Link: &feeds.Link{Href: "/deux/"}, Id: "tag:fil.example,2024:un", Description: "Deux", Created: at,
				Enclosure: &feeds.Enclosure{Url: "deux.mp3", Length: "beaucoup", Type: "mp3"}},
		}}
	asRSS, err := f.ToRss()
	if err != nil {
		t.Fatal(err)
	}
	asAtom, err := f.ToAtom()
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := f.ToJSON()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		document string
		rules    []string
	}{
		"rss": {asRSS, []string{"xml-character", "rss-item-author-email", "rss-item-guid-permalink", "rss-item-guid-same", "atom-link-self-missing", "rss-item-link-url",
			"rss-item-enclosure-url", "rss-item-enclosure-length-count", "rss-item-enclosure-type-media-type", "rss-channel-language-advised"}},
		"atom": {asAtom, []string{"atom-feed-link-self-missing", "atom-entry-author-missing", "atom-entry-link-length-count", "atom-entry-link-type-media-type", "atom-entry-id-same"}},
		"json": {asJSON, []string{"json-item-author-renamed", "json-feed-url-recommended", "json-item-id-same", "json-item-words-missing", "json-item-url"}},
	} {
		found := check.Document([]byte(c.document), check.Options{}).Findings
		for _, rule := range c.rules {
			if !slices.ContainsFunc(found, func(f check.Finding) bool { return f.Rule == rule }) {
				t.Errorf("%s: %s is not found in %s: %v", name, rule, c.document, found)
			}
		}
	}
}
