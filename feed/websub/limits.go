package websub

import (
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How many requests a hub takes from one address, for callbacks at one host, and in all: so many at once, and then
// so many a second. maxPorts is at how many ports of one host callbacks may be, so that a hub cannot be made to
// look for open ports.
const (
	addressBurst, addressRate = 120, 1
	hostBurst, hostRate       = 240, 2
	totalBurst, totalRate     = 1000, 50
	maxPorts                  = 8
)

// maxKept is how many addresses and hosts are counted at a time. limitsTime is how long a count is kept: after it,
// each of them may do again all that it may do at once.
const (
	maxKept    = 1 << 14
	limitsTime = 15 * time.Minute
)

// limits counts requests. The zero value has counted none. It is safe for concurrent use.
type limits struct {
	mu        sync.Mutex
	began     time.Time // when the counts below began
	total     *rate.Limiter
	addresses map[netip.Addr]*rate.Limiter
	hosts     map[string]*hostLimit
}

// hostLimit counts the requests for callbacks at one host, and their ports.
type hostLimit struct {
	*rate.Limiter
	ports map[string]bool
}

var errTooMany = &refused{http.StatusTooManyRequests, "too many requests; ask again in a minute"}

// check counts a request from an address for a callback. It returns an error if there were too many.
func (l *limits) check(from netip.Addr, callback string, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.total == nil {
		l.total = rate.NewLimiter(totalRate, totalBurst)
	}
	if now.Sub(l.began) >= limitsTime {
		l.began, l.addresses, l.hosts = now, map[netip.Addr]*rate.Limiter{}, map[string]*hostLimit{}
	}
	if from.Is6() { // one client can use all addresses of its /64 network (RFC 6177 §2)
		network, _ := from.Prefix(64)
		from = network.Addr()
	}
	address, known := l.addresses[from]
	if !known {
		if len(l.addresses) >= maxKept {
			return errTooMany
		}
		address = rate.NewLimiter(addressRate, addressBurst)
		l.addresses[from] = address
	}
	if !address.AllowN(now, 1) || !l.total.AllowN(now, 1) {
		return errTooMany
	}
	return l.checkHost(callback, now)
}

// checkHost is the part of check for the host of a callback. l.mu is locked.
func (l *limits) checkHost(callback string, now time.Time) error {
	name := hostOf(callback)
	host, known := l.hosts[name]
	if !known {
		if len(l.hosts) >= maxKept {
			return errTooMany
		}
		host = &hostLimit{rate.NewLimiter(hostRate, hostBurst), map[string]bool{}}
		l.hosts[name] = host
	}
	if !host.AllowN(now, 1) {
		return errTooMany
	}
	u, err := url.Parse(callback)
	if err != nil {
		return err
	}
	port := u.Port()
	if !host.ports[port] && len(host.ports) >= maxPorts {
		return &refused{http.StatusForbidden, "callbacks at this host have too many ports"}
	}
	host.ports[port] = true
	return nil
}
