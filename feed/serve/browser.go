package serve

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"fil/feed/manifest"
)

// notFoundName is the page that a publication may have for addresses that do not exist.
const notFoundName = "404.html"

// assetFolder holds files that have a hash of their content in their name.
const assetFolder = "-/"

// pagePolicy allows a page to load from other sites only what authors put into their articles:
// pictures, sound and film.
const pagePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' http: https: data:; " +
	"media-src 'self' http: https:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

var (
	// pagePolicies are the values of Content-Security-Policy for pages, false for a published site
	// and true for a preview, whose pages connect to its stream of events.
	pagePolicies   = map[bool][]string{false: {pagePolicy}, true: {pagePolicy + "; connect-src 'self'"}}
	referrerPolicy = []string{"strict-origin-when-cross-origin"}
	sandbox        = []string{manifest.Sandbox}
)

// runsScripts reports whether a browser that opens a file of that type, other than a page, runs
// the scripts in it.
func runsScripts(mediaType string) bool {
	base, _, _ := strings.Cut(mediaType, ";")
	switch base {
	case "image/svg+xml", "application/xml", "text/xml", "application/xhtml+xml":
		return true
	}
	return false
}

func isPage(mediaType string) bool { return strings.HasPrefix(mediaType, "text/html") }

// forBrowser returns the page to show instead of a feed, if a user opens the feed's address in a
// browser: browsers show feeds as plain text. Else it returns d. A navigation is recognised by
// "Sec-Fetch-Dest: document" (Fetch Metadata §2.1), which no feed reader sends. The query ?raw
// asks for the feed itself.
func (s *snapshot) forBrowser(h http.Header, r *http.Request, d *document) *document {
	if d.pageName == "" || r.URL.RawQuery != "" && r.URL.Query().Has("raw") {
		return d
	}
	if dest := r.Header["Sec-Fetch-Dest"]; len(dest) == 0 || dest[0] != "document" {
		return d
	}
	h["Vary"] = varyBrowser
	if page := s.document(d.pageName); page != nil {
		return page
	}
	return d
}

// notFound answers 404: with the publication's own page if it has one and the client accepts
// HTML, else with a line of text.
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
	h["Cache-Control"] = s.cacheControl.header(time.Now(), true) // the address may exist after the next publication
	d.setHeaders(h, s.policy)
	h["Content-Type"], h["Content-Length"] = d.mediaType, []string{strconv.Itoa(len(body))}
	w.WriteHeader(http.StatusNotFound)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may have disconnected
	}
}
