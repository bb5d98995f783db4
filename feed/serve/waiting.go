package serve

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// waiting makes room for connections: where there are as many as there may be, the one that
// has waited longest for a request is closed. A flood of idle connections costs memory up
// to that limit, and whoever comes next is still answered.
type waiting struct {
	most int

	mu    sync.Mutex
	conns map[net.Conn]*list.Element // all that are open; nil for those that are being answered
	idle  list.List                  // of net.Conn, who has waited longest first
}

func newWaiting(most int) *waiting {
	return &waiting{most: most, conns: map[net.Conn]*list.Element{}}
}

// note follows what becomes of a connection; it is http.Server's ConnState.
func (w *waiting) note(c net.Conn, state http.ConnState) {
	if oldest := w.follow(c, state); oldest != nil {
		oldest.Close() // it is noted as closed by its own goroutine
	}
}

// follow returns the connection that has to go.
func (w *waiting) follow(c net.Conn, state http.ConnState) (oldest net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at := w.conns[c]; at != nil {
		w.idle.Remove(at)
		w.conns[c] = nil
	}
	switch state {
	case http.StateNew, http.StateIdle:
		w.conns[c] = w.idle.PushBack(c)
	case http.StateClosed, http.StateHijacked:
		delete(w.conns, c)
	}
	if state != http.StateNew || len(w.conns) <= w.most {
		return nil
	}
	first := w.idle.Front() // there is one at least: c
	oldest = w.idle.Remove(first).(net.Conn)
	delete(w.conns, oldest)
	return oldest
}
