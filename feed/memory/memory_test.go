package memory

import (
	"errors"
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

// keep stores a publication and the bodies of its articles.
func keep(t *testing.T, m *Memory, p Publication) error {
	t.Helper()
	p.Body = func(a *feed.Article) feed.Body {
		for _, at := range m.Bodies() {
			if stored, err := m.bodies.article(at, time.UTC); err == nil && stored.Path == a.Path {
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

// Articles are read back as they were published, until they are withdrawn. Storing the same
// publication again writes nothing.
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
	if _, _, err := Open(dir, nil); !errors.Is(err, ErrLocked) {
		t.Errorf("opened twice: %v", err)
	}
	m.Close()
	before, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	m, _, err = Open(dir, nil)
	if err != nil {
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
	// If the site's base URL changes, stored URLs get the new one; IDs stay.
	moved := feedtest.Site()
	moved.BaseURL = "http://new.example/blog/"
	got, _ := m.Article(articles[0].Path, moved)
	if got.ID != articles[0].ID || got.Permalink != "http://new.example/blog/tout/" || !strings.Contains(got.Content, `"http://new.example/blog/rien/"`) {
		t.Errorf("%+v", got)
	}
	if got, _ := m.Article(articles[1].Path, moved); got.ID != articles[1].ID {
		t.Errorf("a change of address changed the ID: %+v", got)
	}
	if got := m.Published(); len(got) != 2 || got[1].ID != articles[0].ID || got[1].Page != articles[0].Page || !got[1].Published.Equal(articles[0].Published) {
		t.Errorf("%+v", got)
	}
	if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: articles[:1]}); err != nil {
		t.Fatal(err)
	}
	if _, ok := m.Article(articles[1].Path, feedtest.Site()); ok {
		t.Error("an article that is no longer published is returned")
	}
}

// The time when an article entered a feed is stored, even while the article is not in the feed. The
// first articles of a feed entered it when they were published. Later times never decrease, even if
// the clock is set back.
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
		t.Errorf("the first entered at %v", e)
	}
	enter("news", e)
	e = feed.UpdateArrivals(m.Entered("news"), articles, now) // a new article with an old date
	if !e[articles[1].ID].Equal(now) || !e[articles[0].ID].Equal(articles[0].Published) {
		t.Errorf("the second entered at %v", e)
	}
	enter("news", e)
	enter("news", feed.UpdateArrivals(m.Entered("news"), articles[1:], now)) // the first article leaves the feed, and enters it again
	e = feed.UpdateArrivals(m.Entered("news"), articles, now.Add(-time.Hour))
	if !e[articles[0].ID].Equal(articles[0].Published) {
		t.Errorf("after it had left, it entered at %v", e)
	}
	third := *articles[0]
	third.ID = "urn:third"
	e = feed.UpdateArrivals(m.Entered("news"), append(articles, &third), now.Add(-time.Hour))
	if !e["urn:third"].After(now) {
		t.Errorf("with the clock set back an hour it entered at %v, and an earlier article at %v", e["urn:third"], now)
	}
	e = feed.UpdateArrivals(m.Entered("other"), articles, now)
	if !e[articles[1].ID].Equal(articles[1].Published) {
		t.Errorf("it entered another feed at %v", e)
	}
}

// Definitions of feeds stay when the feeds are gone, and old addresses are stored.
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

// Below does not return files of a folder whose name only begins with the same letters. URLs of
// images and enclosures get the site's new base URL.
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

// The ID of a withdrawn article stays stored. An article that is published again, from another
// file, is no longer withdrawn.
func TestWithdrawn(t *testing.T) {
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
	published, withdrawn := m.Published(), m.Withdrawn()
	if len(published) != 1 || len(withdrawn) != 1 || withdrawn[0].ID != articles[0].ID {
		t.Errorf("published %v, withdrawn %v", published, withdrawn)
	}
	renamed := *articles[0]
	renamed.Path = "elsewhere.md"
	if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: []*feed.Article{&renamed}}); err != nil {
		t.Fatal(err)
	}
	published, withdrawn = m.Published(), m.Withdrawn()
	if len(published) != 1 || published[0].Path != "elsewhere.md" || len(withdrawn) != 1 || withdrawn[0].ID != articles[1].ID {
		t.Errorf("published %v, withdrawn %v", published, withdrawn)
	}
}

// A first publication that is too large for one transaction is written in several. Nothing of it is
// returned before the last one is committed: if the process ends between them, the memory is empty.
func TestFirstInSeveralTransactions(t *testing.T) {
	defer func(n int) { recordsPerCommit = n }(recordsPerCommit)
	recordsPerCommit = 1
	dir, ended, commits := t.TempDir(), errors.New("ended"), 0
	m, _, err := Open(dir, func(op disk.Op, _ string) error {
		if op != disk.Commit {
			return nil
		}
		commits++
		if commits == 2 {
			return ended
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	last := *feedtest.Articles()[1]
	last.Path, last.ID = "z.md", "z" // its transaction could succeed after an earlier one has failed
	p := Publication{Site: feedtest.Site(), Articles: append(feedtest.Articles(), &last), Feeds: []feed.Definition{{Kind: feed.Whole}}, Ran: time.Unix(1, 0)}
	nothing := func() {
		t.Helper()
		if _, ok := m.Article(p.Articles[0].Path, p.Site); ok || len(m.Published())+len(m.Feeds())+len(m.Bodies()) > 0 || !m.Ran().IsZero() {
			t.Errorf("%d articles and %d feeds are returned of a publication that was not committed", len(m.Published()), len(m.Feeds()))
		}
	}
	if err := keep(t, m, p); !errors.Is(err, ended) {
		t.Fatal(err)
	}
	nothing()
	m.Close()
	m, _, err = Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	nothing()
	p.Articles = slices.Delete(p.Articles, 1, 2) // an article that the interrupted publication had written
	if err := keep(t, m, p); err != nil {
		t.Fatal(err)
	}
	m.Close()
	m, _, err = Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if len(m.Published()) != len(p.Articles) || len(m.Feeds()) != 1 || !m.Ran().Equal(p.Ran) {
		t.Errorf("%d articles and %d feeds are returned", len(m.Published()), len(m.Feeds()))
	}
}
