package websub

import (
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

// A change while an rssCloud asks a callback is told afterwards; a client that has it ask slow callbacks holds up no other.
func TestCloudWhileAsking(t *testing.T) {
	form := func(domain string) url.Values {
		return url.Values{"domain": {domain}, "port": {"80"}, "path": {"/"}, "protocol": {"http-post"}, "url1": {topic}}
	}
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		h.setRespond(func(r *http.Request, body string) (*http.Response, error) {
			if r.Method == http.MethodGet {
				h.document.Hash = "2"
			}
			return asked(r, body)
		})
		post(h.cloud, form("reader.example"))
		if r, body := h.last(); r.Method != http.MethodPost || body != "url="+url.QueryEscape(topic) {
			t.Errorf("%s %q", r.Method, body)
		}
		h.setRespond(func(r *http.Request, body string) (*http.Response, error) {
			if r.URL.Host == "slow.example:80" {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return asked(r, body)
		})
		var running sync.WaitGroup
		for range 2 * maxAsking {
			running.Go(func() { send(h.cloud, form("slow.example")) })
		}
		time.Sleep(time.Second)
		synctest.Wait()
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
				h.setRespond(tc.respond)
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
				synctest.Wait()
				h.setRespond(asked)
				h.change("2", "2")
				r, body := h.last()
				if r.URL.String() != tc.want || body != "url="+url.QueryEscape(topic) {
					t.Errorf("told %s %q", r.URL, body)
				}
				time.Sleep(2 * time.Hour) // the lease has 25
				synctest.Wait()
				n := h.count()
				h.change("3", "3")
				if h.count() != n {
					t.Error("told after the end of the lease")
				}
			})
		})
	}
}

// A cloud has the limits of the hub: of requests, of subscriptions, and of topics in a request.
func TestCloudLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHubTest(t)
		form := url.Values{"domain": {"reader.example"}, "port": {"80"}, "path": {"/"}, "url1": {topic}}
		if w := post(h.cloud, form); !strings.Contains(w.Body.String(), `success="true"`) {
			t.Fatal(w.Body)
		}
		refused := func(name string, change func()) {
			t.Helper()
			change()
			form.Set("domain", name+".example")
			if w := post(h.cloud, form); !strings.Contains(w.Body.String(), `success="false"`) || h.stored.len() != 1 {
				t.Errorf("%s: %s", name, w.Body)
			}
			form.Set("domain", "reader.example")
			if w := post(h.cloud, form); len(form) == 4 && !strings.Contains(w.Body.String(), `success="true"`) {
				t.Errorf("%s, renewed: %s", name, w.Body)
			}
		}
		refused("full", func() { h.Count = func(string) (int, int) { return maxSubscriptions, 1 } })
		h.Count = func(string) (int, int) { return 0, 0 }
		refused("often", func() { h.limits.total = rate.NewLimiter(0, 0) })
		h.limits.total = nil
		refused("many", func() {
			for i := range maxCloudTopics {
				form.Set("url"+strconv.Itoa(2+i), topic)
			}
		})
	})
}

// The answer is in JSON for a subscriber that asks for that.
func TestCloudAnswersInJSON(t *testing.T) {
	w := httptest.NewRecorder()
	notifyResult{Message: "no <feed>"}.write(w, true)
	if got := w.Body.String(); got != `{"success":false,"msg":"no \u003cfeed\u003e"}` || w.Header().Get("Content-Type") != "application/json" {
		t.Error(got)
	}
}
