package websub

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
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
	respond  func(r *http.Request, body string) (*http.Response, error)
	log      *strings.Builder
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
	h := &hubTest{stored: &stored{all: map[[3]string]Subscription{}}, respond: asked, log: &strings.Builder{},
		document: Document{Body: []byte("<feed/>"), Type: "application/atom+xml; charset=utf-8", Link: `<https://fil.example/-/hub>; rel="hub", <` + topic + `>; rel="self"`, Hash: "1"}}
	var mu sync.Mutex
	s := New(slog.New(slog.NewTextHandler(h.log, nil)), nil, &ledger{}, Options{Private: allowed, Subscriptions: h.stored, Document: func(at string) (Document, error) {
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
		mu.Lock()
		h.requests, h.bodies = append(h.requests, r), append(h.bodies, body)
		respond := h.respond
		mu.Unlock()
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

func (h *hubTest) last() (*http.Request, string) {
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

// The cases of websub.rocks for hubs: 100 (a subscription, verified, gets the whole document with its Content-Type and
// Link), 101 (with a secret, it is signed), 102 (unknown parameters are ignored), 103 (a subscription is renewed before
// it ends), 104 (it is ended), and leases (1xx).
func TestHub(t *testing.T) {
	for name, tc := range map[string]struct {
		form  url.Values
		lease string
	}{
		"100 plain":          {subscribeForm(), "864000"},
		"101 secret":         {subscribeForm("hub.secret", strings.Repeat("s", 199)), "864000"},
		"102 more":           {subscribeForm("hub.verify", "sync", "foo", "bar"), "864000"},
		"lease":              {subscribeForm("hub.lease_seconds", "86400"), "86400"},
		"lease too short":    {subscribeForm("hub.lease_seconds", "1"), "3600"},
		"lease too long":     {subscribeForm("hub.lease_seconds", "99999999"), "2592000"},
		"lease beyond int64": {subscribeForm("hub.lease_seconds", "18446744073709551615"), "2592000"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHubTest(t)
				if w := h.post(tc.form); w.Code != http.StatusAccepted {
					t.Fatalf("%d %s", w.Code, w.Body)
				}
				r, _ := h.last()
				q := r.URL.Query()
				if r.Method != http.MethodGet || q.Get("hub.mode") != "subscribe" || q.Get("hub.topic") != topic || q.Get("hub.lease_seconds") != tc.lease || len(q.Get("hub.challenge")) < 20 ||
					!strings.HasPrefix(r.URL.RawQuery, "id=1&x=%20y&") {
					t.Errorf("verified by %s %s", r.Method, r.URL)
				}
				h.change("<feed>2</feed>", "2")
				r, body := h.last()
				if r.Method != http.MethodPost || r.URL.String() != callback || body != "<feed>2</feed>" || r.Header.Get("Content-Type") != h.document.Type || r.Header.Get("Link") != h.document.Link {
					t.Errorf("delivered %s %s %v %q", r.Method, r.URL, r.Header, body)
				}
				want := ""
				if secret := tc.form.Get("hub.secret"); secret != "" {
					mac := hmac.New(sha256.New, []byte(secret))
					mac.Write([]byte(body))
					want = "sha256=" + hex.EncodeToString(mac.Sum(nil))
				}
				if got := r.Header.Get("X-Hub-Signature"); got != want {
					t.Errorf("signature %q, want %q", got, want)
				}
			})
		})
	}
}

// 103, 104: a renewed subscription is one, and lasts longer; one that was ended gets nothing more.
func TestRenewAndUnsubscribe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm("hub.lease_seconds", "7200"))
		time.Sleep(time.Hour)
		h.post(subscribeForm("hub.lease_seconds", "7200", "hub.secret", "new"))
		time.Sleep(90 * time.Minute)
		h.change("2", "2")
		if _, body := h.last(); body != "2" || h.stored.len() != 1 || len(h.requests) != 3 {
			t.Fatalf("%d subscriptions, %d requests, the last %q", h.stored.len(), len(h.requests), body)
		}
		if r, _ := h.last(); r.Header.Get("X-Hub-Signature") == "" {
			t.Error("the new secret is not used")
		}
		h.post(subscribeForm("hub.mode", "unsubscribe"))
		if r, _ := h.last(); r.URL.Query().Get("hub.mode") != "unsubscribe" || r.URL.Query().Has("hub.lease_seconds") || h.stored.len() != 0 {
			t.Errorf("after %s: %d subscriptions", r.URL, h.stored.len())
		}
		n := len(h.requests)
		h.change("3", "3")
		if len(h.requests) != n {
			t.Error("it is still told")
		}
	})
}

