package build

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"fil/feed/memory"
)

// headTimeout bounds one HEAD request, and allHeadsTimeout all requests of a run. A file whose length
// a server did not say is requested again after retryAfter.
const (
	headTimeout     = 10 * time.Second
	allHeadsTimeout = time.Minute
	retryAfter      = 24 * time.Hour
)

// lengthClient requests the lengths of enclosures on other servers by HEAD (RFC 9110 §9.3.2). It is
// safe for concurrent use.
type lengthClient struct {
	memory *memory.Memory
	client *http.Client
	// offline makes no requests: only stored lengths are returned.
	offline bool
	now     time.Time

	mu          sync.Mutex
	answers     map[string]memory.Length // of this run, by URL
	unreachable map[string]bool          // hosts that did not answer
}

// newLengthClient returns a client that makes no requests if c is offline or m is a copy, to which
// the answers could not be saved.
func (c Config) newLengthClient(m *memory.Memory, now time.Time) *lengthClient {
	return &lengthClient{memory: m, client: &http.Client{Timeout: headTimeout}, offline: c.Offline || m.Peeked(), now: now,
		answers: map[string]memory.Length{}, unreachable: map[string]bool{}}
}

// lookup returns the length of a file in bytes, 0 if it is unknown. If it is not stored, it makes one
// request, but none to a host that did not answer an earlier request of this run.
func (l *lengthClient) lookup(ctx context.Context, address string) int64 {
	stored := l.memory.Length(address)
	if stored.Bytes > 0 || l.offline || l.now.Sub(stored.Asked) < retryAfter {
		return stored.Bytes
	}
	host := hostOf(address)
	l.mu.Lock()
	skip := l.unreachable[host]
	l.mu.Unlock()
	if skip || ctx.Err() != nil {
		return 0
	}
	answer := memory.Length{Asked: l.now}
	resp, err := l.sendHead(ctx, address)
	if err == nil && resp.StatusCode == http.StatusOK {
		answer.Bytes = max(resp.ContentLength, 0)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answers[address] = answer
	if err != nil {
		l.unreachable[host] = true
	}
	return answer.Bytes
}

// sendHead returns the response to a HEAD request, with its body closed.
func (l *lengthClient) sendHead(ctx context.Context, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil {
		return nil, err
	}
	resp, err := l.client.Do(req)
	if err != nil {
		return nil, err
	}
	return resp, resp.Body.Close()
}

// save stores the answers in the memory.
func (l *lengthClient) save() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.memory.KeepLengths(l.answers)
}

// hostOf returns the host of a URL without its port, "" if it has none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
