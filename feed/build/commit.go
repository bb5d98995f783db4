package build

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
}
