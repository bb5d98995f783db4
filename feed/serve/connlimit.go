package serve

import (
	"net"
	"net/http"
	"sync"
)

// connLimiter limits how many connections are open at a time. When a new one exceeds the limit,
// it closes the connection that has been idle longest and, if none is idle, the one that has been
// active longest. A flood of connections then costs a bounded amount of memory, and a new client
// is still answered.
type connLimiter struct {
	limit int

	mu    sync.Mutex
	conns map[net.Conn]*trackedConn
	// Each open connection is in one of the lists, in the order in which they became idle or
	// active, the earliest first. A new connection is idle until its first request.
	idle, active connList
}

// trackedConn is a node of a connList. It moves between the two lists at each request, which
// allocates nothing.
type trackedConn struct {
	conn       net.Conn
	prev, next *trackedConn
}

// connList is a circular doubly linked list. Its own node is the sentinel: root.next is the first
// connection and root.prev the last.
type connList struct{ root trackedConn }

func (l *connList) init() { l.root.prev, l.root.next = &l.root, &l.root }

// append adds a connection at the end.
func (l *connList) append(c *trackedConn) {
	c.prev, c.next = l.root.prev, &l.root
	c.prev.next, c.next.prev = c, c
}

// unlink removes the connection from its list.
func (c *trackedConn) unlink() { c.prev.next, c.next.prev = c.next, c.prev }

func newConnLimiter(limit int) *connLimiter {
	l := &connLimiter{limit: limit, conns: map[net.Conn]*trackedConn{}}
	l.idle.init()
	l.active.init()
	return l
}

// connState is the ConnState hook of an http.Server. It closes the connection that a new one
// evicts.
func (l *connLimiter) connState(c net.Conn, state http.ConnState) {
	if evicted := l.update(c, state); evicted != nil {
		// In a goroutine, because TLS first sends a close_notify, which can block. StateClosed is
		// reported by the goroutine that serves the connection.
		go evicted.Close()
	}
}

// update records the new state of a connection. It returns the connection to close, nil if none.
func (l *connLimiter) update(c net.Conn, state http.ConnState) (evicted net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	tracked := l.conns[c]
	if tracked != nil {
		tracked.unlink()
	}
	switch state {
	case http.StateNew:
		if len(l.conns) >= l.limit {
			evicted = l.evict(c)
		}
		tracked = &trackedConn{conn: c}
		l.conns[c] = tracked
		l.idle.append(tracked)
	case http.StateActive:
		if tracked != nil { // nil: it was evicted and is about to be closed
			l.active.append(tracked)
		}
	case http.StateIdle:
		if tracked != nil {
			l.idle.append(tracked)
		}
	default: // StateClosed or StateHijacked
		delete(l.conns, c)
	}
	return evicted
}

// evict stops tracking the first idle connection, else the first active one, and returns it. If
// no connection is tracked (with a limit of 0), it returns the new one, added. l.mu is held.
func (l *connLimiter) evict(added net.Conn) net.Conn {
	for _, list := range []*connList{&l.idle, &l.active} {
		if first := list.root.next; first != &list.root {
			first.unlink()
			delete(l.conns, first.conn)
			return first.conn
		}
	}
	return added
}
