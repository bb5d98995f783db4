package build

// Commit ends a run after its publication is being served: it closes the folders that the run has
// replaced, and saves the cache. An error is reported to Config.Warn only, because it costs the next
// run time and nothing else.
func (e *Engine) Commit(out *Outcome) {
	e.closeReplaced()
	switch {
	case out.change == nil:
	case out.unsaved:
		e.cache.Token = "" // so that the next run opens the cache again
	default:
		if err := e.cache.Save(*out.change); err != nil {
			e.cache.Token = ""
			e.Warn(err.Error())
		}
	}
}
