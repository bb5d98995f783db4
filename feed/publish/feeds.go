package publish

import (
	"fmt"
	"io"
	"math"
	"slices"

	"fil/feed"
	"fil/feed/atom"
	"fil/feed/check"
	"fil/feed/jsonfeed"
	"fil/feed/rss"
)

// feeds composes every feed of the site and adds its documents. Feeds of the last publication that
// choose no article now are published nevertheless, because they may have subscribers.
func (p *planner) feeds() {
	s := p.in.Site
	definitions, problems := feed.Definitions(s, p.byValue, p.in.PreviousFeeds)
	p.Problems = append(p.Problems, problems...)
	defined, previousKind := map[string]bool{}, map[string]feed.Kind{}
	for _, d := range definitions {
		defined[d.Path] = true
	}
	for _, d := range p.in.PreviousFeeds {
		previousKind[d.Path] = d.Kind
		if !defined[d.Path] && slices.Contains(s.Each, d.Kind) {
			definitions = append(definitions, d)
		}
	}
	byPath := map[string]feed.Definition{}
	for _, d := range definitions {
		if _, collides := byPath[d.Path]; !collides && p.canSkip(d) {
			byPath[d.Path] = d
			p.skip(d)
			continue
		}
		g, entered := p.choose(d)
		if d.Kind == feed.Named && g.count == 0 {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Line: s.Lines["feeds"], Warning: true,
				Message: fmt.Sprintf("the feed %q chooses no article", d.Value), Hint: "look at the spelling of its tags, sections, authors and languages"})
		}
		if kind, published := previousKind[d.Path]; d.Kind != feed.Whole && g.count == 0 && !(published && kind == d.Kind) {
			continue
		}
		if other, ok := byPath[d.Path]; ok {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Hint: "give the named feed another name",
				Message: fmt.Sprintf("the feed of the %s %s wants the address /%s/ of the %s %s", d.Kind, d.Value, d.Path, other.Kind, other.Value)})
			continue
		}
		byPath[d.Path] = d
		p.feed(d, g, entered)
		if cached := p.Memo.groups[keyOfGroup(d)]; cached != nil {
			cached.feed = p.composed[len(p.composed)-1]
		}
	}
}

// choose returns the articles that a definition chooses, and when they came into its feed: nil means
// that they are in order of their arrival in the site's feed.
func (p *planner) choose(d feed.Definition) (*group, feed.Arrivals) {
	s := p.in.Site
	if entered, ok := p.in.Entered[d.Path]; ok && d.Path != "" {
		ordered := slices.Clone(p.live)
		entered.Order(ordered)
		return chosen(s, d, ordered), entered
	}
	switch {
	case slices.Contains(s.Each, d.Kind):
		return p.group(d), nil
	case d.Kind == feed.Whole:
		return wholeGroup(s, p.byArrival), nil
	}
	return chosen(s, d, p.byArrival), nil
}

// feed adds the subscription document of a feed, in each form. If the definition has archives,
// the articles that do not fit into it go into these.
func (p *planner) feed(d feed.Definition, g *group, entered feed.Arrivals) {
	included, rest := splitByLimit(d, g.articles, g.episodes)
	whole := feed.Make(p.in.Site, d, included, g.episodes)
	if name := p.styleName(); name != "" {
		whole.Style = p.in.Site.URL(name)
	}
	f := document{&feed.Feed{}, fit(whole, included, maxBytes(d, g.episodes))}
	*f.Feed = *whole
	f.Updated, f.Complete = feed.Updated(f.metas, p.in.Site.TimeZone), g.count == len(f.metas)
	if d.Archive && !f.Complete {
		if tooMany := included[len(f.metas):]; len(tooMany) > 0 {
			rest = slices.Concat(tooMany, rest)
			entered.Order(rest)
		}
		f.Previous = p.archive(d, whole, f.Self, entered.Periods(rest, p.in.Site.TimeZone))
	}
	p.composed, p.Feeds, p.Sizes[d.Path], p.DocumentSizes[d.Path] = append(p.composed, f), append(p.Feeds, d), g.count, len(f.metas)
	f.NewURL = p.retired(d)
	if f.NewURL != "" && f.Podcast == nil {
		return
	}
	key := p.cachedKey(d, d.Under(feed.AtomName), func() *keyer { return keyOf("feed").document(f) })
	from := len(p.Outputs)
	for _, form := range forms {
		p.add(form.output(d.Under(form.File), f, key, true), "the feed "+d.Under(form.File))
	}
	p.recordFiles(d, from)
}

// splitByLimit splits the articles of a feed, which are in order, into those for its subscription
// document and the rest. The limit does not count the episodes of a podcast: all of them are included,
// because podcast directories list the episodes that are in the document.
func splitByLimit(d feed.Definition, articles []*feed.Meta, episodes bool) (included, rest []*feed.Meta) {
	if !episodes {
		n := min(len(articles), d.Limit)
		return articles[:n:n], articles[n:]
	}
	texts := 0
	for _, a := range articles {
		if !a.HasMedia {
			texts++
		}
		if a.HasMedia || texts <= d.Limit {
			included = append(included, a)
		} else {
			rest = append(rest, a)
		}
	}
	return included, rest
}

// maxBytes returns the largest size of a feed's Atom form, in bytes.
func maxBytes(d feed.Definition, episodes bool) int {
	switch {
	case d.MaxBytes > 0:
		return d.MaxBytes
	case episodes:
		return math.MaxInt
	}
	return feed.DefaultMaxBytes
}

// retired returns the address to which a feed has moved, "" if it has not moved. The feed is then
// published no more, except for a podcast: directories read the new address in its document
// (itunes:new-feed-url).
func (p *planner) retired(d feed.Definition) string {
	for _, r := range p.in.Site.Retired {
		if r.Path == d.Path {
			return r.To
		}
	}
	return ""
}

// form is a form of a feed with the functions that write and check a document.
type form struct {
	feed.Form
	write func(io.Writer, *feed.Feed) error
	check func([]byte) []check.Problem
	// archive is the prefix of the names of archives in this form, "" if there are none.
	archive string
}

// forms has the functions for each of [feed.Forms]. JSON Feed has no archives, because RFC 5005
// defines none for it.
var forms = []form{
	{feed.Atom, atom.Write, check.Atom, "atom"},
	{feed.RSS, rss.Write, check.RSS, "rss"},
	{feed.JSON, jsonfeed.Write, check.JSON, ""},
}

// document is a document of a feed, with the articles that it has.
type document struct {
	*feed.Feed
	metas []*feed.Meta
}

// output returns the output that writes a document in this form.
func (m form) output(name string, d document, key Key, hot bool) Output {
	return Output{Name: name, Type: m.Type, Hot: hot, Check: m.check, Key: key,
		Write: func(w io.Writer, load Loader) error {
			full, err := *d.Feed, error(nil)
			full.Articles, err = loadAll(d.metas, load)
			if err != nil {
				return err
			}
			return m.write(w, &full)
		}}
}

// fit returns as many of a feed's articles as fit into a number of bytes in Atom, and at least one. Some
// readers and aggregators read only the first half megabyte. The sizes are those of AtomSize, which
// are never too small.
func fit(f *feed.Feed, articles []*feed.Meta, limit int) []*feed.Meta {
	size := f.AtomSize()
	for i, a := range articles {
		if !f.SummaryOnly {
			size += int(a.ContentSize)
		}
		size += int(a.FrameSize)
		if size > limit && i > 0 {
			return articles[:i]
		}
	}
	return articles
}
