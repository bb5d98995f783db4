package cli

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"fil/feed/build"
	"fil/feed/serve"
	"fil/feed/store"
)

// socketMode returns the permissions of the socket of --addr, which a reverse proxy connects to.
func (a *app) socketMode() (os.FileMode, error) {
	mode, err := strconv.ParseUint(a.settings.socketMode, 8, 32)
	if err != nil || mode > 0o777 {
		return 0, build.Misused("write it as in --socket-mode 0660", "--socket-mode %q is not an octal mode", a.settings.socketMode)
	}
	return os.FileMode(mode), nil
}

// listen listens on --addr or --admin-addr. Its errors say what to do.
func (a *app) listen(ctx context.Context, addr string) (net.Listener, error) {
	var mode *os.FileMode
	file, isSocket := strings.CutPrefix(addr, serve.UnixPrefix)
	if isSocket && addr == a.settings.addr { // that of --admin-addr has the permissions of the umask
		own, err := a.socketMode()
		if err != nil {
			return nil, err
		}
		mode = &own
	}
	listener, err := serve.Listen(ctx, addr, mode)
	switch {
	case errors.Is(err, serve.ErrSocketInUse):
		return nil, build.Failed("end that process, or name another socket", "another process listens on %s", file)
	case errors.Is(err, serve.ErrSocketLeft):
		return nil, build.Failed("", "%w", err)
	case isSocket && err != nil:
		return nil, build.Misused("write it as in --addr unix:/run/fil.sock", "listening on %q: %w", file, err)
	case serve.IsAddressInUse(err):
		if pid := store.Holder(a.settings.dist); pid != 0 {
			return nil, a.config().LockedBy(pid)
		}
		return nil, build.Failed("name another with --addr, such as --addr localhost:0 for any free one",
			"another program listens on %s", addr)
	case errors.Is(err, syscall.EACCES):
		return nil, build.Failed("ports below 1024 need administrator rights; name another with --addr", "listening on %s: %w", addr, err)
	case err != nil:
		return nil, build.Misused("write it as in --addr localhost:8080", "listening on %q: %w", addr, err)
	}
	return listener, nil
}

// readTLS reads --tls-cert and --tls-key. Without them it leaves certificate nil.
func (a *app) readTLS() (err error) {
	cert, key := a.settings.tlsCert, a.settings.tlsKey
	if cert == "" && key == "" {
		return nil
	}
	if cert == "" || key == "" {
		return build.Misused("give both", "--tls-cert and --tls-key go together")
	}
	a.certificate, err = serve.OpenCertificate(cert, key)
	if err != nil {
		return build.Misused("give the files of a certificate and of its key, in PEM", "%w", err)
	}
	return nil
}
