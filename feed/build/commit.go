package build

import (
	"fil/feed/memory"
	"fil/feed/publish"
)

// remember keeps what spares the next run work.
// Commit ends a run whose publication is being served: it closes the folders that the run has
// replaced, and stores what spares the next run work. A failure costs the next run time and nothing
// else, and is warned of.
func (e *Engine) Commit(out *Outcome) {
	e.closeReplaced()
	e.saveCache(out)
}

func (e *Engine) saveCache(out *Outcome) {
	if out.change == nil {
		return
	}
	if out.unsaved { // it would be worth nothing
		e.cache.Token = ""
		return
	}
	if err := e.cache.Save(*out.change); err != nil {
		e.cache.Token = "" // it is read again, as far as it goes
		e.Warn(err.Error())
		return
	}
	if err := e.compactBodies(); err != nil {
		e.Warn("the bodies of articles cannot be compacted: " + err.Error())
	}
}

// compact copies bodies together when most of what is kept of them is past.
func (e *Engine) compactBodies() error {
	if !e.memory.Wasteful(e.cache.Bodies) {
		return nil
	}
	wanted := e.memory.Bodies()
	for _, r := range e.cache.Records {
		if r.Usable() {
			wanted = append(wanted, r.Body)
		}
	}
	moved, err := e.memory.Compact(wanted)
	if err != nil {
		return err
	}
	for path, r := range e.cache.Records {
		if now, ok := moved[r.Body]; ok {
			r.Body = now
		} else if r.Usable() {
			e.cache.Drop(path)
			e.memo, e.previous, e.lastContent = publish.Memo{}, nil, nil
		}
	}
	e.cache.RewriteRecords()
	return e.cache.Save(memory.Change{Last: e.cache.LastRun})
}
