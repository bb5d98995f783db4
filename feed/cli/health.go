package cli

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"fil/feed/build"
	"fil/feed/serve"

	"github.com/spf13/cobra"
)

// healthTime is how long the server may take to answer.
const healthTime = 4 * time.Second

func (a *app) healthCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "health", Short: "Ask a fil serve on this machine whether it is ready", Args: cobra.NoArgs,
		Long: "fil health asks the fil serve that listens on --addr on this machine whether it has a\n" +
			"publication to serve. It is for what looks after containers: the exit status is 0 or 1.",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.health(cmd.Context()) },
	}
	cmd.Flags().StringVar(&a.settings.addr, "addr", "localhost:8080", "the `HOST:PORT` that fil serve listens on, or unix:/run/fil.sock")
	cmd.Flags().StringVar(&a.settings.tlsCert, "tls-cert", "", "the certificate, where it speaks HTTPS")
	return cmd
}

// health asks for /-/readyz.
func (a *app) health(ctx context.Context) error {
	addr, file := a.settings.addr, ""
	if name, ok := strings.CutPrefix(addr, serve.UnixPrefix); ok {
		addr, file = "localhost", name
	} else if host, port, err := net.SplitHostPort(addr); err != nil {
		return build.Misused("write it as in --addr localhost:8080", "--addr %q: %w", addr, err)
	} else if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() { // it listens on all
		addr = net.JoinHostPort("localhost", port)
	}
	if a.settings.tlsCert != "" {
		return a.reachable(ctx, addr)
	}
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if file != "" {
			network, address = "unix", file
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/-/readyz", nil)
	if err != nil {
		return err
	}
	resp, err := (&http.Client{Timeout: healthTime, Transport: transport}).Do(req)
	if err != nil {
		return build.Failed("", "asking fil serve: %w", err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return build.Failed("", "fil serve is not ready: %s", resp.Status)
	}
	fmt.Fprintln(a.stdout, "ok")
	return nil
}

// reachable takes a server that speaks HTTPS for ready if it takes connections. It does not verify
// the certificate, which need not be one for this machine's name.
func (a *app) reachable(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return build.Failed("", "asking fil serve: %w", err)
	}
	fmt.Fprintln(a.stdout, "ok")
	return c.Close()
}
