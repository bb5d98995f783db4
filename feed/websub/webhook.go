package websub

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Webhook is the message that a webhook receives for an event.
type Webhook struct {
	// Secret is the key of the signature.
	Secret Secret
	// Body is JSON.
	Body []byte
}

// Secret is the key with which a webhook's messages are signed.
type Secret []byte

// A secret in a file begins with secretPrefix, and has minSecretSize to maxSecretSize bytes in base64 (Standard Webhooks,
// "Signature scheme"). signatureVersion begins a signature.
const (
	secretPrefix                 = "whsec_"
	minSecretSize, maxSecretSize = 24, 64
	newSecretSize                = 32
	signatureVersion             = "v1"
)

// NewSecret returns a random secret in text, as whsec_ and base64.
func NewSecret() string {
	key := make([]byte, newSecretSize)
	_, _ = rand.Read(key) // it never fails
	return secretPrefix + base64.StdEncoding.EncodeToString(key)
}

// ParseSecret parses a secret as it stands in a file: 24 to 64 bytes in base64, after whsec_ or without.
func ParseSecret(text string) (Secret, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(strings.TrimSpace(text), secretPrefix))
	switch {
	case err != nil:
		return nil, errors.New("a secret is whsec_ and base64")
	case len(key) < minSecretSize || len(key) > maxSecretSize:
		return nil, fmt.Errorf("a secret has %d to %d bytes in base64, and not %d", minSecretSize, maxSecretSize, len(key))
	}
	return key, nil
}

// sign returns the value of webhook-signature for a message (Standard Webhooks, "Signature scheme").
func (k Secret) sign(id, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, k)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return signatureVersion + "," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// request returns the request that sends an event to a webhook at a time (Standard Webhooks, "Webhook headers").
func (w Webhook) request(target, event string, now time.Time) request {
	timestamp := strconv.FormatInt(now.Unix(), 10)
	h := http.Header{"Content-Type": {"application/json"}}
	h.Set("webhook-id", event)
	h.Set("webhook-timestamp", timestamp)
	h.Set("webhook-signature", w.Secret.sign(event, timestamp, w.Body))
	return request{http.MethodPost, target, h, w.Body}
}

// sendWebhook sends an event to a webhook. All failures are temporary, except 410 and a private address; until the retry
// has succeeded, later events wait.
func (s *Sender) sendWebhook(ctx context.Context, p Ping) *failure {
	message, err := s.options.Webhook(p.Target, p.Topic)
	if errors.Is(err, ErrNothing) && p.Tries > 0 {
		return &failure{err: fmt.Errorf("the event %s is not stored any more", p.Topic)}
	}
	if err != nil {
		return failureOf(err)
	}
	return s.client.sendWebhook(ctx, p.Target, p.Topic, message)
}

// sendWebhook sends one message.
func (c *client) sendWebhook(ctx context.Context, target, event string, message Webhook) *failure {
	_, failed := c.do(ctx, message.request(target, event, time.Now()))
	if failed != nil && failed.status != http.StatusGone && !errors.Is(failed.err, ErrPrivate) {
		failed.temporary = true
	}
	return failed
}

// Replay sends an event to a webhook again, without a retry. private says whether the address may be private.
func Replay(ctx context.Context, target, event string, message Webhook, private bool) error {
	c := newClient(func() bool { return private })
	defer c.close()
	if failed := c.sendWebhook(ctx, target, event, message); failed != nil {
		return failed
	}
	return nil
}
