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
	Assets       []Asset
	// Problems are in order of paths. Refused names the articles that are not in
	// Articles because of them.
	Problems []*feed.Problem
	Refused  []string
	// Unread are folders that could not be read.
	Unread []string
	// Records are what is new since the earlier reading, by path; nil is a file that
	// has gone.
	Records map[string]*feed.Record
}

// Options are what a reading may go by. The zero value reads everything.
type Options struct {
	// Inventory is what Walk has found; where it is nil, Read walks itself.
	Inventory *Inventory
	// Remember tells the permalink that the article in a file had when it was last
	// published: links to it hold while its file cannot be read.
	Remember func(path string) (permalink string, ok bool)
	// Past is what an earlier reading of the same site came to, by path. It is not
	// changed.
	Past map[string]*feed.Record
	// Settled says that no address was contested in it.
	Settled bool
	// Keep takes an article that was made, and tells where it is kept: in memory it stays
	// slim. It is called by several goroutines at once. Where it is nil, articles stay
	// whole.
	Keep func(a *feed.Article) (feed.Body, error)
	// Pack and Unpack, where there are any, make a record a block of bytes meanwhile: what
	// has no pointers is no work to the garbage collector.
	Pack   func(*feed.Record) []byte
	Unpack func([]byte) (*feed.Record, error)
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
	if o.Remember == nil {
		o.Remember = func(string) (string, bool) { return "", false }
	}
	inv, err := o.Inventory, error(nil)
	if inv == nil {
		inv, err = Walk(fsys, Tick)
	}
	if err != nil {
		return nil, err
	}
	r := &reader{fsys: fsys, site: site, markdown: newMarkdown(), problems: inv.problems, before: inv.before,
		Options: o, fresh: map[string]*feed.Record{}}
	ctx, r.stop = context.WithCancelCause(ctx)
	defer r.stop(nil)
	slots := r.settle(r.heads(ctx, inv))
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	refused := r.refused()
	if r.todo(ctx, slots, r.moved(inv, slots, refused)) {
		r.links = r.allLinks(slots, inv.assets, refused)
		r.bodies(ctx, slots)
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return r.content(slots, inv), nil
}

// reader is one reading of content.
type reader struct {
	Options
	fsys     fs.FS
	site     *feed.Site
	markdown *markdown
	links    *links
	before   time.Time    // what was changed later may change again without a trace
	held     atomic.Int64 // bytes of texts
	done, of atomic.Int64
	stop     context.CancelCauseFunc // ends the reading

	mu       sync.Mutex
	problems []*feed.Problem
	fresh    map[string]*feed.Record
}

// refused names the article files with an error.
func (r *reader) refused() (names []string) {
	seen := map[string]bool{}
	for _, p := range r.problems {
		if !p.Warning && isArticle(p.Path) && !seen[p.Path] {
			names, seen[p.Path] = append(names, p.Path), true
		}
	}
	return names
}

// each calls f for every index on all cores, and turns a panic into a problem of
// that one article.
func (r *reader) each(ctx context.Context, n int, name func(i int) string, f func(i int) error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
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
	const now = 64 // and then is often enough
	if done := r.done.Add(1); r.Progress != nil && done%now == 0 {
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
}

func problem(name string, err error, warning bool) *feed.Problem {
	p := &feed.Problem{Path: name, Warning: warning, Message: err.Error()}
	var at *faultAt
	var path *fs.PathError
	switch {
	case errors.As(err, &at):
		p.Line, p.Hint = at.line, at.hint
	case errors.As(err, &path):
		p.Message = "cannot be read: " + path.Err.Error()
	}
	return p
}

// slot is one article on its way.
type slot struct {
	// record is what was made of it, now or before; nil where there is none yet, and made
	// says that it is new.
	record *feed.Record
	made   bool
	packed []byte // is the record, meanwhile
	// head is what there is meanwhile, and err why it cannot be made.
	head *head
	err  error
	// failed is what is known of an article that could not be made.
	failed *feed.Article
}

// the is the article of a slot, as far as it is known.
func (s *slot) the() *feed.Article {
	switch {
	case s.record != nil:
		return s.record.Article
	case s.failed != nil:
		return s.failed
	}
	return &s.head.article
}

// heads reads every file as far as its address, and makes an article of it where that is
// enough. Of a file that is as it was, the record stands for it.
func (r *reader) heads(ctx context.Context, inv *Inventory) []slot {
	slots := make([]slot, len(inv.articles))
	var todo []int
	for i, f := range inv.articles {
		if past := r.Past[f.path]; past.Usable() && past.Sure && past.Stamp == f.stamp {
			slots[i].record = past
		} else {
			todo = append(todo, i)
		}
	}
	r.of.Store(int64(2 * len(todo)))
	if len(todo) > 0 {
		r.links = earlyLinks(r.site, inv)
	}
	r.each(ctx, len(todo), func(i int) string { return inv.articles[todo[i]].path }, func(i int) (err error) {
		slots[todo[i]], err = r.early(inv.articles[todo[i]].path)
		return err
	})
	r.each(ctx, len(todo), func(i int) string { return inv.articles[todo[i]].path }, func(i int) (err error) {
		if s := &slots[todo[i]]; s.packed != nil {
			s.record, err = r.Unpack(s.packed)
			s.packed = nil
		}
		return err
	})
	return slices.DeleteFunc(slots, func(s slot) bool { return s.record == nil && s.head == nil })
}

// earlyLinks knows where assets are published, and which names are articles'.
func earlyLinks(site *feed.Site, inv *Inventory) *links {
	l := newLinks(site, len(inv.assets)+len(inv.articles), func(l *links) {
		for _, a := range inv.assets {
			l.addAsset(a)
		}
		for _, f := range inv.articles {
			stem := feed.Stem(f.path)
			l.addArticle(f.path, stem, "")
			l.addArticle(f.path, stripBidi(stem), "")
		}
	})
	l.early = true
	return l
}

// early makes an article at once, while its text is at hand, unless it leads to another
// one, whose address is not known before all heads have been read. Where the bytes of the
// file are what they were, the record of them stands for it.
func (r *reader) early(name string) (slot, error) {
	var again *feed.Record
	h, err := r.open(name, func(h *head) bool { again = r.known(h); return again != nil })
	switch {
	case again != nil:
		return slot{record: again}, nil
	case err != nil:
		return slot{}, err
	}
	attempt := *h
	record, err := r.make(&attempt)
	switch {
	case attempt.refs.article:
		r.hold(h)
		return slot{head: h}, nil
	case err != nil:
		h.body = ""
		return slot{head: h, err: err}, nil
	}
	if r.Pack != nil {
		return slot{packed: r.Pack(record), made: true}, nil
	}
	return slot{record: record, made: true}, nil
}

// known is the record of a file whose bytes are what they were, although its stamp is
// not: nil where it has to be read. Where the file's time stands for the date that its
// author did not give, another time makes another article.
func (r *reader) known(h *head) *feed.Record {
	past := r.Past[h.article.Path]
	if !past.Usable() || past.Article.Hash != h.article.Hash ||
		past.Stamp.Modified != h.stamp.Modified && past.Article.Published.Unix() == time.Unix(0, past.Stamp.Modified).Unix() {
		return nil
	}
	again := *past
	again.Stamp, again.Sure = h.stamp, h.sure
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fresh[h.article.Path] = &again
	return &again
}

// settle leaves out articles whose address another one has. IDs are nobody's yet.
func (r *reader) settle(slots []slot) []slot {
	articles, fresh := make([]*feed.Article, len(slots)), map[*feed.Article]bool{}
	for i := range slots {
		if articles[i] = slots[i].the(); slots[i].made || slots[i].record == nil {
			fresh[articles[i]] = true
		}
	}
	if r.Settled && feed.Beside(articles, fresh) {
		return slots
	}
	kept, problems := feed.SettlePlaces(articles)
	r.problems = append(r.problems, problems...)
	if len(problems) == 0 {
		return slots
	}
	keep := make(map[*feed.Article]bool, len(kept))
	for _, a := range kept {
		keep[a] = true
	}
	return slices.DeleteFunc(slots, func(s slot) bool { return !keep[s.the()] })
}

// moved finds which files of content have come, have gone, or are published elsewhere
// than they were. It returns hashes of the names by which they are referred to.
func (r *reader) moved(inv *Inventory, slots []slot, refused []string) map[uint64]bool {
	moved, met := map[uint64]bool{}, 0
	settle := func(path, stem, permalink string) {
		past := r.Past[path]
		if past != nil {
			met++
		}
		if past == nil || past.Article == nil || past.Article.Permalink != permalink || past.Article.Stem != stem {
			moved[refOf(normal(path))], moved[refOf(stem)] = true, true
		}
	}
	for i := range slots {
		a := slots[i].the()
		settle(a.Path, a.Stem, a.Permalink)
	}
	for _, path := range refused {
		a := r.refusal(path)
		settle(path, a.Stem, a.Permalink)
	}
	for i := range inv.assets {
		a := &inv.assets[i]
		a.Sure = sure(a.Stamp, r.before)
		past := r.Past[a.Path]
		if past != nil {
			met++
		}
		if past == nil || past.Article != nil || past.Stamp != a.Stamp {
			moved[refOf(normal(a.Path))] = true
		}
		if past == nil || past.Article != nil || past.Stamp != a.Stamp || past.Sure != a.Sure {
			r.fresh[a.Path] = &feed.Record{Stamp: a.Stamp, Sure: a.Sure}
		}
	}
	if met < len(r.Past) {
		r.gone(inv, slots, refused, moved)
	}
	return moved
}

// refusal is what is known of an article that cannot be read.
func (r *reader) refusal(path string) *feed.Article {
	a := &feed.Article{Path: path, Stem: normal(feed.Stem(path))}
	a.Permalink, _ = r.Remember(path)
	return a
}

// gone records what is no longer there.
func (r *reader) gone(inv *Inventory, slots []slot, refused []string, moved map[uint64]bool) {
	here := make(map[string]bool, len(r.Past))
	for i := range slots {
		here[slots[i].the().Path] = true
	}
	for _, path := range refused {
		here[path] = true
	}
	for _, a := range inv.assets {
		here[a.Path] = true
	}
	for path, past := range r.Past {
		if here[path] {
			continue
		}
		r.fresh[path], moved[refOf(normal(path))] = nil, true
		if past.Article != nil {
			moved[refOf(past.Article.Stem)] = true
		}
	}
}

// todo takes up again those articles that refer to what has moved: their files are
// read as if they had changed. It reports whether there is anything to be made.
func (r *reader) todo(ctx context.Context, slots []slot, moved map[uint64]bool) bool {
	var again []int
	found := false
	for i, s := range slots {
		switch {
		case s.head != nil:
			found = true
		case s.record == nil:
		case len(moved) > 0 && !s.made && slices.ContainsFunc(s.record.Refs, func(ref uint64) bool { return moved[ref] }):
			again = append(again, i)
		}
	}
	r.of.Add(int64(len(again)))
	path := func(i int) string { return slots[again[i]].the().Path }
	r.each(ctx, len(again), path, func(i int) error {
		name := path(i)
		h, err := r.open(name, func(*head) bool { return false })
		if err == nil && h.article.Hash != slots[again[i]].record.Article.Hash {
			err = errChanging // and perhaps its address, by which others were read
		}
		if err != nil {
			slots[again[i]] = slot{failed: &feed.Article{Path: name}}
			return err
		}
		slots[again[i]] = slot{head: h}
		return nil
	})
	return found || len(again) > 0
}

// allLinks knows where everything is published.
func (r *reader) allLinks(slots []slot, assets []Asset, refused []string) *links {
	here := make([]*feed.Article, 0, len(slots)) // slots change while articles are made
	for i := range slots {
		if slots[i].failed == nil {
			here = append(here, slots[i].the())
		}
	}
	return newLinks(r.site, len(slots)+len(assets), func(l *links) {
		for _, a := range assets {
			l.addAsset(a)
		}
		for _, a := range here {
			l.addArticle(a.Path, a.Stem, a.Permalink)
		}
		for _, path := range refused {
			if a := r.refusal(path); a.Permalink != "" {
				l.addArticle(path, a.Stem, a.Permalink)
			}
		}
	})
}

// bodies makes every article that was not made before.
func (r *reader) bodies(ctx context.Context, slots []slot) {
	var todo []int
	for i, s := range slots {
		if s.head != nil {
			todo = append(todo, i)
		}
	}
	r.of.Add(int64(len(todo)))
	r.each(ctx, len(todo), func(i int) string { return slots[todo[i]].the().Path }, func(i int) error {
		s := &slots[todo[i]]
		if s.err == nil {
			s.record, s.err = r.make(s.head)
		}
		if s.err != nil { // links to it lead where they would
			s.failed = &feed.Article{Path: s.head.article.Path, Stem: s.head.article.Stem, Permalink: s.head.article.Permalink}
		}
		s.head, s.made = nil, s.err == nil
		return s.err
	})
}

// make makes one article.
func (r *reader) make(h *head) (*feed.Record, error) {
	if err := r.body(h); err != nil || r.links.early && h.refs.article {
		return nil, err
	}
	a := h.article // the head goes, with the text
	a.Weight, a.Frame = a.Weigh()
	record := &feed.Record{Stamp: h.stamp, Sure: h.sure, Article: &a, Refs: slices.Sorted(slices.Values(h.refs.hashes))}
	for _, warning := range h.warnings {
		record.Warnings = append(record.Warnings, problem(a.Path, warning, true))
	}
	if r.Keep == nil {
		return record, nil
	}
	var err error
	if record.Body, err = r.Keep(&a); err != nil {
		err = fmt.Errorf("keeping %s: %w", a.Path, err)
		r.stop(err) // no article is to blame for a full disk
		return nil, err
	}
	record.Article = a.Slim()
	return record, nil
}

// content is what it all came to.
func (r *reader) content(slots []slot, inv *Inventory) *Content {
	c := &Content{Assets: inv.assets, Unread: inv.unread, Records: r.fresh}
	c.Articles = make([]*feed.Article, 0, len(slots))
	failed := map[string]*feed.Article{}
	for _, s := range slots {
		if s.failed != nil {
			if s.failed.Permalink != "" {
				failed[s.failed.Path] = s.failed
			}
			continue
		}
		a := s.record.Article
		if s.made {
			r.fresh[a.Path] = s.record
		}
		r.problems = append(r.problems, s.record.Warnings...)
		if a.Stem == "" {
			c.Introduction = a
		} else {
			c.Articles = append(c.Articles, a)
		}
	}
	c.Refused = r.refused()
	for _, path := range c.Refused {
		a := failed[path]
		if a == nil {
			a = r.refusal(path)
		}
		r.fresh[path] = &feed.Record{Refused: true, Article: a}
	}
	slices.SortStableFunc(r.problems, func(a, b *feed.Problem) int { return strings.Compare(a.Path, b.Path) })
	c.Problems = r.problems
	return c
}

// zone is the site's, which every time is given.
func (r *reader) zone() *time.Location { return r.site.TimeZone }