// A subscription ends with its lease, also one to which something is owed by then.
func TestLeaseEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm())
		time.Sleep(10*24*time.Hour - 2*time.Hour)
		h.respond = func(*http.Request, string) (*http.Response, error) { return nil, errors.New("down") }
		h.change("2", "2")
		time.Sleep(2 * time.Hour)
		h.respond = asked
		n := len(h.requests)
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if len(h.requests) != n || h.stored.len() != 0 || h.Sender.Owed() != 0 {
			t.Errorf("%d requests after the end of the lease, %d subscriptions, owed %d", len(h.requests)-n, h.stored.len(), h.Sender.Owed())
		}
		if pings := (Announcement{Topics: map[string]string{topic: "3"}, Subscribers: []Subscription{{Kind: Delivery, Topic: topic, Callback: callback, Expires: time.Now()}}}).Pings(time.Now()); len(pings) != 0 {
			t.Errorf("an ended subscription is told: %v", pings)
		}
	})
}

// Who does not confirm is not subscribed: another challenge, another status, a redirect, or no answer.
func TestUnverified(t *testing.T) {
	for name, tc := range map[string]struct {
		respond func(r *http.Request, body string) (*http.Response, error)
		asked   int
	}{
		"lies":      {func(*http.Request, string) (*http.Response, error) { return answered(200, "yes") }, 1},
		"404":       {func(*http.Request, string) (*http.Response, error) { return answered(404, "") }, 1},
		"redirects": {func(*http.Request, string) (*http.Response, error) { return answered(302, "") }, 1},
		"hangs": {func(r *http.Request, _ string) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}, 3},
		"5xx":        {func(*http.Request, string) (*http.Response, error) { return answered(500, "") }, 3},
		"echoes all": {func(r *http.Request, _ string) (*http.Response, error) { return answered(200, r.URL.RawQuery) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHubTest(t)
				h.respond = tc.respond
				if w := h.post(subscribeForm()); w.Code != http.StatusAccepted {
					t.Fatal(w.Code)
				}
				time.Sleep(48 * time.Hour)
				synctest.Wait()
				if h.stored.len() != 0 || len(h.requests) != tc.asked || h.Sender.Owed() != 0 {
					t.Errorf("%d subscriptions; asked %d times, want %d; owed %d", h.stored.len(), len(h.requests), tc.asked, h.Sender.Owed())
				}
			})
		})
	}
}

// A topic that is not the site's is denied with a reason, at the callback (WebSub §5.2).
func TestDenial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		if w := h.post(subscribeForm("hub.topic", "https://other.example/feed")); w.Code != http.StatusAccepted {
			t.Fatal(w.Code)
		}
		r, _ := h.last()
		q := r.URL.Query()
		if q.Get("hub.mode") != "denied" || q.Get("hub.topic") != "https://other.example/feed" || q.Get("hub.reason") == "" || h.stored.len() != 0 {
			t.Errorf("told %s", r.URL)
		}
	})
}

