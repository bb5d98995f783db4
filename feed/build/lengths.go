package build

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"fil/feed/memory"
)

// headTime bounds one HEAD request, and headsTime all requests of a run. askAgain is how long a
// file without a known length is not Ask for again.
const (
	headTimeout     = 10 * time.Second
	allHeadsTimeout = time.Minute
	retryAfter      = 24 * time.Hour
)

// lengths asks for the length of enclosures that lie elsewhere, by HEAD (RFC 9110 §9.3.2). It is
// safe for several goroutines.
type lengthClient struct {
	memory *memory.Memory
	client *http.Client
	// offline makes no requests: only remembered lengths are returned.
	offline bool
	now     time.Time

	mu          sync.Mutex
	answers     map[string]memory.Length // the answers of this run
	unreachable map[string]bool          // hosts that did not answer
}

func (c Config) newLengthClient(m *memory.Memory, now time.Time) *lengthClient {
	return &lengthClient{memory: m, client: &http.Client{Timeout: headTimeout}, offline: c.Offline || m.Peeked(), now: now,
		answers: map[string]memory.Length{}, unreachable: map[string]bool{}}
}

// of returns the length of a file in bytes, 0 if it is unknown. It makes one request for each file,
// and none to a host that has not answered before in this run.
func (l *lengthClient) lookup(ctx context.Context, address string) int64 {
	known := l.memory.Length(address)
	if known.Bytes > 0 || l.offline || l.now.Sub(known.Asked) < retryAfter {
		return known.Bytes
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
	if l.answers[address] = answer; err != nil {
		l.unreachable[host] = true
	}
	return answer.Bytes
}

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

// keep remembers what was said.
func (l *lengthClient) save() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.memory.KeepLengths(l.answers)
}

// hostOf is the host of an address, "" where it has none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
