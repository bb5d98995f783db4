// Package publish decides what a publication consists of, and makes it.
//
// [Plan] is pure: articles in, outputs out. [Run] makes the bytes, has every feed
// read back by package check, and gives the store those that changed. It owns the
// [Store] interface.
package publish

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"fil/feed"
	"fil/feed/check"
	"fil/feed/manifest"
	"fil/feed/page"
)

// Input is what a publication is made of.
type Input struct {
	Site     *feed.Site
	Articles []*feed.Article // all that could be read, in any order
	// Introduction stands on the home page, when it is live; nil where there is none.
	Introduction *feed.Article
	Assets       []Asset
	// Withheld are those that are not published, or the folders that they are in: they would tell
	// of articles that are not live.
	Withheld map[string]bool
	// Unread are folders of content that could not be read: what was published of
	// them stays.
	Unread []string
	// Stay are files of dist that are neither made nor removed.
	Stay []string

	// HostFiles are the texts of those assets that a static host reads, by name.
	HostFiles map[string]string

	// Entered tells, by a feed's folder, when its articles came into it. Feeds that
	// are not in it go by the site's.
	Entered map[string]feed.Entered
	// Standing are feeds that were published before: one that has become empty is
	// not taken down under its subscribers.
	Standing []feed.Definition
	// Moved are files in dist at which articles lived before, with their IDs.
	Moved map[string]string

	// Theme is what pages look like; nil is the built-in one. Where it could not be loaded, ThemeError says why: the
	// last good pages stay up.
	Theme      *page.Theme
	ThemeError *page.ThemeError

	// Partly says that all articles are what they were at the last publication, but for
	// Changed, which are here, and Left, which were here then: they are others now, or gone.
	// The pages of those that are what they were are in dist, and not planned, unless they
	// have other neighbours. Before are the files of the last publication, compressed forms
	// too, that may have to be removed.
	Partly        bool
	Changed, Left []*feed.Article
	Before        []string
	// Intact says that dist was looked at a short while ago. Where Partly, feeds and their
	// pages that nothing has come to or left are then not planned either.
	Intact bool
	// Memo is the last plan's, where this one goes on from it. It is used up.
	Memo Memo
	// Places knows where all articles have their pages; nil where nobody does.
	Places *feed.Register
}

// gzipped is what the name of a compressed form has more.
const gzipped = ".gz"

// Loader returns an article with its Content. It is safe for several goroutines.
type Loader func(a *feed.Article) (*feed.Article, error)

// Loaded is the Loader of articles that have their Content.
func Loaded(a *feed.Article) (*feed.Article, error) { return a, nil }

// Output is one file to be in dist.
type Output struct {
	Name string // path in dist
	Type string // media type
	// Key is a hash of all that its bytes are made of: with the same Key they are the
	// same. The zero Key is unknown.
	Key Key
	// Write makes its bytes. It may be called twice where Stream is set.
	Write func(w io.Writer, load Loader) error
	// Check reads a feed's bytes back; nil for all that is no feed.
	Check func(data []byte) []check.Problem
	// Size is how many bytes a stream has to have, 0 if that is not known.
	Size int64
	// Near is about when its articles are from, in months: files that hold the same
	// articles are made one after the other.
	Near int
	// Hot files are asked for all day: they are compressed when they are published.
	Hot bool
	// Stream says that it may be too large to be held in memory.
	Stream bool

	own bool // it is an article's page, or leads there from one of its aliases
}

// Publication is a plan: every file that dist is to hold, and no other.
type Publication struct {
	Outputs []Output
	// Redirects are addresses that have moved or are gone.
	Redirects []manifest.Redirect
	Articles  int // that are live
	// Standing counts the files that are not among Outputs because they are what they were.
	// Partly says that there are such, Before are the files that may be removed, and Intact
	// says that no other one need be looked at.
	Standing int
	Partly   bool
	Before   []string
	Intact   bool
	// Feeds are the definitions of those that are published.
	Feeds []feed.Definition
	// Sizes are how many articles each of them chooses, by folder, and Held how many its subscription
	// document holds.
	Sizes, Held map[string]int
	// Problems are what had to be left out.
	Problems []*feed.Problem
	// Keep are folders of dist in which nothing is removed: those of content that
	// could not be read.
	Keep []string
	// Stay are files of dist that are not removed.
	Stay []string

	// Memo is for the next plan.
	Memo Memo

	// moved lead from the aliases of articles. Where aliasesStand, they are those of articles
	// that have changed alone, and former are all other names from which something led on
	// that may no longer. left are the aliases that such articles had, where Partly.
	moved        []manifest.Redirect
	aliasesStand bool
	former, left []string
	// archives are the names of archives by their feed, period and form.
	archives map[archiveKey]string
	// stayed are the files of feeds that are what they were.
	stayed []file
}