// Requests with an error are refused with a reason (WebSub §5.2).
func TestRefusedRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		for name, form := range map[string]url.Values{
			"no mode":         subscribeForm("hub.mode", ""),
			"unknown mode":    subscribeForm("hub.mode", "list"),
			"publish":         subscribeForm("hub.mode", "publish"),
			"no topic":        subscribeForm("hub.topic", ""),
			"long topic":      subscribeForm("hub.topic", "https://fil.example/"+strings.Repeat("a", 3000)),
			"no callback":     subscribeForm("hub.callback", ""),
			"relative":        subscribeForm("hub.callback", "/cb"),
			"file":            subscribeForm("hub.callback", "file:///etc/passwd"),
			"gopher":          subscribeForm("hub.callback", "gopher://reader.example/"),
			"no host":         subscribeForm("hub.callback", "http:///cb"),
			"user":            subscribeForm("hub.callback", "http://a:b@reader.example/"),
			"fragment":        subscribeForm("hub.callback", "http://reader.example/#a"),
			"control":         subscribeForm("hub.callback", "http://reader.example/\r\nX: y"),
			"long callback":   subscribeForm("hub.callback", "http://reader.example/"+strings.Repeat("a", 3000)),
			"long secret":     subscribeForm("hub.secret", strings.Repeat("s", 200)),
			"negative lease":  subscribeForm("hub.lease_seconds", "-5"),
			"lease in words":  subscribeForm("hub.lease_seconds", "a week"),
			"lease of zero":   subscribeForm("hub.lease_seconds", "0"),
			"fraction":        subscribeForm("hub.lease_seconds", "1.5"),
			"hidden callback": {"hub.mode": {"subscribe"}, "hub.topic": {topic}},
		} {
			if w := h.post(form); w.Code != http.StatusBadRequest || len(w.Body.String()) < 10 {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}
		for name, r := range map[string]*http.Request{
			"405": httptest.NewRequest(http.MethodGet, "/-/hub", nil),
			"413": httptest.NewRequest(http.MethodPost, "/-/hub", strings.NewReader("a="+strings.Repeat("b", 20<<10))),
			"415": httptest.NewRequest(http.MethodPost, "/-/hub", strings.NewReader("{}")),
		} {
			if name == "415" {
				r.Header.Set("Content-Type", "application/json")
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if !strings.HasPrefix(w.Body.String(), name+" ") {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}
		if len(h.requests) != 0 {
			t.Errorf("callbacks were asked: %v", h.requests[0].URL)
		}
	})
}

// A subscriber that is down gets the newest document, once, when it is back; one that is gone is forgotten.
func TestSubscriberDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm())
		h.respond = func(*http.Request, string) (*http.Response, error) { return answered(404, "") }
		h.change("2", "2")
		time.Sleep(20 * time.Minute)
		h.change("3", "3")
		time.Sleep(40 * time.Minute)
		var got []string
		h.respond = func(_ *http.Request, body string) (*http.Response, error) {
			got = append(got, body)
			return answered(204, "")
		}
		time.Sleep(3 * time.Hour)
		synctest.Wait()
		if len(got) != 1 || got[0] != "3" || h.stored.len() != 1 {
			t.Errorf("got %q; %d subscriptions", got, h.stored.len())
		}
		h.respond = func(*http.Request, string) (*http.Response, error) { return answered(410, "") }
		h.change("4", "4")
		if h.stored.len() != 0 || h.Sender.Owed() != 0 {
			t.Errorf("after 410: %d subscriptions, owed %d", h.stored.len(), h.Sender.Owed())
		}
	})
}

// A subscriber that is down for a day misses that change, but keeps its subscription: a later change is delivered.
func TestDownForADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm())
		h.respond = func(*http.Request, string) (*http.Response, error) { return nil, errors.New("down") }
		h.change("2", "2")
		time.Sleep(30 * time.Hour)
		synctest.Wait()
		if h.Sender.Owed() != 0 || h.stored.len() != 1 {
			t.Fatalf("owed %d, %d subscriptions", h.Sender.Owed(), h.stored.len())
		}
		h.respond = asked
		h.change("3", "3")
		if _, body := h.last(); body != "3" {
			t.Errorf("got %q", body)
		}
	})
}

// A change between the request and its verification is delivered at once.
func TestChangesWhileVerifying(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.respond = func(r *http.Request, body string) (*http.Response, error) {
			h.document.Body, h.document.Hash = []byte("2"), "2"
			return asked(r, body)
		}
		h.post(subscribeForm())
		if r, body := h.last(); r.Method != http.MethodPost || body != "2" {
			t.Errorf("%s %q", r.Method, body)
		}
	})
}

