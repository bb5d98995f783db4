package websub

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// stored are Subscriptions in a map.
type stored struct {
	mu  sync.Mutex
	all map[[3]string]Subscription
}

func keyOf(kind Kind, topic, callback string) [3]string {
	return [3]string{string(kind), topic, callback}
}

func (s *stored) Subscribe(to Subscription, _ string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[keyOf(to.Kind, to.Topic, to.Callback)] = to
	return nil
}

func (s *stored) Unsubscribe(from Subscription) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, keyOf(from.Kind, from.Topic, from.Callback))
	return nil
}

func (s *stored) Subscription(kind Kind, topic, callback string) (Subscription, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.all[keyOf(kind, topic, callback)]
	return found, ok
}

func (s *stored) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.all)
}

// hubTest is a hub whose subscribers answer as respond says.
type hubTest struct {
	*Hub
	cloud    *Cloud
	stored   *stored
	document Document
	requests []*http.Request // what callbacks were sent
	bodies   []string
	mu       sync.Mutex // of the fields above, and of respond
	respond  func(r *http.Request, body string) (*http.Response, error)
	ledger   *ledger
	log      *logBuffer
}

// asked answers as a subscriber that wants what it is asked for.
func asked(r *http.Request, _ string) (*http.Response, error) {
	q := r.URL.Query()
	return answered(200, q.Get("hub.challenge")+q.Get("challenge"))
}

func answered(status int, body string) (*http.Response, error) {
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
}

// newHubTest returns a hub in a bubble of synctest. It runs until the test ends.
func newHubTest(t *testing.T) *hubTest {
	h := &hubTest{stored: &stored{all: map[[3]string]Subscription{}}, respond: asked, ledger: &ledger{}, log: &logBuffer{},
		document: Document{Body: []byte("<feed/>"), Type: "application/atom+xml; charset=utf-8", Link: `<https://fil.example/-/hub>; rel="hub", <` + topic + `>; rel="self"`, Hash: "1"}}
	s := New(slog.New(slog.NewTextHandler(h.log, nil)), nil, h.ledger, Options{Private: allowed, Subscriptions: h.stored, Document: func(at string) (Document, error) {
		if at != topic {
			return Document{}, ErrNothing
		}
		return h.document, nil
	}})
	s.client.http.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		body := ""
		if r.Body != nil {
			data, _ := io.ReadAll(r.Body)
			body = string(data)
		}
		h.mu.Lock()
		h.requests, h.bodies = append(h.requests, r), append(h.bodies, body)
		respond := h.respond
		h.mu.Unlock()
		return respond(r, body)
	})
	h.Hub = &Hub{Sender: s, Client: func(*http.Request) netip.Addr { return netip.MustParseAddr("203.0.113.5") },
		Topic: func(at string) (string, bool) { return h.document.Hash, at == topic },
		Count: func(string) (int, int) { return h.stored.len(), h.stored.len() }}
	h.cloud = NewCloud(h.Hub)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	return h
}

// setRespond has callbacks answer in another way. A lock is needed even though the test has waited: a retry begins because
// time has passed, and nothing that the test does comes before it for the race detector.
func (h *hubTest) setRespond(respond func(r *http.Request, body string) (*http.Response, error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.respond = respond
}

// post sends the hub a form, and waits until it has done all that it does at once.
func (h *hubTest) post(form url.Values) *httptest.ResponseRecorder { return post(h.Hub, form) }

func post(handler http.Handler, form url.Values) *httptest.ResponseRecorder {
	w := send(handler, form)
	synctest.Wait()
	return w
}

// send is post, without waiting.
func send(handler http.Handler, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/-/hub", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

// change publishes another document, and tells the subscriber.
func (h *hubTest) change(body, hash string) {
	h.document.Body, h.document.Hash = []byte(body), hash
	var subscribers []Subscription
	for _, s := range h.stored.all {
		subscribers = append(subscribers, s)
	}
	a := Announcement{Topics: map[string]string{topic: hash}, Subscribers: subscribers}
	h.Sender.Add(h.Sender.Defer(a.Pings(time.Now())))
	synctest.Wait()
}

// count returns how many requests callbacks were sent.
func (h *hubTest) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.requests)
}

func (h *hubTest) last() (*http.Request, string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.requests) == 0 {
		return &http.Request{URL: &url.URL{}}, ""
	}
	return h.requests[len(h.requests)-1], h.bodies[len(h.bodies)-1]
}

const callback = "https://reader.example/cb?id=1&x=%20y"

func subscribeForm(pairs ...string) url.Values {
	form := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {topic}, "hub.callback": {callback}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// logBuffer is a log that can be read while it is written.
type logBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// String returns what was written.
func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
