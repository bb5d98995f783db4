package cli

import (
	"context"
	"net"
	"path/filepath"

	"fil/feed/build"
	"fil/feed/serve"

	"github.com/spf13/cobra"
)

func (a *app) previewCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "preview", Short: "Look at the site before subscribers do, with its drafts", Args: cobra.NoArgs,
		Example: "  fil preview\n  fil preview --addr localhost:9000",
		Long: "fil preview is fil serve --drafts. It shows the site as it would be with its drafts and the\n" +
			"articles of the future, each marked as such, on this machine only. It has a dist and a\n" +
			"memory of its own, in the state folder, and sends no notifications. An open page reloads\n" +
			"when you save a text.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			a.settings.drafts = true
			return a.serve(cmd.Context())
		},
	}
	a.serveFlags(cmd.Flags())
	return cmd
}

// setUpPreview sets the folders of a preview, below the state folder. It returns an error if --addr is
// not a loopback address.
func (a *app) setUpPreview() error {
	const hint = "leave --addr out, or name a port of this machine, as in --addr localhost:8081"
	if !serve.IsLoopbackHost(a.settings.addr) {
		return build.Misused(hint, "a preview shows drafts, so that it listens only on this machine, and not on %q", a.settings.addr)
	}
	own := filepath.Join(a.settings.state, "preview")
	a.settings.dist, a.settings.state = filepath.Join(own, "dist"), filepath.Join(own, "state")
	return nil
}

// maxPortsTried is how many ports after that of --addr a preview tries.
const maxPortsTried = 10

// listenPublic listens on --addr. If that port is in use, often by a running fil serve, a preview listens
// on one of the next ports.
func (a *app) listenPublic(ctx context.Context) (net.Listener, error) {
	listener, err := a.listen(ctx, a.settings.addr)
	if err == nil || !a.settings.drafts {
		return listener, err
	}
	next, addr := serve.ListenAfter(ctx, a.settings.addr, maxPortsTried)
	if next == nil {
		return nil, err
	}
	a.printNote("%s is in use; the preview is at %s", a.settings.addr, addr)
	a.settings.addr = addr
	return next, nil
}