// A hub has room for so many subscriptions, of so many of one host, and for so many that are not verified; those that
// are stored can be renewed all the same.
func TestRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm())
		for _, full := range [][2]int{{MaxSubscriptions, 1}, {maxOfDomain, maxOfDomain}} {
			h.Count = func(string) (int, int) { return full[0], full[1] }
			if w := h.post(subscribeForm("hub.callback", "https://reader.example/2")); w.Code != http.StatusServiceUnavailable {
				t.Errorf("%v: %d", full, w.Code)
			}
			if w := h.post(subscribeForm()); w.Code != http.StatusAccepted {
				t.Errorf("%v, renewed: %d", full, w.Code)
			}
		}
	})
}

// What strangers cause is bounded, and does nobody else harm: callbacks that hang hold up neither subscribers nor webhooks,
// an end that nobody needs is not asked for, topics of others are refused at once when too many are being denied, and who
// has a subscription can renew it whatever the limits say.
func TestStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm())
		h.Sender.options.Webhook = func(string, string) (Webhook, error) { return Webhook{}, nil }
		began, delivered := time.Now(), map[string]time.Duration{}
		h.respond = func(r *http.Request, body string) (*http.Response, error) {
			if strings.Contains(r.URL.Host, "slow") {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			delivered[r.Method+" "+r.URL.Host] = time.Since(began)
			return asked(r, body)
		}
		h.limits.total = rate.NewLimiter(rate.Inf, 0)
		client := 0
		h.Client = func(*http.Request) netip.Addr {
			client++
			return netip.AddrFrom4([4]byte{9, 9, byte(client >> 8), byte(client)})
		}
		codes := map[int]int{}
		for i := range 2000 {
			codes[h.post(subscribeForm("hub.callback", "https://a.slow"+strconv.Itoa(i)+".org/")).Code]++
			codes[h.post(subscribeForm("hub.callback", "https://b.slow"+strconv.Itoa(i)+".org/", "hub.topic", "https://other.example/")).Code]++
		}
		if codes[202] > maxUnverified+maxDenials+2*maxStrangers || codes[503] == 0 || codes[404] == 0 {
			t.Errorf("%v", codes)
		}
		owed := h.Sender.Owed()
		if w := h.post(subscribeForm("hub.mode", "unsubscribe", "hub.callback", "https://nobody.example/")); w.Code != http.StatusAccepted || h.Sender.Owed() != owed {
			t.Errorf("unsubscribe: %d, owed %d, before %d", w.Code, h.Sender.Owed(), owed)
		}
		h.Sender.Add([]Ping{{Kind: WebhookEvent, Target: "https://hook.example/", Topic: "e-1", Since: time.Now(), Next: time.Now()}})
		h.change("2", "2")
		if len(delivered) != 2 || delivered["POST reader.example"] > 0 || delivered["POST hook.example"] > 0 {
			t.Errorf("delivered after %v", delivered)
		}
		h.limits.total = rate.NewLimiter(0, 0)
		if w := h.post(subscribeForm("hub.callback", "https://new.example/")); w.Code != http.StatusTooManyRequests {
			t.Errorf("beyond the limit: %d", w.Code)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if w := h.post(subscribeForm("hub.lease_seconds", "2592000")); w.Code != http.StatusAccepted {
			t.Errorf("renewed: %d", w.Code)
		}
		if s, _ := h.stored.Subscription(Delivery, topic, callback); time.Until(s.Expires) != maxLease {
			t.Errorf("renewed until %v", s.Expires)
		}
	})
}

// What callbacks say in Retry-After is not kept for those that are no subscribers, and has a subscriber wait for an hour at
// the most.
func TestRetryAfterOfStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm())
		h.respond = func(*http.Request, string) (*http.Response, error) { return status(503, "86000")() }
		h.post(subscribeForm("hub.callback", "https://other.example/"))
		h.change("2", "2")
		if len(h.Sender.retryAfter) != 0 {
			t.Errorf("kept: %v", h.Sender.retryAfter)
		}
		n := len(h.requests)
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(h.requests) < n+2 {
			t.Errorf("%d requests within an hour", len(h.requests)-n)
		}
	})
}

