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
	"time"

	"golang.org/x/text/unicode/norm"

	"fil/feed"
	"fil/feed/check"
	"fil/feed/manifest"
	"fil/feed/opml"
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
	// are not in it go by the site's, which is "".
	Entered map[string]feed.Entered
	// Standing are feeds that were published before: one that has become empty is
	// not taken down under its subscribers.
	Standing []feed.Definition
	// Moved are files in dist at which articles lived before, with their IDs.
	Moved map[string]string
}

// gzipped is what the name of a compressed form has more.
const gzipped = ".gz"

// Asset is a file that is published as it is.
type Asset struct {
	Path string // in content, and in dist
	Open func() (io.ReadCloser, error)
}

// Output is one file to be in dist.
type Output struct {
	Name string // path in dist
	Type string // media type
	// Write makes its bytes. It may be called twice where Stream is set.
	Write func(w io.Writer) error
	// Check reads a feed's bytes back; nil for all that is no feed.
	Check func(data []byte) []check.Problem
	// Hot files are asked for all day: they are compressed when they are published.
	Hot bool
	// Stream says that it may be too large to be held in memory.
	Stream bool
}

// Publication is a plan: every file that dist is to hold, and no other.
type Publication struct {
	Outputs []Output
	// Redirects are addresses that have moved or are gone.
	Redirects []manifest.Redirect
	Articles  int // that are live
	// Feeds are the definitions of those that are published.
	Feeds []feed.Definition
	// Problems are what had to be left out.
	Problems []*feed.Problem
	// Keep are folders of dist in which nothing is removed: those of content that
	// could not be read.
	Keep []string

	// archives are the names of archives by their feed, period and form.
	archives map[archiveKey]string
}

// planner is a plan being made.
type planner struct {
	Publication
	in     Input
	now    time.Time
	live   []*feed.Article
	claims feed.Claims[string]
	// listed are the feeds in the order in which they are told.
	listed []*feed.Feed
}

// Plan lists the outputs for what is live at the given time: every feed in its three
// forms with its archives and page, the list of feeds, the home page, a page for each
// article, and the assets.
func Plan(in Input, now time.Time) (*Publication, error) {
	p := &planner{in: in, now: now, live: feed.Live(in.Articles, now)}
	p.Articles, p.Keep, p.archives = len(p.live), in.Unread, map[archiveKey]string{}
	feed.Newest(p.live)
	if err := p.feeds(); err != nil {
		return nil, err
	}
	p.pages()
	p.assets()
	p.redirects()
	return &p.Publication, nil
}

// add adds an output, unless something else has its place.
func (p *planner) add(o Output, who string) bool {
	if feed.TooLong(o.Name) {
		p.Problems = append(p.Problems, &feed.Problem{Path: who, Message: fmt.Sprintf("its address is too long for a file: /%.60s…", o.Name), Hint: "give it a shorter name"})
		return false
	}
	name := norm.NFC.String(o.Name)
	other, taken := p.claims.Claim(name, who)
	if !taken && o.Hot {
		other, taken = p.claims.Claim(name+gzipped, who)
	}
	if taken {
		p.Problems = append(p.Problems, &feed.Problem{Path: who, Hint: "give it another name",
			Message: fmt.Sprintf("its address /%s cannot be beside that of %s", o.Name, other)})
		return false
	}
	p.Outputs = append(p.Outputs, o)
	return true
}

