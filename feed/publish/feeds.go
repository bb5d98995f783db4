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

// feeds composes every feed of the site and adds its documents.
func (p *planner) feeds() {
	s := p.in.Site
	definitions, problems := feed.Definitions(s, p.byValue, p.in.PreviousFeeds)
	p.Problems = append(p.Problems, problems...)
	made, standing := map[string]bool{}, map[string]feed.Kind{}
	for _, d := range definitions {
		made[d.Path] = true
	}
	for _, d := range p.in.PreviousFeeds {
		standing[d.Path] = d.Kind
		if !made[d.Path] && slices.Contains(s.Each, d.Kind) {
			definitions = append(definitions, d)
		}
	}
	taken := map[string]feed.Definition{}
	for _, d := range definitions {
		if _, other := taken[d.Path]; !other && p.canSkip(d) {
			taken[d.Path] = d
			p.skip(d)
			continue
		}
		entered, of := feed.Entered(nil), (*group)(nil)
		if own, ok := p.in.Entered[d.Path]; ok && d.Path != "" {
			entered = own
			ordered := slices.Clone(p.live)
			entered.Order(ordered)
			of = chosen(s, d, ordered)
		} else if slices.Contains(s.Each, d.Kind) {
			of = p.group(d)
		} else if d.Kind == feed.Whole {
			of = wholeGroup(s, p.byArrival)
		} else {
			of = chosen(s, d, p.byArrival)
		}
		if d.Kind == feed.Named && of.count == 0 {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Line: s.Lines["feeds"], Warning: true,
				Message: fmt.Sprintf("the feed %q chooses no article", d.Value), Hint: "look at the spelling of its tags, sections, authors and languages"})
		}
		if kind, stands := standing[d.Path]; d.Kind != feed.Whole && of.count == 0 && !(stands && kind == d.Kind) {
			continue
		}
		if other, ok := taken[d.Path]; ok {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Hint: "give the named feed another name",
				Message: fmt.Sprintf("the feed of the %s %s wants the address /%s/ of the %s %s", d.Kind, d.Value, d.Path, other.Kind, other.Value)})
			continue
		}
		taken[d.Path] = d
		p.feed(d, of, entered)
		if g := p.Memo.groups[keyOfGroup(d)]; g != nil {
			g.feed = p.composed[len(p.composed)-1]
		}
	}
}

// feed adds a feed: its subscription document, with as much as has room in it, and
// what has not as archives.
func (p *planner) feed(d feed.Definition, of *group, entered feed.Entered) {
	held, rest := splitByLimit(d, of.articles, of.episodes)
	whole := feed.Make(p.in.Site, d, held, of.episodes)
	if name := p.styleName(); name != "" {
		whole.Style = p.in.Site.URL(name)
	}
	f := fit(whole, budget(d, of.episodes))
	f.Complete = of.count == len(f.Articles)
	if d.Archive && !f.Complete {
		if left := held[len(f.Articles):]; len(left) > 0 {
			rest = slices.Concat(left, rest)
			entered.Order(rest)
		}
		f.Previous = p.archive(d, whole, f.Self, entered.Periods(rest, p.in.Site.TimeZone))
	}
	p.composed, p.Feeds, p.Sizes[d.Path], p.DocumentSizes[d.Path] = append(p.composed, f), append(p.Feeds, d), of.count, len(f.Articles)
	if f.NewURL = p.retired(d); f.NewURL != "" && f.Podcast == nil {
		return
	}
	key := p.cachedKey(d, d.Under(feed.AtomName), func() *keyer { return keyOf("feed").feed(f) })
	from := len(p.Outputs)
	for _, form := range forms {
		p.add(form.output(d.Under(form.name), f, key, true), "the feed "+d.Under(form.name))
	}
	p.recordFiles(d, from)
}

// hold parts the articles of a feed, which are in order, into those that its subscription document
// holds, if it has the room, and the rest: as many as the limit says, but all episodes of a
// podcast, because directories list what its feed holds.
func splitByLimit(d feed.Definition, articles []*feed.Article, episodes bool) (held, rest []*feed.Article) {
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
			held = append(held, a)
		} else {
			rest = append(rest, a)
		}
	}
	return held, rest
}

// budget is the most bytes of a feed's Atom form.
func budget(d feed.Definition, episodes bool) int {
	switch {
	case d.MaxBytes > 0:
		return d.MaxBytes
	case episodes:
		return math.MaxInt
	}
	return feed.DefaultMaxBytes
}

// retired is where a feed lives now, "" where it has not moved. A podcast is still
// written, because directories read in it where it went.
func (p *planner) retired(d feed.Definition) string {
	for _, r := range p.in.Site.Retired {
		if r.Path == d.Path {
			return r.To
		}
	}
	return ""
}

// form is one of the formats of a feed.
type form struct {
	name, mediaType string
	write           func(io.Writer, *feed.Feed) error
	check           func([]byte) []check.Problem
}

var forms = []form{
	{feed.AtomName, feed.AtomType, atom.Write, check.Atom},
	{feed.RSSName, feed.RSSType, rss.Write, check.RSS},
	{feed.JSONName, feed.JSONType, jsonfeed.Write, check.JSON},
}

func (m form) output(name string, f *feed.Feed, key Key, hot bool) Output {
	return Output{Name: name, Type: m.mediaType, Hot: hot, Check: m.check, Key: key,
		Write: func(w io.Writer, load Loader) error {
			full, err := *f, error(nil)
			if full.Articles, err = loadAll(f.Articles, load); err != nil {
				return err
			}
			return m.write(w, &full)
		}}
}

// fit keeps as many articles as a feed's Atom form has room for in max bytes, and
// one at least: some readers and aggregators stop at half a megabyte. It goes by what
// articles weigh, which is no less than what they take.
func fit(f *feed.Feed, max int) *feed.Feed {
	size := f.Weigh()
	for i, a := range f.Articles {
		content, frame := a.Weigh()
		if !f.SummaryOnly {
			size += content
		}
		if size += frame; size > max && i > 0 {
			return f.First(i)
		}
	}
	return f.First(len(f.Articles))
}
