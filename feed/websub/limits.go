package websub

import (
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"fil/feed/dial"
)

// The limits of requests from one address, for callbacks at one domain, and in all: a burst, and a rate per second.
// maxPorts is the number of different ports of one host that one client may name, so that a hub cannot be used to scan
// ports.
const (
	addressBurst, addressRate = 120, 1
	domainBurst, domainRate   = 240, 2
	totalBurst, totalRate     = 1000, 50
	maxPorts                  = 8
)

// maxKept is the most addresses, and the most domains, that have a count of their own; all further ones share one count.
// After limitsTime, all counts start anew.
const (
	maxKept    = 1 << 14
	limitsTime = 15 * time.Minute
)

// limits counts requests. The zero value has counted none. It is safe for concurrent use.
type limits struct {
	mu      sync.Mutex
	began   time.Time // when the counts below began
	total   *rate.Limiter
	clients map[netip.Addr]*clientLimit
	domains map[string]*rate.Limiter
}

// clientLimit counts the requests of a client, and the ports of its callbacks by host.
type clientLimit struct {
	*rate.Limiter
	ports map[string]map[string]bool
}

var errTooMany = &refused{http.StatusTooManyRequests, "too many requests; ask again in a minute"}

// check counts a request from an address for a callback. It returns an error if there were too many. The renewal of
// a stored subscription is limited by the requests of its client only, so that other clients cannot prevent it.
func (l *limits) check(from netip.Addr, callback string, stored bool, now time.Time) error {
	u, err := url.Parse(callback)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.total == nil {
		l.total = rate.NewLimiter(totalRate, totalBurst)
	}
	if now.Sub(l.began) >= limitsTime {
		l.began, l.clients, l.domains = now, map[netip.Addr]*clientLimit{}, map[string]*rate.Limiter{}
	}
	client := l.client(from)
	if !client.AllowN(now, 1) {
		return errTooMany
	}
	if stored {
		return nil
	}
	if !l.total.AllowN(now, 1) || !l.domain(callback).AllowN(now, 1) {
		return errTooMany
	}
	ports := client.ports[u.Hostname()]
	if ports == nil {
		ports = map[string]bool{}
		client.ports[u.Hostname()] = ports
	}
	if !ports[u.Port()] && len(ports) >= maxPorts {
		return &refused{http.StatusForbidden, "your callbacks at this host have too many ports"}
	}
	ports[u.Port()] = true
	return nil
}

// client returns the counts of a client. One can use all addresses of its /64 network (RFC 6177 §2). l.mu is locked.
func (l *limits) client(from netip.Addr) *clientLimit {
	if from = from.Unmap(); from.Is6() {
		network, _ := from.Prefix(64)
		from = network.Addr()
	}
	if l.clients[from] == nil && len(l.clients) >= maxKept {
		from = netip.Addr{}
	}
	if l.clients[from] == nil {
		l.clients[from] = &clientLimit{rate.NewLimiter(addressRate, addressBurst), map[string]map[string]bool{}}
	}
	return l.clients[from]
}

// domain returns the count of the domain of a callback. l.mu is locked.
func (l *limits) domain(callback string) *rate.Limiter {
	name := dial.Domain(callback)
	if l.domains[name] == nil && len(l.domains) >= maxKept {
		name = ""
	}
	if l.domains[name] == nil {
		l.domains[name] = rate.NewLimiter(domainRate, domainBurst)
	}
	return l.domains[name]
}
