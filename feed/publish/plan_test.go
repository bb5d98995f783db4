package publish_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/manifest"
)

// TestPlan compares the names of all outputs, and their order.
func TestPlan(t *testing.T) {
	want := []string{"atom.xml", "rss.xml", "feed.json", "tags/mali/atom.xml", "tags/mali/rss.xml", "tags/mali/feed.json",
		"tags/été-hiver/atom.xml", "tags/été-hiver/rss.xml", "tags/été-hiver/feed.json", "archive/index.html", "index.html", "feeds.opml",
		"tags/mali/index.html", "tags/été-hiver/index.html", "tags/index.html", "subscribe/index.html", "404.html",
		"sitemap-pages.xml", "sitemap-2024.xml", "sitemap.xml", "robots.txt", "rien/index.html", "tout/index.html", "img/a.png"}
	got := slices.DeleteFunc(names(plan(t, feedtest.Metas(feedtest.Articles()...), now)), func(name string) bool { return strings.HasPrefix(name, "-/") })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// An article that is not live has no page and is in no feed.
	early := plan(t, feedtest.Metas(feedtest.Articles()...), time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC))
	if slices.Contains(names(early), "tout/index.html") || early.Articles != 1 {
		t.Error(names(early))
	}
}

// TestOrderOfInput checks that the order in which articles are put does not matter.
func TestOrderOfInput(t *testing.T) {
	articles := feedtest.Metas(feedtest.Articles()...)
	slices.Reverse(articles)
	a, b := plan(t, feedtest.Metas(feedtest.Articles()...), now), plan(t, articles, now)
	for i, o := range a.Outputs {
		var x, y bytes.Buffer
		if err := errors.Join(o.Write(&x, load), b.Outputs[i].Write(&y, load)); err != nil || x.String() != y.String() {
			t.Errorf("%s differs (%v)", o.Name, err)
		}
	}
}

// TestMaxBytes checks that a feed has as many articles as fit into its limit, and at least one.
func TestMaxBytes(t *testing.T) {
	var articles []*feed.Meta
	for i := range 10 {
		a := feedtest.Articles()[1].Meta
		a.ID += string(rune('a' + i))
		a.Path, a.Permalink, a.ContentSize = a.ID, a.ID, 1000
		a.Page = ""
		articles = append(articles, &a)
	}
	for limit, want := range map[int]int{100: 1, 3000: 1, 5000: 2, 1 << 20: 10} {
		site := feedtest.Site()
		site.Feed.MaxBytes = limit
		p := planOf(t, site, articles, now)
		var counts []int
		for i, mark := range []string{"<entry>", "<item>", `"content_html"`} {
			b := output(t, p, []string{"atom.xml", "rss.xml", "feed.json"}[i])
			counts = append(counts, strings.Count(b.String(), mark))
			if i == 0 && b.Len() > limit && want > 1 {
				t.Errorf("%d bytes, at most %d", b.Len(), limit)
			}
		}
		if !slices.Equal(counts, []int{want, want, want}) {
			t.Errorf("limit %d: %v articles, want %d", limit, counts, want)
		}
	}
}

// TestWeights compares the estimated sizes of articles with those in a feed: they are never too small,
// and at most 3,000 bytes too large.
func TestWeights(t *testing.T) {
	for name, articles := range map[string][]*feed.Meta{"everything": feedtest.Metas(feedtest.Articles()[:1]...), "little": feedtest.Metas(feedtest.Articles()[1:]...)} {
		site := feedtest.Site()
		p := planOf(t, site, articles, now)
		size := output(t, p, "atom.xml").Len()
		two := *articles[0]
		two.ID, two.Path, two.Permalink = two.ID+"x", two.Path+"x", two.Permalink+"x"
		two.Page = ""
		fit := func(limit int) bool {
			site.Feed.MaxBytes = limit
			p := planOf(t, site, []*feed.Meta{articles[0], &two}, now)
			return strings.Count(output(t, p, "atom.xml").String(), "</entry>") == 2
		}
		site.Feed.MaxBytes = 1 << 20
		p = planOf(t, site, []*feed.Meta{articles[0], &two}, now)
		both := output(t, p, "atom.xml").Len()
		if fit(both - 1) {
			t.Errorf("%s: two articles of %d bytes fit into %d", name, both, both-1)
		}
		if slack := both + 3000; !fit(slack) {
			t.Errorf("%s: two articles of %d bytes do not fit into %d (one has %d)", name, both, slack, size)
		}
	}
}

// TestFavicon checks the redirect from /favicon.ico to the icon of the site.
func TestFavicon(t *testing.T) {
	const icon = "https://fil.example/img/icon.png"
	for _, test := range []struct {
		icon  string
		files []string
		want  []manifest.Redirect
	}{
		{icon, nil, []manifest.Redirect{{From: "favicon.ico", To: icon, Status: 301}}},
		{icon, []string{"favicon.ico"}, nil},
		{"", nil, nil},
		{feedtest.Site().BaseURL + "favicon.ico", nil, nil}, // a redirect would lead to itself
	} {
		site := feedtest.Site()
		site.Icon = test.icon
		p := planOf(t, site, nil, now, test.files...)
		if diff := cmp.Diff(test.want, p.Redirects); diff != "" {
			t.Errorf("icon %q, %d files: %s", test.icon, len(test.files), diff)
		}
	}
}

// TestHugeLimit checks that the largest possible limit of a feed does not overflow.
func TestHugeLimit(t *testing.T) {
	site := feedtest.Site()
	site.Each, site.Feed.Limit = []feed.Kind{feed.Tag}, math.MaxInt
	planOf(t, site, feedtest.Metas(feedtest.Articles()...), now)
}
