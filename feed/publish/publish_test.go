package publish_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
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
	"fil/feed/manifest"
	"fil/feed/publish"
	"fil/feed/store"
)

var now = time.Date(2024, 8, 1, 12, 0, 0, 500, time.UTC)

func open(t *testing.T, dir string) *store.Dir {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	d, err := store.Open(root, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close(); root.Close() })
	return d
}

// held is what a folder holds, as recorded.
func held(t *testing.T, d *store.Dir) *manifest.Manifest {
	t.Helper()
	m, err := d.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func plan(t *testing.T, articles []*feed.Article, at time.Time) *publish.Publication {
	t.Helper()
	p, err := publish.Plan(publish.Input{Site: feedtest.Site(), Articles: articles, Assets: []publish.Asset{asset("img/a.png", "png")}}, at)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func asset(name, body string) publish.Asset {
	return publish.Asset{Path: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }}
}

func run(t *testing.T, p *publish.Publication, d *store.Dir, at time.Time) *publish.Report {
	t.Helper()
	r, err := publish.Run(t.Context(), p, d, publish.Options{}, at)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// output makes the bytes of one output.
func output(t *testing.T, p *publish.Publication, name string) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	for _, o := range p.Outputs {
		if o.Name == name {
			if err := o.Write(&b, publish.Loaded); err != nil {
				t.Fatal(err)
			}
			return &b
		}
	}
	t.Fatalf("no %s in %v", name, names(p))
	return nil
}

func names(p *publish.Publication) (all []string) {
	for _, o := range p.Outputs {
		all = append(all, o.Name)
	}
	return all
}

func TestPlan(t *testing.T) {
	want := []string{"atom.xml", "rss.xml", "feed.json", "tags/mali/atom.xml", "tags/mali/rss.xml", "tags/mali/feed.json",
		"tags/été-hiver/atom.xml", "tags/été-hiver/rss.xml", "tags/été-hiver/feed.json", "archive/index.html", "index.html", "feeds.opml",
		"tout/index.html", "rien/index.html", "tags/mali/index.html", "tags/été-hiver/index.html", "tags/index.html",
		"subscribe/index.html", "404.html", "sitemap-pages.xml", "sitemap-2024.xml", "sitemap.xml", "robots.txt", "img/a.png"}
	got := slices.DeleteFunc(names(plan(t, feedtest.Articles(), now)), func(name string) bool { return strings.HasPrefix(name, "-/") })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// What is not live has neither page nor place in a feed.
	early := plan(t, feedtest.Articles(), time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC))
	if slices.Contains(names(early), "tout/index.html") || early.Articles != 1 {
		t.Error(names(early))
	}
}

// The plan is the same whatever order articles come in.
func TestPlanHasOneOrder(t *testing.T) {
	articles := feedtest.Articles()
	slices.Reverse(articles)
	a, b := plan(t, feedtest.Articles(), now), plan(t, articles, now)
	for i, o := range a.Outputs {
		var x, y bytes.Buffer
		if err := errors.Join(o.Write(&x, publish.Loaded), b.Outputs[i].Write(&y, publish.Loaded)); err != nil || x.String() != y.String() {
			t.Errorf("%s differs (%v)", o.Name, err)
		}
	}
}

// A feed holds what fits, and one article at least.
func TestMaxBytes(t *testing.T) {
	var articles []*feed.Article
	for i := range 10 {
		a := *feedtest.Articles()[1]
		a.ID += string(rune('a' + i))
		a.Content = strings.Repeat("x", 1000)
		a.Page = ""
		articles = append(articles, &a)
	}
	for max, want := range map[int]int{100: 1, 3000: 1, 5000: 2, 1 << 20: 10} {
		site := feedtest.Site()
		site.Feed.MaxBytes = max
		p, err := publish.Plan(publish.Input{Site: site, Articles: articles}, now)
		if err != nil {
			t.Fatal(err)
		}
		var counts []int
		for i, mark := range []string{"<entry>", "<item>", `"content_html"`} {
			b := output(t, p, []string{"atom.xml", "rss.xml", "feed.json"}[i])
			counts = append(counts, strings.Count(b.String(), mark))
			if i == 0 && b.Len() > max && want > 1 {
				t.Errorf("%d bytes, at most %d", b.Len(), max)
			}
		}
		if !slices.Equal(counts, []int{want, want, want}) {
			t.Errorf("max %d: %v articles, want %d", max, counts, want)
		}
	}
}

