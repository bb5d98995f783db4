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

// previewScript reloads a page when the site has been published again.
//
//go:embed preview.js
var previewScript []byte

// PreviewScript is the path of the script that pages of a preview load, from the root of the site.
const PreviewScript = "-/preview.js"

// Preview is an http.Handler for a site's author, on the same machine. It answers from a Server
// and adds a script, which pages load, and a stream of events, which says when to reload them
// (HTML Standard, "Server-sent events"):
//
//	GET /-/preview.js
//	GET /-/events
type Preview struct {
	server *Server

	mu      sync.Mutex
	version string        // of the publication, unique in this process
	changed chan struct{} // closed when version changes
	ended   chan struct{} // closed by End
}

// NewPreview returns a Preview that answers from s.
func NewPreview(s *Server) *Preview {
	p := &Preview{server: s, changed: make(chan struct{}), ended: make(chan struct{})}
	p.Reload()
	return p
}

// Reload sends an event to all open pages, which makes them reload.
func (p *Preview) Reload() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.changed)
	p.version, p.changed = fmt.Sprint(time.Now().UnixNano()), make(chan struct{})
}

// End ends all streams of events. It must be called at most once.
func (p *Preview) End() { close(p.ended) }

// ServeHTTP implements http.Handler. It refuses requests whose Host is not this machine: else a
// page of another site could read drafts, by changing the address of its host name to 127.0.0.1
// (DNS rebinding).
func (p *Preview) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !IsLoopbackHost(r.Host) {
		http.Error(w, "421 a preview is for this machine alone", http.StatusMisdirectedRequest)
		return
	}
	if isCrossOrigin(r) {
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
		_, _ = w.Write(previewScript) // the client may have disconnected
		return
	case strings.HasSuffix(r.URL.Path, "/-/events"):
		p.stream(w, r)
		return
	}
	p.server.ServeHTTP(w, r)
}

// keepAlive is how often a stream sends its version again, so that a write fails if the client has
// disconnected.
const keepAlive = 15 * time.Second

// stream sends the current version at once, then each new one, until End or the client closes it.
func (p *Preview) stream(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	c := http.NewResponseController(w)
	_ = c.SetWriteDeadline(time.Time{}) // a stream has no deadline; not every ResponseWriter can set one
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

// isCrossOrigin reports whether a page of another site makes the request. To follow a link on such a
// page is a navigation, and allowed (Fetch Metadata Request Headers §2).
func isCrossOrigin(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		return err != nil || !IsLoopbackHost(u.Host)
	}
	return r.Header.Get("Sec-Fetch-Site") == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate"
}

// IsLoopbackHost reports whether the host of a Host header, or of HOST:PORT, is localhost or a loopback address. Only these names
// cannot be made to point to another machine.
func IsLoopbackHost(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	ip, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && ip.IsLoopback()
}
