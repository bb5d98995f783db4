package serve

import (
	"net/http"
	"time"
)

// Values of header fields that are always the same. To assign such a slice allocates nothing.
var (
	nosniff        = []string{"nosniff"}
	anyOrigin      = []string{"*"}
	exposedHeaders = []string{"ETag, Last-Modified, Link, Content-Length, Content-Range, Accept-Ranges"}
	acceptBytes    = []string{"bytes"}
	varyAccept     = []string{"Accept"}
	varyEncoding   = []string{"Accept-Encoding"}
	varyBrowser    = []string{"Accept-Encoding, Sec-Fetch-Dest"}
)

// answer answers with a document or, if a browser asks for a feed, with its page. Caches must not
// store that page: one that ignores Vary would send it to feed readers.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, live *snapshot, d *document) {
	shown := live.forBrowser(w.Header(), r, d)
	s.answerDocument(w, r, live, shown, shown != d)
}

// answerDocument answers with a document, or with 304, 412 or 429. If private, caches must not
// store the response. Preconditions are evaluated before ranges (RFC 9110 §13.2.2), and a 304 reads
// nothing from the disk unless the encoding is still to be tried.
func (s *Server) answerDocument(w http.ResponseWriter, r *http.Request, live *snapshot, d *document, private bool) {
	h, e := w.Header(), identity
	if d.vary != nil && h["Vary"] == nil {
		h["Vary"] = d.vary
	}
	if d.has[gzipEncoding] {
		e = d.chooseEncoding(r.Header["Accept-Encoding"])
	}
	now := time.Now()
	s.setCaching(h, d, now)
	if private {
		h["Cache-Control"] = privateNoStore
	}
	modified := d.lastModified(now)
	if t, ok := w.(*trackedWriter); ok {
		t.track(d)
	}
	unchanged := notModified(r.Header, d.etag(e)[0], d.since)
	if !unchanged && e != identity {
		// If compressing does not pay, the document is sent as identity, and the client may have
		// that entity tag.
		e = s.effectiveEncoding(live, d, e)
		unchanged = notModified(r.Header, d.etag(e)[0], d.since)
	}
	switch etag := d.etag(e); {
	case preconditionFailed(r.Header, etag[0], d.since):
		answerPreconditionFailed(w)
		return
	case unchanged:
		delete(h, "X-Content-Type-Options") // a 304 need not repeat what the client has stored (RFC 9110 §15.4.5)
		h["Etag"], h["Last-Modified"] = etag, modified
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if s.limitFetches(w, r, live, d) {
		return
	}
	d.setHeaders(h, s.policy)
	if mayDate(r.Header, modified[0]) {
		h["Last-Modified"] = modified
	}
	if s.answerDelta(w, r, live, d, e) {
		return
	}
	s.answerBody(w, r, live, d, e)
}

// effectiveEncoding returns the encoding in which the document is sent if e is chosen: identity,
// if e does not make it smaller. It remembers that result.
func (s *Server) effectiveEncoding(live *snapshot, d *document, e encoding) encoding {
	if e == identity || d.file.Size > maxCached {
		return e
	}
	if body, err := s.body(live, d, e); body == nil && err == nil {
		d.incompressible[e].Store(true)
		return identity
	}
	return e
}

// answerPreconditionFailed answers 412 (RFC 9110 §15.5.13). It depends on a header field of this
// one request, so caches must not store it.
func answerPreconditionFailed(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "412 precondition failed", http.StatusPreconditionFailed)
}

// setHeaders sets the header fields that every response with the document's content has. policy is
// the Content-Security-Policy of pages.
func (d *document) setHeaders(h http.Header, policy []string) {
	if d.isPage {
		h["Content-Security-Policy"], h["Referrer-Policy"] = policy, referrerPolicy
	} else {
		h["Access-Control-Expose-Headers"] = exposedHeaders
	}
	if d.runsScripts {
		h["Content-Security-Policy"] = sandbox
	}
	if d.links != nil {
		h["Link"] = d.links
	}
}
