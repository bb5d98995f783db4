package importer

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// documents answers requests with the documents that it has by path, and with 404.
type documents map[string]string

// RoundTrip implements http.RoundTripper.
func (d documents) RoundTrip(r *http.Request) (*http.Response, error) {
	text, found := d[r.URL.Path]
	status := http.StatusOK
	if !found {
		status = http.StatusNotFound
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text)), Request: r}, nil
}

// verify compares an old feed, a file with a text, with the documents of a new site.
func verify(t *testing.T, old string, dist documents) *Verdict {
	t.Helper()
	name := filepath.Join(t.TempDir(), "old.xml")
	if err := os.WriteFile(name, []byte(old), 0o644); err != nil {
		t.Fatal(err)
	}
	fetcher := &Fetcher{Client: &http.Client{Transport: dist}}
	verdict, err := Verify(t.Context(), []string{name}, testSite(t, ""), fetcher, fetcher)
	if err != nil {
		t.Fatal(err)
	}
	return verdict
}

// newAtom is the document of a new feed with one item, b, whose page is at /b/, and with what else is in its head.
func newAtom(head, id string) string {
	return `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:feed</id><title>New</title><updated>2024-02-01T00:00:00Z</updated>` + head +
		`<entry><id>urn:` + id + `</id><title>` + id + `</title><link href="https://new.example/` + id + `/"/><published>2024-02-01T00:00:00Z</published><updated>2024-02-01T00:00:00Z</updated></entry></feed>`
}

// TestVerifyElsewhere checks that an old address at which another page is found counts as a loss.
func TestVerifyElsewhere(t *testing.T) {
	const old = `<rss version="2.0"><channel><title>Old</title><link>https://new.example/</link>
<item><guid>urn:b</guid><title>b</title><link>https://new.example/old-b/</link><pubDate>Thu, 01 Feb 2024 00:00:00 GMT</pubDate></item></channel></rss>`
	dist := documents{"/atom.xml": newAtom("", "b"), "/b/": "b", "/old-b/": "another page"}
	v := verify(t, old, dist)
	if want := []string{"https://new.example/old-b/"}; !slices.Equal(v.Elsewhere(), want) || v.Keeps() != 1 || v.Good() {
		t.Errorf("got %v, elsewhere %q, want %q", v, v.Elsewhere(), want)
	}
}

// TestVerifyJSONFeed checks that items of an old JSON Feed are found in the archives of the new site, to which
// a JSON Feed does not lead.
func TestVerifyJSONFeed(t *testing.T) {
	const feedJSON = `{"version":"https://jsonfeed.org/version/1.1","title":"Blog","home_page_url":"https://new.example/","feed_url":"https://new.example/feed.json","items":[`
	const a = `{"id":"urn:a","url":"https://new.example/a/","title":"a","content_text":"a","date_published":"2024-02-01T00:00:00Z"}`
	const b = `{"id":"urn:b","url":"https://new.example/b/","title":"b","content_text":"b","date_published":"2024-02-01T00:00:00Z"}`
	dist := documents{
		"/atom.xml":      newAtom(`<link rel="prev-archive" href="https://new.example/archive/1.xml"/>`, "b"),
		"/archive/1.xml": newAtom("", "a"),
		"/feed.json":     feedJSON + b + `]}`,
		"/a/":            "a", "/b/": "b",
	}
	v := verify(t, feedJSON+b+`,`+a+`]}`, dist)
	if v.Keeps() != 2 || !v.Good() {
		t.Errorf("got %v, want both items kept", v)
	}
}

// TestVerifyMinor checks that what is no text for readers in an export does not count as a fault.
func TestVerifyMinor(t *testing.T) {
	old := strings.Replace(string(wordPressExport(1)), "</channel>", `<item><title>About</title><link>https://blog.example/2/</link>
<wp:post_id>2</wp:post_id><wp:status>publish</wp:status><wp:post_type>nav_menu_item</wp:post_type></item></channel>`, 1)
	v := verify(t, old, documents{"/atom.xml": strings.Replace(newAtom("", "0"), "urn:0", "https://blog.example/?p=0", 1), "/0/": "0"})
	if len(v.Faults) != 0 || v.Keeps() != 1 {
		t.Errorf("got %v, faults %v, want 1 item kept and no fault", v, v.Faults)
	}
}
