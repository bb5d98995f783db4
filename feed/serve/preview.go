package serve

import (
	_ "embed"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"
)

// previewScript loads a page again when there is something new.
//
//go:embed preview.js
var previewScript []byte

// PreviewScript is where pages of a preview have their script, below the root of the site.
const PreviewScript = "-/preview.js"

// Preview answers a site's author, on the same machine, from a Server: besides what that has,
// there is a script that pages load, and a stream of events that tells it when to load them
// again (HTML Standard, "Server-sent events"):
//
//	GET /-/preview.js
//	GET /-/events
type Preview struct {
	server *Server

	mu      sync.Mutex
	version string
	changed chan struct{} // closed when version changes
	ended   chan struct{}
}

// NewPreview returns a Preview of what a Server answers.
func NewPreview(s *Server) *Preview {
	p := &Preview{server: s, changed: make(chan struct{}), ended: make(chan struct{})}
	p.Changed()
	return p
}

// Changed tells all pages that are open that there is something new.
func (p *Preview) Changed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.changed)
	p.version, p.changed = fmt.Sprint(time.Now().UnixNano()), make(chan struct{})
}

// End ends all streams of events. It is called once.
func (p *Preview) End() { close(p.ended) }

// ServeHTTP implements http.Handler. A request for another host than this machine is refused:
// a foreign page whose host name is changed to 127.0.0.1 could read drafts (DNS rebinding).
func (p *Preview) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !onThisMachine(r.Host) {
		http.Error(w, "421 a preview is for this machine alone", http.StatusMisdirectedRequest)
		return
	}
	if foreign(r) {
		http.Error(w, "403 a preview is for its own pages alone", http.StatusForbidden)
		return
	}
	h := w.Header()
	h.Set("X-Robots-Tag", "noindex")
	switch {
	case r.Method != http.MethodGet:
	case strings.HasSuffix(r.URL.Path, "/"+PreviewScript):
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		_, _ = w.Write(previewScript) // who asked may have gone
		return
	case strings.HasSuffix(r.URL.Path, "/-/events"):
		p.stream(w, r)
		return
	}
	p.server.ServeHTTP(w, r)
}

// keepAlive is how often a stream says something, so that a client that has gone is noticed.
const keepAlive = 15 * time.Second

// stream sends the version of the site, and each later one.
func (p *Preview) stream(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	c := http.NewResponseController(w)
	_ = c.SetWriteDeadline(time.Time{}) // it has no end; not every connection has deadlines
	_ = c.SetReadDeadline(time.Time{})
	for {
		p.mu.Lock()
		version, changed := p.version, p.changed
		p.mu.Unlock()
		if _, err := fmt.Fprintf(w, "data: %s\n\n", version); err != nil || c.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-time.After(keepAlive):
		case <-p.ended:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// foreign reports whether a page of another origin makes the request. Opening a link from such a
// page is a navigation, and allowed (Fetch Metadata Request Headers §2).
func foreign(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		return err != nil || !onThisMachine(u.Host)
	}
	return r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate"
}

// onThisMachine reports whether a Host header names this machine by a name that nobody else has.
func onThisMachine(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	ip, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && ip.IsLoopback()
}
