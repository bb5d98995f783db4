package cli

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fil/feed"
)

// certified writes a certificate and its key into a folder, and returns a client that trusts the
// certificate.
func certified(t *testing.T, dir string) (cert, key string, client *http.Client) {
	t.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler()) // it has a certificate
	t.Cleanup(server.Close)
	private, err := x509.MarshalPKCS8PrivateKey(server.TLS.Certificates[0].PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: server.Certificate().Raw}, key: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key, server.Client()
}

// fil listens on a socket in the file system, even if a killed process has left one, and serves HTTPS
// with a certificate.
func TestListens(t *testing.T) {
	dir := site(t)
	socket := filepath.Join(dir, "s")
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}}
	defer client.CloseIdleConnections()
	for range 2 {
		p := start(t, dir, "--addr", "unix:"+socket)
		p.await("published")
		resp, err := client.Get("http://fil/atom.xml")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 200 {
			t.Error(resp.StatusCode)
		}
		if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o666 { // so that a reverse proxy of another user may connect
			t.Errorf("the socket is %v, %v", info, err)
		}
		client.CloseIdleConnections()
		p.cmd.Process.Kill()
		p.end()
	}
	if status := fil(t, dir, "serve", "--addr", "unix:"+socket, "--socket-mode", "rw"); status != exitUsage {
		t.Errorf("a mode in letters: %d", status)
	}
	cert, keyFile, secure := certified(t, dir)
	p := start(t, dir, "--tls-cert", cert, "--tls-key", keyFile)
	p.await("published")
	defer secure.CloseIdleConnections()
	resp, err := secure.Get(p.base + "/atom.xml")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 || resp.TLS == nil || !strings.HasPrefix(p.base, "https://") {
		t.Errorf("%d at %s", resp.StatusCode, p.base)
	}
	p.signal(syscall.SIGTERM)
	p.end()
	if status := fil(t, dir, "serve", "--addr", "127.0.0.1:0", "--tls-cert", cert); status != exitUsage {
		t.Errorf("a certificate without its key: %d", status)
	}
	if status := fil(t, dir, "serve", "--addr", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", cert); status != exitUsage {
		t.Errorf("a certificate for a key: %d", status)
	}
}

// Flags take precedence over site.yaml, even if they say that there is no limit or no proxy.
func TestServedByFlags(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	site := &feed.Site{FetchLimit: 3, TrustedProxies: trusted}
	for _, c := range []struct {
		limit   int
		proxies []netip.Prefix
		want    string
	}{{-1, nil, "3 [10.0.0.0/8]"}, {0, []netip.Prefix{}, "0 []"}, {5, nil, "5 [10.0.0.0/8]"}} {
		s := &service{app: &app{settings: settings{fetchLimit: c.limit}, proxies: c.proxies}}
		if got := s.siteToServe(site); fmt.Sprint(got.FetchLimit, got.TrustedProxies) != c.want {
			t.Errorf("%d %v: %v, want %s", c.limit, c.proxies, got, c.want)
		}
	}
}
