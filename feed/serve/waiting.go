package serve

import (
	"container/list"
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
	conns        map[net.Conn]place
	idle, active list.List // of net.Conn, the longest first
}

// place is where a connection stands.
type place struct {
	in *list.List
	at *list.Element
}

func newWaiting(most int) *waiting {
	return &waiting{most: most, conns: map[net.Conn]place{}}
}

// note follows what becomes of a connection; it is http.Server's ConnState.
func (w *waiting) note(c net.Conn, state http.ConnState) {
	if has := w.follow(c, state); has != nil {
		go has.Close() // TLS says goodbye first; that it is closed is noted by its own goroutine
	}
}

// follow returns the connection that has to go.
func (w *waiting) follow(c net.Conn, state http.ConnState) net.Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	was, known := w.conns[c]
	if known {
		was.in.Remove(was.at)
		delete(w.conns, c)
	}
	if state == http.StateClosed || state == http.StateHijacked || !known && state != http.StateNew {
		return nil // it has gone, or is about to
	}
	in := &w.idle
	if state == http.StateActive {
		in = &w.active
	}
	if state == http.StateNew && len(w.conns) >= w.most {
		defer w.stand(c, in)
		return w.longest(c)
	}
	w.stand(c, in)
	return nil
}

func (w *waiting) stand(c net.Conn, in *list.List) { w.conns[c] = place{in, in.PushBack(c)} }

// longest takes out the connection that is to make room; c, which has just come, where there
// is no other.
func (w *waiting) longest(c net.Conn) net.Conn {
	for _, in := range []*list.List{&w.idle, &w.active} {
		if first := in.Front(); first != nil {
			has, _ := in.Remove(first).(net.Conn)
			delete(w.conns, has)
			return has
		}
	}
	return c
}
