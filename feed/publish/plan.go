// Package publish decides which files a publication consists of, and writes those that changed.
//
// [Plan] does no I/O: from an [Input] (a site, and the [index.Set] of its articles and files) it makes a
// [Publication], which lists an [Output] for each file of dist, and the redirects. An Output has a
// function that makes its bytes, and a [Key], a hash of everything these bytes are made of.
//
// A plan that is made after another one lists the outputs of single articles and other files only where
// the two sets differ, and of the articles beside those. Files that it does not list stay as they are.
// Outputs that many articles share, such as feeds, archives and lists, are always listed: there are few
// of them, and their keys are made without a look at each article.
//
// [Run] compares the plan with what the [Store] has. Outputs with an unchanged key are skipped. The
// bytes of the others are made, feeds are validated by package check, and files whose bytes changed
// are staged and committed together. Its [Report] says what was written, and which [Made] to record
// for the next run.
package publish

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"fil/feed"
	"fil/feed/check"
	"fil/feed/index"
	"fil/feed/manifest"
	"fil/feed/page"
)

// Input is what a publication is made from.
type Input struct {
	Site *feed.Site
	// Set has the articles and the other files.
	Set *index.Set
	// Open opens one of the other files of the set.
	Open func(name string) (io.ReadCloser, error)
	// Withheld are names of other files, and of folders of them, that are not published, because they
	// would reveal articles that are not live.
	Withheld map[string]bool
	// Unread are folders of content that could not be read. What was published of them is not
	// removed.
	Unread []string
	// RetainFiles are files of dist that are not removed, unless a file of the publication has their place.
	RetainFiles []string

	// ForServers adds manifest.SiteFile, the settings for servers without a content folder.
	ForServers bool
	// HostFiles are the texts of those files that a static host reads as configuration, by name.
	HostFiles map[string]string
	// PreviousFeeds are the feeds of the last publication. A feed among them is published also when
	// it is empty by now, because it may have subscribers.
	PreviousFeeds []feed.Definition

	// Theme makes the pages; nil is the built-in one. If it could not be loaded, ThemeError says why,
	// Theme is nil, and the pages of the last publication stay.
	Theme      *page.Theme
	ThemeError *page.ThemeError
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
	// Check returns the errors in the bytes of a feed or of the list of feeds. It is nil for all other files.
	Check func(data []byte) []check.Finding
	// Without makes the bytes of a feed without some of its items, which are given by their numbers from
	// 1, and returns their articles. It is nil for all other files.
	Without func(w io.Writer, load Loader, left []int) ([]*feed.Meta, error)
	// Size is the number of bytes that a stream must have, 0 if that is unknown.
	Size int64
	// Month is that of its articles: 12 times the year and the month, 0 for files of no single month.
	// Files of one month are made one soon after the other, because they load the same articles.
	Month int
	// Hot files are requested often. A compressed form is published with each.
	Hot bool
	// Stream says that the file may be too large to be held in memory.
	Stream bool
}

// Publication is a plan.
type Publication struct {
	// Outputs are the files that may differ from those of the last plan. Redirects are the addresses
	// that have moved or are gone, as far as they may differ. Without a last plan, both are complete.
	Outputs   []Output
	Redirects []manifest.Redirect
	// Articles is the number of live articles.
	Articles int
	// Feeds are the definitions of the feeds that are published.
	Feeds []feed.Definition
	// Sizes is how many articles a feed chooses, by its folder. DocumentSizes is how many of them are
	// in its subscription document.
	Sizes, DocumentSizes map[string]int
	// Problems say what was left out of the plan.
	Problems []*feed.Problem

	// Base is what the next plan needs of this one.
	*Base

	// follows says that the plan was made after another one. Then unwanted are the names that may have
	// to be removed: the last plan had them, and this one has not, or has them for something else.
	follows  bool
	unwanted []string
	// archives are the names of archives by feed, period and form.
	archives map[archiveKey]string
}

// planner builds a Publication.
type planner struct {
	Publication
	in Input
	// last is of the plan before; empty if there is none, or if all pages differ from it.
	last *Base
	// own are the names of shared outputs. before are the kinds of claims of content that have
	// precedence over the shared outputs that are planned next.
	own    index.Names[string]
	before []index.Kind
	// composed are the feeds, composed[i] by the definition Feeds[i].
	composed []document
	// copies are the outputs at old addresses of feeds. queries are the redirects for requests with a
	// certain query, which static hosts do not know.
	copies  []Output
	queries map[string]bool
	// frame returns what all pages have in common. It is computed at the first call.
	frame func() (*page.Frame, error)
	// themeKey is the hash of the theme, in hex; "" if it could not be loaded. future is the key of the
	// articles with a later date that a preview shows.
	themeKey string
	future   Key
}

// groupKey identifies a tag, author, section or language.
type groupKey struct {
	kind  feed.Kind
	value string // in lower case
}

func keyOfGroup(kind feed.Kind, value string) groupKey { return groupKey{kind, strings.ToLower(value)} }

