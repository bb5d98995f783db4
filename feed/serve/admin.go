package serve

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Status is what whoever runs the site wants to know.
type Status struct {
	Title, BaseURL string
	// Language is the site's, as a BCP 47 tag.
	Language string
	// NextRun and NextDue are when there will be a run by itself, and an article that comes
	// or goes; zero for never.
	NextRun, NextDue time.Time
	Owed             int // pings
	Runs             []Run
	Day              Day
}

// Run is what became of one run.
type Run struct {
	At                       time.Time
	Reason, Error            string
	Hint                     string // the mend of Error
	Took                     time.Duration
	Articles, Feeds, Written int
	Problems                 []string // with file and line
}

//go:embed status.gohtml
var statusText string

var statusPage = sync.OnceValues(func() (*template.Template, error) { return template.New("status").Parse(statusText) })

// Admin answers on a listener of its own: /-/status is a page for whoever runs the site,
// /-/metrics for a Prometheus, /-/healthz and /-/readyz for whatever looks after processes.
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
		now := status()
		now.Day = metrics.lastDay(time.Now())
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+styleHash(statusText)+"'; frame-ancestors 'none'")
		_ = page.Execute(w, now) // who asked may have gone
	})
	return mux
}

// styleHash is what a policy knows the style within a page by (CSP Level 3 §2.3.1).
func styleHash(page string) string {
	_, style, _ := strings.Cut(page, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// health answers whether the process is alive (/-/healthz), and whether it has a
// publication to serve (/-/readyz); it reports whether it was asked.
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
	_, _ = w.Write([]byte("ok\n")) // who asked may have gone
	return true
}
