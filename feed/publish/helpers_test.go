package publish_test

import (
	"bytes"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/index"
	"fil/feed/manifest"
	"fil/feed/publish"
	"fil/feed/store"
)

// load is a publish.Loader. Articles that are not in texts have the text of one with the same title, or a
// short one.
func load(m *feed.Meta) (*feed.Article, error) {
	for _, a := range feedtest.Articles() {
		if a.Title == m.Title {
			a.Meta = *m
			return a, nil
		}
	}
	return &feed.Article{Meta: *m, Content: "<p>Peu.</p>"}, nil
}

var now = time.Date(2024, 8, 1, 12, 0, 0, 500, time.UTC)

// open opens a folder as a store.
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

// manifestOf returns the manifest in a store.
func manifestOf(t *testing.T, d *store.Dir) *manifest.Manifest {
	t.Helper()
	m, err := d.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// plan plans a site with these articles and one asset.
func plan(t *testing.T, articles []*feed.Meta, at time.Time) *publish.Publication {
	t.Helper()
	return planOf(t, feedtest.Site(), articles, at, "img/a.png")
}

// planOf plans a site with these articles and files.
func planOf(t testing.TB, site *feed.Site, articles []*feed.Meta, at time.Time, files ...string) *publish.Publication {
	t.Helper()
	p, err := publish.Plan(publish.Input{Site: site, Set: setOf(site, articles, at, files...), Open: openFile}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// setOf returns a set of copies of articles, and files.
func setOf(site *feed.Site, articles []*feed.Meta, at time.Time, files ...string) *index.Set {
	return index.New(site).With(changeOf(articles, at, files...))
}

// changeOf returns a change that puts copies of articles, and has files. Each article needs a path of its
// own.
func changeOf(articles []*feed.Meta, at time.Time, files ...string) index.Change {
	c := index.Change{Now: at}
	for _, a := range articles {
		copied := *a
		c.Put = append(c.Put, &copied)
	}
	slices.SortFunc(files, feed.ComparePaths)
	for i, name := range files {
		c.Files = append(c.Files, index.File{Path: name, Stamp: feed.Stamp{Inode: uint64(i + 1)}})
	}
	return c
}

// openFile opens a file whose text is its name.
func openFile(name string) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(name)), nil
}

// run publishes a plan.
func run(t *testing.T, p *publish.Publication, d *store.Dir, at time.Time) *publish.Report {
	t.Helper()
	r, err := publish.Run(t.Context(), p, d, publish.Options{Load: load}, at)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// output returns the bytes of the output of that name.
func output(t *testing.T, p *publish.Publication, name string) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	for _, o := range p.Outputs {
		if o.Name == name {
			if err := o.Write(&b, load); err != nil {
				t.Fatal(err)
			}
			return &b
		}
	}
	t.Fatalf("no %s in %v", name, names(p))
	return nil
}

// names returns the names of all outputs, in the order of the plan.
func names(p *publish.Publication) (all []string) {
	for _, o := range p.Outputs {
		all = append(all, o.Name)
	}
	return all
}

// snapshot returns the mtime and bytes of every file of a folder, and the mtime of every folder.
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

// smallPlan returns a plan of a site without articles and pages. files are names, each with its text.
func smallPlan(t *testing.T, files ...string) *publish.Publication {
	t.Helper()
	site, c, texts := feedtest.Site(), index.Change{Now: now}, map[string]string{}
	site.Pages, site.Each = false, nil
	for i := 0; i < len(files); i += 2 {
		texts[files[i]] = files[i+1]
		c.Files = append(c.Files, index.File{Path: files[i], Stamp: feed.Stamp{Inode: feed.Hash64(files[i+1])}})
	}
	p, err := publish.Plan(publish.Input{Site: site, Set: index.New(site).With(c), Open: func(name string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(texts[name])), nil
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// recorded returns a publish.Options.Made that knows these files.
func recorded(made map[string]publish.Made) func(iter.Seq[string]) map[string]publish.Made {
	return func(iter.Seq[string]) map[string]publish.Made { return made }
}