// A change while an rssCloud asks a callback is told afterwards; a client that has it ask slow callbacks holds up no other.
func TestCloudWhileAsking(t *testing.T) {
	form := func(domain string) url.Values {
		return url.Values{"domain": {domain}, "port": {"80"}, "path": {"/"}, "protocol": {"http-post"}, "url1": {topic}}
	}
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.respond = func(r *http.Request, body string) (*http.Response, error) {
			if r.Method == http.MethodGet {
				h.document.Hash = "2"
			}
			return asked(r, body)
		}
		post(h.cloud, form("reader.example"))
		if r, body := h.last(); r.Method != http.MethodPost || body != "url="+url.QueryEscape(topic) {
			t.Errorf("%s %q", r.Method, body)
		}
		h.respond = func(r *http.Request, body string) (*http.Response, error) {
			if r.URL.Host == "slow.example:80" {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return asked(r, body)
		}
		var running sync.WaitGroup
		for range 20 {
			running.Go(func() { send(h.cloud, form("slow.example")) })
		}
		time.Sleep(time.Second)
		h.Client = func(*http.Request) netip.Addr { return netip.MustParseAddr("203.0.113.9") }
		began := time.Now()
		if w := post(h.cloud, form("honest.example")); !strings.Contains(w.Body.String(), `success="true"`) || time.Since(began) > 0 {
			t.Errorf("after %v: %s", time.Since(began), w.Body)
		}
		running.Wait()
		if time.Since(began) > strangerTimeout {
			t.Errorf("the others were asked for %v", time.Since(began))
		}
	})
}

// An rssCloud asks the callback before it answers: with a challenge, if it is at another domain than who asks.
func TestCloud(t *testing.T) {
	form := func(pairs ...string) url.Values {
		form := url.Values{"notifyProcedure": {""}, "port": {"5337"}, "path": {"/rsscloud"}, "protocol": {"http-post"}, "url1": {topic}}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		return form
	}
	for name, tc := range map[string]struct {
		form    url.Values
		respond func(r *http.Request, body string) (*http.Response, error)
		want    string // the callback, "" for a refusal
	}{
		"own address":        {form(), asked, "http://203.0.113.5:5337/rsscloud"},
		"a domain":           {form("domain", "reader.example", "port", "80"), asked, "http://reader.example:80/rsscloud"},
		"TLS":                {form("domain", "reader.example", "port", "443", "path", "rsscloud"), asked, "https://reader.example:443/rsscloud"},
		"no challenge":       {form("domain", "reader.example"), func(*http.Request, string) (*http.Response, error) { return answered(200, "") }, ""},
		"not there":          {form(), func(*http.Request, string) (*http.Response, error) { return answered(404, "") }, ""},
		"other topic":        {form("url1", "https://other.example/rss"), asked, ""},
		"no topic":           {form("url1", ""), asked, ""},
		"no port":            {form("port", ""), asked, ""},
		"port 0":             {form("port", "0"), asked, ""},
		"XML-RPC":            {form("protocol", "xml-rpc"), asked, ""},
		"a domain with path": {form("domain", "reader.example/x"), asked, ""},
		"a domain with user": {form("domain", "a@reader.example"), asked, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHubTest(t)
				h.respond = tc.respond
				w := post(h.cloud, tc.form)
				if got := strings.Contains(w.Body.String(), `success="true"`); got != (tc.want != "") || w.Code != http.StatusOK {
					t.Fatalf("%d %s", w.Code, w.Body)
				}
				if tc.want == "" {
					if h.stored.len() != 0 {
						t.Error("it is subscribed")
					}
					return
				}
				time.Sleep(24 * time.Hour)
				h.respond = asked
				h.change("2", "2")
				r, body := h.last()
				if r.URL.String() != tc.want || body != "url="+url.QueryEscape(topic) {
					t.Errorf("told %s %q", r.URL, body)
				}
				time.Sleep(2 * time.Hour) // the lease has 25
				n := len(h.requests)
				h.change("3", "3")
				if len(h.requests) != n {
					t.Error("told after the end of the lease")
				}
			})
		})
	}
}

// The answer is in JSON for a subscriber that asks for that.
func TestCloudAnswersInJSON(t *testing.T) {
	w := httptest.NewRecorder()
	notifyResult{Message: "no <feed>"}.write(w, true)
	if got := w.Body.String(); got != `{"success":false,"msg":"no \u003cfeed\u003e"}` || w.Header().Get("Content-Type") != "application/json" {
		t.Error(got)
	}
}
