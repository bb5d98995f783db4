package serve

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// Joined returns a listener whose connections can send the head of an answer together with
// its content. net/http has a buffer of 4 KiB for both, and what does not fit into it costs
// a second system call, which is the dearest thing in the whole answer.
func Joined(l net.Listener) net.Listener {
	if tcp, ok := l.(*net.TCPListener); ok {
		return joinedListener{tcp}
	}
	return l
}

type joinedListener struct{ *net.TCPListener }

// Accept implements net.Listener.
func (l joinedListener) Accept() (net.Conn, error) {
	c, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	return &joinedConn{TCPConn: c}, nil
}

// bufferSize is that of net/http's buffer for what it sends.
const bufferSize = 4 << 10

// joinedConn holds a full buffer back until what follows it is there. It does so only when
// told to: it cannot know whether something follows.
type joinedConn struct {
	*net.TCPConn
	follows bool // more than one buffer is about to be written
	held    *[bufferSize]byte
}

var holders = sync.Pool{New: func() any { return new([bufferSize]byte) }}

// Write implements net.Conn.
func (c *joinedConn) Write(p []byte) (int, error) {
	if c.follows {
		if c.follows = false; len(p) == bufferSize {
			c.held, _ = holders.Get().(*[bufferSize]byte)
			copy(c.held[:], p)
			return len(p), nil
		}
	}
	if c.held == nil {
		return c.TCPConn.Write(p)
	}
	parts := net.Buffers{c.held[:], p}
	n, err := parts.WriteTo(c.TCPConn)
	holders.Put(c.held)
	c.held = nil
	return int(max(0, n-bufferSize)), err
}

// connKey is that of a request's connection in its context.
type connKey struct{}

func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// joinHead sends the head of an answer together with its content, of size bytes, which must
// be written next.
func joinHead(r *http.Request, size int) {
	if c, ok := r.Context().Value(connKey{}).(*joinedConn); ok && size >= bufferSize && r.ProtoMajor == 1 {
		c.follows = true
	}
}
