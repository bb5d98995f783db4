package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"fil/feed"
	"fil/feed/check"
	"fil/feed/disk"
	"fil/feed/memory"
	"fil/feed/publish"
)

// Checked is the result of [Check]: the problems of content and of the publication, and the numbers
// of live articles and of feeds.
type Checked struct {
	Problems []*feed.Problem
	// Advice is what would be better for readers, although nothing is wrong.
	Advice          []*feed.Problem
	Articles, Feeds int
	Waiting         feed.Waiting
}

// Check reads content as a first run would, makes every file of the publication in memory and checks
// it. It makes no network requests, and writes nothing but temporary files. o names the profiles by which
// feeds are checked.
func Check(ctx context.Context, c Config, o check.Options) (checked *Checked, err error) {
	c.Offline = true
	spool, err := memory.NewSpool()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, spool.Close()) }()
	lengths, err := memory.Peek(c.State)
	if err != nil {
		lengths = nil // fewer lengths are known then, which is no problem of content
	}
	if lengths != nil {
		defer lengths.Close()
	}
	r, root, err := c.readWithoutEngine(ctx, origin{lengths: lengths, texts: spool})
	if err != nil {
		return nil, err
	}
	defer root.Close()
	w := r.withholdAssets()
	in, err := r.planInput(w)
	if err != nil {
		return nil, err
	}
	in.Theme, in.ThemeError = loadTheme(r.fsys)
	plan, err := r.plan(in, nil)
	if err != nil {
		return nil, err
	}
	problems, advice := publish.Check(plan, r.load, o)
	return &Checked{Problems: slices.Concat(r.problems, w.problems, r.unknownFeeds(plan), problems), Advice: slices.Concat(r.advise(plan), advice), Articles: plan.Articles, Feeds: len(plan.Feeds), Waiting: r.set.Waiting()}, nil
}

// Listing is the articles of a site, drafts too, without their texts.
type Listing struct {
	Site     *feed.Site
	Articles []*feed.Meta
	// Unread counts the files and folders that cannot be read.
	Unread int
}

// List reads content as a first run would. Articles have the IDs that their addresses give them.
func List(ctx context.Context, c Config) (*Listing, error) {
	c.Offline = true
	r, root, err := c.readWithoutEngine(ctx, origin{})
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return &Listing{r.site, r.set.Articles(), len(r.Refused) + len(r.Unread)}, nil
}

// Identify reads content as [List] does, but gives articles the IDs that they have in the memory. It
// works also while another process publishes.
func Identify(ctx context.Context, c Config) (*Listing, error) {
	r, closeAll, err := c.readWithMemory(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	return &Listing{r.site, r.set.Articles(), len(r.Refused) + len(r.Unread)}, nil
}

// Forecast is the result of [DryRun]: what a run would change for subscribers.
type Forecast struct {
	feed.Comparison
	Site *feed.Site
	// Revised lists the files of articles that would be updated.
	Revised []string
	// Shrunk lists the feeds that would be gone or select fewer articles.
	Shrunk []feed.Shrunk
	// Events are those that the run would store for webhooks and posts.
	Events   []feed.Event
	Problems []*feed.Problem
	// Refused is the [*FloodError] or, if site.yaml is gone, the [*source.SiteError] with which the run would be
	// refused; nil if it would not be.
	Refused error
}

// DryRun reads content, plans the publication with a copy of the memory, and compares it with the
// last one. It works also while another process publishes. It writes nothing to dist and the state
// folder.
func DryRun(ctx context.Context, c Config) (forecast *Forecast, err error) {
	spool, err := memory.NewSpool()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, spool.Close()) }()
	r, closeAll, err := c.readWithMemory(ctx, spool)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	w := r.withholdAssets()
	in, err := r.planInput(w)
	if err != nil {
		return nil, err
	}
	in.Theme, in.ThemeError = loadTheme(r.fsys)
	plan, err := r.plan(in, nil)
	if err != nil {
		return nil, err
	}
	comparison := r.compareWithLast()
	refused := c.checkSiteIsThere(r.fsys)
	if refused == nil {
		refused = r.checkFlood(comparison, plan)
	}
	return &Forecast{Comparison: comparison, Site: r.site, Revised: r.revised.sorted(), Shrunk: r.shrunkFeeds(plan), Events: r.events(plan),
		Problems: slices.Concat(r.problems, w.problems, r.unknownFeeds(plan), plan.Problems), Refused: refused}, nil
}

// readWithMemory reads content with a copy of the memory. texts may be nil. The caller must call closeAll.
func (c Config) readWithMemory(ctx context.Context, texts texts) (r *reading, closeAll func(), err error) {
	m, err := memory.Peek(c.State)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the state folder %s: %w", c.State, err)
	}
	r, root, err := c.readWithoutEngine(ctx, origin{memory: m, lengths: m, texts: texts})
	if err != nil {
		if m != nil {
			m.Close()
		}
		return nil, nil, err
	}
	return r, func() {
		root.Close()
		if m != nil {
			m.Close()
		}
	}, nil
}

// readWithoutEngine opens the content folder and reads it. It sets from.fsys and from.site. The caller
// must close root.
func (c Config) readWithoutEngine(ctx context.Context, from origin) (r *reading, root *os.Root, err error) {
	c = c.withDefaults()
	root, err = c.OpenContent()
	if err != nil {
		return nil, nil, err
	}
	from.fsys = disk.NewFS(root)
	from.site, err = c.readSite(from.fsys)
	if err == nil {
		_, err = c.gitScope(ctx, from.site)
	}
	if err == nil {
		r, err = c.read(ctx, from, nil, c.Clock(), delays{})
	}
	if err != nil {
		root.Close()
		return nil, nil, err
	}
	return r, root, nil
}
