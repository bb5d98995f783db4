// Package publish decides what a publication consists of, and makes it.
//
// [Plan] is pure: articles in, outputs out. [Run] makes the bytes, has every feed
// read back by package check, and gives the store those that changed. It owns the
// [Store] interface.
package publish

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
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
	// Unread are folders of content that could not be read: what was published of
	// them stays.
	Unread []string

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

	// Same tells that the page of an article is what it was, and in dist: such pages are
	// not planned. It is nil where nobody knows that of any. Before are then the other
	// files of the last publication, all that may have to be removed, and Left the
	// articles of that publication that are others now, or gone: their neighbours have
	// other neighbours.
	Same   func(a *feed.Article) bool
	Before []string
	Left   []*feed.Article
	// Memo is the last plan's, where this one goes on from it.
	Memo Memo
}

// gzipped is what the name of a compressed form has more.
const gzipped = ".gz"

// Asset is a file that is published as it is.
type Asset struct {
	Path string // in content, and in dist
	Open func() (io.ReadCloser, error)
	// Key is another one when the file has changed; zero where nobody knows.
	Key Key
}

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
	// Near is about when its articles are from, in months: files that hold the same
	// articles are made one after the other.
	Near int
	// Hot files are asked for all day: they are compressed when they are published.
	Hot bool
	// Stream says that it may be too large to be held in memory.
	Stream bool

	article bool // it is an article's page
}

// Publication is a plan: every file that dist is to hold, and no other.
type Publication struct {
	Outputs []Output
	// Redirects are addresses that have moved or are gone.
	Redirects []manifest.Redirect
	Articles  int // that are live
	// Standing are the pages that are not among Outputs because they are what they were.
	// Partly says that there are such, and Before are the files that may be removed.
	Standing int
	Partly   bool
	Before   []string
	// Feeds are the definitions of those that are published.
	Feeds []feed.Definition
	// Problems are what had to be left out.
	Problems []*feed.Problem
	// Keep are folders of dist in which nothing is removed: those of content that
	// could not be read.
	Keep []string

	// Memo is for the next plan.
	Memo Memo

	// archives are the names of archives by their feed, period and form.
	archives map[archiveKey]string
}

// planner is a plan being made.
type planner struct {
	Publication
	in    Input
	now   time.Time
	live  []*feed.Article // the newest first
	site  []*feed.Article // the same, by when they came into the site's feed
	alone []*feed.Article // pages of their own
	// shelves are the articles of each tag, author, section and language.
	shelves *feed.Shelves
	places  places
	// listed are the feeds in the order in which they are told.
	listed []*feed.Feed
	// at are the pages of kinds' values, and frame is what all pages have in common.
	at    map[groupKey]string
	frame func() (*page.Frame, error)
	// theme is the key of what pages look like, fresh the articles whose pages are made
	// although the articles may be the same.
	theme string
	fresh map[*feed.Article]bool
	// others are the places in live of articles that are not what they were.
	others []int
}

// places gives each name of dist to whoever asks first. Most publications have no two
// outputs in one place, which is seen at a glance when all have asked; only where they
// have, the plan is made again by somebody who looks at each.
type places struct {
	strict bool
	claims feed.Claims[string]
	quick  *feed.Places
	// before are the names of the last publication that may be claimed again; anew are
	// those that are claimed and were not there. Pages that are what they were have stood
	// beside all others.
	before map[string]bool
	anew   *feed.Places
}

func (p *places) claim(name, who string) (other string, taken bool) {
	if p.strict {
		return p.claims.Claim(name, who)
	}
	p.quick.Add(name)
	if p.anew != nil && !p.before[name] {
		p.anew.Add(name)
	}
	return "", false
}

// remember takes up what stood beside one another in the last publication.
func (p *places) remember(names []string) {
	p.before, p.anew = make(map[string]bool, len(names)), feed.NewPlaces(16)
	for _, name := range names {
		p.before[name] = true
	}
}

var builtIn = sync.OnceValues(func() (*page.Theme, error) { return page.Load(nil) })