// Came is when the last article came into the site's feed, zero where there is none.
func (p *Publication) Came() (last time.Time) {
	if site := p.Memo.order.site; len(site) > 0 {
		last = site[0].Came
	}
	return last
}

// planner is a plan being made.
type planner struct {
	Publication
	*order
	in     Input
	now    time.Time
	places places
	// patched says that the order is the last plan's, with changes; touched are then the
	// values of articles that have come or gone.
	patched bool
	touched map[groupKey]bool
	// listed are the feeds in the order in which they are told.
	listed []*feed.Feed
	// at are the pages of kinds' values, and frame is what all pages have in common.
	at    map[groupKey]string
	frame func() (*page.Frame, error)
	// theme is the key of what pages look like, fresh the articles whose pages are made
	// although the articles may be the same.
	theme string
	fresh map[*feed.Article]bool
	// others are the places in live of articles that are not what they were, again those
	// articles that are not, and yet are the objects that the last plan had.
	others []int
	again  []*feed.Article
}

// Plan lists the outputs for what is live at the given time: every feed in its three
// forms with its archives and pages, the list of feeds, the home page, a page for each
// article, sitemaps, and the assets.
func Plan(in Input, now time.Time) (*Publication, error) {
	if in.Theme == nil && in.ThemeError == nil {
		theme, err := page.Load(nil)
		if err != nil {
			return nil, fmt.Errorf("loading the built-in theme: %w", err)
		}
		in.Theme = theme
	}
	articles, patched := in.Memo.order.patched(in, now), true
	if articles == nil {
		articles, patched = newOrder(in, now), false
	}
	p := newPlanner(in, articles, now)
	p.patched = patched
	room := 2 * (len(articles.live) + len(in.Assets))
	if in.Partly {
		room = 2 * (len(in.Before) + len(in.Assets) + 1000)
	}
	p.places.quick = feed.NewPlaces(room)
	if in.Partly {
		p.places.remember(in.Before)
	}
	if p.plan(); !p.apart() {
		in.Partly, in.Intact = false, false // each has to be looked at
		p = newPlanner(in, articles, now)
		p.places.strict = true
		p.plan()
	}
	p.places = places{} // the outputs hold on to the planner
	return &p.Publication, nil
}

// apart parts articles from pages of their own.
func apart(all []*feed.Article) (articles, alone []*feed.Article) {
	articles = all[:0]
	for _, a := range all {
		if a.Apart() {
			alone = append(alone, a)
		} else {
			articles = append(articles, a)
		}
	}
	return articles, alone
}

func newPlanner(in Input, articles *order, now time.Time) *planner {
	p := &planner{order: articles, in: in, now: now}
	p.Partly, p.Before, p.Intact = in.Partly, in.Before, in.Partly && in.Intact
	p.Memo = Memo{order: articles, periods: map[string]map[memoKey]period{}, groups: map[groupKey]*group{}}
	p.frame = sync.OnceValues(p.newFrame)
	p.Articles, p.Keep, p.Stay, p.archives, p.Sizes, p.Held = len(p.live), in.Unread, in.Stay, map[archiveKey]string{}, map[string]int{}, map[string]int{}
	if !in.Partly {
		p.Outputs = make([]Output, 0, p.paged+len(in.Assets)+256)
	}
	return p
}

func (p *planner) plan() {
	if p.in.Partly {
		p.others, p.touched = p.order.places(p.in.Changed), touched(p.in)
		for _, a := range p.in.Changed {
			if slices.Contains(p.in.Left, a) {
				p.again = append(p.again, a)
			}
		}
	}
	p.feeds()
	p.pages()
	p.assets()
	p.redirects()
	p.host()
}

// unseen are articles, those among them that are not to be seen: these are never what they
// were.
func (p *planner) unseen() []*feed.Article {
	if p.in.Partly {
		return p.in.Changed
	}
	return p.in.Articles
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
