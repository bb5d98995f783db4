package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
	"fil/feed/source/markup"
)

// Content is what a folder of writing holds.
type Content struct {
	// Articles are those that could be read, in order of their paths. Drafts and
	// articles of the future are among them. Those that have not changed since an
	// earlier reading are the very same.
	Articles []*feed.Article
	// Introduction is the index file at the root, which stands above the home page's
	// list; nil where there is none.
	Introduction *feed.Article
	Assets       []inventory.Asset
	// Problems are in order of paths. Refused names the articles that are not in
	// Articles because of them.
	Problems []*feed.Problem
	Refused  []string
	// Contested says that some are among these because others have their addresses, and
	// Passing that the next reading may find something else although no file has changed.
	Collided, Transient bool
	// Unread are folders that could not be read.
	Unread []string
	// Records are what is new since the earlier reading, by path; nil is a file that
	// has gone.
	Records map[string]*feed.Record
	// Again says that nothing else was looked at: all else is that of Options.Last.
	Incremental bool

	unpublished       []*feed.Problem // of Problems, those that are of several files, or of site.yaml
	frontMatterAssets []string        // assets that open like a text, and are not published

	recheck []string        // files that may change without a trace, and are read again
	refs    map[uint64]bool // all that any record refers to, and perhaps more, once it is registered
}

// Options are what a reading may go by. The zero value reads everything.
type Options struct {
	// Inventory is what Walk has found; where it is nil, Read walks itself.
	Inventory *inventory.Inventory
	// Was returns what the article in a file was known by in the last publication, nil if it was
	// not in it: links to it hold while its file cannot be read.
	LastPublished func(path string) *feed.Article
	// Rank orders articles that claim one address, as [feed.Identities.Rank] does; unread are the
	// files that cannot be read. nil is the same for all.
	Rank func(articles []*feed.Article, unread []string) func(a *feed.Article) int
	// Updated tells when an article whose front matter does not say so was last updated, zero
	// where that is when it was published; nil is zero for all. The article has its content.
	Updated func(a *feed.Article) time.Time
	// Length returns the size in bytes of a file on another server, 0 if it is unknown. nil makes
	// no requests.
	Length func(url string) int64
	// Past is what an earlier reading of the same site came to, by path. It is not
	// changed.
	Records map[string]*feed.Record
	// Settled says that no address was contested in it.
	NoCollisions bool
	// Last is what the last reading came to, in this process, of which Past is what was
	// recorded; nil where there was none. Places are those of all its articles, and become
	// those of this reading's: where that is not Again, they are of no use any more.
	Last      *Content
	Addresses *feed.Register
	// Keep takes an article that was made, and tells where it is kept: in memory it stays
	// slim. It is called by several goroutines at once. Where it is nil, articles stay
	// whole.
	StoreText func(a *feed.Article) (feed.Body, error)
	// Pack and Unpack, where there are any, make the record of a file a block of bytes
	// meanwhile: what has no pointers is no work to the garbage collector.
	Pack   func(*feed.Record) []byte
	Unpack func(path string, block []byte) (*feed.Record, error)
	// Now is the time of the run; zero is when content was listed.
	Now time.Time
	// Patience bounds how long an article may take; nil is a new one.
	Timeouts *Timeouts
	// Progress is told now and then how many of how many files have been read.
	Progress func(done, of int)
}

// Read reads every article below the root of fsys. Only a root that cannot be read,
// or a context that ends, is an error: what is wrong with a file is a problem, and
// the others are read all the same.
//
// A file that has the stamp of an earlier reading is not opened. An article is made
// anew when its file has changed, or one that it refers to.
func Read(ctx context.Context, fsys fs.FS, site *feed.Site, o Options) (*Content, error) {
	if o.LastPublished == nil {
		o.LastPublished = func(string) *feed.Article { return nil }
	}
	if o.Timeouts == nil {
		o.Timeouts = &Timeouts{}
	}
	inv, err := o.Inventory, error(nil)
	if inv == nil {
		inv, err = inventory.Walk(fsys, inventory.Tick)
	}
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if o.Last != nil && o.NoCollisions && inv.Changed != nil {
		if c := newReader(fsys, site, inv, o, stop).incremental(ctx, inv); c != nil || ctx.Err() != nil {
			return c, context.Cause(ctx)
		}
	}
	return newReader(fsys, site, inv, o, stop).full(ctx, inv)
}

