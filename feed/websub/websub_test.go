package websub

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const topic = "https://fil.example/atom.xml"

func allowed() bool { return true }

// ledger records what a Sender has saved and dropped.
type ledger struct {
	mu         sync.Mutex
	owed, done []Ping
	dropped    []Ping
	saved      chan struct{} // receives a value after each SaveOwed, unless nil
}

func (l *ledger) SaveOwed(owed, done []Ping) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.owed, l.done = append(l.owed, owed...), append(l.done, done...)
	if l.saved != nil {
		l.saved <- struct{}{}
	}
	return nil
}

func (l *ledger) DropOwed(pings []Ping) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dropped = append(l.dropped, pings...)
	return nil
}

// running returns a running Sender, its ledger, the results of its pings, and its log.
func running(t *testing.T, owed []Ping, change func(s *Sender)) (s *Sender, l *ledger, results chan Result, log *logBuffer) {
	t.Helper()
	l, results, log = &ledger{saved: make(chan struct{}, 1000)}, make(chan Result, 1000), &logBuffer{}
	s = New(slog.New(slog.NewTextHandler(log, nil)), owed, l, Options{Private: allowed, Done: func(r Result) { results <- r }})
	if change != nil {
		change(s)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); s.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	return s, l, results, log
}

// hub serves one status after the other, then the last one to every further request. got receives
// the form of each request.
func hub(t *testing.T, statuses ...int) (address string, got chan url.Values) {
	got = make(chan url.Values, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
			t.Errorf("%s: %v", r.Method, err)
		}
		got <- r.PostForm
		w.WriteHeader(statuses[0])
		statuses = statuses[min(1, len(statuses)-1):]
	}))
	t.Cleanup(server.Close)
	return server.URL, got
}

// faults.md 63: a ping has both hub.topic and hub.url, since each hub reads one of the two.
func TestNotifiesHub(t *testing.T) {
	address, got := hub(t, http.StatusNoContent)
	s, l, results, _ := running(t, nil, nil)
	s.Add([]Ping{{Target: address, Topic: topic}})
	if form := <-got; form.Get("hub.mode") != "publish" || form.Get("hub.topic") != topic || form.Get("hub.url") != topic {
		t.Errorf("sent %v", form)
	}
	if r := <-results; r.Err != nil || r.Owed {
		t.Errorf("%+v", r)
	}
	<-l.saved
	l.mu.Lock()
	if len(l.done) != 1 || len(l.owed) != 0 {
		t.Errorf("saved %v, owed %v", l.done, l.owed)
	}
	l.mu.Unlock()
}

// A ping is retried after a temporary failure only.
func TestRefusals(t *testing.T) {
	for status, later := range map[int]bool{
		200: false, 202: false, 204: false, 301: false, 302: false, 400: false, 401: false, 403: false, 404: false, 410: false,
		408: true, 429: true, 500: true, 502: true, 503: true, 504: true,
	} {
		address, _ := hub(t, status)
		_, _, results, _ := running(t, []Ping{{Target: address, Topic: topic, Since: time.Now()}}, nil)
		r := <-results
		if r.Owed != later || (r.Err == nil) != (status < 300) {
			t.Errorf("%d: %+v", status, r)
		}
	}
}

// A ping follows one redirect, and a permanent move is logged once.
func TestRedirect(t *testing.T) {
	for _, status := range []int{http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		address, got := hub(t, http.StatusNoContent)
		server := httptest.NewServer(http.RedirectHandler(address, status))
		defer server.Close()
		_, l, results, log := running(t, []Ping{{Target: server.URL, Topic: topic}, {Target: server.URL, Topic: topic + "2"}}, nil)
		for range 2 {
			if form := <-got; form.Get("hub.mode") != "publish" {
				t.Error(status, form)
			}
			if r := <-results; r.Err != nil {
				t.Error(status, r.Err)
			}
		}
		<-l.saved // after this, nothing more is logged
		if n, want := strings.Count(log.String(), "has moved"), 1; n != want && status != http.StatusTemporaryRedirect {
			t.Errorf("%d: logged %d times: %s", status, n, log)
		}
		chain := httptest.NewServer(http.RedirectHandler(server.URL, status))
		defer chain.Close()
		_, _, results, _ = running(t, []Ping{{Target: chain.URL, Topic: topic, Since: time.Now()}}, nil)
		if r := <-results; r.Err == nil {
			t.Errorf("%d: a second redirect is followed", status)
		}
	}
}

// A hub that does not answer does not delay pings to other hubs.
func TestHangingHub(t *testing.T) {
	release, reached := make(chan struct{}), make(chan struct{}, 10)
	hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		reached <- struct{}{}
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer hanging.Close()
	defer close(release)
	address, got := hub(t, http.StatusNoContent)
	s, _, results, _ := running(t, nil, nil)
	s.Add([]Ping{{Target: hanging.URL, Topic: topic}})
	<-reached
	s.Add([]Ping{{Target: address, Topic: topic}})
	<-got
	if r := <-results; r.Ping.Target != address || r.Err != nil {
		t.Errorf("%+v", r)
	}
}

