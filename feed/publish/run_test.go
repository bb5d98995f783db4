package publish_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fil/feed"
	"fil/feed/check"
	"fil/feed/feedtest"
	"fil/feed/publish"
)

// TestRun publishes one site several times, and checks which files each run writes and removes.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	r := run(t, plan(t, feedtest.Metas(feedtest.Articles()...), now), d, now)
	all := len(names(plan(t, feedtest.Metas(feedtest.Articles()...), now)))
	if len(r.Written) != all || r.Unchanged != 0 || r.Degraded() {
		t.Fatalf("%+v, %d files", r, r.Manifest.Len())
	}
	before := snapshot(t, dir)

	// The same content two days later: no file is written.
	later := now.Add(48 * time.Hour)
	r = run(t, plan(t, feedtest.Metas(feedtest.Articles()...), later), d, later)
	if len(r.Written) != 0 || r.Unchanged != all {
		t.Errorf("%+v", r)
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Error(diff)
	}

	// Without one article: its page and tags are removed, the files that showed it change.
	r = run(t, plan(t, feedtest.Metas(feedtest.Articles()[1:]...), later), d, later)
	want := []string{"atom.xml", "rss.xml", "feed.json", "archive/index.html", "index.html", "feeds.opml", "tags/index.html", "subscribe/index.html",
		"sitemap-pages.xml", "sitemap-2024.xml", "sitemap.xml", "rien/index.html"}
	if diff := cmp.Diff(want, r.Written); diff != "" {
		t.Error(diff)
	}
	if !slices.Contains(r.Removed, "tout/index.html") || len(r.Removed) != 9 {
		t.Errorf("removed %v", r.Removed)
	}
	if f, _ := r.Manifest.File("img/a.png"); !f.Since.Equal(now.Truncate(time.Second)) {
		t.Errorf("an asset that did not change has the date %v", f.Since)
	}

	// With another title: the page of the article changes, and files that show it. The list of feeds
	// and the page about subscribing do not, because they show feeds only.
	articles := feedtest.Metas(feedtest.Articles()[1:]...)
	articles[0].Title, articles[0].Updated = "Autre", later
	r = run(t, plan(t, articles, later), d, later)
	want = []string{"atom.xml", "rss.xml", "feed.json", "archive/index.html", "index.html", "sitemap-pages.xml", "sitemap-2024.xml", "sitemap.xml", "rien/index.html"}
	if diff := cmp.Diff(want, r.Written); diff != "" {
		t.Error(diff)
	}
	articles = feedtest.Metas(feedtest.Articles()[1:]...)
	run(t, plan(t, articles, later), d, later)

	// A file that was removed from dist is written again, with its old date.
	os.Remove(filepath.Join(dir, "img", "a.png"))
	r = run(t, plan(t, articles, later), d, later.Add(time.Hour))
	info, err := os.Stat(filepath.Join(dir, "img", "a.png"))
	if err != nil || !slices.Equal(r.Written, []string{"img/a.png"}) || !info.ModTime().Equal(now.Truncate(time.Second)) {
		t.Errorf("%v, %v", r.Written, err)
	}
}

// TestSameBytes publishes the same content at another time and in another time zone.
func TestSameBytes(t *testing.T) {
	read := func(at time.Time) map[string]string {
		dir := t.TempDir()
		run(t, plan(t, feedtest.Metas(feedtest.Articles()...), at), open(t, dir), at)
		got := map[string]string{}
		for name := range snapshot(t, dir) {
			if data, err := os.ReadFile(name); err == nil && !strings.Contains(name, ".fil-dist") {
				got[name[len(dir):]] = string(data)
			}
		}
		return got
	}
	if diff := cmp.Diff(read(now), read(now.Add(1000*time.Hour).In(time.FixedZone("x", 3600*9)))); diff != "" {
		t.Error(diff)
	}
}

