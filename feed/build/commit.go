package build

import (
	"fil/feed/memory"
	"fil/feed/publish"
)

// Commit ends a run after its publication is being served: it closes the folders that the run has
// replaced, and saves the cache. An error is reported to Config.Warn only, because it costs the next
// run time and nothing else.
func (e *Engine) Commit(out *Outcome) {
	e.closeReplaced()
	e.saveCache(out)
}

// saveCache saves what the run has read and made, so that the next run need not do it again. If that
// fails, it clears the cache's token, so that the next run opens the cache again.
func (e *Engine) saveCache(out *Outcome) {
	if out.change == nil {
		return
	}
	if out.unsaved {
		e.cache.Token = ""
		return
	}
	if err := e.cache.Save(*out.change); err != nil {
		e.cache.Token = ""
		e.Warn(err.Error())
		return
	}
	if err := e.compactBodies(); err != nil {
		e.Warn("the bodies of articles cannot be compacted: " + err.Error())
	}
}

// compactBodies copies the bodies of articles that are still used into a new file, if most of the old
// file is no longer used. It updates the records of the cache, and drops those whose body was not
// copied.
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
		if position, ok := moved[r.Body]; ok {
			r.Body = position
		} else if r.Usable() {
			e.cache.Drop(path)
			e.memo, e.previous, e.lastContent = publish.Memo{}, nil, nil
		}
	}
	e.cache.RewriteRecords()
	return e.cache.Save(memory.Change{Last: e.cache.LastRun})
}
