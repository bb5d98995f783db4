package serve

import (
	"context"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// minRate is how many bytes per second a client must read. A slow connection reaches it; a
	// client that has stopped reading does not.
	minRate = 8 << 10
	// chunkSize is after how many bytes of a file the write deadline is set again.
	chunkSize = 1 << 20
	// writeTimeout is how long a response may take. One of more than withinTimeout bytes gets more
	// time, in proportion to its length.
	writeTimeout = 30 * time.Second
	// bodyTimeout is how long a client may take to send the body of its request.
	bodyTimeout = 5 * time.Second
	// withinTimeout is how many bytes a client reads within writeTimeout at minRate.
	withinTimeout = minRate * int64(writeTimeout/time.Second)
)

// HTTPConfig configures an http.Server that serves the public.
type HTTPConfig struct {
	Log            *slog.Logger // must not be nil
	Metrics        *Metrics     // counts responses; nil: they are not counted
	Access         *AccessLog   // logs responses; nil: they are not logged
	MaxConnections int          // open at a time; must be positive
	// Fetched is called for each fetch of a feed, and of the beginning of an episode; nil: they are not counted.
	Fetched func(f Fetch)
}

// Fetch is a request that was answered with a feed, or with 304, or with the first bytes of an episode.
type Fetch struct {
	// Name is the file in dist.
	Name string
	// Episode says that it is audio or video, and no feed.
	Episode bool
	Request *http.Request
}

// Server returns an http.Server that answers with h. Clients that are slow, or open many
// connections, cannot block others: every phase of a request has a time limit, and the number of
// connections is limited ([HTTPConfig.MaxConnections]).
func (c HTTPConfig) Server(h http.Handler) *http.Server {
	metrics, access, fetched := c.Metrics, c.Access, c.Fetched
	return &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			t, began := &trackedWriter{ResponseWriter: w}, time.Now()
			if r.ContentLength != 0 { // no request to Fil needs a long body
				_ = http.NewResponseController(w).SetReadDeadline(began.Add(bodyTimeout)) // not every ResponseWriter has deadlines
			}
			h.ServeHTTP(t, r)
			if fetched != nil && r.Method == http.MethodGet {
				if f, ok := t.fetch(r); ok {
					fetched(f)
				}
			}
			if metrics == nil && access == nil {
				return
			}
			if t.status == 0 { // neither Write nor WriteHeader was called: net/http sends 200
				t.status = http.StatusOK
			}
			now := time.Now()
			if metrics != nil {
				metrics.record(t.feed, t.status, t.sent, t.size, now)
			}
			if access != nil {
				access.record(r, t.status, t.sent, began, now)
			}
		}),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    12 << 10,
		ConnContext:       withConn,
		ConnState:         newConnLimiter(c.MaxConnections).connState,
		ErrorLog:          slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug),
	}
}

// Serve answers the requests of a listener, over HTTPS if there is a certificate, until ctx is done or
// the listener fails. Only in the second case it returns an error. Either way requests may still be
// under way: the caller shuts the server down.
func Serve(ctx context.Context, server *http.Server, listener net.Listener, certificate *Certificate) error {
	failed := make(chan error, 1)
	go func() {
		if certificate == nil {
			failed <- server.Serve(Coalesce(listener))
			return
		}
		server.TLSConfig = certificate.TLSConfig()
		failed <- server.ServeTLS(listener, "", "")
	}()
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return err
	}
}

// trackedWriter records what a response was, and extends the write deadline in proportion to the
// bytes that are written: a large file may take as long as the client needs, if it reads at minRate.
type trackedWriter struct {
	http.ResponseWriter
	// feed is the name of the feed that was asked for, "" for all else; size is that of its whole
	// document. Server.answer sets both.
	feed    string
	size    int64
	episode string // the name of the audio or video file that was asked for, "" for all else
	status  int    // 0 until the header is written
	sent    int64  // bytes of the body
}

// track records which feed or episode was asked for.
func (t *trackedWriter) track(d *document) {
	if d.isFeed() {
		t.feed, t.size = d.file.Name, d.file.Size
	} else if kind, _, _ := strings.Cut(d.file.Type, "/"); kind == "audio" || kind == "video" {
		t.episode = d.file.Name
	}
}

// fetch returns the fetch that a response was; ok is false if it was none.
func (t *trackedWriter) fetch(r *http.Request) (f Fetch, ok bool) {
	switch t.status {
	case http.StatusOK, http.StatusPartialContent, http.StatusIMUsed, http.StatusNotModified:
	default:
		return Fetch{}, false
	}
	if t.feed != "" {
		return Fetch{Name: t.feed, Request: r}, true
	}
	whole, part := t.status == http.StatusOK, t.status == http.StatusPartialContent
	return Fetch{Name: t.episode, Episode: true, Request: r}, t.episode != "" && (whole || part && hasBeginning(t.Header()))
}

// hasBeginning reports whether a response is one range that begins with the first byte of the file and has more than two
// bytes. Players request two bytes only to find out whether the server supports ranges.
func hasBeginning(h http.Header) bool {
	span, found := strings.CutPrefix(h.Get("Content-Range"), "bytes 0-")
	if !found {
		return false
	}
	last, _, _ := strings.Cut(span, "/")
	n, err := strconv.ParseInt(last, 10, 64)
	return err == nil && n > 1
}

// extendDeadline gives the client time to read so many bytes. Up to withinTimeout, the deadline
// that http.Server has set is enough.
func (t *trackedWriter) extendDeadline(bytes int64) {
	if bytes > withinTimeout {
		deadline := time.Now().Add(writeTimeout + time.Duration(bytes/minRate)*time.Second)
		_ = http.NewResponseController(t.ResponseWriter).SetWriteDeadline(deadline) // not every ResponseWriter has deadlines
	}
}

// WriteHeader records the status.
func (t *trackedWriter) WriteHeader(status int) {
	t.status = status
	t.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes of the body.
func (t *trackedWriter) Write(p []byte) (int, error) {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	t.extendDeadline(int64(len(p)))
	n, err := t.ResponseWriter.Write(p)
	t.sent += int64(n)
	return n, err
}

// ReadFrom implements io.ReaderFrom, so that the kernel copies a file to the connection
// (sendfile), chunk by chunk with a new deadline for each.
func (t *trackedWriter) ReadFrom(r io.Reader) (n int64, err error) {
	left := int64(math.MaxInt64)
	if limited, ok := r.(*io.LimitedReader); ok { // sendfile unwraps one LimitedReader, and io.CopyN below adds one
		r, left = limited.R, limited.N
	}
	for left > 0 {
		t.extendDeadline(chunkSize)
		sent, err := io.CopyN(t.ResponseWriter, r, min(chunkSize, left))
		t.sent += sent
		n, left = n+sent, left-sent
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Unwrap is called by http.ResponseController.
func (t *trackedWriter) Unwrap() http.ResponseWriter { return t.ResponseWriter }
