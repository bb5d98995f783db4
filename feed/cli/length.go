package cli

import (
	"context"
	"net/http"
	"time"

	"fil/feed/memory"
)

// headTime is how long somebody is waited for who is asked for the length of a file.
const headTime = 10 * time.Second

// lengths asks for the length of enclosures that lie elsewhere, by HEAD (RFC 9110 §9.3.2), and
// remembers the answer: each is asked for once. Offline, and where nothing is kept, only those that
// are remembered are known.
func (a *app) lengths(ctx context.Context, m *memory.Memory) func(url string) int64 {
	if m == nil {
		return nil
	}
	if a.settings.offline || m.Peeked() {
		return m.Length
	}
	client := &http.Client{Timeout: headTime}
	return func(url string) int64 {
		if n := m.Length(url); n > 0 {
			return n
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
		if err != nil {
			return 0
		}
		resp, err := client.Do(req)
		if err != nil {
			return 0
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK || resp.ContentLength <= 0 {
			return 0
		}
		_ = m.KeepLength(url, resp.ContentLength) // else it is asked for again
		return resp.ContentLength
	}
}
