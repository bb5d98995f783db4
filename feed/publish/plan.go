// Package publish decides which files a publication consists of, and writes those that changed.
//
// [Plan] does no I/O: from an [Input] (a site with its articles and assets) it makes a
// [Publication], which lists an [Output] for each file of dist, and the redirects. An Output has a
// function that makes its bytes, and a [Key], a hash of everything these bytes are made of.
//
// [Run] compares the plan with what the [Store] has. Outputs with an unchanged key are skipped. The
// bytes of the others are made, feeds are validated by package check, and files whose bytes changed
// are staged and committed together. Its [Report] says what was written, and which [Made] to record
// for the next run.
//
// The service plans again at each save of an article. A plan that has the [Memo] of the previous
// one, and [Input.Incremental], plans only what the changed articles appear in.
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

// Input is what a publication is made from.
type Input struct {
	Site *feed.Site
	// Articles are all that could be read, in any order, also those that are not live.
	Articles []*feed.Meta
	// Introduction is the text at the head of the home page, shown while it is live; nil for none.
	Introduction *feed.Meta
	// Assets are the files to be published as they are.
	Assets []Asset
	// Withheld are names of assets, and of folders of assets, that are not published, because they
	// would reveal articles that are not live.
	Withheld map[string]bool
	// Unread are folders of content that could not be read. What was published of them is not
	// removed.
	Unread []string
	// RetainFiles are files of dist that are neither written nor removed.
	RetainFiles []string

	// HostFiles are the texts of those assets that a static host reads as configuration, by name.
	HostFiles map[string]string

	// Entered says when articles came into a feed, by the feed's folder. A feed without an entry
	// goes by when they came into the site's feed.
	Entered map[string]feed.Arrivals
	// PreviousFeeds are the feeds of the last publication. A feed among them is published also when
	// it is empty by now, because it may have subscribers.
	PreviousFeeds []feed.Definition
	// Moved are the files of dist that were the pages of articles before, with the articles' IDs.
	Moved map[string]string

	// Theme makes the pages; nil is the built-in one. If it could not be loaded, ThemeError says why,
	// Theme is nil, and the pages of the last publication stay.
	Theme      *page.Theme
	ThemeError *page.ThemeError

	// Incremental says that all articles but Changed are the same as at the last publication. Their
	// pages are in dist, and are not planned unless a neighbour has changed. Changed are new articles
	// and the new versions of changed ones; Stale are the old versions, and removed articles.
	// PreviousFiles are the files of the last publication, compressed forms too, that may have to be
	// removed: the SharedFiles of its plan and the pages of Stale.
	Incremental    bool
	Changed, Stale []*feed.Meta
	PreviousFiles  []string
	// Intact says that the files of dist were compared with the manifest a short while ago. If
	// Incremental is set too, feeds without a changed article are not planned, nor are their pages.
	Intact bool
	// Memo is the last plan's; the zero value computes everything. Plan consumes it.
	Memo Memo
	// Register has the names of all articles' pages and finds which names they leave free. It is
	// optional: with nil, Plan compares names one by one.
	Register *feed.AddressIndex
}

// gzipped is the suffix of the name of a compressed form.
const gzipped = ".gz"

// Loader returns an article with its text. It must be safe for concurrent use.
type Loader func(a *feed.Meta) (*feed.Article, error)

// withoutTexts is a Loader of articles whose texts are not known.
func withoutTexts(a *feed.Meta) (*feed.Article, error) { return &feed.Article{Meta: *a}, nil }

// Output is one file that dist is to contain.
type Output struct {
	Name string // path in dist
	Type string // media type
	// Key is a hash of everything its bytes are made of: an equal Key means equal bytes. The zero
	// Key is unknown, and the file is made at each run.
	Key Key
	// Write makes the bytes. If Stream is set it may be called twice.
	Write func(w io.Writer, load Loader) error
	// Check validates the bytes of a feed. It is nil for all other files.
	Check func(data []byte) []check.Problem
	// Size is the number of bytes that a stream must have, 0 if that is unknown.
	Size int64
	// Month is that of its articles: 12 times the year and the month, 0 for files of no single month.
	// Files of one month are made one soon after the other, because they load the same articles.
	Month int
	// Hot files are requested often. A compressed form is published with each.
	Hot bool
	// Stream says that the file may be too large to be held in memory.
	Stream bool

	// own says that it is the page of an article, or a redirect page of one of its aliases.
	own bool
}

