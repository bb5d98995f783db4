package serve

import (
	"fil/feed/manifest"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

// A client that fetches a feed in full more often than the limit is answered 429. Conditional requests,
// loopback, pages, and the same client an hour later are not limited; each client and each IPv6
// network has its own count.
func TestFetchLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := sample()
		s := New(quiet(), Options{})
		s.Swap(p.files, p.m, Site{Site: manifest.Site{BaseURL: "https://fil.example/", FetchLimit: 3}, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
		ask := func(from, path string, headers ...string) *httptest.ResponseRecorder {
			r := httptest.NewRequest("GET", path, nil)
			r.RemoteAddr = from
			for i := 0; i < len(headers); i += 2 {
				r.Header.Set(headers[i], headers[i+1])
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			return w
		}
		for i := range 5 {
			want := http.StatusOK
			if i >= 3 {
				want = http.StatusTooManyRequests
			}
			w := ask("192.0.2.1:1000", "/atom.xml")
			if w.Code != want {
				t.Errorf("fetch %d: %d", i, w.Code)
			}
			if want != http.StatusOK && (w.Header().Get("Retry-After") != "3601" || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Etag") != "" || w.Header().Get("Last-Modified") != "") {
				t.Errorf("fetch %d: %v", i, w.Header())
			}
			for _, header := range []string{"If-None-Match", "If-Modified-Since"} {
				if w := ask("192.0.2.1:1000", "/atom.xml", header, "x"); w.Code != http.StatusOK {
					t.Errorf("asked with %s: %d", header, w.Code)
				}
			}
			for _, other := range []string{"127.0.0.1:1", "[::1]:1", fmt.Sprintf("198.51.100.%d:1", i), "@", fmt.Sprintf("[2001:db8:0:%d::1]:1", i)} {
				if w := ask(other, "/atom.xml"); w.Code != http.StatusOK {
					t.Errorf("%s: %d", other, w.Code)
				}
			}
			if w := ask("192.0.2.1:1000", "/a/"); w.Code != http.StatusOK {
				t.Errorf("a page: %d", w.Code)
			}
			// Behind a trusted proxy, each of its clients has its own count.
			if w := ask("10.1.1.1:1", "/atom.xml", "X-Forwarded-For", fmt.Sprintf("spoofed, 203.0.113.%d, 10.2.2.2", i)); w.Code != http.StatusOK {
				t.Errorf("through a proxy: %d", w.Code)
			}
		}
		if w := ask("192.0.2.1:1", "/atom.xml", "X-Forwarded-For", "203.0.113.77"); w.Code != http.StatusTooManyRequests {
			t.Errorf("X-Forwarded-For of an untrusted client is believed: %d", w.Code)
		}
		if w := ask("[2001:db8:0:1::2]:1", "/atom.xml"); w.Code != http.StatusOK {
			t.Error(w.Code)
		}
		for range 3 {
			ask("[2001:db8:0:1::3]:1", "/atom.xml")
		}
		if w := ask("[2001:db8:0:1::4]:1", "/atom.xml"); w.Code != http.StatusTooManyRequests {
			t.Errorf("another address of the same network: %d", w.Code)
		}
		time.Sleep(time.Hour)
		if w := ask("192.0.2.1:1000", "/atom.xml"); w.Code != http.StatusOK {
			t.Errorf("an hour later: %d", w.Code)
		}
	})
}

// The number of counted clients is limited, and expired counts are removed.
func TestFetchCounterIsBounded(t *testing.T) {
	var f fetchCounter
	now := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	for i := range maxCounted + 1000 {
		f.add(netip.AddrFrom4([4]byte{1, byte(i >> 16), byte(i >> 8), byte(i)}), "atom.xml", 1, now)
	}
	if len(f.windows) != maxCounted {
		t.Errorf("%d are counted", len(f.windows))
	}
	f.add(netip.MustParseAddr("9.9.9.9"), "atom.xml", 1, now.Add(fetchWindow))
	if len(f.windows) != 1 {
		t.Errorf("%d are counted an hour later", len(f.windows))
	}
}
