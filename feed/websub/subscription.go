package websub

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Subscription says that a callback is told of the changes of one topic.
type Subscription struct {
	// Kind is Delivery for our hub, CloudPing for our rssCloud.
	Kind            Kind
	Topic, Callback string
	// Secret signs what is delivered; "" means that nothing is signed.
	Secret string
	// Expires is when the lease ends.
	Expires time.Time
}

// Subscriptions stores subscriptions, so that they outlive the process.
type Subscriptions interface {
	// Subscribe stores a subscription in place of an earlier one of the same kind, topic and callback. A new
	// one counts as told of the document with a hash.
	Subscribe(s Subscription, hash string) error
	// Unsubscribe deletes a subscription, if there is one.
	Unsubscribe(s Subscription) error
	// Subscription returns a stored subscription.
	Subscription(kind Kind, topic, callback string) (s Subscription, found bool)
}

// Document is what is served at a topic.
type Document struct {
	Body []byte
	// Type is its Content-Type, Link its Link header, with rel=hub and rel=self.
	Type, Link string
	Hash       string
}

// verify asks a callback to confirm a request to subscribe or unsubscribe (WebSub §5.3). The callback confirms it by a
// successful answer with the challenge. Any other answer means that the request is dropped.
func (s *Sender) verify(ctx context.Context, p Ping) *failure {
	challenge := rand.Text()
	parameters := url.Values{"hub.mode": {p.Mode}, "hub.topic": {p.Topic}, "hub.challenge": {challenge}}
	if p.Mode == modeSubscribe {
		parameters.Set("hub.lease_seconds", strconv.Itoa(int(p.Lease/time.Second)))
	}
	q, err := get(p.Target, parameters)
	if err != nil {
		return &failure{err: err}
	}
	asking, cancel := context.WithTimeout(ctx, strangerTimeout)
	defer cancel()
	answer, failed := s.client.do(asking, q)
	if failed != nil {
		return failed
	}
	if strings.TrimSpace(string(answer.text)) != challenge {
		return &failure{err: errors.New("the callback did not answer with the challenge")}
	}
	subscription := Subscription{Delivery, p.Topic, p.Target, p.Secret, time.Now().Add(p.Lease)}
	if p.Mode != modeSubscribe {
		return temporaryError(s.options.Subscriptions.Unsubscribe(subscription))
	}
	return temporaryError(s.subscribe(subscription, p.Hash))
}

// subscribe stores a subscription. hash is that of the document at the time of the request. If the document has changed
// since, subscribe queues its delivery, because the run that published the change did not know the subscription. The
// ping need not be stored: the subscription is recorded with the earlier hash, so that the next process compares them.
func (s *Sender) subscribe(subscription Subscription, hash string) error {
	if err := s.options.Subscriptions.Subscribe(subscription, hash); err != nil {
		return err
	}
	document, err := s.options.Document(subscription.Topic)
	if err != nil || document.Hash == hash {
		return nil // without a document there is nothing to deliver
	}
	now := time.Now()
	s.Add([]Ping{{Kind: subscription.Kind, Target: subscription.Callback, Topic: subscription.Topic, Hash: document.Hash, Since: now, Next: now}})
	return nil
}

// deny tells a callback that it gets no subscription (WebSub §5.2). Its answer does not matter.
func (s *Sender) deny(ctx context.Context, p Ping) *failure {
	q, err := get(p.Target, url.Values{"hub.mode": {"denied"}, "hub.topic": {p.Topic}, "hub.reason": {p.Mode}})
	if err == nil {
		asking, cancel := context.WithTimeout(ctx, strangerTimeout)
		defer cancel()
		_, _ = s.client.do(asking, q)
	}
	return nil
}

// deliver sends a subscriber the document at a topic (WebSub §7), with a signature if it gave a secret (§7.1).
func (s *Sender) deliver(ctx context.Context, p Ping) *failure {
	subscription, failed := s.subscription(p)
	if failed != nil {
		return failed
	}
	document, err := s.options.Document(p.Topic)
	if err != nil {
		return failureOf(err)
	}
	h := http.Header{"Content-Type": {document.Type}, "Link": {document.Link}}
	if subscription.Secret != "" {
		mac := hmac.New(sha256.New, []byte(subscription.Secret))
		mac.Write(document.Body)
		h.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	}
	sending, cancel := context.WithTimeout(ctx, subscriberTimeout)
	defer cancel()
	_, failed = s.client.do(sending, request{http.MethodPost, p.Target, h, document.Body})
	return s.orForget(subscription, failed)
}

// pingCloud tells a subscriber of our rssCloud that a topic has changed.
func (s *Sender) pingCloud(ctx context.Context, p Ping) *failure {
	subscription, failed := s.subscription(p)
	if failed != nil {
		return failed
	}
	sending, cancel := context.WithTimeout(ctx, subscriberTimeout)
	defer cancel()
	_, failed = s.client.do(sending, form(p.Target, url.Values{"url": {p.Topic}}))
	return s.orForget(subscription, failed)
}

// subscription returns the subscription to which a ping belongs. If its lease has ended, it is deleted, and
// the ping is pointless.
func (s *Sender) subscription(p Ping) (Subscription, *failure) {
	subscription, found := s.options.Subscriptions.Subscription(p.Kind, p.Topic, p.Target)
	switch {
	case !found:
		return subscription, pointless()
	case !subscription.Expires.After(time.Now()):
		return subscription, s.orForget(subscription, &failure{err: ErrNothing, status: http.StatusGone})
	}
	return subscription, nil
}

// orForget deletes the subscription if the callback is gone (410). All other failures are temporary, except that of a
// private address.
func (s *Sender) orForget(subscription Subscription, failed *failure) *failure {
	switch {
	case failed == nil:
		return nil
	case failed.status == http.StatusGone:
		if err := s.options.Subscriptions.Unsubscribe(subscription); err != nil {
			return temporaryError(err)
		}
		return pointless()
	case !errors.Is(failed.err, ErrPrivate):
		failed.temporary = true
	}
	return failed
}

// temporaryError returns an error as a failure after which a retry may succeed; nil for nil.
func temporaryError(err error) *failure {
	if err == nil {
		return nil
	}
	return &failure{err: err, temporary: true}
}

// failureOf returns an error of Options as a failure: ErrNothing is final.
func failureOf(err error) *failure {
	if errors.Is(err, ErrNothing) {
		return pointless()
	}
	return temporaryError(err)
}
