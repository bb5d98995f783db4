package websub

import (
	"log/slog"
	"sync"
)

// saver stores the states of pings in the background. All states that change during one transaction are stored by the
// next one, so that ten thousand answers need only a few transactions.
type saver struct {
	log    *slog.Logger
	ledger Ledger
	wake   chan struct{}

	mu      sync.Mutex
	pending map[string]change // by target and topicKey
	warned  bool              // of the error of the last flush, which only one goroutine makes at a time
}

// change is the state of one ping that is to be stored.
type change struct {
	ping Ping
	done bool
}

func newSaver(log *slog.Logger, ledger Ledger) *saver {
	return &saver{log: log, ledger: ledger, wake: make(chan struct{}, 1), pending: map[string]change{}}
}

// save queues pings that are owed for storing, and pings that are done for deletion.
func (s *saver) save(owed, done []Ping) {
	s.mu.Lock()
	for _, p := range owed {
		s.pending[p.Target+"\x00"+topicKey(p)] = change{p, false}
	}
	for _, p := range done {
		s.pending[p.Target+"\x00"+topicKey(p)] = change{p, true}
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// start starts the goroutine that stores. stop stores the rest and ends it.
func (s *saver) start() (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-s.wake:
				s.flush()
			case <-end:
				s.flush()
				return
			}
		}
	}()
	return func() { close(end); <-ended }
}

// flush stores all pending states. If that fails, they stay pending until the next flush. If the process ends before, the
// next process sends their pings again.
func (s *saver) flush() {
	s.mu.Lock()
	saving := s.pending
	s.pending = map[string]change{}
	s.mu.Unlock()
	var owed, done []Ping
	for _, c := range saving {
		if c.done {
			done = append(done, c.ping)
		} else {
			owed = append(owed, c.ping)
		}
	}
	if len(saving) == 0 {
		return
	}
	err := s.ledger.SaveOwed(owed, done)
	if err == nil {
		s.warned = false
		return
	}
	if !s.warned {
		s.log.Warn("what was sent cannot be stored; the next process would send it again", "error", err)
		s.warned = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, c := range saving {
		if _, newer := s.pending[key]; !newer {
			s.pending[key] = c
		}
	}
}
