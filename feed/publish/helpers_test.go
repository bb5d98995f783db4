package publish_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/manifest"
	"fil/feed/publish"
	"fil/feed/store"
)

// texts has the articles that the tests publish.
var texts = feedtest.TextsOf(feedtest.Articles()...)

// load is a publish.Loader. Articles that are not in texts have a short one.
func load(m *feed.Meta) (*feed.Article, error) {
	a, err := texts.Load(m)
	if err != nil {
		return &feed.Article{Meta: *m, Content: "<p>Peu.</p>"}, nil
	}
	return a, nil
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
	p, err := publish.Plan(publish.Input{Site: feedtest.Site(), Articles: articles, Assets: []publish.Asset{asset("img/a.png", "png")}}, at)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// asset returns an asset with a text.
func asset(name, body string) publish.Asset {
	return publish.Asset{Path: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(body)), nil }}
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

// smallPlan returns a plan of the three forms of the site's feed, one page, and these assets.
func smallPlan(t *testing.T, a ...publish.Asset) *publish.Publication {
	t.Helper()
	p := plan(t, nil, now)
	p.Outputs = p.Outputs[:4]
	for _, x := range a {
		p.Outputs = append(p.Outputs, publish.Output{Name: x.Path, Type: "image/png", Stream: true, Write: func(w io.Writer, _ publish.Loader) error { r, _ := x.Open(); _, err := io.Copy(w, r); return err }})
	}
	return p
}
