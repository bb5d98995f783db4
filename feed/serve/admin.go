package serve

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

//go:embed status.gohtml
var statusText string

var statusPage = sync.OnceValues(func() (*template.Template, error) { return template.New("status").Parse(statusText) })

// Admin returns the handler for the site's owner. It must be served on a listener of its own, which
// the public cannot reach: /-/status is a page for people, /-/metrics is for Prometheus, /-/healthz
// and /-/readyz are for a process supervisor. status is called for each view of the page; its Day
// is computed from metrics.
func Admin(s *Server, metrics *Metrics, status func() Status) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /-/metrics", metrics.handler())
	mux.HandleFunc("GET /-/healthz", func(w http.ResponseWriter, r *http.Request) { s.health(w, r) })
	mux.HandleFunc("GET /-/readyz", func(w http.ResponseWriter, r *http.Request) { s.health(w, r) })
	mux.Handle("GET /{$}", http.RedirectHandler("/-/status", http.StatusTemporaryRedirect))
	mux.Handle("GET /-/{$}", http.RedirectHandler("/-/status", http.StatusTemporaryRedirect))
	mux.HandleFunc("GET /-/status", func(w http.ResponseWriter, _ *http.Request) {
		page, err := statusPage()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		data := status()
		data.Day = metrics.lastDay(time.Now())
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+styleHash(statusText)+"'; frame-ancestors 'none'")
		_ = page.Execute(w, data) // the client may have disconnected
	})
	return mux
}

// ServeAdmin answers the requests of a listener with the handler of [Admin], until stop is called. stop
// closes the listener.
func ServeAdmin(listener net.Listener, admin http.Handler) (stop func()) {
	server := &http.Server{Handler: admin, ReadHeaderTimeout: 10 * time.Second}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = server.Serve(listener) // its error says that stop was called
	}()
	return func() {
		server.Close()
		<-stopped
	}
}

// styleHash returns the hash by which a Content-Security-Policy allows the style element of a page
// (CSP Level 3 §2.3.1).
func styleHash(page string) string {
	_, style, _ := strings.Cut(page, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// health answers /-/healthz with 200, and /-/readyz with 200 or, before the first publication, 503.
// It reports whether the request was for one of them.
func (s *Server) health(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case r.URL.Path == "/-/healthz":
	case r.URL.Path == "/-/readyz" && s.Ready():
	case r.URL.Path == "/-/readyz":
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "503 nothing is published yet", http.StatusServiceUnavailable)
		return true
	default:
		return false
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "text/plain; charset=utf-8")
	answer := "ok\n"
	if stale := s.staleness(); stale != "" && r.URL.Path == "/-/readyz" {
		answer += stale + "\n"
	}
	_, _ = io.WriteString(w, answer) // the client may have disconnected
	return true
}
