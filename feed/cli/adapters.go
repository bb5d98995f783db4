package cli

import (
	"sync/atomic"

	"fil/feed/memory"
	"fil/feed/serve"
	"fil/feed/websub"
)

// Package memory stores what websub and serve give it, and none of them imports another: their types
// are converted here. The conversions do not compile unless both types have the same fields.

// ledger stores the sender's pings in the memory. It implements websub.Ledger. The service replaces
// the memory when a run has opened another one.
type ledger struct {
	memory *atomic.Pointer[memory.Memory]
}

// SaveOwed implements websub.Ledger.
func (l ledger) SaveOwed(owed, done []websub.Ping) error {
	return l.memory.Load().SaveOwed(convert(owed, toRecord), convert(done, toRecord))
}

// DropOwed implements websub.Ledger.
func (l ledger) DropOwed(pings []websub.Ping) error {
	return l.memory.Load().DropOwed(convert(pings, toRecord))
}

func toRecord(p websub.Ping) memory.Ping { return memory.Ping(p) }
func toPing(r memory.Ping) websub.Ping   { return websub.Ping(r) }

// restoreVersions gives the server the stored versions of feeds.
func (s *service) restoreVersions() error {
	stored, err := s.engine.Memory().Versions()
	s.server.RestoreVersions(convert(stored, func(v memory.Version) serve.Version { return serve.Version(v) }))
	return err
}

// saveVersions stores the versions that are new since the last call. Readers that have one of them are
// sent only what has changed since; a failure costs bytes, and nothing else.
func (s *service) saveVersions() {
	versions := convert(s.server.UnsavedVersions(), func(v serve.Version) memory.Version { return memory.Version(v) })
	if err := s.engine.Memory().KeepVersions(versions); err != nil {
		s.log.Debug("versions of feeds cannot be kept", "error", err)
	}
}

// convert returns f of each item.
func convert[From, To any](from []From, f func(From) To) []To {
	to := make([]To, len(from))
	for i, item := range from {
		to[i] = f(item)
	}
	return to
}
