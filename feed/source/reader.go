package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
	"fil/feed/source/markup"
)

// reader reads content once. makeRecord copies it, because a rendering that timed out may still run
// while r.links changes.
type reader struct {
	Options
	fsys     fs.FS
	site     *feed.Site
	markdown *markup.Markdown
	links    *links
	before   time.Time               // a file changed later may change again within the same tick of the clock, with the same stamp
	stop     context.CancelCauseFunc // cancels the reading with an error

	changedFolders []string // folders whose data files (see IsFolderData) changed

	*shared
}

// shared is the state that the goroutines of a reading share.
type shared struct {
	bufferedBytes atomic.Int64 // size of all buffered texts, at most maxBuffered
	done, of      atomic.Int64
	sizes         sync.Map // image.Config of pictures, by path
	folders       folders

	mu         sync.Mutex
	problems   []*feed.Problem
	transient  bool
	newRecords map[string]*feed.Record
}

// refusedPaths returns the paths of the article files that have an error.
func (r *reader) refusedPaths() (names []string) {
	seen := map[string]bool{}
	for _, p := range r.problems {
		if !p.Warning && inventory.IsArticle(p.Path) && !seen[p.Path] {
			names, seen[p.Path] = append(names, p.Path), true
		}
	}
	return names
}

// forEach calls f with 0 to n-1, concurrently. An error or panic of f becomes a problem of the file
// name(i).
func (r *reader) forEach(ctx context.Context, n int, name func(i int) string, f func(i int) error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, 2*runtime.GOMAXPROCS(0)) { // twice as many goroutines as cores, because some wait for the disk
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := guarded(i, f); err != nil {
					r.report(name(i), err, false)
				}
				r.step()
			}
		})
	}
	wg.Wait()
}

// step counts a finished step, and reports progress from time to time.
func (r *reader) step() {
	const interval = 64 // steps between two reports
	if done := r.done.Add(1); r.Progress != nil && done%interval == 0 {
		r.Progress(int(done), int(r.of.Load()))
	}
}

// guarded calls f(i), and returns a panic as an error with its stack: a fault in Fil must not stop
// the other articles.
func guarded(i int, f func(i int) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			stack := make([]byte, 4<<10)
			stack = stack[:runtime.Stack(stack, false)]
			err = fmt.Errorf("a fault of Fil's, not of yours: %v\n%s", p, stack)
		}
	}()
	return f(i)
}

// report adds an error to the problems, and sets transient if the next reading may not find it.
func (r *reader) report(name string, err error, warning bool) {
	p := problem(name, err, warning)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.problems = append(r.problems, p)
	var path *fs.PathError
	r.transient = r.transient || errors.Is(err, errChanging) || errors.As(err, &path)
}

// problem converts an error of a file into a problem, with line and hint if the error has them.
func problem(name string, err error, warning bool) *feed.Problem {
	p := &feed.Problem{Path: name, Warning: warning, Message: err.Error()}
	var at *frontmatter.Error
	var path *fs.PathError
	switch {
	case errors.As(err, &at):
		p.Line, p.Hint = at.Line, at.Hint
	case errors.As(err, &path):
		p.Message = "cannot be read: " + path.Err.Error()
	}
	return p
}

// bodies renders every article that has no record yet.
func (r *reader) bodies(ctx context.Context, jobs []job) {
	var pending []int
	for i, j := range jobs {
		if j.head != nil {
			pending = append(pending, i)
		}
	}
	r.of.Add(int64(len(pending)))
	r.forEach(ctx, len(pending), func(i int) string { return jobs[pending[i]].article().Path }, func(i int) error {
		j := &jobs[pending[i]]
		if j.err == nil {
			j.record, j.err = r.makeRecord(ctx, j.head)
		}
		if j.err != nil { // links to it still resolve
			j.failed = &feed.Meta{Path: j.head.article.Path, Stem: j.head.article.Stem, Permalink: j.head.article.Permalink}
		}
		j.head, j.made = nil, j.err == nil
		return j.err
	})
}

// makeRecord renders an article and returns its record. It returns nil and no error if the article
// links to another one whose address is not known yet.
func (r *reader) makeRecord(ctx context.Context, h *head) (*feed.Record, error) {
	own := *r // see reader
	err := r.Timeouts.run(ctx, h.article.Hash, func() error { return own.body(h) })
	if err != nil || r.links.early && h.refs.article {
		return nil, err
	}
	h.limit(r.site.Limits)
	r.revise(h)
	h.article.Previewed = r.site.Preview
	a := h.article
	weight, frame := a.AtomSize()
	a.ContentSize, a.FrameSize = int32(weight), int32(frame)
	record := &feed.Record{Stamp: h.stamp, Sure: h.sure, Refs: slices.Sorted(slices.Values(h.refs.hashes))}
	for _, warning := range h.warnings {
		var unclear unclearError
		record.Warnings = append(record.Warnings, problem(a.Path, warning, !errors.As(warning, &unclear)))
	}
	if r.StoreText != nil { // it sets the Print
		if err := r.StoreText(&a); err != nil {
			err = fmt.Errorf("keeping %s: %w", a.Path, err)
			r.stop(err) // a full disk is not an error of this article
			return nil, err
		}
	}
	record.Meta = a.Meta.Clone() // so that the text can be freed
	return record, nil
}

// zone is the site's time zone, which every time carries.
func (r *reader) zone() *time.Location { return r.site.TimeZone }