// Where an asset has the name of something that Fil makes, it is left out and told.
func TestAssetInTheWay(t *testing.T) {
	p, err := publish.Plan(publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{asset("Atom.xml", "x"), asset("p.png", "1"), asset("P.png", "2")}}, now)
	if err != nil || len(p.Problems) != 2 || slices.Contains(names(p), "Atom.xml") {
		t.Error(names(p), p.Problems, err)
	}
}

// Assets that are withheld are not published: files by their names, and all that is in a folder.
func TestAssetsWithheld(t *testing.T) {
	in := publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{asset("later.png", "l"), asset("soon/x/secret.png", "x"), asset("sooner/p.png", "y")},
		Withheld: map[string]bool{"soon": true, "later.png": true}}
	p, err := publish.Plan(in, now)
	if got := names(p); err != nil || slices.Contains(got, "soon/x/secret.png") || slices.Contains(got, "later.png") || !slices.Contains(got, "sooner/p.png") {
		t.Error(got, err)
	}
}

// snapshot is every file of a folder with its bytes, mtime and inode's content.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if e.IsDir() {
			got[name] = info.ModTime().String()
			return nil
		}
		data, err := os.ReadFile(name)
		got[name] = info.ModTime().String() + " " + string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	r := run(t, plan(t, feedtest.Articles(), now), d, now)
	all := len(names(plan(t, feedtest.Articles(), now)))
	if len(r.Written) != all || r.Unchanged != 0 || r.Degraded() {
		t.Fatalf("%+v, %d files", r, r.Manifest.Len())
	}
	before := snapshot(t, dir)

	// The same again, later, writes nothing at all.
	later := now.Add(48 * time.Hour)
	r = run(t, plan(t, feedtest.Articles(), later), d, later)
	if len(r.Written) != 0 || r.Unchanged != all {
		t.Errorf("%+v", r)
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Error(diff)
	}

	// One article fewer: its page goes, what named it changes, the rest stays.
	r = run(t, plan(t, feedtest.Articles()[1:], later), d, later)
	want := []string{"atom.xml", "rss.xml", "feed.json", "archive/index.html", "index.html", "feeds.opml", "rien/index.html", "tags/index.html", "subscribe/index.html",
		"sitemap-pages.xml", "sitemap-2024.xml", "sitemap.xml"}
	if diff := cmp.Diff(want, r.Written); diff != "" {
		t.Error(diff)
	}
	if !slices.Contains(r.Removed, "tout/index.html") || len(r.Removed) != 9 {
		t.Errorf("removed %v", r.Removed)
	}
	if f, _ := r.Manifest.File("img/a.png"); !f.Since.Equal(now.Truncate(time.Second)) {
		t.Errorf("an asset that did not change is since %v", f.Since)
	}

	// One that says something else: its page and what holds it, and neither the list of feeds
	// nor the page about subscribing, which hold feeds.
	articles := feedtest.Articles()[1:]
	articles[0].Title, articles[0].Updated = "Autre", later
	r = run(t, plan(t, articles, later), d, later)
	want = []string{"atom.xml", "rss.xml", "feed.json", "archive/index.html", "index.html", "rien/index.html", "sitemap-pages.xml", "sitemap-2024.xml", "sitemap.xml"}
	if diff := cmp.Diff(want, r.Written); diff != "" {
		t.Error(diff)
	}
	articles = feedtest.Articles()[1:]
	run(t, plan(t, articles, later), d, later)

	// A file that someone removed comes back, with its date.
	os.Remove(filepath.Join(dir, "img", "a.png"))
	r = run(t, plan(t, articles, later), d, later.Add(time.Hour))
	info, err := os.Stat(filepath.Join(dir, "img", "a.png"))
	if err != nil || !slices.Equal(r.Written, []string{"img/a.png"}) || !info.ModTime().Equal(now.Truncate(time.Second)) {
		t.Errorf("%v, %v", r.Written, err)
	}
}

