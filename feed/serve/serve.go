// Package serve answers HTTP requests from a publication: what the manifest names,
// and nothing else that may lie in the folder.
//
// A publication is taken up by swapping one pointer. A request holds on to the one
// that it began with, so that no answer is put together from two.
package serve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
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
	control *Control // nil: nobody can ask for anything over HTTP
}

// New returns a Server without a publication.
func New(log *slog.Logger) *Server { return &Server{log: log} }

// snapshot is one publication, ready to be answered from.
type snapshot struct {
	files    fs.FS
	manifest *manifest.Manifest
	site     Site
	// prefix is the path of the base URL, "/" or "/blog/": requests may come with it
	// or, from a proxy that cuts it off, without.
	prefix string
	// held are the documents that are asked for all day, by name in dist.
	held map[string]*document
}

// document is one file with its forms.
type document struct {
	identity *form
	gzip     *form // nil where there is none
	modified time.Time
	// links is the Link header of a feed (RFC 8288), nil for all else: its hubs and
	// itself, where WebSub looks first (W3C Recommendation §4).
	links []string
}

// form is one representation: the file itself, or compressed.
type form struct {
	file manifest.File
	etag string
	body []byte // nil: read from disk at each request
	// doubt says that the file is not what the manifest says, whatever its size and
	// time are.
	doubt bool
}

const gzipped = ".gz"

// Swap makes m, whose files are below the root of files, the publication that is
// answered from. Files that are compressed when they are published are asked for all day: they
// are held in memory. What a swap costs is what has changed since the last one.
func (s *Server) Swap(files fs.FS, m *manifest.Manifest, site Site) {
	next := &snapshot{files: files, manifest: m, site: site, prefix: site.prefix()}
	old := s.live.Load()
	if old != nil && old.site.same(site) {
		if names, ok := m.Since(old.manifest); ok {
			next.held = maps.Clone(old.held)
			for name := range names {
				s.hold(next, strings.TrimSuffix(name, gzipped), old)
			}
			s.live.Store(next)
			return
		}
	}
	next.held = map[string]*document{}
	for name, f := range m.Files() {
		if f.Encoding == "gzip" {
			s.hold(next, strings.TrimSuffix(name, gzipped), old)
		}
	}
	s.live.Store(next)
}

// hold holds a document, if it is one that is held.
func (s *Server) hold(live *snapshot, name string, old *snapshot) {
	delete(live.held, name)
	d := live.make(name)
	if d == nil || d.gzip == nil {
		return
	}
	for _, v := range []*form{d.identity, d.gzip} {
		s.read(live, v, old)
	}
	live.held[name] = d
}

// make makes the document of that name, nil where there is none.
func (s *snapshot) make(name string) *document {
	f, ok := s.manifest.File(name)
	if !ok || f.Encoding != "" {
		return nil
	}
	d := &document{identity: newForm(f), modified: f.Since, links: s.links(f)}
	if z, ok := s.manifest.File(name + gzipped); ok && z.Encoding == "gzip" {
		d.gzip = newForm(z)
	}
	return d
}

func newForm(f manifest.File) *form {
	return &form{file: f, etag: `"` + f.Hash[:min(22, len(f.Hash))] + `"`}
}

// document finds the document of that name, nil where there is none.
func (s *snapshot) document(name string) *document {
	if d, ok := s.held[name]; ok {
		return d
	}
	return s.make(name)
}

// read reads a form into memory, or takes it over from the last publication. Bytes
// that are not those of the manifest are not held: they would go out under its ETag.
func (s *Server) read(live *snapshot, v *form, old *snapshot) {
	if before := old.body(v); before != nil {
		v.body = before
		return
	}
	f, _, err := live.open(v.file)
	if err != nil {
		s.log.Warn("a published file cannot be read", "file", v.file.Name, "error", err)
		return
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, v.file.Size+1))
	sum := sha256.Sum256(body)
	if err != nil || hex.EncodeToString(sum[:]) != v.file.Hash {
		s.log.Warn("a published file was changed by someone else", "file", v.file.Name, "error", err)
		v.doubt = true
		return
	}
	v.body = body
}

// body finds the bytes of the same form in an earlier publication.
func (s *snapshot) body(v *form) []byte {
	if s == nil {
		return nil
	}
	d := s.held[strings.TrimSuffix(v.file.Name, gzipped)]
	if d == nil {
		return nil
	}
	for _, before := range []*form{d.identity, d.gzip} {
		if before != nil && before.file.Hash == v.file.Hash && before.file.Name == v.file.Name {
			return before.body
		}
	}
	return nil
}

// Ready reports whether there is a publication.
func (s *Server) Ready() bool { return s.live.Load() != nil }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h["X-Content-Type-Options"] = []string{"nosniff"}
	if s.control != nil && s.control.answer(w, r) {
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
		return
	}
	live := s.live.Load()
	if live == nil {
		h.Set("Retry-After", "5")
		h.Set("Cache-Control", "no-store")
		http.Error(w, "503 nothing is published yet", http.StatusServiceUnavailable)
		return
	}
	if moved, ok := live.moved(r.URL.Path); ok {
		answerMoved(w, r, moved)
		return
	}
	d := live.find(r.URL.Path)
	if strings.Contains(strings.ToLower(r.URL.EscapedPath()), "%2f") {
		d = nil // an encoded slash is no slash, and no name has one
	}
	if d == nil {
		if redirect := live.folder(r.URL); redirect != "" && !strings.Contains(strings.ToLower(redirect), "%2f") {
			http.Redirect(w, r, redirect, http.StatusPermanentRedirect)
			return
		}
		s.notFound(w, r, live)
		return
	}
	if d = live.forPerson(w, r, d); d.links != nil && r.URL.Query().Has("raw") {
		h["Content-Type"] = []string{"text/plain; charset=utf-8"}
	}
	s.answer(w, r, live, d)
}

