package cli

import (
	"sync/atomic"

	"fil/feed/memory"
	"fil/feed/serve"
	"fil/feed/websub"
)

// Package memory stores the pings and subscriptions of package websub and the versions of package serve. These
// packages do not import each other, so that their types are converted here. TestConversions fails if a field is
// left out.

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

func toRecord(p websub.Ping) memory.Ping {
	return memory.Ping{Kind: string(p.Kind), Target: p.Target, Topic: p.Topic, Title: p.Title, HomeURL: p.HomeURL, Since: p.Since, Next: p.Next,
		Tries: p.Tries, Hash: p.Hash, Mode: p.Mode, Secret: p.Secret, Lease: p.Lease}
}

func toPing(r memory.Ping) websub.Ping {
	return websub.Ping{Kind: websub.Kind(r.Kind), Target: r.Target, Topic: r.Topic, Title: r.Title, HomeURL: r.HomeURL, Since: r.Since, Next: r.Next,
		Tries: r.Tries, Hash: r.Hash, Mode: r.Mode, Secret: r.Secret, Lease: r.Lease}
}

// subscriptions stores the hub's subscriptions in the memory. It implements websub.Subscriptions.
type subscriptions struct {
	memory *atomic.Pointer[memory.Memory]
}

// Subscribe implements websub.Subscriptions.
func (s subscriptions) Subscribe(to websub.Subscription, hash string) error {
	return s.memory.Load().Subscribe(fromSubscription(to), hash)
}

// Unsubscribe implements websub.Subscriptions.
func (s subscriptions) Unsubscribe(from websub.Subscription) error {
	return s.memory.Load().Unsubscribe(fromSubscription(from))
}

// Subscription implements websub.Subscriptions.
func (s subscriptions) Subscription(kind websub.Kind, topic, callback string) (websub.Subscription, bool) {
	stored, found := s.memory.Load().Subscription(string(kind), topic, callback)
	return toSubscription(stored), found
}

func fromSubscription(s websub.Subscription) memory.Subscription {
	return memory.Subscription{Kind: string(s.Kind), Topic: s.Topic, Callback: s.Callback, Secret: s.Secret, Expires: s.Expires}
}

func toSubscription(s memory.Subscription) websub.Subscription {
	return websub.Subscription{Kind: websub.Kind(s.Kind), Topic: s.Topic, Callback: s.Callback, Secret: s.Secret, Expires: s.Expires}
}

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
