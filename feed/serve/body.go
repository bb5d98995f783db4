package serve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"time"

	"fil/feed/manifest"
)

// answerBody sends the document, or the ranges of it that the client asks for.
func (s *Server) answerBody(w http.ResponseWriter, r *http.Request, live *snapshot, d *document, e encoding) {
	h := w.Header()
	h["Content-Type"] = d.mediaType
	if d.isFeed() && r.URL.RawQuery != "" && r.URL.Query().Has("raw") {
		h["Content-Type"] = []string{"text/plain; charset=utf-8"}
	}
	// A range is ignored if the method is not GET or the unit is not bytes (RFC 9110 §14.2).
	if ranges := r.Header["Range"]; len(ranges) > 0 && (r.Method != http.MethodGet || !strings.HasPrefix(ranges[0], "bytes=") || d.hasWeakIfRange(r.Header)) {
		delete(r.Header, "Range")
	}
	if d.file.Size > maxCached {
		s.answerFromDisk(w, r, live, d, e)
		return
	}
	body, err := s.body(live, d, e)
	if isTemporary(err) {
		answerUnavailable(w)
		return
	}
	if err != nil {
		s.answerFromDisk(w, r, live, d, identity) // sends whatever is there, without validators
		return
	}
	h["Etag"] = d.etag(e)
	if e != identity {
		h["Content-Encoding"] = contentEncodings[e]
	}
	if r.Header["Range"] != nil {
		serveContent(w, r, d.modTime(time.Now()), bytes.NewReader(body), int64(len(body)))
		return
	}
	h["Content-Length"] = d.length(e, body)
	if d.vary == nil { // pictures, sound and film: players ask for ranges of them
		h["Accept-Ranges"] = acceptBytes
	}
	if r.Method != http.MethodHead {
		coalesceHeader(r, len(body))
		_, _ = w.Write(body) // the client may have disconnected
	}
}

// errAltered is the error of reading a file whose bytes are not those of the manifest.
var errAltered = errors.New("it was changed by someone else")

// body returns the bytes of a document in an encoding, from the cache if it has them. They are nil
// without an error if the encoding makes them no fewer. If the bytes on disk are not those of the
// manifest, it returns errAltered: they must not be sent with the entity tag of those.
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

// read reads a file and compares its hash with the manifest's.
func (s *snapshot) read(want manifest.File) ([]byte, error) {
	f, _, err := s.open(want)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var body bytes.Buffer
	body.Grow(int(min(want.Size, maxCached)) + bytes.MinRead)
	if _, err := body.ReadFrom(io.LimitReader(f, want.Size+1)); err != nil { // +1: a file that has grown must not match
		return nil, err
	}
	if sum := sha256.Sum256(body.Bytes()); hex.EncodeToString(sum[:]) != want.Hash {
		return nil, errAltered
	}
	return body.Bytes(), nil
}

// isTemporary reports whether an error is of a file on another machine, which may be readable a moment
// later.
func isTemporary(err error) bool {
	var remote interface {
		error
		Temporary() bool
	}
	return errors.As(err, &remote) && remote.Temporary()
}

// answerUnavailable answers that a file cannot be read for now.
func answerUnavailable(w http.ResponseWriter) {
	h := w.Header()
	h.Del("Last-Modified")
	h.Set("Cache-Control", "no-store")
	h.Set("Retry-After", "5")
	http.Error(w, "503 it cannot be read for now", http.StatusServiceUnavailable)
}

// answerFromDisk sends a large file, or one that could not be cached. A file whose size or time is
// not the manifest's is sent without validators, and caches must not store it.
func (s *Server) answerFromDisk(w http.ResponseWriter, r *http.Request, live *snapshot, d *document, e encoding) {
	h, want := w.Header(), d.file
	if e == gzipEncoding {
		want = d.zipped
	}
	f, unaltered, err := live.open(want)
	if err == nil && !unaltered && e == gzipEncoding { // the plain form may still be right
		f.Close()
		want, e = d.file, identity
		f, unaltered, err = live.open(want)
	}
	if err != nil {
		h.Del("Cache-Control")
		if errors.Is(err, fs.ErrNotExist) { // a publication under way has removed it
			http.Error(w, "404 not found", http.StatusNotFound)
			return
		}
		s.log.Error("a published file cannot be read", "file", want.Name, "error", err)
		if isTemporary(err) {
			answerUnavailable(w)
			return
		}
		http.Error(w, "500 it cannot be read", http.StatusInternalServerError)
		return
	}
	defer f.Close()
	if remote, ok := f.(interface{ Check() error }); ok { // once the header is sent it is too late to say so
		if err := remote.Check(); err != nil {
			s.log.Error("a published file cannot be read", "file", want.Name, "error", err)
			answerUnavailable(w)
			return
		}
	}
	if !unaltered || d.file.Size <= maxCached {
		h.Set("Cache-Control", "no-store")
		h.Del("Last-Modified")
		http.ServeContent(w, r, "", time.Time{}, f) // reads the size from f: the manifest's is not that of an altered file
		return
	}
	h["Etag"] = d.etag(e)
	if e == gzipEncoding {
		h["Content-Encoding"] = contentEncodings[e]
		if r.Header["Range"] == nil {
			h["Content-Length"] = []string{strconv.FormatInt(want.Size, 10)}
		}
	}
	serveContent(w, r, d.modTime(time.Now()), f, want.Size)
}
