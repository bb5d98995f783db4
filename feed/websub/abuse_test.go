package websub

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"fil/feed/dial"
)

// A hostile callback costs little: whether it sends gigabytes, its answer drips, its header is endless, or it
// redirects to another host.
func TestHostileCallbacks(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	defer elsewhere.Close()
	for name, tc := range map[string]struct {
		handler http.HandlerFunc
		refused bool
	}{
		"gigabytes": {func(w http.ResponseWriter, r *http.Request) {
			block := make([]byte, 1<<20)
			for sent := range 4 << 10 {
				if _, err := w.Write(block); err != nil {
					return
				}
				if sent == 100 { // the buffers on the way have a few
					t.Error("100 MB were read")
				}
			}
		}, false},
		"endless header": {func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
			for range 1 << 20 {
				if _, err := io.WriteString(conn, "X-A: "+strings.Repeat("a", 1000)+"\r\n"); err != nil {
					return
				}
			}
			t.Error("1 GB of header was read")
		}, true},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		}, true},
		"no HTTP": {func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			_, _ = io.WriteString(conn, "SSH-2.0-x\r\n")
			conn.Close()
		}, true},
		"cut": {func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(tc.handler)
			defer server.Close()
			subscriptions := &stored{all: map[[3]string]Subscription{}}
			_ = subscriptions.Subscribe(Subscription{Kind: Delivery, Topic: topic, Callback: server.URL, Expires: time.Now().Add(time.Hour)}, "")
			results := make(chan Result, 1)
			s := New(slog.New(slog.DiscardHandler), []Ping{{Kind: Delivery, Target: server.URL, Topic: topic, Since: time.Now()}}, &ledger{}, Options{Private: allowed, Subscriptions: subscriptions,
				Document: func(string) (Document, error) { return Document{Body: []byte("x")}, nil }, Done: func(r Result) { results <- r }})
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() { defer close(ended); s.Run(ctx) }()
			if r := <-results; (r.Err != nil) != tc.refused || r.Owed != tc.refused {
				t.Errorf("%+v", r)
			}
			cancel()
			<-ended
		})
	}
}

// Callbacks at addresses that are not public are refused, in every form, also if allow_private_hubs is not set and the
// name of the host resolved to a public address before.
func TestPrivateCallbacks(t *testing.T) {
	c := newClient(nil)
	defer c.close()
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]",
		"0.0.0.0", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "224.0.0.1", "255.255.255.255", "2130706433", "0x7f.1", "127.1", "[::127.0.0.1]"} {
		_, failed := c.do(t.Context(), request{method: http.MethodGet, url: "http://" + host + ":1/"})
		if failed == nil || !errors.Is(failed.err, ErrPrivate) && !isUnknownHost(failed.err) {
			t.Errorf("%s: %v", host, failed)
		}
	}
}

// isUnknownHost reports whether a name was not found: one such as 0x7f.1 is an address for some resolvers only.
func isUnknownHost(err error) bool {
	var unknown *net.DNSError
	return errors.As(err, &unknown)
}

// A name that resolves to a public address at the first look, and to loopback at the second, is refused: the check is
// made when the connection is dialled.
func TestRebinding(t *testing.T) {
	asked := startDNS(t, "93.184.216.34", "127.0.0.1")
	if at, err := net.DefaultResolver.LookupNetIP(t.Context(), "ip4", "rebind.example."); err != nil || !dial.IsPublic(at[0]) {
		t.Fatalf("first look: %v, %v", at, err)
	}
	c := newClient(nil)
	defer c.close()
	_, failed := c.do(t.Context(), request{method: http.MethodGet, url: "http://rebind.example.:9/"})
	if failed == nil || !errors.Is(failed.err, ErrPrivate) {
		t.Errorf("second look: %v", failed)
	}
	if n := asked.Load(); n < 2 {
		t.Errorf("the name was looked up %d times", n)
	}
}

