// Package serve answers HTTP requests from a publication: what the manifest names,
// and nothing else that may lie in the folder.
//
// A publication is taken up by swapping one pointer. A request holds on to the one
// that it began with, so that no answer is put together from two. Small files are
// answered from memory, within a budget, in whichever encoding is asked for; large ones
// go from the disk to the network by themselves.
package serve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"fil/feed/manifest"
)

// Server is an http.Handler. Before the first Swap it answers 503.
type Server struct {
	log     *slog.Logger
	live    atomic.Pointer[snapshot]
	cache   *cache
	control *Control // nil: nobody can ask for anything over HTTP
	fresh   freshness
	policy  []string // of pages
	// versions are those of feeds that readers may have.
	versions versions
	fetches  fetches
}

// Options are what a Server goes by. The zero value is what most want.
type Options struct {
	// Memory is how many bytes of files it may hold; 0 is [DefaultMemory].
	Memory int64
	// Preview is for the author of a site, who wants the newest at each look: nothing is kept
	// without asking again, and pages may listen for changes.
	Preview bool
	// Next is when the publication may be another one, zero for nobody knows; nil never
	// knows.
	Next func() time.Time
}

// DefaultMemory is how many bytes of files are held where nobody says.
const DefaultMemory = 256 << 20

// New returns a Server without a publication.
func New(log *slog.Logger, o Options) *Server {
	if o.Memory == 0 {
		o.Memory = DefaultMemory
	}
	return &Server{log: log, cache: newCache(o.Memory), fresh: freshness{next: o.Next, unkept: o.Preview}, policy: pagePolicies[o.Preview]}
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
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.otherMethod(w, r)
		return
	}
	live := s.live.Load()
	if live == nil && s.health(w, r) {
		return
	}
	if live == nil {
		h.Set("Retry-After", "5")
		h.Set("Cache-Control", "no-store")
		http.Error(w, "503 nothing is published yet", http.StatusServiceUnavailable)
		return
	}
	if d := live.find(r.URL.Path); d != nil && !strings.Contains(r.URL.RawPath, "%") && !strings.HasSuffix(r.URL.Path, "/index.html") {
		s.answerTo(w, r, live, d)
		return
	}
	s.elsewhere(w, r, live)
}

// elsewhere answers for what the publication does not have at a path: it may have moved.
func (s *Server) elsewhere(w http.ResponseWriter, r *http.Request, live *snapshot) {
	if s.health(w, r) {
		return
	}
	if strings.Contains(strings.ToLower(r.URL.EscapedPath()), "%2f") { // is no slash, and no name has one
		s.notFound(w, r, live)
		return
	}
	if moved, ok := live.moved(r.URL.Path); ok {
		answerMoved(w, r, moved)
		return
	}
	if d := live.find(r.URL.Path); d != nil && !strings.HasSuffix(r.URL.Path, "/index.html") {
		s.answerTo(w, r, live, d)
		return
	}
	if redirect := live.folder(r.URL); redirect != "" { // a page has one address
		w.Header()["Cache-Control"] = anHour
		http.Redirect(w, r, redirect, http.StatusPermanentRedirect)
		return
	}
	s.notFound(w, r, live)
}

