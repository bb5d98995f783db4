package cli

import (
	"context"
	"net"
	"net/netip"
	"path/filepath"

	"fil/feed/build"
	"fil/feed/serve"

	"github.com/spf13/cobra"
)

func (a *app) previewCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "preview", Short: "Look at the site before subscribers do, with its drafts", Args: cobra.NoArgs,
		Example: "  fil preview\n  fil preview --addr localhost:9000",
		Long: "fil preview is fil serve --drafts: the site as it would be, with drafts and with articles\n" +
			"that are published later, each marked as such. Only this machine sees it. It has a dist\n" +
			"and a memory of its own, in the state folder, and tells nobody of anything. A page that\n" +
			"is open loads itself again when a text is saved.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			a.settings.drafts = true
			return a.serve(cmd.Context())
		},
	}
	a.serveFlags(cmd.Flags())
	return cmd
}

// setUpPreview gives a preview folders of its own, below the state folder, and refuses
// addresses that other machines reach.
func (a *app) setUpPreview() error {
	const hint = "leave --addr out, or name a port of this machine, as in --addr localhost:8081"
	host, _, err := net.SplitHostPort(a.settings.addr)
	if err != nil {
		return build.Misused(hint, "a preview cannot listen on %q", a.settings.addr)
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return build.Misused(hint, "a preview shows drafts, and %q is not of this machine alone", a.settings.addr)
	}
	own := filepath.Join(a.settings.state, "preview")
	a.settings.dist, a.settings.state = filepath.Join(own, "dist"), filepath.Join(own, "state")
	return nil
}

// triedPorts is how many ports a preview tries, one after the other, where another program
// has the one that it would take.
const triedPorts = 10

// listenPublic listens on the address of the flags. A preview takes the next free port if that one
// is taken, often by a running fil serve.
func (a *app) listenPublic(ctx context.Context) (net.Listener, error) {
	listener, err := a.listen(ctx, a.settings.addr)
	if err == nil || !a.settings.drafts {
		return listener, err
	}
	next, addr := serve.ListenAfter(ctx, a.settings.addr, triedPorts)
	if next == nil {
		return nil, err
	}
	a.printNote("%s is taken; the preview is at %s", a.settings.addr, addr)
	a.settings.addr = addr
	return next, nil
}
