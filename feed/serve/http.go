package serve

import (
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"
)

// slowest is how many bytes a second a client must take: a slow line can meet that, and a
// client that has stopped reading cannot. chunk is after how many it is looked at again.
const (
	slowest = 8 << 10
	chunk   = 1 << 20
)

// HTTP returns a server of h that slow clients cannot hold up. seen counts its answers, and
// access logs them; nil is nobody.
func HTTP(h http.Handler, log *slog.Logger, seen *Seen, access *AccessLog) *http.Server {
	return &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			t, began := &timed{ResponseWriter: w, control: http.NewResponseController(w)}, time.Now()
			h.ServeHTTP(t, r)
			now := time.Now()
			if seen != nil {
				seen.note(t.feed, t.status, t.sent, t.size, now)
			}
			if access != nil {
				access.note(r, t.status, t.sent, began, now)
			}
		}),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    12 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// timed gives every part of an answer time by its length: a large file may take as long as
// it takes, as long as it goes on.
type timed struct {
	http.ResponseWriter
	control *http.ResponseController
	// What was answered: the name of a feed, with the size of the whole, the status, and how
	// many bytes of content.
	feed   string
	size   int64
	status int
	sent   int64
}

// allow gives time for so many bytes.
func (t *timed) allow(bytes int64) {
	_ = t.control.SetWriteDeadline(time.Now().Add(30*time.Second + time.Duration(bytes/slowest)*time.Second)) // not every connection has deadlines
}

// WriteHeader gives time for the head, and for what is written from memory.
func (t *timed) WriteHeader(status int) {
	length, _ := strconv.ParseInt(t.Header().Get("Content-Length"), 10, 64)
	t.allow(min(length, maxHeld))
	t.status = status
	t.ResponseWriter.WriteHeader(status)
}

// Write counts.
func (t *timed) Write(p []byte) (int, error) {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	n, err := t.ResponseWriter.Write(p)
	t.sent += int64(n)
	return n, err
}

// ReadFrom lets a file go from the disk to the network without passing through here, chunk
// by chunk.
func (t *timed) ReadFrom(r io.Reader) (n int64, err error) {
	left := int64(math.MaxInt64)
	if limited, ok := r.(*io.LimitedReader); ok { // sendfile sees through one limit, and not through two
		r, left = limited.R, limited.N
	}
	for left > 0 {
		t.allow(chunk)
		sent, err := io.CopyN(t.ResponseWriter, r, min(chunk, left))
		t.sent += sent
		if n, left = n+sent, left-sent; err == io.EOF {
			return n, nil
		} else if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Unwrap is for http.ResponseController.
func (t *timed) Unwrap() http.ResponseWriter { return t.ResponseWriter }
