package serve

import (
	"hash/maphash"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// fetchWindow is the time in which fetches are counted.
const fetchWindow = time.Hour

// maxCounted is how many pairs of client and feed are counted at a time: about 4 MB. When more
// come, the further ones are not counted, so that a flood never gets another client refused.
const maxCounted = 1 << 16

// fetchCounter counts how often each client has fetched each feed in full. The zero value has
// counted nothing. It is safe for concurrent use.
type fetchCounter struct {
	mu      sync.Mutex
	windows map[uint64]window // by a hash of client and feed
	swept   time.Time         // when expired windows were last removed
	seed    maphash.Seed
}

// window counts the fetches of one feed by one client for fetchWindow from its start.
type window struct {
	start time.Time
	n     int
}

// add counts a fetch. If it is within the limit per fetchWindow, add returns 0; else it returns
// after what time the client may fetch again.
func (c *fetchCounter) add(client netip.Addr, feed string, limit int, now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.windows == nil {
		c.windows, c.seed = map[uint64]window{}, maphash.MakeSeed()
	}
	if client.Is6() { // one client can use all addresses of its /64 network (RFC 6177 §2)
		network, _ := client.Prefix(64)
		client = network.Addr()
	}
	key := maphash.Comparable(c.seed, struct {
		client netip.Addr
		feed   string
	}{client, feed})
	w, counted := c.windows[key]
	if !counted && len(c.windows) >= maxCounted && !c.sweep(now) {
		return 0
	}
	if now.Sub(w.start) >= fetchWindow {
		w = window{start: now}
	}
	if w.n < limit {
		w.n++
		c.windows[key] = w
		return 0
	}
	return w.start.Add(fetchWindow).Sub(now)
}

// sweep removes expired windows, and reports whether there is room for another one. It does so at
// most once a minute: in a flood, a pass over all windows for each request would cost too much.
// c.mu is held.
func (c *fetchCounter) sweep(now time.Time) bool {
	if now.Sub(c.swept) < time.Minute {
		return false
	}
	c.swept = now
	for key, w := range c.windows {
		if now.Sub(w.start) >= fetchWindow {
			delete(c.windows, key)
		}
	}
	return len(c.windows) < maxCounted
}

// limitFetches answers 429 (RFC 6585 §4) to a client that has fetched a feed in full more often
// than [Site.FetchLimit] allows, and reports whether it did. Conditional requests are not counted:
// they are what such a client should send. Loopback is never limited: it is the owner of the
// site, or a proxy that is not declared as trusted.
func (s *Server) limitFetches(w http.ResponseWriter, r *http.Request, live *snapshot, d *document) bool {
	limit, h := live.site.FetchLimit, r.Header
	if limit == 0 || !d.isFeed() || r.Method != http.MethodGet || h["If-None-Match"] != nil || h["If-Modified-Since"] != nil {
		return false
	}
	client := clientAddr(r, live.site.TrustedProxies)
	if client.IsLoopback() {
		return false
	}
	wait := s.fetches.add(client, d.file.Name, limit, time.Now())
	if wait <= 0 {
		return false
	}
	out := w.Header()
	out.Set("Cache-Control", "no-store")
	out.Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
	out["Access-Control-Allow-Origin"] = anyOrigin
	http.Error(w, "429 this feed was sent "+strconv.Itoa(limit)+" times within an hour; ask with If-None-Match whether it has changed", http.StatusTooManyRequests)
	return true
}
