package serve

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// Coalesce returns a listener whose connections can send the header of a response and its body in
// one system call (writev). net/http buffers both in 4 KiB, and a response that is longer takes a
// second write, which is the most expensive step of the whole answer. Listeners that are not TCP
// are returned unchanged.
func Coalesce(l net.Listener) net.Listener {
	if tcp, ok := l.(*net.TCPListener); ok {
		return coalescingListener{tcp}
	}
	return l
}

type coalescingListener struct{ *net.TCPListener }

// Accept implements net.Listener.
func (l coalescingListener) Accept() (net.Conn, error) {
	c, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	return &coalescingConn{TCPConn: c}, nil
}

// bufferSize is the size of the buffer through which net/http writes to a connection.
const bufferSize = 4 << 10

// coalescingConn delays a write of exactly one full buffer until the next write, and sends both
// together. It does so only after coalesceHeader: the connection itself cannot know that another
// write follows.
type coalescingConn struct {
	*net.TCPConn
	moreFollows bool              // the next write, if it fills the buffer, is followed by another
	delayed     *[bufferSize]byte // the delayed write, nil if there is none
}

var writeBuffers = sync.Pool{New: func() any { return new([bufferSize]byte) }}

// Write implements net.Conn.
func (c *coalescingConn) Write(p []byte) (int, error) {
	if c.moreFollows {
		c.moreFollows = false
		if len(p) == bufferSize {
			c.delayed, _ = writeBuffers.Get().(*[bufferSize]byte)
			copy(c.delayed[:], p)
			return len(p), nil
		}
	}
	if c.delayed == nil {
		return c.TCPConn.Write(p)
	}
	buffers := net.Buffers{c.delayed[:], p}
	n, err := buffers.WriteTo(c.TCPConn)
	writeBuffers.Put(c.delayed)
	c.delayed = nil
	return int(max(0, n-bufferSize)), err
}

// connKey is the context key of a request's net.Conn.
type connKey struct{}

func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// coalesceHeader has the header of a response sent together with its body of size bytes. The
// caller must write that body next. A body that fits into the buffer, HTTP/2 and a connection of
// another listener need no coalescing: then it does nothing.
func coalesceHeader(r *http.Request, size int) {
	if c, ok := r.Context().Value(connKey{}).(*coalescingConn); ok && size >= bufferSize && r.ProtoMajor == 1 {
		c.moreFollows = true
	}
}
