package serve

import (
	"io"
	"net/http"
	"path"
	"strings"
)

// notFoundName is the page that a publication may have for what is not there.
const notFoundName = "404.html"

// assetFolder holds what has a hash of itself in its name.
const assetFolder = "-/"

// The headers of pages. No page needs anything from elsewhere but what authors have put
// into their articles: pictures, sound and film.
var (
	pagePolicy = []string{"default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' http: https: data:; " +
		"media-src 'self' http: https:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"}
	referrerPolicy = []string{"strict-origin-when-cross-origin"}
)

var (
	aMinute = []string{"public, max-age=60"}
	forEver = []string{"public, max-age=31536000, immutable"}
)

// freshFor is how long a file may be kept without asking again.
func freshFor(name string) []string {
	if strings.HasPrefix(name, assetFolder) {
		return forEver
	}
	return aMinute
}

func isPage(mediaType string) bool { return strings.HasPrefix(mediaType, "text/html") }

// forPerson gives a person who opens a feed in a browser the page beside it: browsers show
// feeds as raw text. A navigation says so by Sec-Fetch-Dest (Fetch Metadata §2.1), which no
// reader sends, and ?raw is for those who want to see the feed itself.
func (s *snapshot) forPerson(w http.ResponseWriter, r *http.Request, d *document) *document {
	if d.links == nil {
		return d
	}
	twin := s.document(path.Join(path.Dir(d.identity.file.Name), "index.html"))
	if twin == nil {
		return d
	}
	w.Header()["Vary"] = []string{"Sec-Fetch-Dest"}
	if r.Header.Get("Sec-Fetch-Dest") != "document" || r.URL.Query().Has("raw") {
		return d
	}
	return twin
}

// notFound answers with the publication's own page, where it has one.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request, live *snapshot) {
	h := w.Header()
	d := live.document(notFoundName)
	if d == nil || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Error(w, "404 not found", http.StatusNotFound)
		return
	}
	f, _, err := live.open(d.identity.file)
	if err != nil {
		http.Error(w, "404 not found", http.StatusNotFound)
		return
	}
	defer f.Close()
	h["Content-Type"], h["Content-Security-Policy"] = []string{d.identity.file.Type}, pagePolicy
	h["Cache-Control"] = []string{"public, max-age=60"}
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, f) // who asked may have gone
	}
}
