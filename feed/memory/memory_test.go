package memory

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/feedtest"
)

// opened returns a new memory.
func opened(t *testing.T, dir string, hook disk.Hook) *Memory {
	t.Helper()
	m, aside, err := Open(dir, hook)
	if err != nil || aside != "" {
		t.Fatal(aside, err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// keep stores a publication of these articles with their texts. The articles of all other files are
// withdrawn.
func keep(t *testing.T, m *Memory, p Publication, articles ...*feed.Article) error {
	t.Helper()
	p.Read = map[string][16]byte{}
	for _, path := range m.Paths() {
		if !slices.ContainsFunc(articles, func(a *feed.Article) bool { return a.Path == path }) {
			p.Withdrawn, p.Read[path] = append(p.Withdrawn, path), [16]byte{}
		}
	}
	for _, a := range articles {
		if err := m.StoreText(a); err != nil {
			t.Fatal(err)
		}
		p.Articles, p.Read[a.Path] = append(p.Articles, &a.Meta), a.Print
	}
	if p.Site == nil {
		p.Site = feedtest.Site()
	}
	return m.Keep(p)
}

// lastForm returns the last published form of an article, nil if there is none.
func lastForm(t *testing.T, m *Memory, path string, site *feed.Site) *feed.Article {
	t.Helper()
	a, err := m.LastForm(path, site)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// storedTexts returns the paths of the texts that are stored, in order.
func storedTexts(t *testing.T, m *Memory) (paths []string) {
	t.Helper()
	err := m.view(func(tx *bbolt.Tx) error {
		return forEach(tx, bucketTexts, func(key, _ []byte) error {
			path, _, _ := strings.Cut(string(key), "\x00")
			paths = append(paths, path)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// Articles are read back as they were published, until they are withdrawn.
func TestArticles(t *testing.T) {
	dir := t.TempDir()
	m := opened(t, dir, nil)
	articles := feedtest.Articles()
	if err := keep(t, m, Publication{}, articles...); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(dir, nil); !errors.Is(err, ErrLocked) {
		t.Errorf("opened twice: %v", err)
	}
	m.Close()
	m = opened(t, dir, nil)
	for _, want := range articles {
		if got := lastForm(t, m, want.Path, feedtest.Site()); cmp.Diff(want, got) != "" {
			t.Errorf("%s: %s", want.Path, cmp.Diff(want, got))
		}
	}
	// If the site's base URL changes, stored URLs get the new one; IDs stay.
	moved := feedtest.Site()
	moved.BaseURL = "http://new.example/blog/"
	got := lastForm(t, m, articles[0].Path, moved)
	if got.ID != articles[0].ID || got.Permalink != "http://new.example/blog/tout/" || !strings.Contains(got.Content, `"http://new.example/blog/rien/"`) ||
		got.Image.URL != "http://new.example/blog/tout/p.jpg" || got.Enclosures[0].URL != "http://new.example/blog/tout/e.mp3" {
		t.Errorf("%+v", got)
	}
	if got := m.PublishedFrom(articles[0].Path, moved); got.Permalink != "http://new.example/blog/tout/" {
		t.Errorf("%+v", got)
	}
	if got := lastForm(t, m, articles[0].Path, feedtest.Site()); cmp.Diff(articles[0], got) != "" {
		t.Errorf("the new base URL has changed the stored article: %s", cmp.Diff(articles[0], got))
	}
	if got := m.Published(); len(got) != 2 || cmp.Diff(&articles[0].Meta, got[1]) != "" {
		t.Errorf("%+v", got)
	}
	if err := keep(t, m, Publication{}, articles[0]); err != nil {
		t.Fatal(err)
	}
	if lastForm(t, m, articles[1].Path, feedtest.Site()) != nil || m.PublishedFrom(articles[1].Path, feedtest.Site()) != nil {
		t.Error("an article that is no longer published is returned")
	}
}

// To store a publication again that has not changed writes nothing.
func TestKeepUnchanged(t *testing.T) {
	commits := 0
	m := opened(t, t.TempDir(), func(op disk.Op, _ string) error {
		if op == disk.Commit {
			commits++
		}
		return nil
	})
	var p Publication
	p.Site, p.Feeds, p.Moved = feedtest.Site(), []feed.Definition{{Kind: feed.Whole}}, map[string]string{"a": "b"}
	p.Sizes, p.DocumentSizes, p.Withheld = map[string]int{"": 2}, map[string]int{"": 2}, []string{"folder"}
	if err := keep(t, m, p, feedtest.Articles()...); err != nil {
		t.Fatal(err)
	}
	p.Articles = m.Published()
	token, before := m.Token(), commits
	if err := m.Keep(p); err != nil || commits != before || m.Token() != token {
		t.Errorf("%d commits more, %v", commits-before, err)
	}
}

// Of each file the text that is published stays, and the one that was read last; no other.
func TestTexts(t *testing.T) {
	m, site := opened(t, t.TempDir(), nil), feedtest.Site()
	a := feedtest.Articles()[0]
	if err := keep(t, m, Publication{}, a); err != nil {
		t.Fatal(err)
	}
	first := a.Print
	draft := a.Clone()
	draft.Content = "<p>Autre.</p>"
	if err := m.StoreText(draft); err != nil {
		t.Fatal(err)
	}
	if draft.Print == first {
		t.Error("another text has the same Print")
	}
	if err := m.Keep(Publication{Site: site, Read: map[string][16]byte{a.Path: draft.Print}, Articles: []*feed.Meta{&a.Meta}}); err != nil {
		t.Fatal(err)
	}
	for print, want := range map[[16]byte]string{first: a.Content, draft.Print: draft.Content} {
		if got, err := m.Text(a.Path, print, time.UTC); err != nil || got.Content != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := keep(t, m, Publication{}, draft); err != nil {
		t.Fatal(err)
	}
	if got := storedTexts(t, m); !slices.Equal(got, []string{a.Path}) {
		t.Errorf("%v are stored", got)
	}
	if err := keep(t, m, Publication{}); err != nil {
		t.Fatal(err)
	}
	if got := storedTexts(t, m); len(got) > 0 {
		t.Errorf("%v are stored after the article was withdrawn", got)
	}
	if _, err := m.Text("none.md", first, time.UTC); !errors.Is(err, ErrUnreadableText) {
		t.Error(err)
	}
}

// The text of a draft is deleted with its file, although nothing that is published changes.
func TestDraftDeleted(t *testing.T) {
	m := opened(t, t.TempDir(), nil)
	draft := feedtest.Articles()[0]
	if err := m.StoreText(draft); err != nil {
		t.Fatal(err)
	}
	for _, print := range [][16]byte{draft.Print, {}} {
		if err := m.Keep(Publication{Site: feedtest.Site(), Read: map[string][16]byte{draft.Path: print}}); err != nil {
			t.Fatal(err)
		}
	}
	if got := storedTexts(t, m); len(got) > 0 {
		t.Errorf("%v are stored", got)
	}
}

// A text that is written when it is being read is read.
func TestTextWrittenMeanwhile(t *testing.T) {
	m := opened(t, t.TempDir(), nil)
	a := feedtest.Articles()[0]
	if err := m.StoreText(a); err != nil {
		t.Fatal(err)
	}
	m.texts.view = func(f func(tx *bbolt.Tx) error) error {
		return m.view(func(tx *bbolt.Tx) error {
			m.texts.written, m.texts.pending = m.texts.pending, nil
			m.texts.write(m.texts.written, make(chan struct{}))
			return f(tx)
		})
	}
	if _, err := m.Text(a.Path, a.Print, time.UTC); err != nil {
		t.Error(err)
	}
}

// Many texts are written before the publication to which they belong, and can be read meanwhile. An
// error of that is the error of Keep, and the next publication is stored.
func TestManyTexts(t *testing.T) {
	fail, failure := false, errors.New("full")
	m := opened(t, t.TempDir(), func(op disk.Op, _ string) error {
		if op == disk.Commit && fail {
			return failure
		}
		return nil
	})
	noise := make([]byte, 3<<20)
	state := uint32(1)
	for i := range noise { // text that cannot be compressed
		state = state*1664525 + 1013904223
		noise[i] = 'a' + byte(state>>27)
	}
	var articles []*feed.Article
	for i := range 6 {
		a := feedtest.Articles()[0]
		a.Path, a.ID, a.Content = string(rune('a'+i))+".md", string(rune('a'+i)), string(noise[i:])
		articles = append(articles, a)
	}
	fail = true
	if err := keepAll(m, articles); !errors.Is(err, failure) {
		t.Errorf("%v, want %v", err, failure)
	}
	m.Rollback()
	fail = false
	if err := keepAll(m, articles); err != nil {
		t.Fatal(err)
	}
	for i, a := range articles {
		if got, err := m.Text(a.Path, a.Print, time.UTC); err != nil || got.Content != string(noise[i:]) {
			t.Errorf("%s: %v", a.Path, err)
		}
	}
	if got := storedTexts(t, m); len(got) != len(articles) {
		t.Errorf("%v are stored", got)
	}
}

// A text that is stored already is not written again: bbolt makes nodes only of pages that it changes.
func TestTextNotWrittenAgain(t *testing.T) {
	m := opened(t, t.TempDir(), nil)
	if err := keep(t, m, Publication{}, feedtest.Articles()...); err != nil {
		t.Fatal(err)
	}
	for _, more := range []string{"", "more"} {
		frames := map[string][]byte{}
		for _, a := range feedtest.Articles() {
			a.Content += more
			frame := pack(a)
			frames[textKey(a.Path, a.Print)] = frame
		}
		err := m.update(func(tx *bbolt.Tx) error {
			err := putTexts(tx, frames)
			stats := tx.Stats()
			if written := stats.GetNodeCount() > 0; written != (more != "") {
				t.Errorf("%q is added: written %t", more, written)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// keepAll stores articles, reads all so far after each, and keeps the publication.
func keepAll(m *Memory, articles []*feed.Article) error {
	p := Publication{Site: feedtest.Site(), Read: map[string][16]byte{}}
	for i, a := range articles {
		if err := m.StoreText(a); err != nil {
			return err
		}
		for _, stored := range articles[:i+1] { // while earlier ones are being written
			if _, err := m.Text(stored.Path, stored.Print, time.UTC); err != nil {
				return err
			}
		}
		p.Articles, p.Read[a.Path] = append(p.Articles, &a.Meta), a.Print
	}
	return m.Keep(p)
}

// The time when an article entered a feed is stored, even while the article is not in the feed.
func TestEntered(t *testing.T) {
	m := opened(t, t.TempDir(), nil)
	at := time.Date(2024, 5, 6, 7, 8, 9, 10, time.UTC)
	want := feed.Arrivals{"urn:a": at, "urn:b": at.Add(time.Hour)}
	if err := keep(t, m, Publication{Entered: map[string]feed.Arrivals{"news": want, "new": {"urn:c": at}}}); err != nil {
		t.Fatal(err)
	}
	if got := m.Entered("news"); cmp.Diff(want, got) != "" {
		t.Error(cmp.Diff(want, got))
	}
	if got := m.Entered("other"); len(got) > 0 {
		t.Error(got)
	}
}

// Definitions of feeds stay when the feeds are gone, and so do old addresses. Retained pages and withheld
// folders are those of the last publication.
func TestSite(t *testing.T) {
	m := opened(t, t.TempDir(), nil)
	d := feed.Tag.Define(feedtest.Site(), "Mali", "tags/mali")
	p := Publication{Feeds: []feed.Definition{d}, Moved: map[string]string{"old/index.html": "urn:x"}, Retained: map[string]string{"a.md": "a/index.html"}, Withheld: []string{"secret"},
		Copies: map[string]feed.Copy{"a copy.md": {Hash: [16]byte{1}, Of: "urn:a"}}}
	if err := keep(t, m, p); err != nil {
		t.Fatal(err)
	}
	if m.Moved()["old/index.html"] != "urn:x" || m.Retained()["a.md"] != "a/index.html" || !slices.Equal(m.Withheld(), p.Withheld) || !maps.Equal(m.Copies(), p.Copies) {
		t.Error(m.Moved(), m.Retained(), m.Withheld(), m.Copies())
	}
	if err := keep(t, m, Publication{}); err != nil {
		t.Fatal(err)
	}
	if got := m.Feeds(); len(got) != 1 || cmp.Diff(d, got[0]) != "" {
		t.Errorf("%+v", got)
	}
	if len(m.Moved()) != 1 || len(m.Retained())+len(m.Withheld())+len(m.Copies()) > 0 {
		t.Error(m.Moved(), m.Retained(), m.Withheld(), m.Copies())
	}
}

// Below does not return files of a folder whose name only begins with the same letters.
func TestBelow(t *testing.T) {
	m := opened(t, t.TempDir(), nil)
	a, b := feedtest.Articles()[0], feedtest.Articles()[1]
	a.Path, b.Path = "sub/a.md", "subway.md"
	if err := keep(t, m, Publication{}, a, b); err != nil {
		t.Fatal(err)
	}
	if got := m.Below("sub"); !slices.Equal(got, []string{"sub/a.md"}) {
		t.Error(got)
	}
}

// The ID of a withdrawn article stays stored. An article that is published again, from another
// file, is no longer withdrawn.
func TestWithdrawn(t *testing.T) {
	m := opened(t, t.TempDir(), nil)
	articles := feedtest.Articles()
	for _, now := range [][]*feed.Article{articles, articles[1:], articles[1:]} {
		if err := keep(t, m, Publication{}, now...); err != nil {
			t.Fatal(err)
		}
	}
	published, withdrawn := m.Published(), m.Withdrawn()
	if len(published) != 1 || len(withdrawn) != 1 || withdrawn[0].ID != articles[0].ID {
		t.Errorf("published %v, withdrawn %v", published, withdrawn)
	}
	renamed := articles[0].Clone()
	renamed.Path = "elsewhere.md"
	if err := keep(t, m, Publication{}, renamed); err != nil {
		t.Fatal(err)
	}
	published, withdrawn = m.Published(), m.Withdrawn()
	if len(published) != 1 || published[0].Path != "elsewhere.md" || len(withdrawn) != 1 || withdrawn[0].ID != articles[1].ID {
		t.Errorf("published %v, withdrawn %v", published, withdrawn)
	}
}

// An article that has expired does not count as one that left, and the ID of a feed on this machine is not stored.
func TestExpiredAndLocal(t *testing.T) {
	m := opened(t, t.TempDir(), nil)
	a := feedtest.Articles()[0]
	if err := keep(t, m, Publication{}, a); err != nil {
		t.Fatal(err)
	}
	expired := a.Clone()
	expired.Expires = a.Published.Add(time.Hour)
	p := Publication{Ran: a.Published.Add(2 * time.Hour), Hidden: []*feed.Meta{&expired.Meta}, Feeds: []feed.Definition{{Kind: feed.Whole, ID: "http://localhost:8080/"}}}
	if err := keep(t, m, p); err != nil {
		t.Fatal(err)
	}
	if w := m.Withdrawn(); len(w) != 1 || !w[0].Left.IsZero() || !w[0].Hidden {
		t.Errorf("withdrawn: %d, %v %v", len(w), w[0].Left, w[0].Hidden)
	}
	if f := m.Feeds(); len(f) != 1 || f[0].ID != "" {
		t.Errorf("feeds: %+v", f)
	}
}

// What was only published at a local address is private, until it is published at a public one. It stays
// public when the site is published at a local address again.
func TestPrivate(t *testing.T) {
	m := opened(t, t.TempDir(), nil)
	local := feedtest.Site()
	local.BaseURL = "http://localhost:8080/"
	for _, step := range []struct {
		name            string
		site            *feed.Site
		public, private bool
	}{{"local", local, false, true}, {"public", feedtest.Site(), true, false}, {"local again", local, true, false}} {
		if err := keep(t, m, Publication{Site: step.site}, feedtest.Articles()...); err != nil {
			t.Fatal(err)
		}
		for _, a := range m.Published() {
			if a.Private != step.private || m.Public() != step.public {
				t.Errorf("%s: %s is private: %v; the site was public: %v", step.name, a.Path, a.Private, m.Public())
			}
		}
	}
}

// A folder that was deleted is written again from what is open.
func TestRescue(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	m := opened(t, dir, nil)
	if err := keep(t, m, Publication{}, feedtest.Articles()...); err != nil {
		t.Fatal(err)
	}
	if !m.StillIn(dir) || os.RemoveAll(dir) != nil || m.StillIn(dir) {
		t.Fatal("StillIn is wrong")
	}
	rescued, err := m.Rescue(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer rescued.Close()
	if len(rescued.Published()) != 2 || lastForm(t, rescued, feedtest.Articles()[0].Path, feedtest.Site()) == nil || !rescued.StillIn(dir) {
		t.Error(rescued.Published())
	}
}
