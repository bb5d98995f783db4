package memory

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/feedtest"
)

// keep keeps a publication with the contents of its articles.
func keep(t *testing.T, m *Memory, p Publication) error {
	t.Helper()
	p.Body = func(a *feed.Article) feed.Body {
		for _, at := range m.Kept() {
			if kept, err := m.body(at, time.UTC); err == nil && kept.Path == a.Path {
				return at
			}
		}
		at, err := m.AddBody(a)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	return m.Keep(p)
}

func TestArticles(t *testing.T) {
	dir := t.TempDir()
	m, _, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	articles := feedtest.Articles()
	if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: articles}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(dir, nil); !errors.Is(err, ErrHeld) {
		t.Errorf("opened twice: %v", err)
	}
	m.Close()
	before, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	if m, _, err = Open(dir, nil); err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: articles}); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(filepath.Join(dir, fileName)); string(after) != string(before) {
		t.Error("keeping the same wrote to the file")
	}
	for _, want := range articles {
		got, ok := m.Article(want.Path, feedtest.Site())
		if !ok || cmp.Diff(want, got) != "" {
			t.Errorf("%s: %s", want.Path, cmp.Diff(want, got))
		}
	}
	// The site has moved: what it remembers moves along, but for IDs that are no addresses.
	moved := feedtest.Site()
	moved.BaseURL = "http://new.example/blog/"
	got, _ := m.Article(articles[0].Path, moved)
	if got.ID != articles[0].ID || got.Permalink != "http://new.example/blog/tout/" || !strings.Contains(got.Content, `"http://new.example/blog/rien/"`) {
		t.Errorf("%+v", got)
	}
	if got, _ := m.Article(articles[1].Path, moved); got.ID != articles[1].ID {
		t.Errorf("a change of address changed the ID: %+v", got)
	}
	if got := m.Known(); len(got) != 2 || got[1].ID != articles[0].ID || got[1].Page != articles[0].Page || !got[1].Published.Equal(articles[0].Published) {
		t.Errorf("%+v", got)
	}
	if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: articles[:1]}); err != nil {
		t.Fatal(err)
	}
	if _, ok := m.Article(articles[1].Path, feedtest.Site()); ok {
		t.Error("an article that is no longer published is remembered")
	}
}

// A file that cannot be read is set aside, whatever is wrong with it.
func TestDamaged(t *testing.T) {
	for name, data := range map[string][]byte{"garbage": []byte("x"), "zeros": make([]byte, 1<<16), "a page": make([]byte, 1<<12), "empty": nil} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, fileName), data, 0o600); err != nil {
			t.Fatal(err)
		}
		m, setAside, err := Open(dir, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if (setAside == "") != (name == "empty") {
			t.Errorf("%s: set aside as %q", name, setAside)
		}
		m.Close()
	}
}

// What was set aside is never written over: after a downgrade and an upgrade it is the good one.
func TestSetAsideTwice(t *testing.T) {
	dir := t.TempDir()
	for i, text := range []string{"first", "second", "third"} {
		for _, name := range []string{fileName, bodiesName(1)} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		m, setAside, err := Open(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		m.Close()
		for _, aside := range []string{setAside, setAside + "-" + bodiesName(1)} {
			if data, err := os.ReadFile(aside); string(data) != text || err != nil {
				t.Errorf("%s was set aside as %s: %q, %v", text, aside, data, err)
			}
		}
		if entries, _ := filepath.Glob(filepath.Join(dir, fileName+".unread*")); len(entries) != 2*(i+1) {
			t.Errorf("set aside are %v", entries)
		}
	}
}

// When an article came into a feed is remembered, also when it has left and comes back. The
// first ones came when they were published; arrival times never decrease.
func TestEnter(t *testing.T) {
	m, _, err := Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	articles := feedtest.Articles()
	now := articles[0].Published.AddDate(1, 0, 0)
	enter := func(folder string, e feed.Arrivals) {
		t.Helper()
		if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: articles, Entered: map[string]feed.Arrivals{folder: e}}); err != nil {
			t.Fatal(err)
		}
	}
	e := feed.UpdateArrivals(m.Entered("news"), articles[:1], now)
	if !e[articles[0].ID].Equal(articles[0].Published) {
		t.Errorf("the first came %v", e)
	}
	enter("news", e)
	e = feed.UpdateArrivals(m.Entered("news"), articles, now) // an old date, a new article
	if !e[articles[1].ID].Equal(now) || !e[articles[0].ID].Equal(articles[0].Published) {
		t.Errorf("the second came %v", e)
	}
	enter("news", e)
	enter("news", feed.UpdateArrivals(m.Entered("news"), articles[1:], now)) // the other goes, and comes again
	if e = feed.UpdateArrivals(m.Entered("news"), articles, now.Add(-time.Hour)); !e[articles[0].ID].Equal(articles[0].Published) {
		t.Errorf("after it was away it came %v", e)
	}
	third := *articles[0]
	third.ID = "urn:third"
	if e = feed.UpdateArrivals(m.Entered("news"), append(articles, &third), now.Add(-time.Hour)); !e["urn:third"].After(now) {
		t.Errorf("with the clock of an hour before it came %v, and another at %v", e["urn:third"], now)
	}
	if e = feed.UpdateArrivals(m.Entered("other"), articles, now); !e[articles[1].ID].Equal(articles[1].Published) {
		t.Errorf("in another feed it came %v", e)
	}
}

