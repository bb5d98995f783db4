package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/memory"
	"fil/feed/publish"
)

// Checked is what is wrong with content, and with what would be published of it.
type Checked struct {
	Problems        []*feed.Problem
	Articles, Feeds int
	Waiting         feed.Waiting
}

// Check reads content as a first run would, checks what would be published, and writes nothing. It
// asks no other machine.
func Check(ctx context.Context, c Config) (checked *Checked, err error) {
	c.Offline = true
	spool, err := memory.NewSpool()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, spool.Close()) }()
	lengths, err := memory.Peek(c.State)
	if err != nil {
		lengths = nil // then fewer lengths are known
	}
	if lengths != nil {
		defer lengths.Close()
	}
	r, root, err := c.readWithoutEngine(ctx, origin{lengths: lengths, bodies: spool})
	if err != nil {
		return nil, err
	}
	defer root.Close()
	now := c.withDefaults().Clock()
	in := publishInput(r, r.withholdAssets(now))
	in.Theme, in.ThemeError = loadTheme(r.fsys)
	plan, err := publish.Plan(in, now)
	if err != nil {
		return nil, err
	}
	return &Checked{Problems: slices.Concat(r.problems, publish.Check(plan, r.load)), Articles: plan.Articles, Feeds: len(plan.Feeds), Waiting: r.countWaiting(now)}, nil
}

// Listing is the articles of a site, drafts too, without their texts.
type Listing struct {
	Site     *feed.Site
	Articles []*feed.Article
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
	return &Listing{r.site, r.Articles, len(r.Refused) + len(r.Unread)}, nil
}

// Identify does the same, with the IDs that are remembered, also while another process publishes.
func Identify(ctx context.Context, c Config) (*Listing, error) {
	r, closePeek, err := c.readWithMemory(ctx)
	if err != nil {
		return nil, err
	}
	defer closePeek()
	return &Listing{r.site, r.Articles, len(r.Refused) + len(r.Unread)}, nil
}

// Forecast is what a run would be to subscribers.
type Forecast struct {
	feed.Comparison
	// Revised lists the files of articles that would be updated.
	Revised []string
	// Shrunk lists the feeds that would be gone or choose fewer articles.
	Shrunk   []feed.Shrunk
	Problems []*feed.Problem
	// Refused is the [*FloodError] with which the run would be refused, nil if it would not be.
	Refused error
}

// DryRun reads content with what is remembered, also while another process publishes, and says what
// a run would be to subscribers. It writes nothing.
func DryRun(ctx context.Context, c Config) (*Forecast, error) {
	r, closePeek, err := c.readWithMemory(ctx)
	if err != nil {
		return nil, err
	}
	defer closePeek()
	now := c.withDefaults().Clock()
	in := publishInput(r, r.withholdAssets(now))
	if r.memory != nil {
		in.PreviousFeeds = r.memory.Feeds()
	}
	plan, err := publish.Plan(in, now)
	if err != nil {
		return nil, err
	}
	comparison := r.compareWithLast(now)
	return &Forecast{Comparison: comparison, Revised: r.revised.sorted(), Shrunk: r.shrunkFeeds(plan, now), Problems: r.problems,
		Refused: r.checkFlood(comparison, plan, now)}, nil
}

// peek reads content with a copy of the memory. The caller calls closePeek.
func (c Config) readWithMemory(ctx context.Context) (r *reading, closePeek func(), err error) {
	m, err := memory.Peek(c.State)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the state folder %s: %w", c.State, err)
	}
	r, root, err := c.readWithoutEngine(ctx, origin{memory: m, lengths: m})
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

// inspect reads content from an origin without folder and site. The caller closes root.
func (c Config) readWithoutEngine(ctx context.Context, from origin) (r *reading, root *os.Root, err error) {
	c = c.withDefaults()
	if root, err = c.OpenContent(); err != nil {
		return nil, nil, err
	}
	from.fsys = disk.NewFS(root)
	if from.site, err = c.readSite(from.fsys); err == nil {
		r, err = c.readArticles(ctx, from, nil, c.Clock())
	}
	if err != nil {
		root.Close()
		return nil, nil, err
	}
	return r, root, nil
}
