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
