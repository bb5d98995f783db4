package importer

import (
	"cmp"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fil/feed/source/frontmatter"
)

// importBytes imports a file with these bytes, if Fil takes it for a source, and checks what comes out:
// each file can be read, and its ID is that of an item.
func importBytes(t *testing.T, name string, data []byte) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
	content := filepath.Join(dir, "content")
	if err := os.Mkdir(content, 0o755); err != nil {
		t.Fatal(err)
	}
	from, err := Open(t.Context(), file, "https://old.example/", &Fetcher{Client: offline})
	if err != nil {
		return
	}
	root, err := os.OpenRoot(content)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	ids := map[string]bool{} // of the items, to the letter
	items := func(yield func(*Item, error) bool) {
		for item, err := range from.Items(t.Context()) {
			if item != nil {
				ids[strings.ToValidUTF8(strings.TrimSpace(cmp.Or(item.ID, item.URL)), "\ufffd")] = true
			}
			if !yield(item, err) {
				return
			}
		}
	}
	report, err := Run(t.Context(), items, Options{Site: testSite(t, ""), Root: root, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	read := articlesIn(t, content)
	if len(read) != len(report.Written) {
		t.Errorf("%d of %d files can be read", len(read), len(report.Written))
	}
	for _, a := range read {
		if a.Pinned && !ids[a.ID] && !strings.HasPrefix(a.ID, "urn:uuid:") { // one without ID and address gets an ID
			t.Errorf("%s has the ID %q, which no item has", a.Path, a.ID)
		}
	}
}

// FuzzImport imports arbitrary files.
func FuzzImport(f *testing.F) {
	for _, name := range []string{"wordpress.xml", "ghost.json", "blogger.xml", "rss.xml", "json.json", "opml.xml"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry xml:lang="en"><id>a</id><title type="html">&lt;b&gt;x</title><content type="text">a &lt; b</content></entry></feed>`))
	f.Fuzz(func(t *testing.T, data []byte) { importBytes(t, "source", data) })
}

// FuzzArchive imports archives with arbitrary files.
func FuzzArchive(f *testing.F) {
	for _, files := range archives {
		for name, text := range files {
			f.Add(name, text)
		}
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		if strings.HasSuffix(name, "/") { // a folder has no text
			return
		}
		data, err := os.ReadFile(writeZip(t, map[string]string{name: text}))
		if err != nil {
			t.Fatal(err)
		}
		importBytes(t, "source.zip", data)
	})
}

// FuzzBody imports arbitrary HTML as the body of a post of WordPress: it never loses a word that Fil would
// read in it as HTML.
func FuzzBody(f *testing.F) {
	f.Add("<p>a</p>[caption]<img src=x> b[/caption]\n\n[gallery ids=\"1\"]<!-- wp:x -->")
	f.Add("a<br><br>b *c* [[d]] {{ e }} <pre>\n\nx</pre>")
	f.Add("<ul><li>a<ul><li>b</ul></ul><table><tr><th>c<tr><td>d|e</table>")
	f.Fuzz(func(t *testing.T, body string) {
		w := &wordpress{attachments: map[string]string{"1": "https://x.example/1.jpg"}}
		item := &Item{ID: "x", Title: "x", Published: now, Base: "https://x.example/"}
		item.Content = w.body(item, &wxrItem{}, body)
		c := &candidate{Item: item, slug: "x", stem: "x"}
		c.convert(newConverter())
		front, _, _, err := frontmatter.Split(c.markdown, nil)
		if c.markdown != "" && (err != nil || front == nil) {
			t.Errorf("its front matter cannot be read: %v\n%s", err, c.markdown)
		}
	})
}

// The text of front matter is what source reads, whatever it has.
func FuzzText(f *testing.F) {
	f.Add("Un \"titre\" : avec \\ tout", "tag:x.example,2020:a b", "un, deux")
	f.Fuzz(func(t *testing.T, title, id, tag string) {
		item := &Item{ID: id, Title: title, Tags: []string{tag}, Published: now}
		item.tidy()
		fields, _, _, err := frontmatter.Split(item.text("x", "Texte."), nil)
		if err != nil {
			t.Fatalf("%v in\n%s", err, item.text("x", "Texte."))
		}
		if v := frontmatter.Lookup(fields, "title"); item.Title != "" && v.Text != strings.ToValidUTF8(item.Title, "\ufffd") {
			t.Errorf("title %q is read as %q", item.Title, v.Text)
		}
	})
}

// offline answers no request.
var offline = &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("there is no network") })}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