// Plan lists the outputs of a site: every feed in its forms, with its archives and pages; the list of
// feeds; the home page; a page for each article; sitemaps; and the other files. last is an earlier
// plan, nil if there is none. If the set of the input was made from that of last, and all pages have the
// same basis, only outputs that may differ from last are listed. The error says that the built-in theme
// could not be loaded: problems of content are in Publication.Problems.
func Plan(in Input, last *Base) (*Publication, error) {
	if in.Theme == nil && in.ThemeError == nil {
		theme, err := page.Load(nil)
		if err != nil {
			return nil, fmt.Errorf("loading the built-in theme: %w", err)
		}
		in.Theme = theme
	}
	p := &planner{in: in}
	p.Publication = Publication{
		Articles: in.Set.Listed().Len(),
		Sizes:    map[string]int{}, DocumentSizes: map[string]int{},
		Base: newBase(in.Set), archives: map[archiveKey]string{},
	}
	p.RetainFolders = in.Unread
	p.frame = sync.OnceValues(p.newFrame)
	p.theme()
	p.basis = keyOf("basis").text(p.themeKey).value(p.future).key()
	if last != nil && last.basis == p.basis && len(last.RetainFolders) == 0 { // of retained folders it is not known what they have
		_, p.follows = in.Set.Since(last.set)
	}
	if p.follows {
		p.last = last
	} else {
		p.last = &Base{}
	}
	p.feeds()
	p.pages()
	p.redirects()
	p.host()
	p.served()
	p.content()
	p.RetainFiles = slices.DeleteFunc(slices.Clone(in.RetainFiles), p.isTaken)
	p.compare()
	return &p.Publication, nil
}

// compare counts the files of the plan, and lists the names that only the last one has.
func (p *planner) compare() {
	p.Files = len(p.shared) + p.set.Names()
	for c := range p.blocked {
		if c.Kind != index.Gone {
			p.Files--
		}
	}
	p.unwanted = append(p.unwanted, p.last.RetainFiles...)
	for name, hot := range p.last.shared {
		if _, shared := p.shared[name]; !shared {
			p.unwanted = append(p.unwanted, name)
		}
		if hot && !p.shared[name] {
			p.unwanted = append(p.unwanted, name+gzipped)
		}
	}
}

// isTaken reports whether the publication has a file with which a name in dist conflicts.
func (p *planner) isTaken(name string) bool {
	_, taken := p.own.Owner(name)
	return taken || slices.ContainsFunc(p.set.Conflicting(name), func(c *index.Claim) bool { return !p.blocked[c] })
}

// has reports whether the publication has a file with a name in dist.
func (p *Publication) has(name string) bool {
	if _, shared := p.shared[name]; shared || p.shared[strings.TrimSuffix(name, gzipped)] {
		return true
	}
	c := p.set.Owner(name)
	return c != nil && c.Kind != index.Gone && !p.blocked[c]
}

// share adds an output that is not of a single article or file. If its name is taken or too long, it adds
// a problem instead. claimant names the output in messages.
func (p *planner) share(o Output, claimant string) {
	if feed.TooLong(o.Name) {
		p.Problems = append(p.Problems, &feed.Problem{Path: claimant, Message: fmt.Sprintf("its address is too long for a file: /%.60s…", o.Name), Hint: "give it a shorter name"})
		return
	}
	owner, collides := p.claim(o.Name, claimant)
	if !collides && o.Hot {
		owner, collides = p.claim(o.Name+gzipped, claimant)
	}
	if collides {
		p.Problems = append(p.Problems, &feed.Problem{Path: claimant, Hint: "give it another name",
			Message: fmt.Sprintf("its address /%s cannot be beside that of %s", o.Name, owner)})
		return
	}
	p.shared[o.Name] = o.Hot
	p.Outputs = append(p.Outputs, o)
}

// claim claims a name of dist for a shared output. If another shared output has the name, or a claim of
// content that has precedence, collides is true and owner names that one. Else the claims of content on
// the name are blocked.
func (p *planner) claim(name, claimant string) (owner string, collides bool) {
	if owner, collides = p.own.Owner(name); collides {
		return owner, true
	}
	p.own.Add(name, claimant)
	conflicting := p.set.Conflicting(name)
	for _, c := range conflicting {
		if slices.Contains(p.before, c.Kind) && !p.blocked[c] {
			return c.Owner(), true
		}
	}
	for _, c := range conflicting {
		p.block(c, c.Problem(claimant))
	}
	return "", false
}

// block takes its name from a claim of content, with a problem unless that is nil.
func (p *planner) block(c *index.Claim, problem *feed.Problem) {
	if p.blocked[c] {
		return
	}
	p.blocked[c] = true
	if problem != nil {
		p.Problems = append(p.Problems, problem)
	}
}

// names yields the names of Outputs.
func (p *Publication) names() iter.Seq[string] {
	return func(yield func(name string) bool) {
		for i := range p.Outputs {
			if !yield(p.Outputs[i].Name) {
				return
			}
		}
	}
}

// sortedKeys returns the keys of m in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
