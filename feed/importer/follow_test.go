package importer

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// rssWith returns an RSS document with items of these IDs, and elements of its channel.
func rssWith(channel string, ids ...string) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>x</title>` + channel)
	for _, id := range ids {
		fmt.Fprintf(&b, `<item><title>%s</title><guid isPermaLink="false">%s</guid><pubDate>Mon, 01 Jun 2020 10:00:00 GMT</pubDate><description>Texte</description></item>`, id, id)
	}
	return b.String() + `</channel></rss>`
}

// run imports an address, and returns the IDs of the items and the faults.
func idsOf(t *testing.T, address string) (ids, faults string) {
	t.Helper()
	from, err := Open(t.Context(), address, "", &Fetcher{})
	if err != nil {
		t.Fatal(err)
	}
	var all, wrong []string
	for item, err := range from.Items(t.Context()) {
		var fault *Fault
		switch {
		case errors.As(err, &fault):
			wrong = append(wrong, fault.Message)
		case err != nil:
			t.Fatal(err)
		default:
			all = append(all, item.ID)
		}
	}
	return strings.Join(all, " "), strings.Join(wrong, "; ")
}

// A feed is followed where it goes on: to archives, to next pages in each form, and to WordPress's pages.
// An item that several documents have is imported once, and a loop ends.
func TestFollow(t *testing.T) {
	var base string
	documents := map[string]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.URL.Path
		if r.URL.RawQuery != "" {
			key += "?" + r.URL.RawQuery
		}
		text, found := documents[key]
		if !found {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, strings.ReplaceAll(text, "BASE", base))
	}))
	defer server.Close()
	base = server.URL
	documents["/archived.xml"] = rssWith(`<atom:link rel="next" href="BASE/none"/><atom:link rel="prev-archive" href="BASE/2.xml"/>`, "a", "b")
	documents["/2.xml"] = rssWith(`<atom:link rel="prev-archive" href="1.xml"/>`, "b", "c")
	documents["/1.xml"] = rssWith(`<atom:link rel="prev-archive" href="BASE/2.xml"/>`, "d")
	documents["/atom.xml"] = `<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>x</id><link rel="next" href="/atom2.xml"/><entry><id>a</id><title>A</title><updated>2020-01-01T00:00:00Z</updated></entry></feed>`
	documents["/atom2.xml"] = `<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>x</id><entry><id>b</id><title>B</title><updated>2020-01-01T00:00:00Z</updated></entry></feed>`
	documents["/feed.json"] = `{"version":"https://jsonfeed.org/version/1.1","title":"x","next_url":"BASE/feed.json?page=2","items":[{"id":"a","content_text":"x"}]}`
	documents["/feed.json?page=2"] = `{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"b","content_text":"x"}]}`
	documents["/feed/"] = rssWith(`<generator>https://wordpress.org/?v=6.5</generator>`, "c", "b")
	documents["/feed/?paged=2"] = rssWith(`<generator>https://wordpress.org/?v=6.5</generator>`, "a")
	documents["/same/"] = rssWith(`<generator>https://wordpress.org/?v=6.5</generator>`, "a")
	documents["/same/?paged=2"] = documents["/same/"]
	documents["/broken.xml"] = rssWith(`<atom:link rel="next" href="BASE/missing.xml"/>`, "a")
	documents["/strange.xml"] = rssWith(`<atom:link rel="next" href="ftp://x.example/y"/>`, "a")
	for path, want := range map[string]string{"/archived.xml": "a b c d", "/atom.xml": "a b", "/feed.json": "a b", "/feed/": "c b a", "/same/": "a", "/broken.xml": "a", "/strange.xml": "a"} {
		ids, faults := idsOf(t, base+path)
		if ids != want || (faults != "") != (path == "/broken.xml" || path == "/strange.xml") {
			t.Errorf("%s: %q, want %q; faults %q", path, ids, want, faults)
		}
	}
	if _, err := Open(t.Context(), base+"/nowhere", "", &Fetcher{}); err == nil || !strings.Contains(err.Error(), "404") {
		t.Error(err)
	}
}

// Documents in another encoding than they say are read.
func TestEncodings(t *testing.T) {
	const text = `<?xml version="1.0" encoding="ENCODING"?><rss version="2.0"><channel><title>Été</title><item><title>Où</title><guid>g</guid></item></channel></rss>`
	utf16Of := func(s string) []byte {
		b := []byte("\xff\xfe")
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return b
	}
	latin := strings.NewReplacer("É", "\xc9", "é", "\xe9", "ù", "\xf9").Replace(text)
	for name, data := range map[string][]byte{
		"UTF-8":            []byte(strings.Replace(text, "ENCODING", "UTF-8", 1)),
		"Windows-1252":     []byte(strings.Replace(latin, "ENCODING", "windows-1252", 1)),
		"not what it says": []byte(strings.Replace(latin, "ENCODING", "utf-8", 1)),
		"says nothing":     []byte(strings.Replace(latin, ` encoding="ENCODING"`, "", 1)),
		"UTF-16":           utf16Of(strings.Replace(text, "ENCODING", "utf-16", 1)),
	} {
		d, err := parseFeed(data, "")
		if err != nil || d.Title != "Été" || d.items[0].Title != "Où" {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
	}
}

// With Media, pictures become files beside the text. One that cannot be fetched, or is none, keeps its
// address.
func TestMedia(t *testing.T) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 40))); err != nil {
		t.Fatal(err)
	}
	var base string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/feed":
			fmt.Fprintf(w, `{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"a","title":"A","date_published":"2020-01-02T00:00:00Z","image":"%[1]s/b/Le%%20port.png","content_html":"<p>Un <img src='%[1]s/a/Le%%20port.png?w=3' srcset='%[1]s/x 2x' alt='port'> et <img src='%[1]s/none.png' alt='rien'> et <img src='%[1]s/page' alt='page'></p>"}]}`, base)
		case "/a/Le port.png", "/b/Le port.png":
			_, _ = w.Write(picture.Bytes()) // the client reports it
		case "/page":
			fmt.Fprint(w, "<html>")
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	base = server.URL
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	from, err := Open(t.Context(), base+"/feed", "", &Fetcher{})
	if err != nil {
		t.Fatal(err)
	}
	report, err := Run(t.Context(), from.Items(t.Context()), Options{Site: testSite(t, ""), Root: root, Now: now, Media: &Media{Fetcher: &Fetcher{}}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "2020-01-02-a/index.md"))
	if err != nil {
		t.Fatal(err, report)
	}
	for _, want := range []string{"![port](le-port.png)", "![rien](" + base + "/none.png)", "![page](" + base + "/page)", `image: "le-port-2.png"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	for _, name := range []string{"le-port.png", "le-port-2.png"} {
		if data, err := os.ReadFile(filepath.Join(dir, "2020-01-02-a", name)); err != nil || !bytes.Equal(data, picture.Bytes()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(report.Notes) != 2 {
		t.Error(report.Notes)
	}
	if articles := articlesIn(t, dir); len(articles) != 1 || articles[0].ID != "a" {
		t.Error(articles)
	}
}
