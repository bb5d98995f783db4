package serve

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// readyTimeout is how long a server may take to answer CheckReady.
const readyTimeout = 4 * time.Second

// CheckReady asks the server that listens on an address of this machine (see [Listen]) whether it has
// a publication to serve, and returns nil if it has. A server that speaks HTTPS counts as ready if it
// accepts connections, because its certificate need not be one for this machine's name. The error is a
// [*net.AddrError] if addr is not HOST:PORT.
func CheckReady(ctx context.Context, addr string, https bool) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	socket, isSocket := strings.CutPrefix(addr, UnixPrefix)
	if isSocket {
		addr = "localhost"
	} else {
		host, port, err := net.SplitHostPort(addr)
		if err != nil {
			return err
		}
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() { // the server listens on all addresses
			addr = net.JoinHostPort("localhost", port)
		}
	}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		if isSocket {
			network, address = "unix", socket
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
	if https {
		c, err := dial(ctx, "tcp", addr)
		if err != nil {
			return fmt.Errorf("asking fil serve: %w", err)
		}
		return c.Close()
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/-/readyz", nil)
	if err != nil {
		return err
	}
	transport := &http.Transport{DialContext: dial, DisableKeepAlives: true}
	resp, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		return fmt.Errorf("asking fil serve: %w", err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("fil serve is not ready: %s", resp.Status)
	}
	return nil
}
