package serve

import (
	"net/http"
	"net/netip"
	"strings"
)

// clientAddr returns the address of the client that sent a request. This is the peer of the
// connection or, if the peer is a trusted proxy, the last address in X-Forwarded-For that is no
// trusted proxy. Addresses before that one are ignored: any client can send them. A peer without
// an IP address has connected through a Unix socket, so it is on this machine and counts as
// 127.0.0.1. The result is always valid, and without a zone.
func clientAddr(r *http.Request, trusted []netip.Prefix) netip.Addr {
	peer := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if parsed, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		peer = parsed.Addr().Unmap().WithZone("")
	}
	if !contains(trusted, peer) {
		return peer
	}
	hops := strings.Split(strings.Join(r.Header["X-Forwarded-For"], ","), ",")
	for i := len(hops) - 1; i >= 0 && contains(trusted, peer); i-- {
		hop := strings.TrimSpace(hops[i])
		addr, err := netip.ParseAddr(strings.Trim(hop, "[]"))
		if withPort, noPort := netip.ParseAddrPort(hop); noPort == nil { // some proxies add the client's port
			addr, err = withPort.Addr(), nil
		}
		if err != nil {
			break
		}
		peer = addr.Unmap().WithZone("")
	}
	return peer
}

// Client returns the address of the client that sent a request. It believes X-Forwarded-For only
// from the current site's trusted proxies ([Site.TrustedProxies]).
func (s *Server) Client(r *http.Request) netip.Addr {
	var trusted []netip.Prefix
	if live := s.live.Load(); live != nil {
		trusted = live.site.TrustedProxies
	}
	return clientAddr(r, trusted)
}

// contains reports whether one of the prefixes contains an address.
func contains(prefixes []netip.Prefix, addr netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