// The same content in another folder, at another hour, is the same bytes.
func TestSameBytes(t *testing.T) {
	read := func(at time.Time) map[string]string {
		dir := t.TempDir()
		run(t, plan(t, feedtest.Articles(), at), open(t, dir), at)
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

// A feed that does not pass its check, or cannot be made, keeps its last good form.
func TestBadFeedKeepsItsLastForm(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, plan(t, feedtest.Articles(), now), d, now)
	good, _ := held(t, d).File("atom.xml")
	for name, spoil := range map[string]func(o *publish.Output){
		"check": func(o *publish.Output) {
			o.Check = func([]byte) []check.Problem { return []check.Problem{{Message: "bad"}} }
		},
		"error": func(o *publish.Output) { o.Write = func(io.Writer, publish.Loader) error { return errors.New("bad") } },
		"panic": func(o *publish.Output) { o.Write = func(io.Writer, publish.Loader) error { panic("bad") } },
	} {
		p := plan(t, feedtest.Articles()[1:], now)
		spoil(&p.Outputs[0])
		r := run(t, p, d, now.Add(time.Hour))
		if f, _ := r.Manifest.File("atom.xml"); f != good {
			t.Errorf("%s: %+v", name, f)
		}
		if gz, ok := r.Manifest.File("atom.xml.gz"); !ok || gz.Encoding != "gzip" {
			t.Errorf("%s: its compressed form is gone", name)
		}
		if !r.Degraded() || !strings.Contains(r.Problems[0].Message, "bad") || r.Problems[0].Path != "atom.xml" {
			t.Errorf("%s: %v", name, r.Problems)
		}
	}
}

// What an article's content could not be had for is no output's fault: nothing is published.
func TestLoaderFails(t *testing.T) {
	d, lost := open(t, t.TempDir()), errors.New("lost")
	before := run(t, plan(t, feedtest.Articles(), now), d, now)
	load := func(*feed.Article) (*feed.Article, error) { return nil, lost }
	later := now.Add(time.Hour)
	if _, err := publish.Run(t.Context(), plan(t, feedtest.Articles()[1:], later), d, publish.Options{Load: load}, later); !errors.Is(err, lost) {
		t.Errorf("ended with %v", err)
	}
	if after := held(t, d); after.Sequence() != before.Manifest.Sequence() {
		t.Errorf("publication %d follows %d", after.Sequence(), before.Manifest.Sequence())
	}
}

// Two versions within one second have two dates, so that neither is taken for the
// other.
func TestTwoVersionsInOneSecond(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, plan(t, feedtest.Articles(), now), d, now)
	first, _ := held(t, d).File("atom.xml")
	run(t, plan(t, feedtest.Articles()[1:], now), d, now)
	second, _ := held(t, d).File("atom.xml")
	if !second.Since.After(first.Since) || second.Hash == first.Hash {
		t.Errorf("%v then %v", first.Since, second.Since)
	}
}

// While an asset changes nothing is published: what articles say of it would not be true.
func TestChangingAsset(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, plan(t, feedtest.Articles(), now), d, now)
	n := 0
	moving := publish.Asset{Path: "m.mp3", Open: func() (io.ReadCloser, error) {
		n++
		return io.NopCloser(strings.NewReader(strings.Repeat("x", n))), nil
	}}
	p, err := publish.Plan(publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{moving}}, now)
	if err != nil {
		t.Fatal(err)
	}
	var changed *publish.ChangedError
	if _, err := publish.Run(t.Context(), p, d, publish.Options{}, now); !errors.As(err, &changed) || changed.Name != "m.mp3" || held(t, d).Sequence() != 1 {
		t.Errorf("%v", err)
	}
	moving = publish.Asset{Path: "m.mp3", Size: 2, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("xxx")), nil }}
	if p, err = publish.Plan(publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{moving}}, now); err != nil {
		t.Fatal(err)
	}
	if _, err := publish.Run(t.Context(), p, d, publish.Options{}, now); !errors.As(err, &changed) {
		t.Errorf("it has another length than articles say: %v", err)
	}
}

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
	p, err := publish.Plan(publish.Input{Site: feedtest.Site(), Articles: feedtest.Articles()}, now)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := publish.Run(b.Context(), p, d, publish.Options{}, now); err != nil {
			b.Fatal(err)
		}
	}
}

