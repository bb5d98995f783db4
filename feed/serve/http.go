package serve

import (
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"
)

// slowest is how many bytes a second a client must take, on the whole of an answer:
// a slow line can meet that, and a client that has stopped reading cannot.
const slowest = 8 << 10

// HTTP returns a server of h that slow clients cannot hold up.
func HTTP(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h.ServeHTTP(&timed{w, http.NewResponseController(w)}, r)
		}),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    12 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// timed gives every answer time by its length.
type timed struct {
	http.ResponseWriter
	control *http.ResponseController
}

// WriteHeader sets the deadline: what has no length is short.
func (t *timed) WriteHeader(status int) {
	length, _ := strconv.ParseInt(t.Header().Get("Content-Length"), 10, 64)
	_ = t.control.SetWriteDeadline(time.Now().Add(30*time.Second + time.Duration(length/slowest)*time.Second))
	t.ResponseWriter.WriteHeader(status)
}

// ReadFrom lets a file go from the disk to the network without passing through here.
func (t *timed) ReadFrom(r io.Reader) (int64, error) { return io.Copy(t.ResponseWriter, r) }

// Unwrap is for http.ResponseController.
func (t *timed) Unwrap() http.ResponseWriter { return t.ResponseWriter }
