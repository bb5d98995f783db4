package serve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// UnixPrefix begins an address that is a socket in the file system, as in unix:/run/fil.sock.
const UnixPrefix = "unix:"

// ErrSocketInUse is the error of a socket in the file system on which another process listens.
var ErrSocketInUse = errors.New("another process listens on it")

// ErrSocketLeft is the error of a socket of an ended process that cannot be removed.
var ErrSocketLeft = errors.New("removing the socket that was left behind")

// Listen listens on HOST:PORT or on a socket in the file system. mode is the permissions of such a
// socket; nil leaves those of the umask. A socket that an ended process has left is replaced; for one
// in use the error is [ErrSocketInUse].
func Listen(ctx context.Context, addr string, mode *fs.FileMode) (net.Listener, error) {
	file, isSocket := strings.CutPrefix(addr, UnixPrefix)
	if !isSocket {
		// No keep-alive probes: every wait for a connection has a limit, and each probe is a system call.
		return (&net.ListenConfig{KeepAlive: -1}).Listen(ctx, "tcp", addr)
	}
	if info, err := os.Lstat(file); err == nil && info.Mode()&os.ModeSocket != 0 {
		if c, err := net.DialTimeout("unix", file, time.Second); err == nil {
			c.Close()
			return nil, ErrSocketInUse
		}
		if err := os.Remove(file); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrSocketLeft, err)
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", file)
	if err != nil || mode == nil {
		return listener, err
	}
	if err := os.Chmod(file, *mode); err != nil {
		listener.Close()
		return nil, err
	}
	return listener, nil
}

// ListenAfter listens on the first free of the n ports after that of HOST:PORT, and returns nil if none
// of them is free.
func ListenAfter(ctx context.Context, addr string, n int) (listener net.Listener, free string) {
	host, port, _ := net.SplitHostPort(addr)
	first, err := strconv.Atoi(port)
	for i := 1; err == nil && i <= n; i++ {
		addr := net.JoinHostPort(host, strconv.Itoa(first+i))
		listener, err := Listen(ctx, addr, nil)
		if err == nil {
			return listener, addr
		}
		if !IsAddressInUse(err) {
			break
		}
	}
	return nil, ""
}

// LocalBaseURL returns the URL at which a server is reached from its own machine: with the host of the
// address that it listens on, or localhost if it listens on all. It returns "" for a socket in the
// file system.
func LocalBaseURL(listener net.Listener, addr string, https bool) string {
	if strings.HasPrefix(addr, UnixPrefix) {
		return ""
	}
	scheme := "http://"
	if https {
		scheme = "https://"
	}
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return scheme + net.JoinHostPort(host, port)
}