// Feeds and old addresses are remembered.
func TestFeedsAndMoved(t *testing.T) {
	m, _, err := Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	d := feed.Tag.Define(feedtest.Site(), "Mali", "tags/mali")
	if err := keep(t, m, Publication{Site: feedtest.Site(), Feeds: []feed.Definition{d}, Moved: map[string]string{"old/index.html": "urn:x"}}); err != nil {
		t.Fatal(err)
	}
	if err := keep(t, m, Publication{Site: feedtest.Site(), Moved: m.Moved()}); err != nil {
		t.Fatal(err)
	}
	if got := m.Feeds(); len(got) != 1 || cmp.Diff(d, got[0]) != "" {
		t.Errorf("%+v", got)
	}
	if got := m.Moved(); got["old/index.html"] != "urn:x" {
		t.Errorf("%+v", got)
	}
}

// A folder's articles are its own, and move with the site.
func TestBelow(t *testing.T) {
	m, _, err := Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	a, b := *feedtest.Articles()[0], *feedtest.Articles()[0]
	a.Path, b.Path = "sub/a.md", "subway.md"
	a.Image = feed.Image{URL: feedtest.Site().BaseURL + "i.png"}
	a.Enclosures = []feed.Enclosure{{URL: feedtest.Site().BaseURL + "e.mp3"}}
	if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: []*feed.Article{&a, &b}}); err != nil {
		t.Fatal(err)
	}
	if got := m.Below("sub"); !slices.Equal(got, []string{"sub/a.md"}) {
		t.Error(got)
	}
	moved := feedtest.Site()
	moved.BaseURL = "http://new.example/"
	if got, _ := m.Article("sub/a.md", moved); got.Image.URL != "http://new.example/i.png" || got.Enclosures[0].URL != "http://new.example/e.mp3" {
		t.Error(got.Image, got.Enclosures)
	}
}

// A page that turns out damaged later is set aside too, and nothing ends.
func TestDamagedLater(t *testing.T) {
	dir := t.TempDir()
	m, _, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	var articles []*feed.Article
	for i := range 60 {
		a := *feedtest.Articles()[0]
		a.Path = strings.Repeat("x", i+1) + ".md"
		articles = append(articles, &a)
	}
	if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: articles}); err != nil {
		t.Fatal(err)
	}
	m.Close()
	name := filepath.Join(dir, fileName)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for page := 2; page < len(whole)/os.Getpagesize(); page++ {
		hurt := slices.Clone(whole)
		clear(hurt[page*os.Getpagesize() : (page+1)*os.Getpagesize()])
		if err := os.WriteFile(name, hurt, 0o600); err != nil {
			t.Fatal(err)
		}
		m, _, err := Open(dir, nil)
		if err != nil {
			t.Errorf("page %d: %v", page, err)
			continue
		}
		m.Known()
		m.Article(articles[7].Path, feedtest.Site())
		if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: articles}); err != nil {
			t.Errorf("page %d: %v", page, err)
		}
		if _, ok := m.Article(articles[7].Path, feedtest.Site()); !ok {
			t.Errorf("page %d: nothing is remembered", page)
		}
		m.Close()
	}
}

