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
	// articles of the future are among them.
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
}

// Remember tells the permalink that the article in a file had when it was last
// published: links to it hold while its file cannot be read.
type Remember func(path string) (permalink string, ok bool)

// Read reads every article below the root of fsys. Only a root that cannot be read,
// or a context that ends, is an error: what is wrong with a file is a problem, and
// the others are read all the same.
func Read(ctx context.Context, fsys fs.FS, site *feed.Site, remember Remember) (*Content, error) {
	inv, err := walk(fsys)
	if err != nil {
		return nil, err
	}
	r := &reader{fsys: fsys, site: site, markdown: newMarkdown(), problems: inv.problems}
	heads := r.heads(ctx, inv.articles)
	heads = r.settle(heads)
	r.links = newLinks(site, heads, inv.assets)
	for _, name := range r.refused() {
		if permalink, ok := remember(name); ok {
			r.links.add(name, feed.Stem(name), permalink)
		}
	}
	r.sizes, r.paths = indexAssets(inv.assets)
	content := r.bodies(ctx, heads)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	content.Assets = inv.assets
	slices.SortStableFunc(r.problems, func(a, b *feed.Problem) int { return strings.Compare(a.Path, b.Path) })
	content.Problems, content.Refused, content.Unread = r.problems, r.refused(), inv.unread
	return content, nil
}

// refused names the article files with an error.
func (r *reader) refused() (names []string) {
	for _, p := range r.problems {
		if !p.Warning && isArticle(p.Path) && !slices.Contains(names, p.Path) {
			names = append(names, p.Path)
		}
	}
	return names
}

// reader is one reading of content.
type reader struct {
	fsys     fs.FS
	site     *feed.Site
	markdown *markdown
	links    *links
	// sizes and paths are those of assets, by their name in normal form.
	sizes map[string]int64
	paths map[string]string

	mu       sync.Mutex
	problems []*feed.Problem
}

func indexAssets(assets []Asset) (sizes map[string]int64, paths map[string]string) {
	sizes, paths = make(map[string]int64, len(assets)), make(map[string]string, len(assets))
	for _, a := range assets {
		sizes[normal(a.Path)], paths[normal(a.Path)] = a.Size, a.Path
	}
	return sizes, paths
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
			}
		})
	}
	wg.Wait()
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
	p := &feed.Problem{Path: name, Warning: warning, Message: err.Error()}
	var at *faultAt
	var path *fs.PathError
	switch {
	case errors.As(err, &at):
		p.Line, p.Hint = at.line, at.hint
	case errors.As(err, &path):
		p.Message = "cannot be read: " + path.Err.Error()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.problems = append(r.problems, p)
}

// heads reads every file as far as its address.
func (r *reader) heads(ctx context.Context, names []string) []*head {
	heads := make([]*head, len(names))
	r.each(ctx, len(names), func(i int) string { return names[i] }, func(i int) error {
		h, err := r.head(names[i])
		if err != nil {
			return err
		}
		for _, warning := range h.warnings {
			r.report(names[i], warning, true)
		}
		heads[i] = h
		return nil
	})
	return slices.DeleteFunc(heads, func(h *head) bool { return h == nil })
}

// settle leaves out articles whose address or ID another one has.
func (r *reader) settle(heads []*head) []*head {
	articles := make([]*feed.Article, len(heads))
	for i, h := range heads {
		articles[i] = &h.article
	}
	kept, problems := feed.Settle(articles)
	r.problems = append(r.problems, problems...)
	if len(problems) == 0 {
		return heads
	}
	keep := make(map[*feed.Article]bool, len(kept))
	for _, a := range kept {
		keep[a] = true
	}
	return slices.DeleteFunc(heads, func(h *head) bool { return !keep[&h.article] })
}

// bodies renders every article.
func (r *reader) bodies(ctx context.Context, heads []*head) *Content {
	articles := make([]*feed.Article, len(heads))
	r.each(ctx, len(heads), func(i int) string { return heads[i].article.Path }, func(i int) error {
		if err := r.body(heads[i]); err != nil {
			return err
		}
		articles[i] = &heads[i].article
		return nil
	})
	content := &Content{}
	for _, a := range articles {
		switch {
		case a == nil:
		case a.Stem == "":
			content.Introduction = a
		default:
			content.Articles = append(content.Articles, a)
		}
	}
	return content
}

// zone is the site's, which every time is given.
func (r *reader) zone() *time.Location { return r.site.TimeZone }
