package publish_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/index"
	"fil/feed/publish"
	"fil/feed/store"
)

// BenchmarkUnchanged publishes a site that has not changed.
func BenchmarkUnchanged(b *testing.B) {
	dir := b.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		b.Fatal(err)
	}
	d, err := store.Open(root, nil, "")
	if err != nil {
		b.Fatal(err)
	}
	p := planOf(b, feedtest.Site(), feedtest.Metas(feedtest.Articles()...), now)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := publish.Run(b.Context(), p, d, publish.Options{}, now); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPlan plans 10,000 articles, without making the bytes.
func BenchmarkPlan(b *testing.B) {
	articles := spaced(10_000, time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		planOf(b, feedtest.Site(), articles, now)
	}
}

// BenchmarkPlanOneMore plans a new article beside 100,000 unchanged ones, as the service does at each
// save.
func BenchmarkPlanOneMore(b *testing.B) {
	site, articles := feedtest.Site(), spaced(100_000, 2*time.Hour)
	set := setOf(site, articles, now)
	last, err := publish.Plan(publish.Input{Site: site, Set: set}, nil)
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		added := *articles[0]
		added.Path, added.Page = fmt.Sprint("new-", n, ".md"), fmt.Sprint("new-", n, "/index.html")
		added.ID, added.Permalink = "urn:"+added.Path, "https://fil.example/"+added.Page
		added.Published = added.Published.Add(time.Duration(n) * time.Second)
		set = set.With(index.Change{Now: now, Put: []*feed.Meta{&added}})
		last, err = publish.Plan(publish.Input{Site: site, Set: set, PreviousFeeds: last.Feeds}, last.Base)
		if err != nil {
			b.Fatal(err)
		}
	}
}

// spaced returns n articles, each older than the one before by an interval.
func spaced(n int, interval time.Duration) (articles []*feed.Meta) {
	latest := now.Add(-24 * time.Hour)
	for i := range n {
		a := feedtest.Articles()[1].Meta
		a.Path, a.Page = fmt.Sprint(i, ".md"), fmt.Sprint(i, "/index.html")
		a.ID, a.Permalink = "urn:"+a.Path, "https://fil.example/"+a.Page
		a.Published = latest.Add(-time.Duration(i) * interval)
		a.Updated, a.Came, a.Print = a.Published, a.Published, [16]byte{1, byte(i), byte(i >> 8), byte(i >> 16)}
		a.Tags = []string{fmt.Sprint("t", i%50)}
		articles = append(articles, &a)
	}
	return articles
}