// names yields the names in dist that a request's path may stand for.
func (s *snapshot) names(p string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, cut := range []string{s.prefix, "/"} {
			name, found := strings.CutPrefix(p, cut)
			if !found {
				continue
			}
			if name == "" || strings.HasSuffix(name, "/") {
				name += "index.html"
			}
			if !yield(name) || s.prefix == "/" {
				return
			}
		}
	}
}

// find finds the document that a request's path stands for, nil where there is none.
func (s *snapshot) find(p string) *document {
	for name := range s.names(p) {
		if d := s.document(name); d != nil {
			return d
		}
	}
	return nil
}

// moved finds what has become of a path that was published once: with or without
// the slash at its end.
func (s *snapshot) moved(p string) (manifest.Redirect, bool) {
	for name := range s.names(p) {
		for _, from := range []string{name, name + "/index.html"} {
			if r, ok := s.manifest.Redirect(from); ok {
				return s.absolute(r), true
			}
		}
	}
	return manifest.Redirect{}, false
}

// absolute makes To a path of the site, percent-encoded, where it is no URL already.
func (s *snapshot) absolute(r manifest.Redirect) manifest.Redirect {
	if r.To != "" && !strings.Contains(r.To, "://") {
		to := r.To
		if to == "index.html" || strings.HasSuffix(to, "/index.html") {
			to = strings.TrimSuffix(to, "index.html")
		}
		r.To = (&url.URL{Path: s.prefix + to}).EscapedPath()
	}
	return r
}

func answerMoved(w http.ResponseWriter, r *http.Request, moved manifest.Redirect) {
	w.Header()["Cache-Control"] = []string{"public, max-age=3600"}
	if moved.Status == http.StatusGone {
		http.Error(w, "410 gone", http.StatusGone)
		return
	}
	http.Redirect(w, r, moved.To, moved.Status)
}

// folder is where a path leads that lacks its last slash, "" where nowhere. It
// begins with a single slash: two would name another host.
func (s *snapshot) folder(u *url.URL) string {
	if s.find(u.Path+"/") == nil {
		return ""
	}
	return "/" + strings.TrimLeft(u.EscapedPath(), "/") + "/"
}

// answer writes a document (RFC 9110). The conditions of the request come first
// (§13.2.2), then its content.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, live *snapshot, d *document) {
	h := w.Header()
	v := d.identity
	if d.gzip != nil {
		h["Vary"] = append(h["Vary"], "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			v = d.gzip
		}
	}
	h["Cache-Control"] = freshFor(d.identity.file.Name)
	if isPage(d.identity.file.Type) {
		h["Content-Security-Policy"], h["Referrer-Policy"] = pagePolicy, referrerPolicy
	}
	if d.links != nil { // a feed
		h["Link"] = d.links
		h["Access-Control-Allow-Origin"] = []string{"*"} // for readers that run in a page
	}
	body := io.ReadSeeker(bytes.NewReader(v.body))
	if v.body == nil {
		f, known, err := live.open(v.file)
		if err != nil {
			h.Del("Cache-Control")
			if errors.Is(err, fs.ErrNotExist) { // removed by a publication under way
				http.Error(w, "404 not found", http.StatusNotFound)
				return
			}
			s.log.Error("a published file cannot be read", "file", v.file.Name, "error", err)
			http.Error(w, "500 it cannot be read", http.StatusInternalServerError)
			return
		}
		defer f.Close()
		body = f
		if !known || v.doubt { // not the bytes that the manifest speaks of
			h.Set("Cache-Control", "no-store")
			h["Content-Type"] = []string{v.file.Type}
			http.ServeContent(w, r, "", time.Time{}, body)
			return
		}
	}
	h["Etag"] = []string{v.etag}
	h["Last-Modified"] = []string{d.modified.UTC().Format(http.TimeFormat)}
	if notModified(r, v.etag, d.modified) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if h["Content-Type"] == nil {
		h["Content-Type"] = []string{v.file.Type}
	}
	if v == d.gzip {
		h["Content-Encoding"] = []string{"gzip"}
		if r.Header.Get("Range") == "" {
			h["Content-Length"] = []string{strconv.FormatInt(v.file.Size, 10)}
		}
	}
	http.ServeContent(w, r, "", d.modified, body)
}

// open opens a file of the publication, and reports whether it is the one that the
// manifest knows.
func (s *snapshot) open(want manifest.File) (f file, known bool, err error) {
	opened, err := s.files.Open(want.Name)
	if err != nil {
		return nil, false, err
	}
	info, err := opened.Stat()
	f, seeks := opened.(file)
	if err != nil || !seeks || !info.Mode().IsRegular() {
		opened.Close()
		return nil, false, fmt.Errorf("it is no regular file")
	}
	return f, info.Size() == want.Size && info.ModTime().Equal(want.Since), nil
}

// file is what a file of a folder can do.
type file interface {
	io.ReadSeekCloser
	Stat() (fs.FileInfo, error)
}

func isFeed(mediaType string) bool {
	for _, prefix := range []string{"application/atom+xml", "application/rss+xml", "application/feed+json"} {
		if strings.HasPrefix(mediaType, prefix) {
			return true
		}
	}
	return false
}