// one is a plan of the site's feed, the home page, and these files.
func one(t *testing.T, a ...publish.Asset) *publish.Publication {
	t.Helper()
	p := plan(t, nil, now)
	p.Outputs = p.Outputs[:4]
	for _, x := range a {
		p.Outputs = append(p.Outputs, publish.Output{Name: x.Path, Type: "image/png", Stream: true, Write: func(w io.Writer, _ publish.Loader) error { r, _ := x.Open(); _, err := io.Copy(w, r); return err }})
	}
	return p
}

// Other bytes of the same length are another file.
func TestSameSize(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	run(t, one(t, asset("p.png", "abc")), d, now)
	r := run(t, one(t, asset("p.png", "xyz")), d, now.Add(time.Hour))
	if got, _ := os.ReadFile(filepath.Join(dir, "p.png")); string(got) != "xyz" || !slices.Equal(r.Written, []string{"p.png"}) {
		t.Errorf("%s %v", got, r.Written)
	}
}

// A new version is never older than the last one.
func TestClockGoesBack(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, one(t, asset("p.png", "abc")), d, now)
	r := run(t, one(t, asset("p.png", "xyz")), d, now.Add(-time.Hour))
	if f, _ := r.Manifest.File("p.png"); !f.Since.After(now.Truncate(time.Second)) {
		t.Error(f.Since)
	}
}

// A new media type is recorded, and the file left alone.
func TestNewType(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, one(t, asset("p.png", "abc")), d, now)
	p := one(t, asset("p.png", "abc"))
	p.Outputs[4].Type = "image/webp"
	r := run(t, p, d, now)
	if f, _ := r.Manifest.File("p.png"); f.Type != "image/webp" || len(r.Written) > 0 {
		t.Errorf("%+v", f)
	}
}

// What lies in folders that could not be read stays; names that only begin alike do not.
func TestKeep(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, one(t, asset("sub/p.png", "1"), asset("subway.png", "2")), d, now)
	p := one(t)
	p.Keep = []string{"sub"}
	if r := run(t, p, d, now); !slices.Equal(r.Removed, []string{"subway.png"}) {
		t.Error(r.Removed)
	}
}

// Where the manifest was lost, nothing is removed.
func TestLostManifest(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	run(t, one(t), d, now)
	d.Close()
	os.Remove(filepath.Join(dir, ".fil-dist/manifest"))
	mine := filepath.Join(dir, "mine")
	os.WriteFile(mine, nil, 0o644)
	os.Chtimes(mine, now.Truncate(time.Second), now.Truncate(time.Second))
	r := run(t, one(t), open(t, dir), now)
	if _, err := os.Stat(mine); err != nil || len(r.Removed) > 0 {
		t.Error(err, r.Removed)
	}
}

// A compressed form is the same, and smaller.
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

// What an article is thought to weigh is no less than what it takes, and not much more.
func TestWeights(t *testing.T) {
	for name, articles := range map[string][]*feed.Article{"everything": feedtest.Articles()[:1], "little": feedtest.Articles()[1:]} {
		site := feedtest.Site()
		p, err := publish.Plan(publish.Input{Site: site, Articles: articles}, now)
		if err != nil {
			t.Fatal(err)
		}
		size := output(t, p, "atom.xml").Len()
		two := *articles[0]
		two.ID += "x"
		two.Page = ""
		fits := func(max int) bool {
			site.Feed.MaxBytes = max
			p, err := publish.Plan(publish.Input{Site: site, Articles: []*feed.Article{articles[0], &two}}, now)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Count(output(t, p, "atom.xml").String(), "</entry>") == 2
		}
		site.Feed.MaxBytes = 1 << 20
		p, _ = publish.Plan(publish.Input{Site: site, Articles: []*feed.Article{articles[0], &two}}, now)
		both := output(t, p, "atom.xml").Len()
		if fits(both - 1) {
			t.Errorf("%s: two articles of %d bytes are let into %d", name, both, both-1)
		}
		if slack := both + 3000; !fits(slack) {
			t.Errorf("%s: two articles of %d bytes are not let into %d (one takes %d)", name, both, slack, size)
		}
	}
}