// pages adds the home page, the list of feeds, and the articles' pages. An article
// that has the address of a feed's page is that page.
func (p *planner) pages() {
	s := p.in.Site
	whole := p.listed[0]
	home := page.HomePage{Site: s, Feed: whole, Articles: p.live}
	if i := p.in.Introduction; i != nil && len(feed.Live([]*feed.Article{i}, p.now)) > 0 {
		home.Introduction = i
	}
	p.add(Output{Name: "index.html", Type: feed.HTMLType, Write: home.Write, Hot: true}, "the home page")
	var here []*feed.Feed
	for i, f := range p.listed {
		if p.retired(p.Feeds[i]) == "" {
			here = append(here, f)
		}
	}
	list := opml.List{Site: s, Feeds: here}
	p.add(Output{Name: feed.OPMLName, Type: feed.OPMLType, Write: list.Write, Hot: true}, "the list of feeds")
	taken := map[string]bool{}
	for _, a := range p.live {
		if a.Page != "" {
			taken[a.Page] = true
			p.add(Output{Name: a.Page, Type: feed.HTMLType, Write: page.ArticlePage{Site: s, Feed: whole, Article: a}.Write}, a.Path)
		}
	}
	for i, d := range p.Feeds {
		name := d.Under("index.html")
		if d.Path != "" && !taken[name] {
			twin := page.HomePage{Site: s, Feed: p.listed[i], Articles: p.listed[i].Articles}
			p.add(Output{Name: name, Type: feed.HTMLType, Write: twin.Write}, "the page of the feed "+d.Path)
		}
	}
}

// assets adds the files that go with articles. Those in the folder of an article that
// is not live would tell of it.
func (p *planner) assets() {
	hidden := map[string]bool{}
	for _, a := range p.in.Articles {
		if strings.HasPrefix(path.Base(a.Path), "index.") && len(feed.Live([]*feed.Article{a}, p.now)) == 0 {
			hidden[path.Dir(a.Path)] = true
		}
	}
	for _, asset := range p.in.Assets {
		if !within(path.Dir(asset.Path), hidden) {
			p.add(Output{Name: asset.Path, Type: feed.MediaType(asset.Path), Stream: true, Write: asset.copy}, asset.Path)
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

// redirects adds what answers where something was: the old addresses of articles,
// with a small page for hosts that cannot redirect; 410 for those that have expired;
// and the feeds that live elsewhere now.
func (p *planner) redirects() {
	byID := map[string]*feed.Article{}
	for _, a := range p.live {
		byID[a.ID] = a
		for _, alias := range a.Aliases {
			if !p.move(alias, a) {
				p.Problems = append(p.Problems, &feed.Problem{Path: a.Path, Warning: true, Message: "its alias /" + alias + " is the address of something else"})
			}
		}
	}
	for _, from := range sortedKeys(p.in.Moved) {
		if a := byID[p.in.Moved[from]]; a != nil && a.Page != from {
			p.move(from, a)
		}
	}
	gone := func(name, who string) {
		if _, taken := p.claims.Claim(name, who); !taken {
			p.Redirects = append(p.Redirects, manifest.Redirect{From: name, Status: 410})
		}
	}
	for _, a := range p.in.Articles {
		if a.Page == "" || !a.Expired(p.now) {
			continue
		}
		gone(a.Page, a.Path)
		for _, alias := range a.Aliases {
			gone(alias, a.Path)
		}
		for _, from := range sortedKeys(p.in.Moved) {
			if p.in.Moved[from] == a.ID {
				gone(from, a.Path)
			}
		}
	}
	for _, r := range p.in.Site.Retired {
		for _, form := range []string{feed.AtomName, feed.RSSName, feed.JSONName} {
			p.Redirects = append(p.Redirects, manifest.Redirect{From: path.Join(r.Path, form), To: r.To, Status: 301})
		}
	}
}

// move sends who comes to an old address to the article, unless something else lives
// there now.
func (p *planner) move(from string, a *feed.Article) bool {
	if _, taken := p.claims.Claim(from, a.Path); taken {
		return false
	}
	to := a.Page
	if to == "" {
		to = a.Permalink
	}
	p.Redirects = append(p.Redirects, manifest.Redirect{From: from, To: to, Status: 301})
	p.Outputs = append(p.Outputs, Output{Name: from, Type: feed.HTMLType, Write: page.MovedPage{To: a.Permalink, Title: a.Title}.Write})
	return true
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
