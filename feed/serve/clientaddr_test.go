package serve

import (
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// clientAddr always returns a valid address, and ignores X-Forwarded-For from an untrusted peer.
func FuzzClientAddr(f *testing.F) {
	f.Add("10.0.0.1:1", "1.2.3.4, 10.0.0.2")
	f.Add("1.2.3.4:1", "10.0.0.1")
	f.Add("@", "[2001:db8::1]:443")
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, remote, forwarded string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = remote
		r.Header.Set("X-Forwarded-For", forwarded)
		got := clientAddr(r, trusted)
		if !got.IsValid() {
			t.Fatal("no valid address")
		}
		if peer, err := netip.ParseAddrPort(remote); err == nil && !trusted[0].Contains(peer.Addr().Unmap()) && got != peer.Addr().Unmap().WithZone("") {
			t.Errorf("%s claims to be %s, and is believed", remote, got)
		}
	})
}

func TestClientAddr(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for in, want := range map[string]string{
		"10.0.0.1:1|1.2.3.4":                    "1.2.3.4",
		"10.0.0.1:1|6.6.6.6, 1.2.3.4, 10.0.0.2": "1.2.3.4",
		"10.0.0.1:1|":                           "10.0.0.1",
		"10.0.0.1:1|unknown":                    "10.0.0.1",
		"10.0.0.1:1|1.2.3.4:567":                "1.2.3.4",
		"10.0.0.1:1|[2001:db8::1]":              "2001:db8::1",
		"10.0.0.1:1|[2001:db8::1]:443":          "2001:db8::1",
		"[::ffff:10.0.0.1]:1|1.2.3.4":           "1.2.3.4",
		"5.6.7.8:1|1.2.3.4":                     "5.6.7.8",
		"@|1.2.3.4":                             "127.0.0.1",
	} {
		remote, forwarded, _ := strings.Cut(in, "|")
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = remote
		r.Header.Set("X-Forwarded-For", forwarded)
		if got := clientAddr(r, trusted).String(); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