// Planning ten thousand articles: no bytes are made.
func BenchmarkPlan(b *testing.B) {
	articles := spaced(10_000, time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := publish.Plan(publish.Input{Site: feedtest.Site(), Articles: articles}, now); err != nil {
			b.Fatal(err)
		}
	}
}

// Planning one more article beside a hundred thousand that are what they were, as a service
// does at each save.
func BenchmarkPlanOneMore(b *testing.B) {
	in := publish.Input{Site: feedtest.Site(), Articles: spaced(100_000, 2*time.Hour)}
	in.Site.Each, in.Places = []feed.Kind{feed.Tag}, feed.NewAddressIndex(in.Articles)
	plan := func() {
		p, err := publish.Plan(in, now)
		if err != nil {
			b.Fatal(err)
		}
		in.Memo, in.Before, in.Standing, in.Partly, in.Intact = p.Memo, p.Besides(), p.Feeds, true, true
	}
	plan()
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		came := *in.Articles[0]
		came.Path, came.Page = fmt.Sprint("new-", n, ".md"), fmt.Sprint("new-", n, "/index.html")
		came.ID, came.Permalink = "urn:"+came.Path, "https://fil.example/"+came.Page
		came.Published = came.Published.Add(time.Duration(n) * time.Second)
		in.Changed = []*feed.Article{&came}
		in.Places.Add(&came)
		plan()
	}
}

// spaced are articles, each by so much older than the one before.
func spaced(n int, apart time.Duration) (articles []*feed.Article) {
	latest := now.Add(-24 * time.Hour)
	for i := range n {
		a := *feedtest.Articles()[1]
		a.Path, a.Page = fmt.Sprint(i, ".md"), fmt.Sprint(i, "/index.html")
		a.ID, a.Permalink = "urn:"+a.Path, "https://fil.example/"+a.Page
		a.Published = latest.Add(-time.Duration(i) * apart)
		a.Updated, a.Came, a.Print = a.Published, a.Published, [16]byte{1, byte(i), byte(i >> 8), byte(i >> 16)}
		a.Tags = []string{fmt.Sprint("t", i%50)}
		articles = append(articles, &a)
	}
	return articles
}

// Browsers ask for /favicon.ico unasked: they are sent to the icon that the site has.
func TestFavicon(t *testing.T) {
	const icon = "https://fil.example/img/icon.png"
	for _, test := range []struct {
		icon   string
		assets []publish.Asset
		want   []manifest.Redirect
	}{
		{icon, nil, []manifest.Redirect{{From: "favicon.ico", To: icon, Status: 301}}},
		{icon, []publish.Asset{asset("favicon.ico", "ico")}, nil},
		{"", nil, nil},
		{feedtest.Site().BaseURL + "favicon.ico", nil, nil}, // would lead to itself
	} {
		site := feedtest.Site()
		site.Icon = test.icon
		p, err := publish.Plan(publish.Input{Site: site, Assets: test.assets}, now)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, p.Redirects); diff != "" {
			t.Errorf("icon %q, %d assets: %s", test.icon, len(test.assets), diff)
		}
	}
}

// A limit may be larger than any list.
func TestHugeLimit(t *testing.T) {
	site := feedtest.Site()
	site.Each, site.Feed.Limit = []feed.Kind{feed.Tag}, math.MaxInt
	if _, err := publish.Plan(publish.Input{Site: site, Articles: feedtest.Articles()}, now); err != nil {
		t.Error(err)
	}
}
