package cli

import (
	"sync/atomic"

	"fil/feed/memory"
	"fil/feed/websub"
)

// ledger stores the sender's pings in the memory. It implements websub.Ledger. The service replaces
// the memory when a run has opened another one.
type ledger struct {
	memory *atomic.Pointer[memory.Memory]
}

// SaveOwed implements websub.Ledger.
func (l ledger) SaveOwed(owed, done []websub.Ping) error {
	return l.memory.Load().SaveOwed(recordsOf(owed), recordsOf(done))
}

// DropOwed implements websub.Ledger.
func (l ledger) DropOwed(pings []websub.Ping) error {
	return l.memory.Load().DropOwed(recordsOf(pings))
}

// pingsOf converts stored pings to those of websub. Neither room imports the other, and the
// conversion does not compile unless both types have the same fields.
func pingsOf(records []memory.Ping) []websub.Ping {
	pings := make([]websub.Ping, len(records))
	for i, r := range records {
		pings[i] = websub.Ping(r)
	}
	return pings
}

// recordsOf is the reverse of pingsOf.
func recordsOf(pings []websub.Ping) []memory.Ping {
	records := make([]memory.Ping, len(pings))
	for i, p := range pings {
		records[i] = memory.Ping(p)
	}
	return records
}
