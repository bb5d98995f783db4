// Package dial connects to public addresses only, so that an address that somebody else has written, or
// to which a server redirects, cannot make Fil send requests into a private network.
package dial

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
	"time"
)

// ErrPrivate is the error for an address that is not public.
var ErrPrivate = errors.New("the address is private")

// timeout is how long a connection may take.
const timeout = 10 * time.Second

// Public returns a function for [net/http.Transport].DialContext that returns [ErrPrivate] for addresses that
// are not public. The check is made when the connection is dialled, so it holds whatever the name resolved
// to before. Hosts, as they stand in the URL, for which allowed returns true may have any address.
func Public(allowed func(host string) bool) func(ctx context.Context, network, address string) (net.Conn, error) {
	anywhere := &net.Dialer{Timeout: timeout}
	guarded := &net.Dialer{Timeout: timeout, Control: func(_, address string, _ syscall.RawConn) error { return check(address) }}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(address); err == nil && allowed(host) {
			return anywhere.DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}
}

// reserved are the ranges that are not public, besides those that netip knows: RFC 6598, RFC 6890, RFC 2544, the former
// class E, former site-local addresses, RFC 6666, those for documentation (RFC 5737, RFC 3849, RFC 9637), and the metadata
// host of Azure. Addresses of RFC 6052, RFC 3056, RFC 2765 and RFC 4380 are reserved too: they embed any IPv4 address.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("168.63.129.16/32"), netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("3fff::/20"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("::ffff:0:0:0/96"),
	netip.MustParsePrefix("::/96"), netip.MustParsePrefix("fec0::/10"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"),
}

// check returns an error unless an address, with its port, is public.
func check(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if !IsPublic(at.Addr()) {
		return ErrPrivate
	}
	return nil
}

// IsPublic reports whether an address is public.
func IsPublic(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}