// A hub at a private address is refused, whether it is given by its IP address or by a name.
func TestPrivateAddresses(t *testing.T) {
	address, got := hub(t, http.StatusNoContent)
	results := make(chan Result, 10)
	for _, target := range []string{address, strings.Replace(address, "127.0.0.1", "localhost", 1)} {
		s := New(slog.New(slog.DiscardHandler), []Ping{{Target: target, Topic: topic, Since: time.Now()}}, &ledger{},
			Options{Done: func(r Result) { results <- r }})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); s.Run(ctx) }()
		if r := <-results; !errors.Is(r.Err, ErrPrivate) || r.Owed {
			t.Errorf("%s: %+v", target, r)
		}
		cancel()
		<-ended
	}
	if len(got) > 0 {
		t.Error("the hub got a request")
	}
}

// script is a transport that returns one answer after the other, then the last one to every further
// request.
type script struct {
	answers []func() (*http.Response, error)
	at      []time.Duration // when each request came, since began
	began   time.Time
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.at = append(s.at, time.Since(s.began))
	answer := s.answers[0]
	s.answers = s.answers[min(1, len(s.answers)-1):]
	_ = r.Body.Close()
	return answer()
}

func status(code int, retryAfter string) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		h := http.Header{}
		if retryAfter != "" {
			h.Set("Retry-After", retryAfter)
		}
		return &http.Response{StatusCode: code, Status: http.StatusText(code), Header: h, Body: io.NopCloser(strings.NewReader("busy"))}, nil
	}
}

func broken(err error) func() (*http.Response, error) {
	return func() (*http.Response, error) { return nil, err }
}

// faults.md 60: pings are retried after 5xx, 429, time-outs and names that are not found. The wait
// grows each time, and is at least the hub's Retry-After.
func TestRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := &script{began: time.Now(), answers: []func() (*http.Response, error){
			status(503, ""), status(429, "600"), broken(context.DeadlineExceeded), broken(errors.New("no such host")), status(503, time.Now().Add(3*time.Hour).UTC().Format(http.TimeFormat)), status(204, ""),
		}}
		s, l, results, _ := running(t, []Ping{{Target: "https://hub.example/", Topic: topic, Since: time.Now(), Next: time.Now()}}, func(s *Sender) { s.client.http.Transport = sc })
		for range 6 {
			<-results
		}
		synctest.Wait()
		want := []time.Duration{0, 30 * time.Second, 630 * time.Second, 750 * time.Second, 990 * time.Second, 3 * time.Hour}
		for i := range want {
			if len(sc.at) != len(want) || (sc.at[i]-want[i]).Abs() > time.Second {
				t.Fatalf("asked after %v, want %v", sc.at, want)
			}
		}
		if s.Owed() != 0 || len(l.owed) != 5 || len(l.done) != 1 || l.owed[4].Tries != 5 {
			t.Errorf("owed %d, kept %v, done %v", s.Owed(), l.owed, l.done)
		}
	})
}

// A ping that has failed for a day is given up, and logged as an error.
func TestGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := &script{began: time.Now(), answers: []func() (*http.Response, error){status(500, "")}}
		s, l, _, log := running(t, []Ping{{Target: "https://hub.example/", Topic: topic, Since: time.Now(), Next: time.Now()}}, func(s *Sender) { s.client.http.Transport = sc })
		time.Sleep(72 * time.Hour)
		synctest.Wait()
		if last := sc.at[len(sc.at)-1]; last > 24*time.Hour || last < 22*time.Hour || len(sc.at) > 40 || s.Owed() != 0 || len(l.done) != 1 {
			t.Errorf("asked %d times, last after %v; owed %d, done %v", len(sc.at), last, s.Owed(), l.done)
		}
		if !strings.Contains(log.String(), "lost=1") || !strings.Contains(log.String(), "level=ERROR") {
			t.Error(log)
		}
	})
}

// A ping that waited for a retry when the process ended still waits after a restart.
func TestBackoffSurvivesRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := &script{began: time.Now(), answers: []func() (*http.Response, error){status(204, "")}}
		owed := Ping{Target: "https://hub.example/", Topic: topic, Since: time.Now(), Next: time.Now().Add(20 * time.Minute), Tries: 6}
		_, _, results, _ := running(t, []Ping{owed}, func(s *Sender) { s.client.http.Transport = sc })
		<-results
		if sc.at[0] != 20*time.Minute {
			t.Errorf("asked after %v", sc.at)
		}
	})
}

