package websub

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

// Requests of strangers are bounded: callbacks that hang delay neither subscribers nor webhooks, a callback without a
// subscription is not asked whether to end one, further requests are refused at once while maxDenials are queued, and a
// stored subscription can be renewed while new ones are refused.
func TestStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm())
		h.Sender.options.Webhook = func(string, string) (Webhook, error) { return Webhook{}, nil }
		began, delivered := time.Now(), map[string]time.Duration{}
		h.setRespond(func(r *http.Request, body string) (*http.Response, error) {
			if strings.Contains(r.URL.Host, "slow") {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			h.mu.Lock()
			defer h.mu.Unlock()
			delivered[r.Method+" "+r.URL.Host] = time.Since(began)
			return asked(r, body)
		})
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

// The Retry-After of an unverified callback is not kept, and that of a subscriber delays the retry by an hour at the most.
func TestRetryAfterOfStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.post(subscribeForm())
		h.setRespond(func(*http.Request, string) (*http.Response, error) { return status(503, "86000")() })
		h.post(subscribeForm("hub.callback", "https://other.example/"))
		h.change("2", "2")
		if len(h.Sender.retryAfter) != 0 {
			t.Errorf("kept: %v", h.Sender.retryAfter)
		}
		n := h.count()
		time.Sleep(time.Hour)
		synctest.Wait()
		if h.count() < n+2 {
			t.Errorf("%d requests within an hour", h.count()-n)
		}
	})
}

// Slow subscribers do not delay a webhook. A subscriber that is down is tried again when its retry is due, and not at each
// change.
func TestSlowSubscribers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		for i := range 3 * maxSubscribers {
			s := Subscription{Delivery, topic, "https://r.slow" + strconv.Itoa(i) + ".org/", "", time.Now().Add(maxLease)}
			h.stored.all[keyOf(s.Kind, s.Topic, s.Callback)] = s
		}
		h.Sender.options.Webhook = func(string, string) (Webhook, error) { return Webhook{}, nil }
		began, hook := time.Now(), time.Duration(-1)
		h.setRespond(func(r *http.Request, _ string) (*http.Response, error) {
			if r.URL.Host == "hook.example" {
				h.mu.Lock()
				defer h.mu.Unlock()
				hook = time.Since(began)
				return answered(204, "")
			}
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		h.change("2", "2")
		h.Sender.Add([]Ping{{Kind: WebhookEvent, Target: "https://hook.example/", Topic: "e-1", Since: time.Now(), Next: time.Now()}})
		synctest.Wait()
		if hook != 0 {
			t.Errorf("the webhook was told after %v", hook)
		}
		time.Sleep(3 * subscriberTimeout)
		synctest.Wait()
		n := h.count()
		h.change("3", "3")
		if asked := h.count() - n; asked > 0 {
			t.Errorf("%d were asked again at the next change", asked)
		}
	})
}