// TestFallBack checks that a feed that fails its check, or cannot be made, stays as it was, with its
// compressed form.
func TestFallBack(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, plan(t, feedtest.Metas(feedtest.Articles()...), now), d, now)
	good, _ := manifestOf(t, d).File("atom.xml")
	for name, spoil := range map[string]func(o *publish.Output){
		"check": func(o *publish.Output) {
			o.Check = func([]byte) []check.Finding { return []check.Finding{{Message: "bad"}} }
		},
		"error": func(o *publish.Output) { o.Write = func(io.Writer, publish.Loader) error { return errors.New("bad") } },
		"panic": func(o *publish.Output) { o.Write = func(io.Writer, publish.Loader) error { panic("bad") } },
	} {
		p := plan(t, feedtest.Metas(feedtest.Articles()[1:]...), now)
		spoil(&p.Outputs[0])
		r := run(t, p, d, now.Add(time.Hour))
		if f, _ := r.Manifest.File("atom.xml"); f != good {
			t.Errorf("%s: %+v", name, f)
		}
		if gz, ok := r.Manifest.File("atom.xml.gz"); !ok || gz.Encoding != "gzip" {
			t.Errorf("%s: its compressed form was removed", name)
		}
		if !r.Degraded() || !strings.Contains(r.Problems[0].Message, "bad") || r.Problems[0].Path != "atom.xml" {
			t.Errorf("%s: %v", name, r.Problems)
		}
	}
}

// An article that has an error in a feed is left out of it, and named, if the feed passes its check then. The
// next run makes the feed again, and leaves it out again. If no article would be left, the feed stays as it was.
func TestLeavesOut(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	spoil := func(p *publish.Publication, words string) {
		p.Outputs[0].Check = func(data []byte) (errs []check.Finding) {
			for i, entry := range strings.Split(string(data), "<entry")[1:] {
				if strings.Contains(entry, words) {
					errs = append(errs, check.Finding{Item: i + 1, Message: "bad", Rule: "r"})
				}
			}
			return errs
		}
	}
	articles := feedtest.Metas(feedtest.Articles()...)
	words, path := articles[0].ID, articles[0].Path
	made := map[string]publish.Made{}
	for turn := range 2 {
		p := plan(t, articles, now)
		spoil(p, words)
		r, err := publish.Run(t.Context(), p, d, publish.Options{Load: load, Made: recorded(made)}, now.Add(time.Duration(turn)*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		maps.Copy(made, r.Made)
		data, _ := os.ReadFile(filepath.Join(dir, "atom.xml"))
		if strings.Contains(string(data), words) || !strings.Contains(string(data), articles[1].ID) {
			t.Errorf("run %d: atom.xml is %s", turn, data)
		}
		if !r.Degraded() || len(r.Problems) != 1 || r.Problems[0].Path != path || !strings.Contains(r.Problems[0].Message, "atom.xml is published without it: bad (r)") {
			t.Errorf("run %d: %v", turn, r.Problems)
		}
	}
	// What does not pass its check without the article either stays as it was.
	p := plan(t, articles, now)
	p.Outputs[0].Check = func([]byte) []check.Finding { return []check.Finding{{Item: 1, Message: "bad", Rule: "r"}} }
	if r := run(t, p, d, now.Add(2*time.Hour)); !r.Degraded() || r.Problems[0].Path != "atom.xml" {
		t.Errorf("%v", r.Problems)
	}
	p = plan(t, articles, now)
	spoil(p, "<id>")
	if r := run(t, p, d, now.Add(3*time.Hour)); !r.Degraded() || r.Problems[0].Path != "atom.xml" {
		t.Errorf("%v", r.Problems)
	}
	data, _ := os.ReadFile(filepath.Join(dir, "atom.xml"))
	if !strings.Contains(string(data), articles[1].ID) {
		t.Errorf("an empty feed was published: %s", data)
	}
}

// TestLoaderFails checks that an error of the loader ends the run, and nothing is published.
func TestLoaderFails(t *testing.T) {
	d, lost := open(t, t.TempDir()), errors.New("lost")
	before := run(t, plan(t, feedtest.Metas(feedtest.Articles()...), now), d, now)
	load := func(*feed.Meta) (*feed.Article, error) { return nil, lost }
	later := now.Add(time.Hour)
	if _, err := publish.Run(t.Context(), plan(t, feedtest.Metas(feedtest.Articles()[1:]...), later), d, publish.Options{Load: load}, later); !errors.Is(err, lost) {
		t.Errorf("the run ended with %v", err)
	}
	if after := manifestOf(t, d); after.Sequence() != before.Manifest.Sequence() {
		t.Errorf("publication %d follows %d", after.Sequence(), before.Manifest.Sequence())
	}
}

// TestTwoVersionsInOneSecond checks that they have different dates, so that a client that revalidates by
// date gets the second.
func TestTwoVersionsInOneSecond(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, plan(t, feedtest.Metas(feedtest.Articles()...), now), d, now)
	first, _ := manifestOf(t, d).File("atom.xml")
	run(t, plan(t, feedtest.Metas(feedtest.Articles()[1:]...), now), d, now)
	second, _ := manifestOf(t, d).File("atom.xml")
	if !second.Since.After(first.Since) || second.Hash == first.Hash {
		t.Errorf("the dates are %v and %v", first.Since, second.Since)
	}
}

// TestSameSize checks that a file with other bytes of the same length is written.
func TestSameSize(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	run(t, smallPlan(t, "p.png", "abc"), d, now)
	r := run(t, smallPlan(t, "p.png", "xyz"), d, now.Add(time.Hour))
	if got, _ := os.ReadFile(filepath.Join(dir, "p.png")); string(got) != "xyz" || !slices.Equal(r.Written, []string{"p.png"}) {
		t.Errorf("%s %v", got, r.Written)
	}
}

// TestClockGoesBack checks that a new version has a later date than the last one nevertheless.
func TestClockGoesBack(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, smallPlan(t, "p.png", "abc"), d, now)
	r := run(t, smallPlan(t, "p.png", "xyz"), d, now.Add(-time.Hour))
	if f, _ := r.Manifest.File("p.png"); !f.Since.After(now.Truncate(time.Second)) {
		t.Error(f.Since)
	}
}