func newReader(fsys fs.FS, site *feed.Site, inv *inventory.Inventory, o Options, stop context.CancelCauseFunc) *reader {
	if o.Now.IsZero() {
		o.Now = inv.Before
	}
	return &reader{fsys: fsys, site: site, markdown: markup.NewMarkdown(), before: inv.Before, Options: o, stop: stop,
		shared: &shared{problems: slices.Clone(inv.Problems), newRecords: map[string]*feed.Record{},
			transient: slices.ContainsFunc(inv.Problems, func(p *feed.Problem) bool { return !p.Warning })}}
}

// all reads everything.
func (r *reader) full(ctx context.Context, inv *inventory.Inventory) (*Content, error) {
	if len(r.Records) == 0 {
		r.newRecords = make(map[string]*feed.Record, inv.Files())
	}
	jobs := r.dropCollisions(r.withoutCopies(r.heads(ctx, inv.Articles, inv)))
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	refused := r.refused()
	moved, met := r.findMoved(inv.Assets, jobs, refused)
	if met < len(r.Records) {
		r.findRemoved(inv, jobs, refused, moved)
	}
	if r.reopen(ctx, jobs, moved) {
		r.links = r.allLinks(addressed(jobs), inv.Assets, refused)
		r.bodies(ctx, jobs)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return r.content(jobs, inv), nil
}

// reader is one reading of content. A copy makes one article, own from what changes meanwhile.
type reader struct {
	Options
	fsys     fs.FS
	site     *feed.Site
	markdown *markup.Markdown
	links    *links
	before   time.Time               // what was changed later may change again without a trace
	stop     context.CancelCauseFunc // ends the reading

	collided       bool
	changedFolders []string // folders of which what is said is new

	*shared
}

// shared is what the goroutines of a reading share.
type shared struct {
	bufferedBytes atomic.Int64 // bytes of texts
	done, of      atomic.Int64
	sizes         sync.Map // of pictures, by path
	folders       folders

	mu         sync.Mutex
	problems   []*feed.Problem
	transient  bool
	newRecords map[string]*feed.Record
}

// refused names the article files with an error.
func (r *reader) refused() (names []string) {
	seen := map[string]bool{}
	for _, p := range r.problems {
		if !p.Warning && inventory.IsArticle(p.Path) && !seen[p.Path] {
			names, seen[p.Path] = append(names, p.Path), true
		}
	}
	return names
}

// each calls f for every index on all cores, and turns a panic into a problem of
// that one article.
func (r *reader) forEach(ctx context.Context, n int, name func(i int) string, f func(i int) error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, 2*runtime.GOMAXPROCS(0)) { // one waits for a disk while another works
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

// step counts one piece of work that is done.
func (r *reader) step() {
	const interval = 64 // and then is often enough
	if done := r.done.Add(1); r.Progress != nil && done%interval == 0 {
		r.Progress(int(done), int(r.of.Load()))
	}
}

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

// report files an error as a problem of the article.
func (r *reader) report(name string, err error, warning bool) {
	p := problem(name, err, warning)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.problems = append(r.problems, p)
	var path *fs.PathError
	r.transient = r.transient || errors.Is(err, errChanging) || errors.As(err, &path)
}

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

// bodies makes every article that was not made before.
func (r *reader) bodies(ctx context.Context, jobs []job) {
	var pending []int
	for i, s := range jobs {
		if s.head != nil {
			pending = append(pending, i)
		}
	}
	r.of.Add(int64(len(pending)))
	r.forEach(ctx, len(pending), func(i int) string { return jobs[pending[i]].article().Path }, func(i int) error {
		s := &jobs[pending[i]]
		if s.err == nil {
			s.record, s.err = r.makeRecord(ctx, s.head)
		}
		if s.err == nil && r.Pack != nil { // its texts are parts of its file's
			s.record, s.err = r.Unpack(s.article().Path, r.Pack(s.record))
		}
		if s.err != nil { // links to it lead where they would
			s.failed = &feed.Article{Path: s.head.article.Path, Stem: s.head.article.Stem, Permalink: s.head.article.Permalink}
		}
		s.head, s.made = nil, s.err == nil
		return s.err
	})
}

// make makes one article.
func (r *reader) makeRecord(ctx context.Context, h *head) (*feed.Record, error) {
	own := *r // it may be at work when the reading goes on with other links
	err := r.Timeouts.run(ctx, h.article.Hash, func() error { return own.body(h) })
	if err != nil || r.links.early && h.refs.article {
		return nil, err
	}
	h.limit(r.site.Limits)
	r.revise(h)
	h.article.Previewed = r.site.Preview
	a := h.article // the head goes, with the text
	weight, frame := a.Weigh()
	a.Weight, a.Frame = int32(weight), int32(frame)
	record := &feed.Record{Stamp: h.stamp, Sure: h.sure, Article: &a, Refs: slices.Sorted(slices.Values(h.refs.hashes))}
	for _, warning := range h.warnings {
		var unclear unclearError
		record.Warnings = append(record.Warnings, problem(a.Path, warning, !errors.As(warning, &unclear)))
	}
	if r.StoreText == nil {
		return record, nil
	}
	if record.Body, err = r.StoreText(&a); err != nil {
		err = fmt.Errorf("keeping %s: %w", a.Path, err)
		r.stop(err) // no article is to blame for a full disk
		return nil, err
	}
	record.Article = a.Slim()
	return record, nil
}

// content is what it all came to.
func (r *reader) content(jobs []job, inv *inventory.Inventory) *Content {
	c := &Content{Unread: inv.Unread, Records: r.newRecords, Collided: r.collided, Transient: r.transient}
	c.frontMatterAssets = r.frontMatterAssets(inv, nil, nil)
	c.Assets, c.unpublished = published(inv, c.frontMatterAssets)
	c.unpublished = append(c.unpublished, r.siteProblems(inv)...)
	c.Articles = make([]*feed.Article, 0, len(jobs))
	for _, s := range jobs {
		if s.failed != nil {
			continue
		}
		a := s.record.Article
		if s.made {
			r.newRecords[a.Path] = s.record
		}
		r.problems = append(r.problems, s.record.Warnings...)
		if a.Stem == "" {
			c.Introduction = a
		} else {
			c.Articles = append(c.Articles, a)
		}
	}
	r.recordRefused(c, jobs)
	r.problems = append(r.problems, c.unpublished...)
	slices.SortStableFunc(r.problems, func(a, b *feed.Problem) int { return strings.Compare(a.Path, b.Path) })
	c.Problems = r.problems
	c.findRecheck()
	return c
}

// refuse records which files were refused, and where links to them lead.
func (r *reader) recordRefused(c *Content, jobs []job) {
	failed := map[string]*feed.Article{}
	for _, s := range jobs {
		if s.failed != nil && s.failed.Permalink != "" {
			failed[s.failed.Path] = s.failed
		}
	}
	made := map[string]bool{} // also those of which it is in doubt for whom they are
	for _, s := range jobs {
		if s.failed == nil {
			made[s.article().Path] = true
		}
	}
	c.Refused = slices.DeleteFunc(r.refused(), func(path string) bool { return made[path] })
	for _, path := range c.Refused {
		a := failed[path]
		if a == nil {
			a = r.failedArticle(path)
		}
		r.newRecords[path] = &feed.Record{Refused: true, Article: a}
	}
}

// findUnsure lists the files that may change without a trace.
func (c *Content) findRecheck() {
	for path, record := range c.Records {
		if record != nil && !record.Sure {
			c.recheck = append(c.recheck, path)
		}
	}
	for _, a := range c.Assets {
		if !a.Sure {
			c.recheck = append(c.recheck, a.Path)
		}
	}
}

// Register registers the places of all articles, and what they refer to, for a reading that
// goes on from this one: records are those of all files.
func (c *Content) Register(records map[string]*feed.Record) *feed.Register {
	c.refs = refsOf(records)
	r := feed.NewRegister(c.Articles)
	if c.Introduction != nil {
		r.Add(c.Introduction)
	}
	return r
}

// zone is the site's, which every time is given.
func (r *reader) zone() *time.Location { return r.site.TimeZone }
