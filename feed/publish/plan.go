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
	"sync/atomic"
	"time"

	"golang.org/x/text/unicode/norm"

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
	Entered map[string]feed.Arrivals
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
	Places *feed.AddressIndex
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

// places gives each name of dist to whoever asks first. Most publications have no two
// outputs in one place, which is seen at a glance when all have asked; only where they
// have, the plan is made again by somebody who looks at each.
type places struct {
	strict bool
	claims feed.Claims[string]
	quick  *feed.PathSet
	// before are the names of the last publication that may be claimed again. Of those that
	// were not there, anew are not the pages of articles, and direct not their aliases: what
	// stands has stood beside all others.
	before       map[string]bool
	anew, direct []string
}

// claimant is what claims a name. The pages of articles have room beside one another.
type claimant int

const (
	anything claimant = iota
	anArticle
	anAlias
)

// claim claims a name for somebody.
func (p *places) claim(name, who string, as claimant) (other string, taken bool) {
	if p.strict {
		return p.claims.Claim(name, who)
	}
	p.quick.Add(name)
	if p.before == nil || p.before[name] {
		return "", false
	}
	if as != anArticle {
		p.anew = append(p.anew, name)
	}
	if as != anAlias {
		p.direct = append(p.direct, name)
	}
	return "", false
}

// remember takes up what stood beside one another in the last publication.
func (p *places) remember(names []string) {
	p.before = make(map[string]bool, len(names))
	for _, name := range names {
		p.before[name] = true
	}
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
	p.places.quick = feed.NewPathSet(room)
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
		if a.InNoList() {
			alone = append(alone, a)
		} else {
			articles = append(articles, a)
		}
	}
	return articles, alone
}

// apart reports whether every output has its place, also beside the pages that are what
// they were: those have room beside the pages of all other articles, but perhaps not beside
// what else is new.
func (p *planner) apart() bool {
	if !p.places.quick.Consistent() {
		return false
	}
	if p.aliasesStand && slices.ContainsFunc(p.places.direct, func(name string) bool { return !p.names.Free(name) }) {
		return false
	}
	anew := p.places.anew
	if p.Standing == 0 || len(anew) == 0 {
		return true
	}
	if p.in.Places != nil && !slices.ContainsFunc(anew, func(name string) bool { return !p.in.Places.Free(name) }) {
		return true
	}
	places := feed.NewPathSet(len(anew))
	for _, name := range anew {
		places.Add(name)
	}
	var contested atomic.Bool
	feed.Parallel(len(p.live), 1000, func(from, to int) {
		for _, a := range p.live[from:to] {
			if a.Page != "" && p.stands(a) && !places.Fits(a.Page) {
				contested.Store(true)
				return
			}
		}
	})
	return !contested.Load()
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

// add adds an output, unless something else has its place.
func (p *planner) add(o Output, who string) bool {
	if feed.TooLong(o.Name) {
		p.Problems = append(p.Problems, &feed.Problem{Path: who, Message: fmt.Sprintf("its address is too long for a file: /%.60s…", o.Name), Hint: "give it a shorter name"})
		return false
	}
	name := norm.NFC.String(o.Name)
	as := anything
	if o.own && name == o.Name {
		as = anArticle
	}
	other, taken := p.places.claim(name, who, as)
	if !taken && o.Hot {
		other, taken = p.places.claim(name+gzipped, who, anything)
	}
	if taken {
		p.Problems = append(p.Problems, &feed.Problem{Path: who, Hint: "give it another name",
			Message: fmt.Sprintf("its address /%s cannot be beside that of %s", o.Name, other)})
		return false
	}
	p.Outputs = append(p.Outputs, o)
	return true
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
