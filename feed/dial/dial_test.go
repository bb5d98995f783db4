package dial

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A private address is refused, whether it is given by its IP address or by a name, unless its host is allowed.
func TestPublic(t *testing.T) {
	for address, ok := range map[string]bool{
		"127.0.0.1:80": false, "[::1]:80": false, "10.1.2.3:443": false, "172.16.0.1:80": false, "192.168.1.1:80": false,
		"169.254.169.254:80": false, "100.64.0.1:80": false, "0.0.0.0:80": false, "[fe80::1]:80": false, "[fc00::1]:80": false,
		"[::ffff:127.0.0.1]:80": false, "[64:ff9b::7f00:1]:80": false, "[2002:7f00:1::]:80": false, "224.0.0.1:80": false, "255.255.255.255:80": false,
		"198.18.0.1:80": false, "[fec0::1]:80": false, "[::7f00:1]:80": false, "168.63.129.16:80": false, "[2001:0:7f00:1::]:80": false, "[::ffff:0:127.0.0.1]:80": false, "[100::1]:80": false,
		"192.0.2.1:80": false, "[2001:db8::1]:80": false, "93.184.216.34:443": true, "[2606:2800:220:1::1]:443": true, "no address": false,
	} {
		if err := check(address); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	byName := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	for allowed, want := range map[string][2]bool{"": {false, false}, "127.0.0.1": {true, false}, "localhost": {false, true}} {
		transport := &http.Transport{DialContext: Public(func(host string) bool { return host == allowed })}
		defer transport.CloseIdleConnections()
		for i, address := range []string{server.URL, byName} {
			answer, err := (&http.Client{Transport: transport}).Get(address)
			if err == nil {
				answer.Body.Close()
			}
			if got := err == nil; got != want[i] || err != nil && !errors.Is(err, ErrPrivate) {
				t.Errorf("allowed %q, %s: %v", allowed, address, err)
			}
		}
	}
}

// Names below one registered domain are counted together, and each form of an address is the same.
func TestDomain(t *testing.T) {
	for address, want := range map[string]string{
		"https://a.b.example.org/x": "example.org", "http://EXAMPLE.org.:80/": "example.org", "https://a.example.co.uk/": "example.co.uk", "https://awa.github.io/": "awa.github.io",
		"http://localhost:80/": "localhost", "http://93.184.216.34:80/": "93.184.216.34", "http://[::ffff:93.184.216.34]/": "93.184.216.34", "http://[2606:2800::1]/": "2606:2800::1", "": "", "x y": "x y",
	} {
		if got := Domain(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
