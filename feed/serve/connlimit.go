package serve

import (
	"net"
	"net/http"
	"sync"
)

// waiting makes room for connections: where there are as many as there may be, the one that
// has waited longest for a request is closed and, where none waits, the one that has been
// answered longest. A flood costs memory up to that limit, and whoever comes next is still
// answered.
type waiting struct {
	most int

	mu           sync.Mutex
	conns        map[net.Conn]*place
	idle, active line // the longest first
}

// place is where a connection stands in a line. It goes from one to the other at each
// request, and takes no memory for that.
type place struct {
	conn           net.Conn
	before, behind *place
}

// line is a ring, whose own place is that before the first and behind the last.
type line struct{ place }

func (l *line) empty() { l.before, l.behind = &l.place, &l.place }

func (l *line) add(p *place) {
	p.before, p.behind = l.before, &l.place
	p.before.behind, p.behind.before = p, p
}

func (p *place) leave() { p.before.behind, p.behind.before = p.behind, p.before }

func newWaiting(most int) *waiting {
	w := &waiting{most: most, conns: map[net.Conn]*place{}}
	w.idle.empty()
	w.active.empty()
	return w
}

// note follows what becomes of a connection; it is http.Server's ConnState.
func (w *waiting) note(c net.Conn, state http.ConnState) {
	if has := w.follow(c, state); has != nil {
		go has.Close() // TLS says goodbye first; that it is closed is noted by its own goroutine
	}
}

// follow returns the connection that has to go.
func (w *waiting) follow(c net.Conn, state http.ConnState) (has net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.conns[c]
	if p != nil {
		p.leave()
	}
	switch state {
	case http.StateNew:
		if len(w.conns) >= w.most {
			has = w.longest(c)
		}
		p = &place{conn: c}
		w.conns[c] = p
		w.idle.add(p)
	case http.StateActive:
		if p != nil { // else it has to go, and is about to
			w.active.add(p)
		}
	case http.StateIdle:
		if p != nil {
			w.idle.add(p)
		}
	default: // closed, or taken over
		delete(w.conns, c)
	}
	return has
}

// longest takes out the connection that is to make room; c, which has just come, where there
// is no other.
func (w *waiting) longest(c net.Conn) net.Conn {
	for _, in := range []*line{&w.idle, &w.active} {
		if first := in.behind; first != &in.place {
			first.leave()
			delete(w.conns, first.conn)
			return first.conn
		}
	}
	return c
}
