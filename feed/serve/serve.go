// Package serve answers HTTP requests from a publication. It sends what the manifest names, and
// no other file that may be in the folder.
//
// A [Server] answers from a snapshot: a file system, its manifest and the [Site]. [Server.Swap]
// replaces the snapshot by setting one pointer. A request uses the snapshot that it began with,
// so that no response mixes two publications.
//
// ServeHTTP goes through these steps, each in a file of its own:
//
//   - snapshot.go finds the document at a path, or where it has moved;
//   - browser.go chooses a page in place of a feed for a browser, and answers 404;
//   - answer.go evaluates conditions (preconditions.go) and chooses the encoding (encoding.go);
//   - ratelimit.go refuses clients that fetch a feed too often;
//   - delta.go sends only the new entries of a feed to clients that can read that;
//   - body.go sends the document: from memory (cache.go) or, if it is large, from the disk.
//
// [HTTPConfig] makes an http.Server of it, with time limits, metrics and an access log. [Preview],
// [Admin] and [Control] are what the site's owner uses.
package serve

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Server is an http.Handler that answers from the current publication. Before the first Swap it
// answers 503.
type Server struct {
	log          *slog.Logger
	live         atomic.Pointer[snapshot] // nil before the first Swap
	swapping     sync.Mutex               // held by Swap
	cache        *cache
	control      *Control     // nil: runs cannot be requested over HTTP
	hub, cloud   http.Handler // see SetHub; nil: another process has the subscriptions
	cacheControl cacheControl
	policy       []string // Content-Security-Policy of pages
	versions     versions // of feeds, for deltas
	fetches      fetchCounter
	stale        func() string // of Options; may be nil
}

// Options configure a Server. The zero value is for a published site.
type Options struct {
	// Memory is how many bytes of files are cached in memory; 0 is [DefaultMemory].
	Memory int64
	// Preview is for the author of a site, who wants to see each change at once: caches must
	// revalidate every response, pages may connect to the stream of events ([Preview]), and
	// other origins may read nothing.
	Preview bool
	// Next returns when the publication may change, zero if that is unknown. Until then caches may
	// use a response without asking again. A nil Next means that it is never known.
	Next func() time.Time
	// Stale says in a line why the publication may be older than the last one, "" if it is not. A nil Stale
	// means that it never is.
	Stale func() string
}

// DefaultMemory is the default of Options.Memory, in bytes.
const DefaultMemory = 256 << 20

// New returns a Server without a publication.
func New(log *slog.Logger, o Options) *Server {
	if o.Memory == 0 {
		o.Memory = DefaultMemory
	}
	return &Server{log: log, cache: newCache(o.Memory), cacheControl: cacheControl{next: o.Next, revalidate: o.Preview}, policy: pagePolicies[o.Preview], stale: o.Stale}
}

// staleness returns why the publication may be old, "" if it is not.
func (s *Server) staleness() string {
	if s.stale == nil {
		return ""
	}
	return s.stale()
}

// Ready reports whether there is a publication.
func (s *Server) Ready() bool { return s.live.Load() != nil }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h["X-Content-Type-Options"] = nosniff
	if s.control != nil && s.control.answer(w, r) {
		return
	}
	live := s.live.Load()
	if live != nil && live.isHub && s.answerHub(w, r, live) {
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.answerMethod(w, r)
		return
	}
	if live == nil && s.health(w, r) {
		return
	}
	if live == nil {
		h.Set("Retry-After", "5")
		h.Set("Cache-Control", "no-store")
		http.Error(w, "503 nothing is published yet", http.StatusServiceUnavailable)
		return
	}
	if d := live.find(r.URL); d != nil && !strings.Contains(r.URL.RawPath, "%") && !strings.HasSuffix(r.URL.Path, "/index.html") {
		s.answer(w, r, live, d)
		return
	}
	s.answerUncommon(w, r, live)
}

// answerUncommon answers a request that is not for a document at its plain address: a health
// check, a path with escapes, an address that has moved, a page without its last slash, or an
// address that does not exist.
func (s *Server) answerUncommon(w http.ResponseWriter, r *http.Request, live *snapshot) {
	if s.health(w, r) {
		return
	}
	if strings.Contains(strings.ToLower(r.URL.EscapedPath()), "%2f") { // an escaped slash is part of a name, and no name has one
		s.notFound(w, r, live)
		return
	}
	if redirect, ok := live.redirectOf(r.URL); ok {
		s.answerRedirect(w, r, live, redirect)
		return
	}
	if d := live.find(r.URL); d != nil && !strings.HasSuffix(r.URL.Path, "/index.html") {
		s.answer(w, r, live, d)
		return
	}
	if canonical := live.folderURL(r.URL); canonical != "" { // each page has one address
		w.Header()["Cache-Control"] = publicHour
		http.Redirect(w, r, canonical, http.StatusPermanentRedirect)
		return
	}
	s.notFound(w, r, live)
}

// answerMethod answers a method other than GET and HEAD: OPTIONS, which a browser sends before a
// script of another site may make its request (Fetch, "CORS-preflight request"), and 405 for all
// others.
func (s *Server) answerMethod(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Allow", "GET, HEAD, OPTIONS")
	if r.Method != http.MethodOptions {
		http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if s.cacheControl.revalidate { // a preview: other origins may read nothing
		w.WriteHeader(http.StatusNoContent)
		return
	}
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "If-None-Match, If-Modified-Since, A-IM, Range")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}