// A file that has been cut, wherever that is, is set aside: what is mapped and not there any
// more ends no process. Cut in use, it is set aside when something is to be kept.
func TestCut(t *testing.T) {
	dir, site := t.TempDir(), feedtest.Site()
	m, _, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := Publication{Site: site, Articles: many(500), Body: func(*feed.Article) feed.Body { return feed.Body{} }}
	if err := m.Keep(p); err != nil {
		t.Fatal(err)
	}
	m.Close()
	name := filepath.Join(dir, fileName)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for size := int64(len(whole)) - 2*grown; size > 0; size -= 3 * int64(os.Getpagesize()) / 2 { // in the middle of pages, too
		for _, inUse := range []bool{false, true} {
			if err := errors.Join(os.WriteFile(name, whole, 0o600), os.RemoveAll(name+".unread")); err != nil {
				t.Fatal(err)
			}
			cut := func() {
				if err := os.Truncate(name, size); err != nil {
					t.Fatal(err)
				}
			}
			if !inUse {
				cut()
			}
			m, setAside, err := Open(dir, nil)
			if err != nil || (setAside == "") != inUse {
				t.Fatalf("%d of %d bytes: set aside as %q, %v", size, len(whole), setAside, err)
			}
			if inUse {
				cut()
				m.Known()
				m.Article(p.Articles[7].Path, site)
			}
			p.Articles[len(p.Articles)/2].Title = fmt.Sprint(size, inUse) // something to write
			if err := m.Keep(p); err != nil {
				t.Fatalf("%d of %d bytes: %v", size, len(whole), err)
			}
			if n := len(m.Known()); n != len(p.Articles) {
				t.Errorf("%d of %d bytes: %d articles are remembered", size, len(whole), n)
			}
			if err := m.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// An ID that was given out is remembered when its article is out of sight, and is one
// article's alone.
func TestGone(t *testing.T) {
	m, _, err := Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	articles := feedtest.Articles()
	for _, now := range [][]*feed.Article{articles, articles[1:], articles[1:]} {
		if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: now}); err != nil {
			t.Fatal(err)
		}
	}
	known, gone := m.Known(), m.Gone()
	if len(known) != 1 || len(gone) != 1 || gone[0].ID != articles[0].ID {
		t.Errorf("known %v, gone %v", known, gone)
	}
	renamed := *articles[0]
	renamed.Path = "elsewhere.md"
	if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: []*feed.Article{&renamed}}); err != nil {
		t.Fatal(err)
	}
	if known, gone = m.Known(), m.Gone(); len(known) != 1 || known[0].Path != "elsewhere.md" || len(gone) != 1 || gone[0].ID != articles[1].ID {
		t.Errorf("known %v, gone %v", known, gone)
	}
}

// A first publication that is too large for one transaction is remembered in several, and
// nothing of it is recalled before the last one: whoever ends the process between them
// leaves a memory of nothing.
func TestFirstInParts(t *testing.T) {
	defer func(n int) { perCommit = n }(perCommit)
	perCommit = 1
	dir, ended, commits := t.TempDir(), errors.New("ended"), 0
	m, _, err := Open(dir, func(op disk.Op, _ string) error {
		if op != disk.Commit {
			return nil
		}
		if commits++; commits == 2 {
			return ended
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	last := *feedtest.Articles()[1]
	last.Path, last.ID = "z.md", "z" // which could be written although another could not
	p := Publication{Site: feedtest.Site(), Articles: append(feedtest.Articles(), &last), Feeds: []feed.Definition{{Kind: feed.Whole}}, Ran: time.Unix(1, 0)}
	nothing := func() {
		t.Helper()
		if _, there := m.Article(p.Articles[0].Path, p.Site); there || len(m.Known())+len(m.Feeds())+len(m.Kept()) > 0 || !m.Ran().IsZero() {
			t.Errorf("%d articles and %d feeds are remembered of what was not to be", len(m.Known()), len(m.Feeds()))
		}
	}
	if err := keep(t, m, p); !errors.Is(err, ended) {
		t.Fatal(err)
	}
	nothing()
	m.Close()
	if m, _, err = Open(dir, nil); err != nil {
		t.Fatal(err)
	}
	nothing()
	p.Articles = slices.Delete(p.Articles, 1, 2) // and the one that was written is never heard of again
	if err := keep(t, m, p); err != nil {
		t.Fatal(err)
	}
	m.Close()
	if m, _, err = Open(dir, nil); err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if len(m.Known()) != len(p.Articles) || len(m.Feeds()) != 1 || !m.Ran().Equal(p.Ran) {
		t.Errorf("%d articles and %d feeds are remembered", len(m.Known()), len(m.Feeds()))
	}
}
