package websub

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Whatever a client sends, a hub and a cloud answer with a status and a reason, and only an address on the web is asked.
func FuzzHub(f *testing.F) {
	f.Add("hub.mode=subscribe&hub.topic=https://fil.example/atom.xml&hub.callback=https://reader.example/cb%3Fa=b&hub.lease_seconds=86400&hub.secret=s")
	f.Add("hub.mode=unsubscribe&hub.topic=x&hub.callback=http://[::1]:80/")
	f.Add("domain=reader.example&port=5337&path=/rsscloud&protocol=http-post&url1=https://fil.example/atom.xml")
	f.Add("port=443&path=%00&url=a&url2=b")
	subscriptions := &stored{all: map[[3]string]Subscription{}}
	s := New(slog.New(slog.DiscardHandler), nil, &ledger{}, Options{Subscriptions: subscriptions, Document: func(string) (Document, error) { return Document{}, ErrNothing }})
	s.client.http.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Scheme != "http" && r.URL.Scheme != "https" || r.URL.Hostname() == "" || r.URL.User != nil {
			f.Errorf("asked %s", r.URL)
		}
		return asked(r, "")
	})
	f.Fuzz(func(t *testing.T, body string) {
		hub := &Hub{Sender: s, Topic: func(at string) (string, bool) { return "1", at == topic }, Count: func(string) (int, int) { return 0, 0 },
			Client: func(*http.Request) netip.Addr { return netip.MustParseAddr("2001:db8::1") }}
		for _, handler := range []http.Handler{hub, NewCloud(hub)} {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != http.StatusAccepted && w.Code != http.StatusOK && (w.Code < 400 || w.Code > 503) || w.Body.Len() == 0 {
				t.Errorf("%d %q", w.Code, w.Body)
			}
		}
		s.strangers.drop(func(p Ping) bool {
			u, err := url.Parse(p.Target)
			if err != nil || u.Host == "" || len(p.Secret) > maxSecret || p.Lease > maxLease {
				t.Errorf("queued %+v", p)
			}
			return true
		})
	})
}

// A cut or changed answer of a social network is an error, not a panic.
func FuzzSocialAnswers(f *testing.F) {
	f.Add(`{"accessJwt":"j","did":"d"}`, 200)
	f.Add(`[{"content":"x"}]`, 200)
	f.Add(`{"error":"InvalidSwap"}`, 400)
	f.Fuzz(func(t *testing.T, body string, status int) {
		status = 200 + max(0, status)%400
		c := newClient(allowed)
		c.http.Transport = roundTrip(func(*http.Request) (*http.Response, error) { return answered(status, body) })
		post := Post{Account: Account{Server: "https://social.example"}, Text: PostText{Template: DefaultTemplate, Title: "T", URL: "https://fil.example/"}}
		for _, failed := range []*failure{c.post(t.Context(), post, time.Time{}), c.postBluesky(t.Context(), post, time.Time{})} {
			if failed != nil && errors.Is(failed, ErrNothing) {
				t.Error(failed)
			}
		}
	})
}
