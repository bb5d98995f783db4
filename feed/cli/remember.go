package cli

import (
	"fmt"
	"runtime/debug"
	"sync"

	"fil/feed/memory"
	"fil/feed/publish"
)

// remember keeps what was published: first what outlives a run, then what spares work.
// That it cannot is no reason to take anything down.
func (h *house) remember(a *app, out *outcome) {
	if out.keep == nil {
		return
	}
	if len(out.change.Records) > few {
		debug.FreeOSMemory() // a transaction is as large as what it writes: what is past makes room for it
	}
	kept := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				kept <- fmt.Errorf("a fault of Fil's: %v", p)
			}
		}()
		kept <- h.memory.Keep(*out.keep)
	}()
	committed := sync.OnceValue(func() error { return <-kept })
	defer committed() // nothing goes on when this is over, whatever became of the cache
	err := h.cache.Keep(*out.change, committed)
	if lost := committed(); lost != nil {
		h.cache.Token = ""
		a.complain("warning", "what was published cannot be remembered: "+lost.Error(), "")
		return
	}
	if err != nil {
		h.cache.Token = "" // it is read again, as far as it goes
		a.complain("warning", err.Error(), "")
		return
	}
	if err := h.compact(); err != nil {
		a.complain("warning", "the bodies of articles cannot be compacted: "+err.Error(), "")
	}
}

// compact copies bodies together when most of what is kept of them is past.
func (h *house) compact() error {
	if !h.memory.Wasteful(h.cache.Bodies) {
		return nil
	}
	wanted := h.memory.Kept()
	for _, r := range h.cache.Records {
		if r.Usable() {
			wanted = append(wanted, r.Body)
		}
	}
	moved, err := h.memory.Compact(wanted)
	if err != nil {
		return err
	}
	for path, r := range h.cache.Records {
		if now, ok := moved[r.Body]; ok {
			r.Body = now
		} else if r.Usable() {
			h.cache.Drop(path)
			h.memo, h.former, h.recent = publish.Memo{}, nil, nil
		}
	}
	h.cache.Forget()
	return h.cache.Keep(memory.Change{Last: h.cache.Last}, func() error { return nil })
}
