package cli

import (
	"context"
	"errors"
	"fmt"
	"net"

	"fil/feed/build"
	"fil/feed/serve"

	"github.com/spf13/cobra"
)

func (a *app) healthCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "health", Short: "Ask a fil serve on this machine whether it is ready", Args: cobra.NoArgs,
		Example: "  fil health --addr localhost:8080",
		Long: "fil health asks the fil serve that listens on --addr on this machine whether it has a\n" +
			"publication to serve. It is for the health check of a container: the exit status is 0 if it\n" +
			"has, else 1.",
		RunE: func(cmd *cobra.Command, _ []string) error { return a.health(cmd.Context()) },
	}
	cmd.Flags().StringVar(&a.settings.addr, "addr", "localhost:8080", "the `HOST:PORT` that fil serve listens on, or unix:/run/fil.sock")
	cmd.Flags().StringVar(&a.settings.tlsCert, "tls-cert", "", "the certificate `FILE` of fil serve, if it has one: the request is then made over HTTPS")
	return cmd
}

// health asks a server whether it is ready, and prints the answer.
func (a *app) health(ctx context.Context) error {
	err := serve.CheckReady(ctx, a.settings.addr, a.settings.tlsCert != "")
	if wrong := (*net.AddrError)(nil); errors.As(err, &wrong) {
		return build.Misused("write it as in --addr localhost:8080", "--addr %q: %w", a.settings.addr, err)
	}
	if err != nil {
		return build.Failed("", "%w", err)
	}
	fmt.Fprintln(a.stdout, "ok")
	return nil
}
