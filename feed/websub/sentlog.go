package websub

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"time"
)

// outcome counts pings: sent, dropped because they had become pointless, to be retried, and given up.
type outcome struct{ told, dropped, later, lost int }

// level returns Error if a ping was given up, Warn if one is retried, and else Info.
func (o outcome) level() slog.Level {
	switch {
	case o.lost > 0:
		return slog.LevelError
	case o.later > 0:
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

// tally counts the pings to subscribers since the last line about them, so that ten thousand of them are one
// line of the log.
type tally struct {
	outcome
	began time.Time
}

// tallyTime is how long pings to subscribers are counted, at the most, before a line is logged.
const tallyTime = time.Minute

// logSent logs the pings to one target. Those to subscribers are only counted, because the owner of the site can do nothing
// about their errors.
func (s *Sender) logSent(ctx context.Context, kind Kind, target string, o outcome, failed *failure) {
	if kind.OfSubscriber() {
		if failed != nil && errors.Is(failed.err, ErrPrivate) { // logged once, because any client can cause it
			s.warnPrivate.Do(func() {
				s.log.Warn("a callback at a private address is refused; allow_private_hubs: true allows them", "target", target)
			})
		}
		s.log.Debug("subscriber", "target", target, "told", o.told, "later", o.later, "lost", o.lost, "error", failed.message())
		s.count(ctx, o)
		return
	}
	args := []any{"target", kind.shown(target), "told", o.told, "later", o.later, "lost", o.lost, "error", failed.message()}
	if o.dropped > 0 {
		args = append(args, "dropped", o.dropped)
	}
	s.log.Log(ctx, o.level(), kind.noun(), args...)
}

// shown returns a target for the log. For a webhook it is only scheme and host, because the rest often is a secret.
func (k Kind) shown(target string) string {
	if k == WebhookEvent {
		return ShownWebhook(target)
	}
	return target
}

// ShownWebhook returns the address of a webhook as it may be shown: its scheme and host. The rest often is a secret.
func ShownWebhook(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return "a webhook"
	}
	return u.Scheme + "://" + u.Host + "/…"
}

// noun says in the log what was sent.
func (k Kind) noun() string {
	switch k {
	case WebhookEvent:
		return "webhook"
	case PostEvent:
		return "posts"
	}
	return "pings"
}

// count adds to the tally, and logs it if it is old.
func (s *Sender) count(ctx context.Context, o outcome) {
	s.mu.Lock()
	t := &s.tally
	if t.began.IsZero() {
		t.began = time.Now()
	}
	t.told, t.later, t.lost = t.told+o.told, t.later+o.later, t.lost+o.lost
	old := time.Since(t.began) >= tallyTime
	s.mu.Unlock()
	if old {
		s.logTally(ctx)
	}
}

// logTally logs how many subscribers were told since the last call, if any were.
func (s *Sender) logTally(ctx context.Context) {
	s.mu.Lock()
	t := s.tally
	s.tally = tally{}
	s.mu.Unlock()
	if t.began.IsZero() {
		return
	}
	s.log.Log(ctx, slog.LevelInfo, "subscribers", "told", t.told, "later", t.later, "lost", t.lost, "took", time.Since(t.began).Round(time.Millisecond))
}
