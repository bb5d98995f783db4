package feed_test

import (
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

func TestStem(t *testing.T) {
	for name, want := range map[string]string{
		"a.md": "a", "b/a.md": "b/a", "b/index.md": "b", "index.html": "", "a.b.md": "a.b", "b/a.tar.gz.txt": "b/a.tar.gz",
	} {
		if got := feed.Stem(name); got != want {
			t.Errorf("Stem(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNameDate(t *testing.T) {
	for name, want := range map[string][2]string{
		"2024-01-15-titre": {"titre", "2024-01-15"}, "2024-01-titre": {"titre", "2024-01"}, "1984-relu": {"1984-relu", ""},
		"2024-01": {"2024-01", "2024-01"}, "2024-01-15": {"2024-01-15", "2024-01-15"}, "2024-13-x": {"2024-13-x", ""}, "2024-02-30-x": {"2024-02-30-x", ""}, "2024-01-3-x": {"3-x", "2024-01"},
		"2024-01-15_x": {"x", "2024-01-15"}, "2024-01x": {"2024-01x", ""}, "": {"", ""},
	} {
		if rest, date := feed.NameDate(name); rest != want[0] || date != want[1] {
			t.Errorf("NameDate(%q) = %q, %q, want %q", name, rest, date, want)
		}
	}
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Mon été à Gao !": "mon-été-à-gao", "🎉": "", "a--b": "a-b", "Ὀδυσσεύς": "ὀδυσσεύς", "日本 語": "日本-語", " x ": "x", strings.Repeat("é", 200): strings.Repeat("é", 60),
	} {
		if got := feed.Slug(name); got != want {
			t.Errorf("Slug(%q) = %q, want %q", name, got, want)
		}
	}
}

// The ID comes from the path alone: no date, title or address of the article, and no
// address of the site, is part of it.
func TestIdentity(t *testing.T) {
	a := feed.Article{Stem: "blog/2024-01-é t", Published: time.Now(), Title: "x", Matter: &feed.Matter{}}
	site := feedtest.Site()
	if err := site.Place(&a, ""); err != nil {
		t.Fatal(err)
	}
	if want := "tag:fil.example,2024:blog/2024-01-%C3%A9%20t"; a.ID != want {
		t.Errorf("ID %s, want %s", a.ID, want)
	}
	if want := "https://fil.example/blog/%C3%A9%20t/"; a.Permalink != want {
		t.Errorf("permalink %s, want %s", a.Permalink, want)
	}
	b := feed.Article{Stem: a.Stem, Published: a.Published.AddDate(1, 0, 0), Title: "y", Matter: &feed.Matter{Slug: "z"}}
	site.BaseURL = "https://other.example/"
	if err := site.Place(&b, ""); err != nil || b.ID != a.ID {
		t.Errorf("the ID became %s (%v)", b.ID, err)
	}
	site.IDAuthority = ""
	c := feed.Article{Stem: "x", Matter: &feed.Matter{}}
	if err := site.Place(&c, ""); err != nil || c.ID != c.Permalink {
		t.Errorf("without authority the ID is %s (%v)", c.ID, err)
	}
}

// Addresses that cannot be files, or are Fil's own, are refused.
func TestPlaceRefuses(t *testing.T) {
	for _, address := range []string{"/tags/x/", "/Archive/2024/", "/a/.b/", "/a?b", "//host/x", "ftp://x.example/", "/a%5Cb/", "/a%00/", "/%2e%2e/x/"} {
		a := feed.Article{Stem: "x", Matter: &feed.Matter{}}
		if err := feedtest.Site().Place(&a, address); err == nil && strings.Contains(a.Page, "..") || err == nil && address != "/%2e%2e/x/" {
			t.Errorf("%s is taken: %s, %s", address, a.Permalink, a.Page)
		}
	}
}

func TestLive(t *testing.T) {
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		article feed.Article
		want    bool
	}{
		{feed.Article{Published: now}, true},
		{feed.Article{Published: now.Add(time.Second)}, false},
		{feed.Article{Published: now, Draft: true}, false},
		{feed.Article{Published: now.AddDate(0, -1, 0), Expires: now}, false},
		{feed.Article{Published: now.AddDate(0, -1, 0), Expires: now.Add(1)}, true},
	} {
		if got := len(feed.Live([]*feed.Article{&c.article}, now)) == 1; got != c.want {
			t.Errorf("%+v: %v", c.article, got)
		}
	}
}

func TestCompose(t *testing.T) {
	site := feedtest.Site()
	articles := feedtest.Articles()
	whole := feed.Definition{Kind: feed.Whole, Title: "x"}
	if f := feed.Compose(site, whole, articles).First(1); !f.Updated.Equal(articles[0].Updated) || f.ID != "tag:fil.example,2024:/" {
		t.Errorf("%+v", f)
	}
	articles[0].NoFeed = true
	if f := feed.Compose(site, whole, articles); len(f.Articles) != 1 || f.Articles[0] != articles[1] {
		t.Errorf("%+v", f)
	}
	if f := feed.Compose(site, whole, nil); f.Updated.Unix() != 0 {
		t.Errorf("an empty feed was updated %v", f.Updated)
	}
}

// Times that are equal are parted by ID: the order never depends on the input's.
func TestNewest(t *testing.T) {
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	a, b, c := &feed.Article{ID: "a", Published: at}, &feed.Article{ID: "b", Published: at}, &feed.Article{ID: "c", Published: at.Add(1)}
	for _, order := range [][]*feed.Article{{a, b, c}, {c, b, a}, {b, a, c}} {
		feed.Newest(order)
		if order[0] != c || order[1] != a || order[2] != b {
			t.Errorf("%v", order)
		}
	}
}

// A feed was updated when the last of its articles was, whichever that is.
func TestUpdated(t *testing.T) {
	articles := feedtest.Articles()
	older := *articles[1]
	older.Updated = articles[0].Updated.AddDate(1, 0, 0)
	f := feed.Compose(feedtest.Site(), feed.Definition{Kind: feed.Whole}, []*feed.Article{articles[0], &older})
	if !f.Updated.Equal(older.Updated) {
		t.Error(f.Updated)
	}
}

// An address once given to a tag is that tag's, whoever comes later; and each tag has
// one.
func TestDefinitionsKeepTheirPlace(t *testing.T) {
	site := feedtest.Site()
	tagged := func(tags ...string) []*feed.Article { return []*feed.Article{{Tags: tags}} }
	paths := func(tags []string, standing []feed.Definition) map[string]string {
		all, _ := feed.Definitions(site, feed.Shelve(site, tagged(tags...)), standing)
		got := map[string]string{}
		for _, d := range all[1:] {
			got[d.Value] = d.Path
		}
		return got
	}
	if got := paths([]string{"C", "C++"}, nil); got["C"] != "tags/c" || !strings.HasPrefix(got["C++"], "tags/c-") {
		t.Error(got)
	}
	all, _ := feed.Definitions(site, feed.Shelve(site, tagged("C++")), nil)
	if got := paths([]string{"C", "C++", "🎉"}, all); got["C++"] != "tags/c" || !strings.HasPrefix(got["C"], "tags/c-") || len(got["🎉"]) != len("tags/123456") {
		t.Error(got)
	}
}