// startDNS has names resolved by a server that answers with one address after the other, then with the last one. It
// counts the questions for addresses of IPv4.
func startDNS(t *testing.T, addresses ...string) *atomic.Int32 {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	asked := &atomic.Int32{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for buffer := make([]byte, 1500); ; {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buffer[:n]) != nil || len(m.Questions) == 0 {
				continue
			}
			m.Response, m.Additionals = true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				at := netip.MustParseAddr(addresses[min(int(asked.Add(1)), len(addresses))-1])
				m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type}, Body: &dnsmessage.AResource{A: at.As4()}}}
			}
			if answer, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
	t.Cleanup(func() {
		net.DefaultResolver = before
		conn.Close()
		<-done
	})
	return asked
}

// A hub takes so many requests from one address and for one host, and no more ports of a host than a few. All is
// forgotten after a while.
func TestLimits(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	v4, other := netip.MustParseAddr("203.0.113.1"), netip.MustParseAddr("203.0.113.2")
	var l limits
	taken := func(from netip.Addr, callback func(i int) string, tries int) (n int) {
		for i := range tries {
			if l.check(from, callback(i), false, now) == nil {
				n++
			}
		}
		return n
	}
	one := func(int) string { return "https://reader.example/cb" }
	many := func(i int) string { return "https://cb.reader" + strconv.Itoa(i) + ".org/" }
	if n := taken(v4, many, 1000); n != addressBurst {
		t.Errorf("%d of one address", n)
	}
	if n := taken(other, many, 10); n != 10 {
		t.Errorf("%d of another address", n)
	}
	now = now.Add(10 * time.Second)
	if n := taken(v4, many, 100); n != 10*addressRate {
		t.Errorf("%d of the same address after 10 s", n)
	}
	l = limits{}
	if n := taken(v4, func(i int) string { return "http://scan.example:" + strconv.Itoa(1000+i) + "/" }, 100); n != maxPorts {
		t.Errorf("%d ports of one host", n)
	}
	if err := l.check(v4, "http://scan.example:1000/", false, now); err != nil {
		t.Errorf("a port that is known: %v", err)
	}
	if err := l.check(other, "http://scan.example:443/", false, now); err != nil {
		t.Errorf("another client: %v", err)
	}
	l = limits{}
	n := 0
	for i := range 1000 { // from many networks, of which the last 64 bits do not count
		if l.check(netip.AddrFrom16([16]byte{0x20, 1, byte(i >> 8), byte(i), 15: byte(i)}), "https://r"+strconv.Itoa(i)+".reader.example/cb", false, now) == nil {
			n++
		}
	}
	if n != domainBurst {
		t.Errorf("%d for one domain", n)
	}
	l = limits{}
	n = 0
	for i := range 1000 { // one network
		if l.check(netip.AddrFrom16([16]byte{0x20, 1, 14: byte(i >> 8), 15: byte(i)}), many(i), false, now) == nil {
			n++
		}
	}
	if n != addressBurst {
		t.Errorf("%d of one network of IPv6", n)
	}
	l = limits{}
	for i := range maxKept + 5000 {
		_ = l.check(netip.AddrFrom4([4]byte{1, byte(i >> 16), byte(i >> 8), byte(i)}), "https://reader"+strconv.Itoa(i)+".example/", false, now.Add(time.Duration(i)*time.Millisecond))
	}
	if len(l.clients) > maxKept+1 || len(l.domains) > maxKept+1 {
		t.Errorf("%d clients and %d domains are counted", len(l.clients), len(l.domains))
	}
	l = limits{}
	n = 0
	for range 1000 { // renewals of stored subscriptions are limited, too
		if l.check(v4, one(0), true, now) == nil {
			n++
		}
	}
	if n != addressBurst {
		t.Errorf("%d of what is stored", n)
	}
	if err := l.check(v4, one(0), false, now.Add(2*limitsTime)); err != nil {
		t.Errorf("after a while: %v", err)
	}
}