// otherMethod answers whatever is neither GET nor HEAD. Readers that run in a page ask
// first whether they may ask (Fetch, "CORS-preflight request").
func (s *Server) otherMethod(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Allow", "GET, HEAD, OPTIONS")
	if r.Method != http.MethodOptions {
		http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if s.fresh.unkept { // of a preview, no other page may read anything
		w.WriteHeader(http.StatusNoContent)
		return
	}
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "If-None-Match, If-Modified-Since, A-IM, Range")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// Headers that are always the same.
var (
	nosniff    = []string{"nosniff"}
	anyOrigin  = []string{"*"}
	privately  = []string{"private, no-store"}
	anHour     = []string{"public, max-age=3600"}
	varyAccept = []string{"Accept"}
	varyCoding = []string{"Accept-Encoding"}
	varyPerson = []string{"Accept-Encoding, Sec-Fetch-Dest"}
	exposed    = []string{"ETag, Last-Modified, Link, Content-Length, Content-Range, Accept-Ranges"}
	inBytes    = []string{"bytes"}
)

// answerTo answers a client, or a person who opens a feed in a browser. A cache that ignores Vary
// must not give that person's page to readers, and keeps nothing of it.
func (s *Server) answerTo(w http.ResponseWriter, r *http.Request, live *snapshot, d *document) {
	shown := live.forPerson(w.Header(), r, d)
	s.answer(w, r, live, shown, shown != d)
}

// answer writes a document (RFC 9110). If private, caches must not store it. The conditions of the
// request come first (§13.2.2), then its content. What is not new is said without a look at the
// disk.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, live *snapshot, d *document, private bool) {
	h, e := w.Header(), identity
	if d.vary != nil && h["Vary"] == nil {
		h["Vary"] = d.vary
	}
	if d.has[gzipEncoding] {
		e = d.chooseEncoding(r.Header["Accept-Encoding"])
	}
	now := time.Now()
	s.keep(h, d, now)
	if private {
		h["Cache-Control"] = privately
	}
	modified := d.lastModified(now)
	if t, ok := w.(*trackedWriter); ok && d.links != nil {
		t.feed, t.size = d.file.Name, d.file.Size
	}
	known := notModified(r.Header, d.etag(e)[0], d.since)
	if !known && e != identity { // else the client has said what it was sent
		e = s.effectiveEncoding(live, d, e)
		known = notModified(r.Header, d.etag(e)[0], d.since)
	}
	switch etag := d.etag(e); {
	case preconditionFailed(r.Header, etag[0], d.since):
		answerFailed(w)
		return
	case known:
		delete(h, "X-Content-Type-Options") // the client has what else is to be said (RFC 9110 §15.4.5)
		h["Etag"], h["Last-Modified"] = etag, modified
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if s.tooMany(w, r, live, d) {
		return
	}
	d.describe(h, s.policy)
	if dated(r.Header, modified[0]) {
		h["Last-Modified"] = modified
	}
	if s.delta(w, r, live, d, e) {
		return
	}
	s.whole(w, r, live, d, e)
}

// settled is the encoding in which a document is really sent: what does not get smaller goes
// as it is.
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

// answerFailed says that a condition does not hold (RFC 9110 §15.5.13). That is about one
// request, and nothing to keep.
func answerFailed(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "412 precondition failed", http.StatusPreconditionFailed)
}

// whole writes a document, or those ranges of it that are asked for.
func (s *Server) whole(w http.ResponseWriter, r *http.Request, live *snapshot, d *document, e encoding) {
	h := w.Header()
	h["Content-Type"] = d.mediaType
	if d.links != nil && r.URL.RawQuery != "" && r.URL.Query().Has("raw") {
		h["Content-Type"] = []string{"text/plain; charset=utf-8"}
	}
	// A range is one of a GET, in bytes, or is ignored (RFC 9110 §14.2).
	if rng := r.Header["Range"]; len(rng) > 0 && (r.Method != http.MethodGet || !strings.HasPrefix(rng[0], "bytes=") || d.doubtful(r.Header)) {
		delete(r.Header, "Range")
	}
	if d.file.Size > maxCached {
		s.stream(w, r, live, d, e)
		return
	}
	body, err := s.body(live, d, e)
	if err != nil {
		s.stream(w, r, live, d, identity) // whatever is there
		return
	}
	h["Etag"] = d.etag(e)
	if e != identity {
		h["Content-Encoding"] = contentEncodings[e]
	}
	if r.Header["Range"] != nil {
		serveContent(w, r, d.noLater(time.Now()), bytes.NewReader(body), int64(len(body)))
		return
	}
	h["Content-Length"] = d.length(e, body)
	if d.vary == nil { // pictures, sound and film are asked for in parts
		h["Accept-Ranges"] = inBytes
	}
	if r.Method != http.MethodHead {
		coalesceHeader(r, len(body))
		_, _ = w.Write(body) // who asked may have gone
	}
}

