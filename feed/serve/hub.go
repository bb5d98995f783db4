package serve

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"fil/feed"
)

// SetHub sets the handlers of the site's own hub and rssCloud, which are used while feeds name the hub. It must be called
// before the first request. Without handlers, the server answers 503 at their addresses, because another process has the
// subscriptions.
func (s *Server) SetHub(hub, cloud http.Handler) { s.hub, s.cloud = hub, cloud }

// answerHub answers a request for the hub or the cloud of a site that has them, and reports whether it was one.
func (s *Server) answerHub(w http.ResponseWriter, r *http.Request, live *snapshot) bool {
	var handler http.Handler
	switch path := r.URL.Path; {
	case path == live.prefix+feed.HubPath || path == "/"+feed.HubPath:
		handler = s.hub
	case path == live.prefix+feed.CloudPath || path == "/"+feed.CloudPath:
		handler = s.cloud
	default:
		return false
	}
	if handler == nil {
		AnswerNoHub(w)
		return true
	}
	handler.ServeHTTP(w, r)
	return true
}

// AnswerNoHub answers 503 to a request for a subscription, because another process has the subscriptions.
func AnswerNoHub(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "3600")
	http.Error(w, "503 the process that publishes takes subscriptions, and this one does not", http.StatusServiceUnavailable)
}

// Topic is a feed as it is served now.
type Topic struct {
	// Body must not be changed. Type and Link are the values of its Content-Type and Link headers.
	Body       []byte
	Type, Link string
	Hash       string
}

// ErrNoTopic means that there is no feed at an address.
var ErrNoTopic = errors.New("there is no feed at this address")

// Topic returns the feed whose own address is given. The error is ErrNoTopic, or says why its file cannot be read.
func (s *Server) Topic(address string) (Topic, error) {
	live, d := s.topic(address)
	if d == nil {
		return Topic{}, ErrNoTopic
	}
	body, err := s.body(live, d, identity)
	return Topic{body, d.mediaType[0], d.links[0], d.file.Hash}, err
}

// TopicHash returns the hash of the feed whose own address is given; found is false if there is none.
func (s *Server) TopicHash(address string) (hash string, found bool) {
	_, d := s.topic(address)
	if d == nil {
		return "", false
	}
	return d.file.Hash, true
}

// topic returns the document of the feed whose own address is given, nil if there is none.
func (s *Server) topic(address string) (*snapshot, *document) {
	live := s.live.Load()
	if live == nil {
		return nil, nil
	}
	escaped, below := strings.CutPrefix(address, live.site.BaseURL)
	name, err := url.PathUnescape(escaped)
	if !below || err != nil {
		return nil, nil
	}
	d := live.document(name)
	if d == nil || !d.isFeed() || !strings.HasSuffix(d.links[0], "<"+address+">; rel=\"self\"") {
		return nil, nil
	}
	return live, d
}
