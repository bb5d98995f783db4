package serve

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strings"
)

// Control lets the site's owner start runs over HTTP, with a bearer token (RFC 6750 §2.1). In a
// Server without a Control these addresses do not exist.
//
//	POST /-/rebuild           requests a run and answers 202 at once
//	POST /-/rebuild?accept    also lets it publish what the flood guard would refuse
//	GET  /-/runs              returns the last runs as JSON, the newest first
type Control struct {
	tokenHash [sha256.Size]byte
	rebuild   func(accept bool)
	runs      func() []Run
}

// SetControl lets clients that send the token request runs and read their results. rebuild must not
// block. SetControl must be called before the first request.
func (s *Server) SetControl(token string, rebuild func(accept bool), runs func() []Run) {
	s.control = &Control{sha256.Sum256([]byte(token)), rebuild, runs}
}

// answer answers a request for one of Control's addresses, and reports whether it was one.
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
	case !c.authorized(r):
		h.Set("WWW-Authenticate", `Bearer realm="fil"`)
		http.Error(w, "401 a bearer token is needed", http.StatusUnauthorized)
	default:
		answer(w, r)
	}
	return true
}

// authorized reports whether a request has the token. It compares hashes in constant time, so that
// the time does not tell how much of a guessed token is right.
func (c *Control) authorized(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	sum := sha256.Sum256([]byte(strings.TrimSpace(token)))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(sum[:], c.tokenHash[:]) == 1
}

// answerRebuild requests a run. The query accept counts as yes unless its value says no.
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
	_, _ = w.Write([]byte("a run was requested; GET /-/runs has its result\n")) // the client may have disconnected
}

func (c *Control) answerRuns(w http.ResponseWriter, _ *http.Request) {
	data, err := json.MarshalIndent(c.runs(), "", "  ")
	if err != nil {
		http.Error(w, "500 "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(append(data, '\n')) // the client may have disconnected
}