// keep says for how long an answer may be kept, and who may see it: whether it is new or
// not (RFC 9110 §15.4.5).
func (s *Server) keep(h http.Header, d *document, now time.Time) {
	if h["Cache-Control"] = s.fresh.header(now, d.brief); d.forever {
		h["Cache-Control"] = forEver
	}
	if !d.page && !s.fresh.unkept { // what a feed names, and no preview's
		h["Access-Control-Allow-Origin"] = anyOrigin
	}
}

// describe sets the headers that every answer with content has.
func (d *document) describe(h http.Header, policy []string) {
	if d.page {
		h["Content-Security-Policy"], h["Referrer-Policy"] = policy, referrerPolicy
	} else {
		h["Access-Control-Expose-Headers"] = exposed
	}
	if d.active {
		h["Content-Security-Policy"] = sandbox
	}
	if d.links != nil {
		h["Link"] = d.links
	}
}

// errAltered says that a file is not the one that the manifest speaks of.
var errAltered = errors.New("it was changed by someone else")

// body returns the bytes of a document in an encoding; nil without an error where that
// makes them no smaller. Bytes that are not those of the manifest are an error: they would
// go out under its ETag.
func (s *Server) body(live *snapshot, d *document, e encoding) ([]byte, error) {
	switch e {
	case identity:
		return s.cache.get(cacheKey{hash: d.file.Hash}, func() ([]byte, error) { return live.read(d.file) })
	case gzipEncoding:
		if d.zipped.Name != "" {
			return s.cache.get(cacheKey{hash: d.zipped.Hash}, func() ([]byte, error) { return live.read(d.zipped) })
		}
	}
	return s.cache.get(cacheKey{hash: d.file.Hash, encoding: e}, func() ([]byte, error) {
		plain, err := s.body(live, d, identity)
		if err != nil {
			return nil, err
		}
		return compress(plain, e)
	})
}

// read reads a file whose bytes are those of the manifest.
func (s *snapshot) read(want manifest.File) ([]byte, error) {
	f, _, err := s.open(want)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var body bytes.Buffer
	body.Grow(int(min(want.Size, maxCached)) + bytes.MinRead)
	if _, err := body.ReadFrom(io.LimitReader(f, want.Size+1)); err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(body.Bytes()); hex.EncodeToString(sum[:]) != want.Hash {
		return nil, errAltered
	}
	return body.Bytes(), nil
}

// stream answers from the disk. What is not the file that the manifest knows goes out
// without validators, and is not kept.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, live *snapshot, d *document, e encoding) {
	h, want := w.Header(), d.file
	if e == gzipEncoding {
		want = d.zipped
	}
	f, known, err := live.open(want)
	if err == nil && !known && e == gzipEncoding { // its plain form may be there still
		f.Close()
		want, e = d.file, identity
		f, known, err = live.open(want)
	}
	if err != nil {
		h.Del("Cache-Control")
		if errors.Is(err, fs.ErrNotExist) { // removed by a publication under way
			http.Error(w, "404 not found", http.StatusNotFound)
			return
		}
		s.log.Error("a published file cannot be read", "file", want.Name, "error", err)
		http.Error(w, "500 it cannot be read", http.StatusInternalServerError)
		return
	}
	defer f.Close()
	if !known || d.file.Size <= maxCached {
		h.Set("Cache-Control", "no-store")
		h.Del("Last-Modified")
		http.ServeContent(w, r, "", time.Time{}, f) // whose size is unknown
		return
	}
	h["Etag"] = d.etag(e)
	if e == gzipEncoding {
		h["Content-Encoding"] = contentEncodings[e]
		if r.Header["Range"] == nil {
			h["Content-Length"] = []string{strconv.FormatInt(want.Size, 10)}
		}
	}
	serveContent(w, r, d.noLater(time.Now()), f, want.Size)
}
