package serve

import (
	"io"
	"log/slog"
	"math"
	"net/http"
	"time"
)

// slowest is how many bytes a second a client must take: a slow line can meet that, and a
// client that has stopped reading cannot. chunk is after how many it is looked at again,
// atOnce how many it must take within the time that every answer has.
const (
	slowest = 8 << 10
	chunk   = 1 << 20
	patient = 30 * time.Second
	// bodyTime is how long the content of a request may take.
	bodyTime = 5 * time.Second
	atOnce   = slowest * int64(patient/time.Second)
)

// Front is how a Server meets the world.
type Front struct {
	Log    *slog.Logger
	Seen   *Seen      // counts answers; nil: nobody does
	Access *AccessLog // logs them; nil: nobody does
	// Connections is how many may be open at a time.
	Connections int
}

// HTTP returns a server of h that clients cannot hold up, by being slow or many.
func (f Front) HTTP(h http.Handler) *http.Server {
	seen, access := f.Seen, f.Access
	return &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			t, began := &timed{ResponseWriter: w}, time.Now()
			if r.ContentLength != 0 { // nobody has anything to send that is long
				_ = http.NewResponseController(w).SetReadDeadline(began.Add(bodyTime)) // not every connection has deadlines
			}
			h.ServeHTTP(t, r)
			if seen == nil && access == nil {
				return
			}
			if t.status == 0 { // nothing was written: a HEAD
				t.status = http.StatusOK
			}
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
		WriteTimeout:      patient,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    12 << 10,
		ConnContext:       withConn,
		ConnState:         newWaiting(f.Connections).note,
		ErrorLog:          slog.NewLogLogger(f.Log.Handler(), slog.LevelDebug),
	}
}

// timed gives every part of an answer time by its length: a large file may take as long as
// it takes, as long as it goes on.
type timed struct {
	http.ResponseWriter
	// What was answered: the name of a feed, with the size of the whole, the status, and how
	// many bytes of content.
	feed   string
	size   int64
	status int
	sent   int64
}

// allow gives time for so many bytes. Few have it already.
func (t *timed) allow(bytes int64) {
	if bytes > atOnce {
		deadline := time.Now().Add(patient + time.Duration(bytes/slowest)*time.Second)
		_ = http.NewResponseController(t.ResponseWriter).SetWriteDeadline(deadline) // not every connection has deadlines
	}
}

// WriteHeader notes the status.
func (t *timed) WriteHeader(status int) {
	t.status = status
	t.ResponseWriter.WriteHeader(status)
}

// Write counts.
func (t *timed) Write(p []byte) (int, error) {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	t.allow(int64(len(p)))
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
