package cli

import (
	"context"
	"errors"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"fil/feed/build"
	"fil/feed/store"
)

// unixAddr begins the address of a socket in the file system.
const unixAddr = "unix:"

// listenUnix listens on a socket in the file system. One that a process which is no more
// has left behind is taken away.
func listenUnix(ctx context.Context, file string) (net.Listener, error) {
	if info, err := os.Lstat(file); err == nil && info.Mode()&os.ModeSocket != 0 {
		if c, err := net.DialTimeout("unix", file, time.Second); err == nil {
			c.Close()
			return nil, build.Failed("end that process, or name another socket", "somebody listens on %s already", file)
		}
		if err := os.Remove(file); err != nil {
			return nil, build.Failed("", "taking away the socket that was left behind: %w", err)
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", file)
	if err != nil {
		return nil, build.Misused("write it as in --addr unix:/run/fil.sock", "listening on %q: %w", file, err)
	}
	return listener, nil
}

// socketMode is the mode of a socket that the web server in front of Fil connects to.
func (a *app) socketMode() (os.FileMode, error) {
	mode, err := strconv.ParseUint(a.settings.socketMode, 8, 32)
	if err != nil || mode > 0o777 {
		return 0, build.Misused("write it as in --socket-mode 0660", "--socket-mode %q is no mode", a.settings.socketMode)
	}
	return os.FileMode(mode), nil
}

// address is where a server is reached from its own machine: the host that was asked
// for, or localhost when it listens on all.
func (a *app) address(listener net.Listener, asked string) string {
	if strings.HasPrefix(asked, unixAddr) {
		return build.DefaultBaseURL // nobody knows better
	}
	scheme := "http://"
	if a.settings.tlsCert != "" {
		scheme = "https://"
	}
	host, _, err := net.SplitHostPort(asked)
	if ip := net.ParseIP(host); err != nil || host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return scheme + net.JoinHostPort(host, port)
}

// listen takes the address, before anything is built.
func (a *app) listen(ctx context.Context, addr string) (net.Listener, error) {
	if file, ok := strings.CutPrefix(addr, unixAddr); ok {
		listener, err := listenUnix(ctx, file)
		if err != nil || addr != a.settings.addr { // that of --admin-addr is its owner's
			return listener, err
		}
		mode, err := a.socketMode()
		if err == nil {
			err = os.Chmod(file, mode)
		}
		if err != nil {
			listener.Close()
			return nil, err
		}
		return listener, nil
	}
	// Without probes: whatever a connection waits for has an end, and they are system calls.
	listener, err := (&net.ListenConfig{KeepAlive: -1}).Listen(ctx, "tcp", addr)
	switch {
	case addressTaken(err):
		if pid := store.Holder(a.settings.dist); pid != 0 {
			return nil, a.config().LockedBy(pid)
		}
		return nil, build.Failed("name another with --addr, such as --addr localhost:0 for any free one",
			"%s is taken by another program", addr)
	case errors.Is(err, syscall.EACCES):
		return nil, build.Failed("ports below 1024 are the administrator's; name another with --addr", "listening on %s: %w", addr, err)
	case err != nil:
		return nil, build.Misused("write it as in --addr localhost:8080", "listening on %q: %w", addr, err)
	}
	return listener, nil
}
