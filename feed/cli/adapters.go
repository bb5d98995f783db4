package cli

import (
	"sync/atomic"

	"fil/feed/memory"
	"fil/feed/serve"
	"fil/feed/websub"
)

// Package memory stores the pings of package websub and the versions of package serve. These packages do
// not import each other, so that their types are converted here. The conversions do not compile unless
// both types have the same fields.

// ledger stores the sender's pings in the memory. It implements websub.Ledger. The service stores
// the engine's memory in the pointer after each run, because a run may replace it.
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

// saveVersions stores the versions of feeds that are new since the last call. The server sends clients
// that have one of them only the entries that are new since (RFC 3229). If they cannot be stored, such
// clients are sent the whole feed after a restart.
func (s *service) saveVersions() {
	versions := convert(s.server.UnsavedVersions(), func(v serve.Version) memory.Version { return memory.Version(v) })
	if err := s.engine.Memory().KeepVersions(versions); err != nil {
		s.log.Debug("versions of feeds cannot be stored", "error", err)
	}
}

// convert returns the results of f for each item.
func convert[From, To any](from []From, f func(From) To) []To {
	to := make([]To, len(from))
	for i, item := range from {
		to[i] = f(item)
	}
	return to
}
