package websub

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"
)

// The lease of a subscription: the shortest, the longest, and that of a subscriber who names none.
const (
	minLease     = time.Hour
	maxLease     = 30 * 24 * time.Hour
	defaultLease = 10 * 24 * time.Hour
)

// The limits of a hub: the bytes of a request, of an address and of a secret (WebSub §5.1: fewer than 200), the
// subscriptions in all and of one domain, and the queued verifications and denials.
const (
	maxRequest       = 16 << 10
	maxAddress       = 2 << 10
	maxSecret        = 199
	maxSubscriptions = 100_000
	maxOfDomain      = 20_000
	maxUnverified    = 1_000
	maxDenials       = 100
)

// modeSubscribe and modeUnsubscribe are the values of hub.mode.
const (
	modeSubscribe   = "subscribe"
	modeUnsubscribe = "unsubscribe"
)

// Hub answers the requests of subscribers to the topics of one site (WebSub §5). A request is stored before it is
// answered; the Sender then asks the callback whether it wants the subscription.
type Hub struct {
	// Sender asks callbacks, and delivers.
	Sender *Sender
	// Topic returns the hash of what is served at a topic; found is false for any that is not the site's.
	Topic func(topic string) (hash string, found bool)
	// Count returns how many subscriptions are stored, in all and of the domain of a callback.
	Count func(callback string) (all, ofDomain int)
	// Client returns the address of who has sent a request.
	Client func(r *http.Request) netip.Addr

	limits limits
}

// refused is the error for a request that a hub refuses. It has the status of the answer.
type refused struct {
	status int
	reason string
}

// Error implements error.
func (r *refused) Error() string { return r.reason }

// ServeHTTP implements http.Handler. It answers 202 if a request is taken, and else why it is not (WebSub §5.2).
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	err := readForm(w, r, "subscribe with POST, and a form that has hub.mode, hub.topic and hub.callback")
	var p Ping
	if err == nil {
		p, err = h.read(r)
	}
	if err == nil {
		err = h.take(r, p)
	}
	if err != nil {
		answerRefused(w, err)
		return
	}
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, "the callback will be asked\n") // the client may have disconnected
}

// take stores a ping and queues it, unless there were too many requests, or there is no room.
func (h *Hub) take(r *http.Request, p Ping) error {
	_, stored := h.Sender.options.Subscriptions.Subscription(Delivery, p.Topic, p.Target)
	if err := h.limits.check(h.Client(r), p.Target, stored, time.Now()); err != nil {
		return err
	}
	switch strangers := h.Sender.strangers; {
	case p.Kind == Denial && strangers.count(Denial) >= maxDenials:
		return &refused{http.StatusNotFound, p.Mode}
	case p.Kind == Denial:
	case p.Mode == modeUnsubscribe && !stored: // it is ended already
		return nil
	case strangers.count(Verification) >= maxUnverified:
		return &refused{http.StatusServiceUnavailable, "too many callbacks are still to be asked"}
	case !stored:
		if err := roomFor(h.Count(p.Target)); err != nil {
			return err
		}
	}
	if err := h.Sender.saver.ledger.SaveOwed([]Ping{p}, nil); err != nil {
		return &refused{http.StatusServiceUnavailable, "the request cannot be stored"}
	}
	h.Sender.Add([]Ping{p})
	return nil
}

// readForm parses the form of a POST request. The error of another method says how to ask.
func readForm(w http.ResponseWriter, r *http.Request, how string) error {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return &refused{http.StatusMethodNotAllowed, how}
	}
	const formType = "application/x-www-form-urlencoded"
	if r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", formType)
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != formType {
		return &refused{http.StatusUnsupportedMediaType, "the body must be application/x-www-form-urlencoded"}
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
	if err := r.ParseForm(); err != nil {
		var long *http.MaxBytesError
		if errors.As(err, &long) {
			return &refused{http.StatusRequestEntityTooLarge, "the form is too long"}
		}
		return &refused{http.StatusBadRequest, "the form cannot be read"}
	}
	return nil
}

// answerRefused answers with the reason of a refusal.
func answerRefused(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	var refusal *refused
	if errors.As(err, &refusal) {
		status = refusal.status
	}
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "60")
	}
	http.Error(w, strconv.Itoa(status)+" "+err.Error(), status)
}

// read returns the ping with which a request is followed up: Verification, or Denial if the topic is not the
// site's. It ignores parameters that it does not know (WebSub §5.1).
func (h *Hub) read(r *http.Request) (Ping, error) {
	form, now := r.PostForm, time.Now()
	p := Ping{Kind: Verification, Target: form.Get("hub.callback"), Topic: form.Get("hub.topic"), Mode: form.Get("hub.mode"), Secret: form.Get("hub.secret"), Since: now, Next: now}
	switch p.Mode {
	case modeSubscribe, modeUnsubscribe:
	case "publish":
		return p, &refused{http.StatusBadRequest, "this hub is for one site, and learns from the site itself what has changed"}
	default:
		return p, &refused{http.StatusBadRequest, "hub.mode must be subscribe or unsubscribe"}
	}
	if err := checkCallback(p.Target); err != nil {
		return p, err
	}
	if len(p.Topic) == 0 || len(p.Topic) > maxAddress {
		return p, &refused{http.StatusBadRequest, "hub.topic must be the address of a feed"}
	}
	if len(p.Secret) > maxSecret {
		return p, &refused{http.StatusBadRequest, "hub.secret must have fewer than 200 bytes"}
	}
	var err error
	p.Lease, err = parseLease(form.Get("hub.lease_seconds"))
	if err != nil {
		return p, err
	}
	hash, found := h.Topic(p.Topic)
	if !found {
		return Ping{Kind: Denial, Target: p.Target, Topic: p.Topic, Mode: "this hub has no such topic: it is for the feeds of its own site", Since: now, Next: now}, nil
	}
	p.Hash = hash
	return p, nil
}

// checkCallback checks the address of a callback.
func checkCallback(callback string) error {
	u, err := url.Parse(callback)
	if err != nil || len(callback) > maxAddress || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return &refused{http.StatusBadRequest, "hub.callback must be an address that begins with http:// or https://, without user and fragment"}
	}
	return nil
}

// parseLease returns the lease for the value of hub.lease_seconds, within the bounds of this hub.
func parseLease(value string) (time.Duration, error) {
	if value == "" {
		return defaultLease, nil
	}
	seconds, err := strconv.ParseUint(value, 10, 64)
	if err != nil || seconds == 0 {
		return 0, &refused{http.StatusBadRequest, "hub.lease_seconds must be a positive number"}
	}
	if seconds > uint64(maxLease/time.Second) {
		return maxLease, nil
	}
	return max(minLease, time.Duration(seconds)*time.Second), nil
}

// roomFor returns an error if the number of subscriptions, in all or of one domain, has reached its limit.
func roomFor(all, ofDomain int) error {
	switch {
	case all >= maxSubscriptions:
		return &refused{http.StatusServiceUnavailable, "this hub has no room for more subscriptions"}
	case ofDomain >= maxOfDomain:
		return &refused{http.StatusServiceUnavailable, fmt.Sprintf("this hub takes %d subscriptions of one domain", maxOfDomain)}
	}
	return nil
}
