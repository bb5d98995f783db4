package serve

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strings"
)

// Control is what whoever runs the site may ask for over HTTP, with a bearer token
// (RFC 6750 §2.1). Without a Control the addresses do not exist.
//
//	POST /-/rebuild           asks for a run: 202, at once
//	POST /-/rebuild?accept    and lets it publish what the flood guard would refuse
//	GET  /-/runs              the last runs as JSON, the newest first
type Control struct {
	token   [sha256.Size]byte
	rebuild func(accept bool)
	runs    func() any
}

// SetControl lets whoever has the token ask for runs, and see what came of them. It is
// called before the first request.
func (s *Server) SetControl(token string, rebuild func(accept bool), runs func() any) {
	s.control = &Control{sha256.Sum256([]byte(token)), rebuild, runs}
}

// answer answers a request that is for it, and reports whether it is.
func (c *Control) answer(w http.ResponseWriter, r *http.Request) bool {
	method, answer := http.MethodPost, c.answerRebuild
	switch {
	case strings.HasSuffix(r.URL.Path, "/-/rebuild"):
	case strings.HasSuffix(r.URL.Path, "/-/runs"):
		method, answer = http.MethodGet, c.answerRuns
	default:
		return false
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	switch {
	case r.Method != method:
		h.Set("Allow", method)
		http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
	case !c.admits(r):
		h.Set("WWW-Authenticate", `Bearer realm="fil"`)
		http.Error(w, "401 a bearer token is needed", http.StatusUnauthorized)
	default:
		answer(w, r)
	}
	return true
}

// admits compares tokens in a time that tells nothing of them.
func (c *Control) admits(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	sum := sha256.Sum256([]byte(strings.TrimSpace(token)))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(sum[:], c.token[:]) == 1
}

func (c *Control) answerRebuild(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	accept := query.Has("accept")
	switch strings.ToLower(query.Get("accept")) {
	case "0", "false", "no", "off":
		accept = false
	}
	c.rebuild(accept)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusAccepted)
	_, _ = w.Write([]byte("a run is asked for; what came of it: GET /-/runs\n")) // who asked may have gone
}

func (c *Control) answerRuns(w http.ResponseWriter, _ *http.Request) {
	data, err := json.MarshalIndent(c.runs(), "", "  ")
	if err != nil {
		http.Error(w, "500 "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(append(data, '\n'))
}
