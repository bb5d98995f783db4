package build

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
func (e *Engine) saveOnce(keep memory.Publication, changed int) (kept func() error) {
	return sync.OnceValue(func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("a fault of Fil's: %v", p)
			}
		}()
		if changed > fewFiles {
			debug.FreeOSMemory() // a transaction is as large as what it writes
		}
		return e.memory.Keep(keep)
	})
}

// forgotten is the problem that what is published cannot be remembered, which is no reason to
// take anything down.
func (c Config) unsavedProblem(err error) *feed.Problem {
	return &feed.Problem{Path: c.State, Message: "what is published cannot be remembered: " + err.Error(),
		Hint: "make room there, or let Fil write there; it is tried again at each run"}
}

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

// gonePaths are the files of the last publication whose articles are not in this one.
func withdrawnPaths(r *reading, live []*feed.Article) (paths []string) {
	here := map[string]bool{}
	for _, a := range live {
		here[a.Path] = true
	}
	for _, path := range r.changedPaths() {
		if !here[path] {
			paths = append(paths, path)
		}
	}
	return paths
}
