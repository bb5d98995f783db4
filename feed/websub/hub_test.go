package websub

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fil/feed/dial"
)

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
		synctest.Wait()
		h.post(subscribeForm("hub.lease_seconds", "7200", "hub.secret", "new"))
		time.Sleep(90 * time.Minute)
		synctest.Wait()
		h.change("2", "2")
		if _, body := h.last(); body != "2" || h.stored.len() != 1 || h.count() != 3 {
			t.Fatalf("%d subscriptions, %d requests, the last %q", h.stored.len(), h.count(), body)
		}
		if r, _ := h.last(); r.Header.Get("X-Hub-Signature") == "" {
			t.Error("the new secret is not used")
		}
		h.post(subscribeForm("hub.mode", "unsubscribe"))
		if r, _ := h.last(); r.URL.Query().Get("hub.mode") != "unsubscribe" || r.URL.Query().Has("hub.lease_seconds") || h.stored.len() != 0 {
			t.Errorf("after %s: %d subscriptions", r.URL, h.stored.len())
		}
		n := h.count()
		h.change("3", "3")
		if h.count() != n {
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
		synctest.Wait()
		h.setRespond(func(*http.Request, string) (*http.Response, error) { return nil, errors.New("down") })
		h.change("2", "2")
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		h.setRespond(asked)
		n := h.count()
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if h.count() != n || h.stored.len() != 0 || h.Sender.Owed() != 0 {
			t.Errorf("%d requests after the end of the lease, %d subscriptions, owed %d", h.count()-n, h.stored.len(), h.Sender.Owed())
		}
		if pings := (Announcement{Topics: map[string]string{topic: "3"}, Subscribers: []Subscription{{Kind: Delivery, Topic: topic, Callback: callback, Expires: time.Now()}}}).Pings(time.Now()); len(pings) != 0 {
			t.Errorf("an ended subscription is told: %v", pings)
		}
	})
}

// A callback that answers with another text, with a failure or a redirect, or not at all, is not subscribed.
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
				h.setRespond(tc.respond)
				if w := h.post(subscribeForm()); w.Code != http.StatusAccepted {
					t.Fatal(w.Code)
				}
				time.Sleep(48 * time.Hour)
				synctest.Wait()
				if h.stored.len() != 0 || h.count() != tc.asked || h.Sender.Owed() != 0 {
					t.Errorf("%d subscriptions; asked %d times, want %d; owed %d", h.stored.len(), h.count(), tc.asked, h.Sender.Owed())
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
		if h.count() != 0 {
			t.Errorf("callbacks were asked: %v", h.requests[0].URL)
		}
	})
}

// A subscriber that is down gets the newest document, once, when it is back; one that is gone is forgotten.
func TestSubscriberDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm())
		h.setRespond(func(*http.Request, string) (*http.Response, error) { return answered(404, "") })
		h.change("2", "2")
		time.Sleep(20 * time.Minute)
		synctest.Wait()
		h.change("3", "3")
		time.Sleep(40 * time.Minute)
		synctest.Wait()
		var got []string
		h.setRespond(func(_ *http.Request, body string) (*http.Response, error) {
			got = append(got, body)
			return answered(204, "")
		})
		time.Sleep(3 * time.Hour)
		synctest.Wait()
		if len(got) != 1 || got[0] != "3" || h.stored.len() != 1 {
			t.Errorf("got %q; %d subscriptions", got, h.stored.len())
		}
		h.setRespond(func(*http.Request, string) (*http.Response, error) { return answered(410, "") })
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
		h.setRespond(func(*http.Request, string) (*http.Response, error) { return nil, errors.New("down") })
		h.change("2", "2")
		time.Sleep(30 * time.Hour)
		synctest.Wait()
		if h.Sender.Owed() != 0 || h.stored.len() != 1 {
			t.Fatalf("owed %d, %d subscriptions", h.Sender.Owed(), h.stored.len())
		}
		h.setRespond(asked)
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
		h.setRespond(func(r *http.Request, body string) (*http.Response, error) {
			h.document.Body, h.document.Hash = []byte("2"), "2"
			return asked(r, body)
		})
		h.post(subscribeForm())
		if r, body := h.last(); r.Method != http.MethodPost || body != "2" {
			t.Errorf("%s %q", r.Method, body)
		}
	})
}

// A callback whose name leads to a private address is not asked again for a day.
func TestPrivateSubscriber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm())
		h.setRespond(func(*http.Request, string) (*http.Response, error) { return nil, dial.ErrPrivate })
		h.change("2", "2")
		n := h.count()
		time.Sleep(30 * time.Hour)
		synctest.Wait()
		if h.count() != n || h.Sender.Owed() != 0 {
			t.Errorf("asked %d times more, owed %d", h.count()-n, h.Sender.Owed())
		}
		h.change("3", "3")
		if n := strings.Count(h.log.String(), "allow_private_hubs: true allows them"); n != 1 {
			t.Errorf("said %d times: %s", n, h.log)
		}
	})
}

// A hub has room for so many subscriptions, of so many of one host, and for so many that are not verified; those that
// are stored can be renewed all the same.
func TestRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm())
		for _, full := range [][2]int{{maxSubscriptions, 1}, {maxOfDomain, maxOfDomain}} {
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
