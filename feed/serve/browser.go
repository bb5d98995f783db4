package serve

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"fil/feed/manifest"
)

// notFoundName is the page that a publication may have for what is not there.
const notFoundName = "404.html"

// assetFolder holds what has a hash of itself in its name.
const assetFolder = "-/"

const pagePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' http: https: data:; " +
	"media-src 'self' http: https:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

// The headers of pages. No page needs anything from elsewhere but what authors have put
// into their articles: pictures, sound and film. Those of a preview listen for changes.
var (
	pagePolicies   = map[bool][]string{false: {pagePolicy}, true: {pagePolicy + "; connect-src 'self'"}}
	referrerPolicy = []string{"strict-origin-when-cross-origin"}
)

var sandbox = []string{manifest.Sandbox}

// isActive reports whether a browser that opens a file of that type runs its scripts.
func isActive(mediaType string) bool {
	plain, _, _ := strings.Cut(mediaType, ";")
	switch plain {
	case "image/svg+xml", "application/xml", "text/xml", "application/xhtml+xml":
		return true
	}
	return false
}

var forEver = []string{"public, max-age=31536000, immutable"}

func isPage(mediaType string) bool { return strings.HasPrefix(mediaType, "text/html") }

// forPerson gives a person who opens a feed in a browser the page beside it: browsers show
// feeds as raw text. A navigation says so by Sec-Fetch-Dest (Fetch Metadata §2.1), which no
// reader sends, and ?raw is for those who want to see the feed itself.
func (s *snapshot) forPerson(h http.Header, r *http.Request, d *document) *document {
	if d.twin == "" || r.URL.RawQuery != "" && r.URL.Query().Has("raw") {
		return d
	}
	if dest := r.Header["Sec-Fetch-Dest"]; len(dest) == 0 || dest[0] != "document" {
		return d
	}
	h["Vary"] = varyPerson
	if twin := s.document(d.twin); twin != nil {
		return twin
	}
	return d
}

// notFound answers with the publication's own page, where it has one and a page is wanted.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request, live *snapshot) {
	h := w.Header()
	h["Vary"] = varyAccept
	d := live.document(notFoundName)
	if d == nil || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Error(w, "404 not found", http.StatusNotFound)
		return
	}
	body, err := s.body(live, d, identity)
	if err != nil {
		http.Error(w, "404 not found", http.StatusNotFound)
		return
	}
	s.keep(h, d, time.Now())
	h["Cache-Control"] = s.fresh.header(time.Now(), true) // what is not there now may be published next
	d.describe(h, s.policy)
	h["Content-Type"], h["Content-Length"] = d.mediaType, []string{strconv.Itoa(len(body))}
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // who asked may have gone
	}
}
