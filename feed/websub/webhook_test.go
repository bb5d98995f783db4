package websub

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// The example of the Standard Webhooks specification.
func TestSignature(t *testing.T) {
	secret, err := ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
	if err != nil {
		t.Fatal(err)
	}
	const want = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	if got := secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`)); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if _, err := ParseSecret(NewSecret()); err != nil {
		t.Error(err)
	}
	for _, text := range []string{"", "whsec_", "whsec_c2hvcnQ=", "not base64!", "whsec_" + strings.Repeat("A", 200)} {
		if _, err := ParseSecret(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// events are the pings of events to one webhook.
func events(names ...string) (pings []Ping) {
	for _, name := range names {
		pings = append(pings, Ping{Kind: WebhookEvent, Target: "https://hook.example/", Topic: name, Since: time.Now(), Next: time.Now()})
	}
	return pings
}

// A webhook gets its events in order, each once: after a failure of any kind, those behind wait.
func TestWebhookOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []string
		fail := 7
		_, l, _, log := running(t, events("e-3", "e-1", "e-2"), func(s *Sender) {
			s.options.Webhook = func(_, event string) (Webhook, error) {
				return Webhook{Secret("0123456789abcdef01234567"), []byte(event)}, nil
			}
			s.client.http.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
				got = append(got, r.Header.Get("webhook-id"))
				if r.Header.Get("webhook-id") == "e-2" && fail > 0 {
					fail--
					return answered([]int{400, 500, 404, 302, 429, 403, 503}[fail], "no")
				}
				return answered(204, "")
			})
		})
		time.Sleep(12 * time.Hour)
		synctest.Wait()
		if want := []string{"e-1", "e-2", "e-2", "e-2", "e-2", "e-2", "e-2", "e-2", "e-2", "e-3"}; !slices.Equal(got, want) || len(l.done) != 3 {
			t.Errorf("sent %v, want %v; done %v: %s", got, want, l.done, log)
		}
	})
}

// A new event does not overtake one that waits for its retry, also if both were stored and come back in any order: it has
// the earlier one sent again at once, and waits if that fails.
func TestWebhookOvertakes(t *testing.T) {
	for name, tc := range map[string]struct {
		failures int
		want     []string
	}{
		"answers again": {1, []string{"0s e-1", "4s e-1", "4s e-2"}},
		"is still down": {2, []string{"0s e-1", "4s e-1", "1m4s e-1", "1m4s e-2"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, failures := time.Now(), tc.failures
				var got []string
				s, _, _, _ := running(t, events("e-1"), func(s *Sender) {
					s.options.Webhook = func(string, string) (Webhook, error) { return Webhook{}, nil }
					s.client.http.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
						got = append(got, time.Since(began).String()+" "+r.Header.Get("webhook-id"))
						if failures > 0 {
							failures--
							return answered(500, "")
						}
						return answered(204, "")
					})
				})
				time.Sleep(4 * time.Second)
				synctest.Wait()
				s.Add(events("e-2"))
				time.Sleep(time.Hour)
				synctest.Wait()
				if !slices.Equal(got, tc.want) {
					t.Errorf("sent %v, want %v", got, tc.want)
				}
			})
		})
	}
	q := newQueue(1)
	now := time.Now()
	restored := events("e-3", "e-1", "e-2")
	restored[0].Next, restored[1].Next, restored[2].Next = now, now.Add(time.Hour), now.Add(time.Minute)
	q.add(restored)
	if taken, _ := q.take(now); len(taken) != 3 || taken[0].Topic != "e-1" || taken[2].Topic != "e-3" {
		t.Errorf("restored: %v", taken)
	}
}

// The log has neither the path of a webhook, which often is a secret, nor what it is in an error.
func TestWebhookAddressIsNotLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ping := Ping{Kind: WebhookEvent, Target: "https://user:pass@hook.example/services/SECRET?key=SECRET", Topic: "e-1", Since: time.Now(), Next: time.Now()}
		_, _, results, log := running(t, []Ping{ping}, func(s *Sender) {
			s.options.Webhook = func(string, string) (Webhook, error) { return Webhook{}, nil }
			s.client.http.Transport = roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.New("down") })
		})
		<-results
		synctest.Wait()
		if text := log.String(); strings.Contains(text, "SECRET") || strings.Contains(text, "pass") || !strings.Contains(text, "https://hook.example/…") || !strings.Contains(text, "down") {
			t.Error(text)
		}
	})
}

// An event whose webhook fails for a day is given up and logged; those after it are sent. A webhook that is gone gets
// nothing, and one at a private address is refused.
func TestWebhookGivenUp(t *testing.T) {
	for name, tc := range map[string]struct {
		respond func(r *http.Request) (*http.Response, error)
		last    time.Duration // when it was last asked
	}{
		"down": {func(*http.Request) (*http.Response, error) { return nil, errors.New("down") }, 23 * time.Hour},
		"gone": {func(*http.Request) (*http.Response, error) { return answered(410, "") }, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			var last time.Time
			s, l, _, log := running(t, events("e-1", "e-2"), func(s *Sender) {
				s.options.Webhook = func(string, string) (Webhook, error) { return Webhook{}, nil }
				s.client.http.Transport = roundTrip(func(r *http.Request) (*http.Response, error) { last = time.Now(); return tc.respond(r) })
			})
			time.Sleep(72 * time.Hour)
			synctest.Wait()
			if s.Owed() != 0 || len(l.done) != 2 || !strings.Contains(log.String(), "level=ERROR") || last.Sub(began) < tc.last {
				t.Errorf("%s: owed %d, done %v, last after %v: %s", name, s.Owed(), l.done, last.Sub(began), log)
			}
		})
	}
	if err := Replay(context.Background(), "http://127.0.0.1:9/", "e-1", Webhook{}, false); !errors.Is(err, ErrPrivate) {
		t.Errorf("a private address: %v", err)
	}
}

// A secret that cannot be read is a failure that may pass; an event that is gone is dropped without a word.
func TestWebhookWithout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var errs sync.Map // by event
		errs.Store("e-1", ErrNothing)
		errs.Store("e-2", errors.New("no secret"))
		s, l, _, log := running(t, events("e-1", "e-2"), func(s *Sender) {
			s.options.Webhook = func(_, event string) (Webhook, error) {
				err, _ := errs.Load(event)
				failed, _ := err.(error)
				return Webhook{}, failed
			}
			s.client.http.Transport = roundTrip(func(*http.Request) (*http.Response, error) { return answered(200, "") })
		})
		time.Sleep(time.Second)
		synctest.Wait()
		if s.Owed() != 1 || len(l.done) != 1 || !strings.Contains(log.String(), "no secret") {
			t.Errorf("owed %d, done %v: %s", s.Owed(), l.done, log)
		}
		errs.Delete("e-2")
		time.Sleep(time.Minute)
		synctest.Wait()
		if s.Owed() != 0 {
			t.Errorf("owed %d", s.Owed())
		}
	})
}
