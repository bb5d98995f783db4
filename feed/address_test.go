package feed_test

import (
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// The ID depends on the path only, not on the date, title or slug of the article, nor on the address
// of the site.
func TestIdentity(t *testing.T) {
	a := feed.Article{Stem: "blog/2024-01-é t", Published: time.Now(), Title: "x", Matter: &feed.Matter{}}
	site := feedtest.Site()
	if err := site.AssignAddress(&a, ""); err != nil {
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
	if err := site.AssignAddress(&b, ""); err != nil || b.ID != a.ID {
		t.Errorf("the ID became %s (%v)", b.ID, err)
	}
	site.IDAuthority = ""
	c := feed.Article{Stem: "x", Matter: &feed.Matter{}}
	if err := site.AssignAddress(&c, ""); err != nil || c.ID != c.Permalink {
		t.Errorf("without authority the ID is %s (%v)", c.ID, err)
	}
}

// AssignAddress refuses addresses that cannot be files, or that are below reserved names.
func TestAssignAddressRefuses(t *testing.T) {
	for _, address := range []string{"/tags/x/", "/Archive/2024/", "/a/.b/", "/a?b", "//host/x", "ftp://x.example/", "/a%5Cb/", "/a%00/", "/%2e%2e/x/"} {
		a := feed.Article{Stem: "x", Matter: &feed.Matter{}}
		if err := feedtest.Site().AssignAddress(&a, address); err == nil && strings.Contains(a.Page, "..") || err == nil && address != "/%2e%2e/x/" {
			t.Errorf("%s is accepted: %s, %s", address, a.Permalink, a.Page)
		}
	}
}
