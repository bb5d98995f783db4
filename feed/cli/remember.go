package cli

import (
	"fmt"
	"runtime/debug"
	"sync"

	"fil/feed"
	"fil/feed/memory"
	"fil/feed/publish"
)

// remembering returns a function that keeps, once, what is about to be published: an ID is
// remembered before anybody sees it.
func (h *house) remembering(keep memory.Publication, changed int) (kept func() error) {
	return sync.OnceValue(func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("a fault of Fil's: %v", p)
			}
		}()
		if changed > few {
			debug.FreeOSMemory() // a transaction is as large as what it writes
		}
		return h.memory.Keep(keep)
	})
}

// forgotten is the problem that what is published cannot be remembered, which is no reason to
// take anything down.
func (a *app) forgotten(err error) *feed.Problem {
	return &feed.Problem{Path: a.settings.state, Message: "what is published cannot be remembered: " + err.Error(),
		Hint: "make room there, or let Fil write there; it is tried again at each run"}
}

// remember keeps what spares the next run work.
func (h *house) remember(a *app, out *outcome) {
	if out.change == nil {
		return
	}
	if out.lost { // it would be worth nothing
		h.cache.Token = ""
		return
	}
	if err := h.cache.Save(*out.change); err != nil {
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
	wanted := h.memory.Bodies()
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
	h.cache.RewriteRecords()
	return h.cache.Save(memory.Change{Last: h.cache.LastRun})
}

// gonePaths are the files of the last publication whose articles are not in this one.
func gonePaths(r *reading, live []*feed.Article) (paths []string) {
	here := map[string]bool{}
	for _, a := range live {
		here[a.Path] = true
	}
	for _, path := range r.touched() {
		if !here[path] {
			paths = append(paths, path)
		}
	}
	return paths
}
