package importer

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
	"fil/feed/source"
)

// now is the time of all imports in tests.
var now = time.Date(2024, 8, 1, 12, 0, 0, 0, time.UTC)

// testSite returns a site with a site.yaml.
func testSite(t testing.TB, text string) *feed.Site {
	t.Helper()
	site, err := source.ParseSite([]byte(text), source.Overrides{DefaultBaseURL: "https://new.example/"})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// importFile imports a file into a folder.
func importFile(t testing.TB, name, oldURL, dir string, existing []*feed.Meta) (*Report, error) {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	from, err := Open(t.Context(), name, oldURL, &Fetcher{})
	if err != nil {
		return nil, err
	}
	return Run(t.Context(), from.Items(t.Context()), Options{Site: testSite(t, ""), Root: root, Existing: existing, Now: now})
}

// dump writes all files of a folder, and what a report says beside them.
func dump(t testing.TB, dir string, r *Report) string {
	t.Helper()
	var b strings.Builder
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		fmt.Fprintf(&b, "-- %s --\n%s\n", name, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "note: %s\n", note.Error())
	}
	for _, fault := range r.Faults {
		fmt.Fprintf(&b, "left out: %s\n", strings.ReplaceAll(fault.Error(), dir, ""))
	}
	fmt.Fprintf(&b, "written %d, known %d\n", len(r.Written), r.Known)
	return b.String()
}

// writeZip writes an archive.
func writeZip(t testing.TB, files map[string]string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "export.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for entry, text := range files {
		w, err := z.Create(entry)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

// archives are small archives of the services that have no other form.
var archives = map[string]map[string]string{
	"substack": {
		"posts.csv": "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n" +
			"101.le-port,2021-05-06T07:08:09.000Z,true,,newsletter,everyone,Le port,Un sous-titre,\n" +
			"102.payant,2021-05-07T07:08:09.000Z,true,,newsletter,only_paid,Payant,,\n" +
			"103.le-son,2021-05-08T07:08:09.000Z,true,,podcast,everyone,Le son,,https://api.example/3.mp3\n" +
			"104.brouillon,,false,,newsletter,everyone,Brouillon,,\n",
		"posts/101.le-port.html": "<p>Les bateaux.</p><div class=\"captioned-image-container\"><figure><img src=\"https://img.example/a.jpg\" alt=\"\"></figure></div>",
		"posts/102.payant.html":  "<p>Cher.</p>", "posts/103.le-son.html": "<p>Écoutez.</p>",
	},
	"medium": {
		"posts/2019-03-04_Le-port-de-Gao-0123456789ab.html": `<!DOCTYPE html><html><head><title>Le port</title></head><body><article class="h-entry"><header><h1 class="p-name">Le port de Gao</h1></header><section data-field="subtitle" class="p-summary">Un résumé</section><section data-field="body" class="e-content"><section><div><p class="graf">Les <em>bateaux</em>.</p></div></section></section><footer><p>By <a href="https://medium.com/@awa" class="p-author h-card">Awa</a> on <a href="https://medium.com/p/0123456789ab"><time class="dt-published" datetime="2019-03-04T05:06:07.089Z">March 4</time></a>.</p><p><a href="https://medium.com/@awa/le-port-de-gao-0123456789ab" class="p-canonical">Canonical link</a></p></footer></article></body></html>`,
		"posts/draft_Plus-tard-ba9876543210.html":           `<html><body><article class="h-entry"><h1 class="p-name">Plus tard</h1><section class="e-content"><p>Bientôt.</p></section></article></body></html>`,
		"README.html": "<p>Medium</p>",
	},
	"microblog": {
		"feed.json":          `{"version":"https://jsonfeed.org/version/1","title":"Awa","home_page_url":"https://awa.micro.blog/","items":[{"id":"https://awa.micro.blog/2020/01/02/une-note.html","url":"https://awa.micro.blog/2020/01/02/une-note.html","content_html":"<p>Une note <img src=\"uploads/2020/a.jpg\" alt=\"\"></p>","date_published":"2020-01-02T03:04:05+00:00"}]}`,
		"uploads/2020/a.jpg": "x",
	},
}

// Each kind of source becomes the files in testdata.
func TestGolden(t *testing.T) {
	sources := map[string]string{"wordpress": "testdata/wordpress.xml", "ghost": "testdata/ghost.json", "blogger": "testdata/blogger.xml", "rss": "testdata/rss.xml", "json": "testdata/json.json"}
	for name, files := range archives {
		sources[name] = writeZip(t, files)
	}
	for name, file := range sources {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			report, err := importFile(t, file, "https://old.example/", dir, nil)
			if err != nil {
				t.Fatal(err)
			}
			from, err := Open(t.Context(), file, "https://old.example/", &Fetcher{})
			if err != nil {
				t.Fatal(err)
			}
			text := "-- site.yaml --\n" + from.Config().Text() + "\n" + dump(t, dir, report)
			feedtest.Golden(t, name+".golden", []byte(strings.ReplaceAll(text, filepath.Dir(file), "")))
			again, err := importFile(t, file, "https://old.example/", dir, articlesIn(t, dir))
			if err != nil || len(again.Written) > 0 || again.Known != len(report.Written) {
				t.Errorf("again: %d written, %d known of %d, %v", len(again.Written), again.Known, len(report.Written), err)
			}
		})
	}
}

// articlesIn reads a folder of content.
func articlesIn(t testing.TB, dir string) (articles []*feed.Meta) {
	t.Helper()
	content, err := source.Read(context.Background(), os.DirFS(dir), testSite(t, ""), source.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range content.Records {
		if record.Usable() {
			articles = append(articles, record.Meta)
		}
	}
	return articles
}

// The files in memory are a file system.
func TestMemFS(t *testing.T) {
	m := memFS{map[string][]byte{"a.md": []byte("a"), "b/index.md": []byte("bb"), "b/c/d.png": nil}, now}
	if err := fstest.TestFS(m, "a.md", "b/index.md", "b/c/d.png"); err != nil {
		t.Error(err)
	}
}

// What is no source says what to do instead.
func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for name, want := range map[string]string{
		dir:                            "is a folder",
		"testdata/opml.xml":            "is a list of feeds",
		write("a.txt", "Bonjour"):      "it is no feed",
		write("b.zip", "PK\x03\x04x"):  "is a damaged archive",
		write("c.json", `{"db":[{}]}`): "has no posts",
		writeZip(t, map[string]string{"a.txt": "x"}):                  "is no archive that Fil knows",
		writeZip(t, map[string]string{"posts.csv": "post_id\n1.a\n"}): "does not say at which address it was",
	} {
		_, err := Open(t.Context(), name, "", &Fetcher{})
		var fault *Fault
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	if _, err := Open(t.Context(), filepath.Join(dir, "missing"), "", &Fetcher{}); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