// When a hub is down, one failed ping makes all its pings wait for the retry. A topic that changes
// in between is sent once, at once; if the hub answers again by then, so are the others.
func TestDownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := &script{began: time.Now(), answers: []func() (*http.Response, error){status(502, ""), status(204, "")}}
		var owed []Ping
		for _, topic := range []string{"a", "b", "c"} {
			owed = append(owed, Ping{Target: "https://hub.example/", Topic: "https://fil.example/" + topic, Since: time.Now(), Next: time.Now()})
		}
		s, _, _, _ := running(t, owed, func(s *Sender) { s.client.http.Transport = sc })
		time.Sleep(10 * time.Second)
		synctest.Wait()
		again := owed[0]
		again.Since, again.Next = time.Now(), time.Now()
		s.Add(s.Defer([]Ping{again}))
		time.Sleep(time.Hour)
		synctest.Wait()
		want := []time.Duration{0, 10 * time.Second, 10 * time.Second, 10 * time.Second}
		if !slices.Equal(sc.at, want) || s.Owed() != 0 {
			t.Errorf("asked after %v, want %v; owed %d", sc.at, want, s.Owed())
		}
	})
}

// A topic that changes while its ping is being sent is sent again.
func TestChangesWhileSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := &script{began: time.Now(), answers: []func() (*http.Response, error){
			func() (*http.Response, error) { time.Sleep(5 * time.Second); return status(204, "")() }, status(204, "")}}
		ping := Ping{Target: "https://hub.example/", Topic: topic, Since: time.Now(), Next: time.Now()}
		s, l, _, _ := running(t, []Ping{ping}, func(s *Sender) { s.client.http.Transport = sc })
		time.Sleep(time.Second)
		synctest.Wait()
		ping.Since, ping.Next = time.Now(), time.Now()
		s.Add([]Ping{ping})
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(sc.at) != 2 || s.Owed() != 0 || len(l.done) != 1 {
			t.Errorf("asked after %v; owed %d, done %v", sc.at, s.Owed(), l.done)
		}
	})
}

// A topic that changes while its hub answers with Retry-After waits as long as the earlier ping.
func TestChangesWhileRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := &script{began: time.Now(), answers: []func() (*http.Response, error){
			func() (*http.Response, error) { time.Sleep(5 * time.Second); return status(429, "3600")() }, status(204, "")}}
		ping := Ping{Target: "https://hub.example/", Topic: topic, Since: time.Now(), Next: time.Now()}
		s, _, _, _ := running(t, []Ping{ping}, func(s *Sender) { s.client.http.Transport = sc })
		time.Sleep(time.Second)
		synctest.Wait()
		other := Ping{Target: ping.Target, Topic: topic + "2", Since: time.Now(), Next: time.Now()}
		s.Add(s.Defer([]Ping{other}))
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if want := []time.Duration{0, 3605 * time.Second, 3605 * time.Second}; !slices.Equal(sc.at, want) {
			t.Errorf("asked after %v, want %v", sc.at, want)
		}
	})
}

// A Sender that is stopped while a target answers waits a little for that answer and saves it, so that
// no ping is sent twice; a ping without an answer, and those after it, stay owed.
func TestStopsInTheMiddle(t *testing.T) {
	for name, tc := range map[string]struct {
		answersAfter time.Duration
		done, owed   int
	}{
		"answers in time": {lastAnswer / 2, 3, 1},
		"does not answer": {time.Hour, 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				var owed []Ping
				for _, topic := range []string{"a", "b", "c", "d"} {
					owed = append(owed, Ping{Target: "https://hub.example/", Topic: "https://fil.example/" + topic, Since: time.Now(), Next: time.Now()})
				}
				l := &ledger{}
				s := New(slog.New(slog.DiscardHandler), owed, l, Options{})
				s.client.http.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
					if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "example%2Fc") {
						cancel()
						select {
						case <-time.After(tc.answersAfter):
						case <-r.Context().Done():
							return nil, r.Context().Err()
						}
					}
					return status(204, "")()
				})
				s.Run(ctx)
				if len(l.done) != tc.done || s.Owed() != tc.owed {
					t.Errorf("done %v, owed %d", l.done, s.Owed())
				}
			})
		})
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Pings to a hub that site.yaml no longer names are dropped.
func TestRetain(t *testing.T) {
	later := time.Now().Add(time.Hour)
	s, l, _, _ := running(t, []Ping{{Target: "https://a.example/", Topic: topic, Next: later}, {Target: "https://b.example/", Topic: topic, Next: later}}, nil)
	s.Retain(func(p Ping) bool { return p.Target == "https://b.example/" })
	if s.Owed() != 1 || len(l.dropped) != 1 || l.dropped[0].Target != "https://a.example/" {
		t.Errorf("owed %d, dropped %v", s.Owed(), l.dropped)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "120": 2 * time.Minute, " 5 ": 5 * time.Second, "-3": 0, "soon": 0, "999999999": 24 * time.Hour, "99999999999999999999": 0,
		"Fri, 01 Mar 2024 12:10:00 GMT": 10 * time.Minute, "Fri, 01 Mar 2024 11:00:00 GMT": 0,
	} {
		if got := parseRetryAfter(value, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}