// Plan lists the outputs for what is live at the given time: every feed in its three
// forms with its archives and pages, the list of feeds, the home page, a page for each
// article, sitemaps, and the assets.
func Plan(in Input, now time.Time) (*Publication, error) {
	if in.Theme == nil && in.ThemeError == nil {
		theme, err := builtIn()
		if err != nil {
			return nil, fmt.Errorf("loading the built-in theme: %w", err)
		}
		in.Theme = theme
	}
	live, alone := apart(feed.Live(in.Articles, now))
	feed.Entered(nil).Order(live) // nearly the same order: what comes next is quick
	site := slices.Clone(live)
	feed.Newest(live)
	p := newPlanner(in, live, site, alone, now)
	room := 2 * (len(live) + len(in.Assets))
	if in.Same != nil {
		room = 2 * (len(in.Before) + len(in.Assets) + 1000)
	}
	p.places.quick = feed.NewPlaces(room)
	if in.Same != nil {
		p.places.remember(in.Before)
	}
	if p.plan(); !p.apart() {
		in.Same = nil // each has to be looked at
		p = newPlanner(in, live, site, alone, now)
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
		if a.Alone() {
			alone = append(alone, a)
		} else {
			articles = append(articles, a)
		}
	}
	return articles, alone
}

// apart reports whether every output has its place, also beside the pages that are what
// they were.
func (p *planner) apart() bool {
	if !p.places.quick.Apart() {
		return false
	}
	if p.Standing == 0 {
		return true
	}
	var contested atomic.Bool
	feed.Parts(len(p.live), 1000, func(from, to int) {
		for _, a := range p.live[from:to] {
			if a.Page != "" && p.stands(a) && !p.places.anew.Beside(a.Page) {
				contested.Store(true)
				return
			}
		}
	})
	return !contested.Load()
}

func newPlanner(in Input, live, site, alone []*feed.Article, now time.Time) *planner {
	p := &planner{in: in, now: now, live: live, site: site, alone: alone}
	p.Partly, p.Before = in.Same != nil, in.Before
	p.Memo.periods = map[memoKey]period{}
	p.frame = sync.OnceValues(p.newFrame)
	p.Articles, p.Keep, p.archives = len(live), in.Unread, map[archiveKey]string{}
	if in.Same == nil {
		p.Outputs = make([]Output, 0, len(live)+len(in.Assets)+256)
	}
	return p
}

func (p *planner) plan() {
	p.shelves = feed.Shelve(p.in.Site, p.live)
	p.differ()
	p.feeds()
	p.pages()
	p.assets()
	p.redirects()
}

// add adds an output, unless something else has its place.
func (p *planner) add(o Output, who string) bool {
	if feed.TooLong(o.Name) {
		p.Problems = append(p.Problems, &feed.Problem{Path: who, Message: fmt.Sprintf("its address is too long for a file: /%.60s…", o.Name), Hint: "give it a shorter name"})
		return false
	}
	name := norm.NFC.String(o.Name)
	other, taken := p.places.claim(name, who)
	if !taken && o.Hot {
		other, taken = p.places.claim(name+gzipped, who)
	}
	if taken {
		p.Problems = append(p.Problems, &feed.Problem{Path: who, Hint: "give it another name",
			Message: fmt.Sprintf("its address /%s cannot be beside that of %s", o.Name, other)})
		return false
	}
	p.Outputs = append(p.Outputs, o)
	return true
}

// assets adds the files that go with articles. Those in the folder of an article that
// is not live would tell of it.
func (p *planner) assets() {
	if len(p.in.Assets) == 0 {
		return
	}
	hidden := map[string]bool{}
	for _, a := range p.in.Articles {
		if !a.LiveAt(p.now) && strings.HasPrefix(path.Base(a.Path), "index.") {
			hidden[path.Dir(a.Path)] = true
		}
	}
	for _, asset := range p.in.Assets {
		if !within(path.Dir(asset.Path), hidden) {
			p.add(Output{Name: asset.Path, Type: feed.MediaType(asset.Path), Stream: true, Key: asset.Key,
				Write: func(w io.Writer, _ Loader) error { return asset.copy(w) }}, asset.Path)
		}
	}
}

func within(folder string, hidden map[string]bool) bool {
	for ; folder != "."; folder = path.Dir(folder) {
		if hidden[folder] {
			return true
		}
	}
	return false
}

func (a Asset) copy(w io.Writer) error {
	r, err := a.Open()
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	if closing := r.Close(); err == nil {
		err = closing
	}
	return err
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
