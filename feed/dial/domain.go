package dial

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Domain returns the key by which requests to a URL's host are counted. For a name, that is the registered domain, such
// as example.org for https://a.b.example.org./x, because its owner can make any number of names below it. For an IP
// address, it is that address. A URL without a host is its own key.
func Domain(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return address
	}
	host := strings.ToLower(strings.TrimRight(u.Hostname(), "."))
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Unmap().WithZone("").String()
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return host
}
