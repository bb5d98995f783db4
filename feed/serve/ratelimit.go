package serve

import (
	"hash/maphash"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"
)

// client is who has sent a request: whoever has connected or, where that is a proxy that
// is trusted, whom X-Forwarded-For names last, but for others of these. What stands before
// that, anybody may have written. Who comes over a socket in the file system is on this
// machine.
func client(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if parsed, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		peer = parsed.Addr().Unmap().WithZone("")
	}
	if !within(peer, trusted) {
		return peer
	}
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for i := len(hops) - 1; i >= 0 && within(peer, trusted); i-- {
		hop := strings.TrimSpace(hops[i])
		addr, err := netip.ParseAddr(strings.Trim(hop, "[]"))
		if withPort, notPort := netip.ParseAddrPort(hop); notPort == nil { // some proxies name it
			addr, err = withPort.Addr(), nil
		}
		if err != nil {
			break
		}
		peer = addr.Unmap().WithZone("")
	}
	return peer
}

// Client is who has sent a request, as far as trusted proxies tell.
func (s *Server) Client(r *http.Request) netip.Addr {
	var trusted []netip.Prefix
	if live := s.live.Load(); live != nil {
		trusted = live.site.TrustedProxies
	}
	return client(r, trusted)
}

func within(addr netip.Addr, prefixes []netip.Prefix) bool {
	for _, p := range prefixes {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// fetchTime is in which time fetches are counted.
const fetchTime = time.Hour

// maxCounted is how many clients and feeds are counted at a time: about 4 MB. In a flood
// of more, some are not counted, and none is refused for another's sake.
const maxCounted = 1 << 16

// fetches counts how often each client has asked for a whole feed. The zero value has seen
// nothing; it is safe for several goroutines.
type fetches struct {
	mu      sync.Mutex
	counted map[uint64]fetched // by client and feed
	swept   time.Time
	seed    maphash.Seed
}

// fetched is how often one client has asked for one feed since a time.
type fetched struct {
	since time.Time
	n     int
}

// note counts a fetch at a time, and returns how long the client is to wait where that was
// more than limit in an hour; 0 where it was not.
func (f *fetches) note(from netip.Addr, feed string, limit int, now time.Time) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.counted == nil {
		f.counted, f.seed = map[uint64]fetched{}, maphash.MakeSeed()
	}
	if from.Is6() { // who has one address of a network of /64 has all of them (RFC 6177 §2)
		network, _ := from.Prefix(64)
		from = network.Addr()
	}
	key := maphash.Comparable(f.seed, struct {
		from netip.Addr
		feed string
	}{from, feed})
	at, known := f.counted[key]
	if !known && len(f.counted) >= maxCounted && !f.sweep(now) {
		return 0
	}
	if now.Sub(at.since) >= fetchTime {
		at = fetched{since: now}
	}
	if at.n < limit {
		at.n++
		f.counted[key] = at
		return 0
	}
	return at.since.Add(fetchTime).Sub(now)
}

// sweep forgets what is over, and reports whether that has made room. In a flood it does so
// now and then, and not for each request.
func (f *fetches) sweep(now time.Time) bool {
	if now.Sub(f.swept) < time.Minute {
		return false
	}
	f.swept = now
	for key, at := range f.counted {
		if now.Sub(at.since) >= fetchTime {
			delete(f.counted, key)
		}
	}
	return len(f.counted) < maxCounted
}

// tooMany answers a client that fetches a whole feed again and again, although a question
// whether it has changed would do (RFC 6585 §4), and reports whether it did. Loopback is
// never told: that is the owner, or a proxy that nobody has declared.
func (s *Server) tooMany(w http.ResponseWriter, r *http.Request, live *snapshot, d *document) bool {
	limit, h := live.site.FetchLimit, r.Header
	if limit == 0 || d.links == nil || r.Method != http.MethodGet || h["If-None-Match"] != nil || h["If-Modified-Since"] != nil {
		return false
	}
	from := client(r, live.site.TrustedProxies)
	if from.IsLoopback() {
		return false
	}
	wait := s.fetches.note(from, d.file.Name, limit, time.Now())
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