// TestNewType checks that a new media type is recorded without writing the file.
func TestNewType(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, smallPlan(t, "p.png", "abc"), d, now)
	p := smallPlan(t, "p.png", "abc")
	p.Outputs[len(p.Outputs)-1].Type = "image/webp"
	r := run(t, p, d, now)
	if f, _ := r.Manifest.File("p.png"); f.Type != "image/webp" || len(r.Written) > 0 {
		t.Errorf("%+v", f)
	}
}

// TestRetainFolders checks that files in such folders are not removed, but files are whose names only
// begin with the name of the folder.
func TestRetainFolders(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, smallPlan(t, "sub/p.png", "1", "subway.png", "2"), d, now)
	p := smallPlan(t)
	p.RetainFolders = []string{"sub"}
	if r := run(t, p, d, now); !slices.Equal(r.Removed, []string{"subway.png"}) {
		t.Error(r.Removed)
	}
}

// A plan after one with such folders lists all files, because it is not known which the folders have: those
// whose articles are gone are removed.
func TestRetainFoldersPlan(t *testing.T) {
	site := feedtest.Site()
	set := setOf(site, five(), now, "sub/p.png")
	in := publish.Input{Site: site, Set: set, Open: openFile, Unread: []string{"sub"}}
	first, err := publish.Plan(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	in.Set, in.PreviousFeeds, in.Unread = set.With(changeOf(nil, now)), first.Feeds, nil
	next, err := publish.Plan(in, first.Base)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range five() {
		if !slices.ContainsFunc(next.Outputs, func(o publish.Output) bool { return o.Name == a.Page }) {
			t.Errorf("%s is not listed", a.Page)
		}
	}
}

// TestLostManifest checks that no foreign file is removed from a folder without a manifest.
func TestLostManifest(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	run(t, smallPlan(t), d, now)
	d.Close()
	os.Remove(filepath.Join(dir, ".fil-dist/manifest"))
	foreign := filepath.Join(dir, "mine")
	os.WriteFile(foreign, nil, 0o644)
	os.Chtimes(foreign, now.Truncate(time.Second), now.Truncate(time.Second))
	r := run(t, smallPlan(t), open(t, dir), now)
	if _, err := os.Stat(foreign); err != nil || len(r.Removed) > 0 {
		t.Error(err, r.Removed)
	}
}

// TestGzip decompresses a compressed form.
func TestGzip(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	run(t, plan(t, nil, now), d, now)
	plain, _ := os.ReadFile(filepath.Join(dir, "atom.xml"))
	z, _ := os.ReadFile(filepath.Join(dir, "atom.xml.gz"))
	zr, err := gzip.NewReader(bytes.NewReader(z))
	if err != nil {
		t.Fatal(err)
	}
	got, _ := io.ReadAll(zr)
	if !bytes.Equal(got, plain) || len(z) >= len(plain) {
		t.Error(len(z), len(plain))
	}
}
