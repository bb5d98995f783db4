package publish_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/publish"
)

// With archives in JSON, next_url leads from the feed through all articles (JSON Feed 1.1, next_url). An
// archive that was replaced redirects.
func TestJSONArchives(t *testing.T) {
	site := feedtest.Site()
	site.Feed.Limit, site.Feed.JSONArchives, site.Each = 2, true, nil
	var articles []*feed.Meta
	add := func(n int, at time.Time) {
		id := fmt.Sprint("tag:fil.example,2024:", n)
		articles = append(articles, &feed.Meta{Path: fmt.Sprint(n, ".md"), Stem: fmt.Sprint(n), ID: id, Title: id, Permalink: fmt.Sprint("https://fil.example/", n, "/"),
			Page: fmt.Sprint(n, "/index.html"), Published: at, Updated: at, Came: at, Authors: []feed.Person{{Name: "A"}}})
	}
	for i := range 10 {
		add(i, time.Date(2024, time.Month(1+i/2), 1+i, 0, 0, 0, 0, time.UTC))
	}
	read := func(p *publish.Publication) (ids []string) {
		t.Helper()
		byURL := map[string]publish.Output{}
		for _, o := range p.Outputs {
			byURL[site.URL(o.Name)] = o
		}
		for next := site.URL("feed.json"); next != ""; {
			o, found := byURL[next]
			if !found {
				t.Fatalf("%s is not published", next)
			}
			var b bytes.Buffer
			if err := o.Write(&b, load); err != nil {
				t.Fatal(err)
			}
			var document struct {
				Next  string `json:"next_url"`
				Items []struct{ ID string }
			}
			if err := json.Unmarshal(b.Bytes(), &document); err != nil {
				t.Fatal(err)
			}
			for _, item := range document.Items {
				ids = append(ids, item.ID)
			}
			next = document.Next
		}
		return ids
	}
	dist := open(t, t.TempDir())
	before := planOf(t, site, articles, now)
	run(t, before, dist, now)
	if ids := read(before); len(ids) != 10 || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != 10 {
		t.Errorf("next_url leads to %q", ids)
	}
	add(10, time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC))
	after := planOf(t, site, articles, now)
	run(t, after, dist, now.Add(time.Hour))
	if ids := read(after); len(ids) != 11 {
		t.Errorf("next_url leads to %q", ids)
	}
	redirects := 0
	for r := range manifestOf(t, dist).Redirects() {
		if strings.HasSuffix(r.From, ".json") {
			redirects++
			if !manifestOf(t, dist).Has(r.To) || !strings.HasSuffix(r.To, ".json") {
				t.Errorf("%s leads to %s", r.From, r.To)
			}
		}
	}
	if redirects == 0 {
		t.Error("no archive in JSON redirects")
	}
	site.Feed.JSONArchives = false
	for _, o := range planOf(t, site, articles, now).Outputs {
		if strings.HasPrefix(o.Name, "archive/") && strings.HasSuffix(o.Name, ".json") {
			t.Errorf("%s is published", o.Name)
		}
	}
}
