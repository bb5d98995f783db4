package build

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"fil/feed/feedtest"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source/inventory"
)

// Each file of testdata/features has articles (below content/; files that end in .b64 are base64),
// and the three feeds that they must give, with any other file of dist that it names.
func TestFeatures(t *testing.T) {
	names, err := filepath.Glob("testdata/features/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { testFeature(t, name) })
	}
}

// featureContent returns the content of an archive, the archive's files that it was made from, and
// the golden feeds by name.
func featureContent(t *testing.T, archive *txtar.Archive) (fsys fstest.MapFS, files []txtar.File, golden map[string]string) {
	fsys, golden = fstest.MapFS{}, map[string]string{}
	for _, f := range archive.Files {
		path, ok := strings.CutPrefix(f.Name, "content/")
		if !ok {
			golden[f.Name] = string(f.Data)
			continue
		}
		files = append(files, f)
		data := f.Data
		if plain, ok := strings.CutSuffix(path, ".b64"); ok {
			var err error
			data, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(f.Data)), ""))
			if err != nil {
				t.Fatal(err)
			}
			path = plain
		}
		fsys[path] = &fstest.MapFile{Data: data, ModTime: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}
	}
	return fsys, files, golden
}

// testFeature publishes the content of an archive and compares its feeds with the golden ones.
func testFeature(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fsys, files, golden := featureContent(t, archive)
	c := Config{DefaultBaseURL: "https://fil.example"}.withDefaults()
	site, err := c.readSite(fsys)
	if err != nil {
		t.Fatal(err)
	}
	spool, err := memory.NewSpool()
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	r, err := c.read(t.Context(), origin{fsys: fsys, site: site, texts: spool}, nil, at, delays{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.problems {
		if !p.Warning || p.Path != inventory.SiteFile { // podcast warnings are tested elsewhere
			t.Errorf("%v", p)
		}
	}
	in, err := r.planInput(r.withholdAssets())
	if err != nil {
		t.Fatal(err)
	}
	plan, err := publish.Plan(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range plan.Outputs {
		_, wanted := golden[o.Name] // besides the site's feeds
		if o.Name != "atom.xml" && o.Name != "rss.xml" && o.Name != "feed.json" && !wanted {
			continue
		}
		var b bytes.Buffer
		if err := o.Write(&b, r.load); err != nil {
			t.Fatal(err)
		}
		if o.Check != nil && len(o.Check(b.Bytes())) > 0 {
			t.Errorf("%s: %v", o.Name, o.Check(b.Bytes()))
		}
		got := strings.TrimSpace(b.String()) + "\n"
		files = append(files, txtar.File{Name: o.Name, Data: []byte(got)})
		if diff := cmp.Diff(golden[o.Name], got); diff != "" && !feedtest.Updating() {
			t.Errorf("%s: -want +got (go test -update rewrites it)\n%s", o.Name, diff)
		}
	}
	if feedtest.Updating() {
		archive.Files = files
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