// Publication is a plan. It lists every file that dist is to contain.
type Publication struct {
	Outputs []Output
	// Redirects are addresses that have moved or are gone. Aliases of standalone pages are among
	// them, those of other articles are in aliasRedirects.
	Redirects []manifest.Redirect
	// Articles is the number of live articles.
	Articles int
	// Unplanned is the number of files that are not among Outputs because they have not changed.
	Unplanned int
	// Incremental, PreviousFiles and Intact are those of the Input. If Incremental is set, only files
	// among PreviousFiles may be removed; if Intact is set too, no file of dist needs to be compared
	// with the manifest.
	Incremental   bool
	PreviousFiles []string
	Intact        bool
	// Feeds are the definitions of the feeds that are published.
	Feeds []feed.Definition
	// Sizes is how many articles a feed chooses, by its folder. DocumentSizes is how many of them are
	// in its subscription document.
	Sizes, DocumentSizes map[string]int
	// Problems say what was left out of the plan.
	Problems []*feed.Problem
	// RetainFolders are folders of dist in which no file is removed: those of Input.Unread, and that
	// of the theme's files if the theme could not be loaded.
	RetainFolders []string
	// RetainFiles are files of dist that are not removed.
	RetainFiles []string

	// Memo is to be given to the next Plan.
	Memo Memo

	// aliasRedirects are the redirects from aliases of articles. If aliasesUnchanged, they are those
	// of changed articles only, and previousRedirects are names of other redirects that may have to
	// be removed. staleAliases are the aliases of stale articles, if Incremental.
	aliasRedirects                  []manifest.Redirect
	aliasesUnchanged                bool
	previousRedirects, staleAliases []string
	// archives are the names of archives by feed, period and form.
	archives map[archiveKey]string
	// unplanned are files of feeds and assets that have not changed and are not among Outputs.
	unplanned []file
}

// Came returns when the last article came into the site's feed, zero if there is none.
func (p *Publication) Came() (last time.Time) {
	if articles := p.Memo.order.byArrival; len(articles) > 0 {
		last = articles[0].Came
	}
	return last
}

// planner builds a Publication.
type planner struct {
	Publication
	*order
	in     Input
	now    time.Time
	claims claims
	// patched says that the order is the last plan's, patched with the changes of the input.
	// changedGroups are the groups that Changed and Stale articles are in, if Incremental.
	patched       bool
	changedGroups map[groupKey]bool
	// composed are the feeds, composed[i] by the definition Feeds[i].
	composed []document
	// groupPages are the URLs of the pages of tags, authors, sections and languages.
	groupPages map[groupKey]string
	// frame returns what all pages have in common. It is computed at the first call.
	frame func() (*page.Frame, error)
	// themeKey is the hash of the theme, in hex; "" if it could not be loaded.
	themeKey string
	// needsPage are the articles whose pages are planned, if Incremental.
	needsPage map[*feed.Meta]bool
	// changedAt are the indexes in live of changed articles. mutated are those that were changed in
	// place: the last plan had the same objects, so that a comparison of pointers finds no change.
	changedAt []int
	mutated   []*feed.Meta
}

// Plan lists the outputs for the articles that are live at now: every feed in its forms, with
// its archives and pages; the list of feeds; the home page; a page for each article; sitemaps; and
// the assets. The error says that the built-in theme could not be loaded: problems of content are in
// Publication.Problems.
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
	expected := 2 * (len(articles.live) + len(in.Assets))
	if in.Incremental {
		expected = 2 * (len(in.PreviousFiles) + len(in.Assets) + 1000)
	}
	p.claims.quick = feed.NewPathSet(expected)
	if in.Incremental {
		p.claims.setPrevious(in.PreviousFiles)
	}
	p.plan()
	if !p.namesFit() { // some names collide: plan again and check each one
		in.Incremental, in.Intact = false, false
		p = newPlanner(in, articles, now)
		p.claims.strict = true
		p.plan()
	}
	p.claims = claims{} // frees memory: the outputs refer to the planner
	return &p.Publication, nil
}

// splitStandalone separates articles from standalone pages. It reuses the array of all for the
// articles.
func splitStandalone(all []*feed.Meta) (articles, standalone []*feed.Meta) {
	articles = all[:0]
	for _, a := range all {
		if a.InNoList() {
			standalone = append(standalone, a)
		} else {
			articles = append(articles, a)
		}
	}
	return articles, standalone
}

func newPlanner(in Input, articles *order, now time.Time) *planner {
	p := &planner{order: articles, in: in, now: now}
	p.Publication = Publication{
		Articles:      len(articles.live),
		Incremental:   in.Incremental,
		PreviousFiles: in.PreviousFiles,
		Intact:        in.Incremental && in.Intact,
		RetainFolders: in.Unread,
		RetainFiles:   in.RetainFiles,
		Sizes:         map[string]int{},
		DocumentSizes: map[string]int{},
		Memo:          Memo{order: articles, periods: map[string]map[memoKey]period{}, groups: map[groupKey]*group{}},
		archives:      map[archiveKey]string{},
	}
	p.frame = sync.OnceValues(p.newFrame)
	if !in.Incremental {
		p.Outputs = make([]Output, 0, p.paged+len(in.Assets)+256)
	}
	return p
}

func (p *planner) plan() {
	if p.in.Incremental {
		p.changedAt, p.changedGroups = p.order.positions(p.in.Changed), changedGroups(p.in)
		for _, a := range p.in.Changed {
			if slices.Contains(p.in.Stale, a) {
				p.mutated = append(p.mutated, a)
			}
		}
	}
	p.feeds()
	p.pages()
	p.assets()
	p.redirects()
	p.host()
}

// changedOrAll returns the articles among which those that are not live have to be looked for: the
// articles outside Changed are live, if Incremental.
func (p *planner) changedOrAll() []*feed.Meta {
	if p.in.Incremental {
		return p.in.Changed
	}
	return p.in.Articles
}

// sortedKeys returns the keys of m in order.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
