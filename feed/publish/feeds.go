package publish

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/atom"
	"fil/feed/check"
	"fil/feed/jsonfeed"
	"fil/feed/rss"
)

// feeds composes every feed of the site and adds its documents.
func (p *planner) feeds() {
	s := p.in.Site
	definitions, problems := feed.Definitions(s, p.shelves, p.in.Standing)
	p.Problems = append(p.Problems, problems...)
	made, standing := map[string]bool{}, map[string]feed.Kind{}
	for _, d := range definitions {
		made[d.Path] = true
	}
	for _, d := range p.in.Standing {
		standing[d.Path] = d.Kind
		if !made[d.Path] && slices.Contains(s.Each, d.Kind) {
			definitions = append(definitions, d)
		}
	}
	taken := map[string]feed.Definition{}
	for _, d := range definitions {
		if _, other := taken[d.Path]; !other && p.stays(d) {
			taken[d.Path] = d
			p.stay(d)
			continue
		}
		entered, of := feed.Arrivals(nil), (*group)(nil)
		if own, ok := p.in.Entered[d.Path]; ok && d.Path != "" {
			entered = own
			ordered := slices.Clone(p.live)
			entered.Order(ordered)
			of = chosen(s, d, ordered)
		} else if slices.Contains(s.Each, d.Kind) {
			of = p.group(d)
		} else if d.Kind == feed.Whole {
			of = newGroup(s, p.site, len(p.site), p.site)
		} else {
			of = chosen(s, d, p.site)
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
			g.feed = p.listed[len(p.listed)-1]
		}
	}
}

// group is the articles that a definition chooses: as many as a feed may need, in
// order, and how many there are.
type group struct {
	articles []*feed.Article
	count    int
	episodes bool
	// shelf are all of them, the newest first; nil where nobody has asked yet.
	shelf []*feed.Article
	of    feed.Definition // that chooses them
	feed  *feed.Feed      // that is made of them
	// files are those of dist that are made of them, with their keys; twin says that the
	// page that the feed stands for is among them.
	files []file
	keys  map[string]Key
	twin  bool
}

type groupKey struct {
	kind  feed.Kind
	value string // in lower case
}

func keyOfGroup(d feed.Definition) groupKey { return groupKey{d.Kind, strings.ToLower(d.Value)} }

// newGroup is the group of so many articles, which are among all.
func newGroup(s *feed.Site, articles []*feed.Article, count int, all []*feed.Article) *group {
	episodes := s.Podcast != nil && slices.ContainsFunc(all, func(a *feed.Article) bool { return a.HasMedia })
	return &group{articles: articles, count: count, episodes: episodes}
}

// chosen is the group of a single definition, whole.
func chosen(s *feed.Site, d feed.Definition, ordered []*feed.Article) *group {
	f := feed.Compose(s, d, ordered)
	return &group{articles: f.Articles, count: len(f.Articles), episodes: f.Podcast != nil}
}

// group finds the articles of a tag, author, section or language that its feed may need:
// those that came last.
func (p *planner) group(d feed.Definition) *group {
	key := keyOfGroup(d)
	if p.untouched(d) {
		g := p.in.Memo.groups[key]
		g.files, g.twin = nil, false
		p.Memo.groups[key], p.Memo.periods[d.Path] = g, p.in.Memo.periods[d.Path]
		return g
	}
	ranks, s := p.shelves.Get(d.Kind, d.Value).Articles, p.in.Site
	episodes := s.Podcast != nil && slices.ContainsFunc(ranks, func(rank int32) bool { return p.order.at(rank).HasMedia })
	room := len(ranks)
	if s.Feed.Limit < room && !episodes {
		room = s.Feed.Limit + 1
	}
	g := &group{articles: p.onShelf(lastOf(ranks, p.came, room)), count: len(ranks), episodes: episodes, of: d, keys: map[string]Key{}}
	p.Memo.groups[key] = g
	return g
}

// lastOf is those ranks of a shelf that came last, as many as there is room for, the last
// first. Those that came at one time are in the order of the shelf, as they are in feeds.
func lastOf(shelf []int32, came []int64, room int) []int32 {
	const few = 100 // of which the others are told by a glance at the last
	if room > few {
		all := slices.Clone(shelf)
		slices.SortStableFunc(all, func(a, b int32) int { return cmp.Compare(came[b], came[a]) })
		return all[:room]
	}
	last := make([]int32, 0, room+1)
	for _, at := range shelf {
		if len(last) == room {
			if came[at] <= came[last[room-1]] {
				continue
			}
			last = last[:room-1]
		}
		i := len(last)
		for i > 0 && came[last[i-1]] < came[at] {
			i--
		}
		last = slices.Insert(last, i, at)
	}
	return last
}

// feed adds a feed: its subscription document, with as much as has room in it, and
// what has not as archives.
func (p *planner) feed(d feed.Definition, of *group, entered feed.Arrivals) {
	held, rest := hold(d, of.articles, of.episodes)
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
	p.listed, p.Feeds, p.Sizes[d.Path], p.Held[d.Path] = append(p.listed, f), append(p.Feeds, d), of.count, len(f.Articles)
	if f.NewURL = p.retired(d); f.NewURL != "" && f.Podcast == nil {
		return
	}
	key := p.keyOf(d, d.Under(feed.AtomName), func() *keyer { return keyOf("feed").feed(f) })
	from := len(p.Outputs)
	for _, form := range forms {
		p.add(form.output(d.Under(form.name), f, key, true), "the feed "+d.Under(form.name))
	}
	p.belong(d, from)
}

// hold parts the articles of a feed, which are in order, into those that its subscription document
// holds, if it has the room, and the rest: as many as the limit says, but all episodes of a
// podcast, because directories list what its feed holds.
func hold(d feed.Definition, articles []*feed.Article, episodes bool) (held, rest []*feed.Article) {
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

// archiveKey is what an archive is known by, whatever is in it.
type archiveKey struct{ folder, period, form string }

// archive adds the archives of a feed (RFC 5005 §4), the oldest first, and returns
// the address of the youngest. The youngest has another address whenever an article comes
// into it, and the days of its month are one archive when that is over: no archive names the
// one, and none of an earlier month the others, as the next, because archives do not change.
func (p *planner) archive(d feed.Definition, whole *feed.Feed, current feed.Address, periods []feed.Period) feed.Address {
	s, known := p.in.Site, p.archived(d.Path, periods)
	names := make([][2]string, len(periods)) // Atom's and RSS's
	addresses := make([]feed.Address, len(periods))
	for i, period := range periods {
		folder := d.Under("archive/" + period.Name)
		names[i] = [2]string{folder + "/atom-" + known[i].hash + ".xml", folder + "/rss-" + known[i].hash + ".xml"}
		addresses[i] = feed.Address{Atom: s.URL(names[i][0]), RSS: s.URL(names[i][1])}
	}
	open := monthOf(periods[len(periods)-1].Name)
	for i, period := range periods {
		f := *whole
		f.Articles, f.Updated = period.Articles, known[i].updated
		f.Self, f.Current, f.Archived = addresses[i], current, true
		if i > 0 {
			f.Previous = addresses[i-1]
		}
		if i+2 < len(periods) && (monthOf(period.Name) == open || monthOf(periods[i+1].Name) != open) {
			f.Next = addresses[i+1]
		}
		key, same := p.archiveKey(memoKey{"archive", d.Path, period.Name}, known[i], &f)
		for j, form := range forms[:2] {
			p.archives[archiveKey{d.Path, period.Name, form.name}] = names[i][j]
			p.archives[archiveKey{d.Path, monthOf(period.Name), form.name}] = names[i][j] // of days, the last
			if same && p.in.Intact {
				p.leave(file{names[i][j], form.mediaType, false})
				continue
			}
			o := form.output(names[i][j], &f, key, false)
			o.Near = month(f.Articles[0])
			p.add(o, "the archive "+names[i][j])
		}
	}
	return addresses[len(periods)-1]
}

var archiveName = regexp.MustCompile(`^(?:(.+)/)?archive/([^/]+)/(atom|rss)-[0-9a-f]+\.xml$`)

// monthOf is the month of a period of archives, which may be a day or a part of one.
func monthOf(period string) string {
	const month = len("2006-01")
	return period[:min(len(period), month)]
}

// Successor tells what has taken the place of an archive whose set of articles has
// changed: the archive of the same period, else that of its month, or the last one of the
// month's days, else the subscription document. For all other names it is "".
func (p *Publication) Successor(name string) string {
	m := archiveName.FindStringSubmatch(name)
	if m == nil {
		return ""
	}
	for _, period := range []string{m[2], monthOf(m[2])} {
		if now, ok := p.archives[archiveKey{m[1], period, m[3] + ".xml"}]; ok {
			return now
		}
	}
	return path.Join(m[1], m[3]+".xml")
}

// fit keeps as many articles as a feed's Atom form has room for in max bytes, and
// one at least: some readers and aggregators stop at half a megabyte. It goes by what
// articles weigh, which is no less than what they take.
func fit(f *feed.Feed, max int) *feed.Feed {
	size := f.AtomSize()
	for i, a := range f.Articles {
		content, frame := a.AtomSize()
		if !f.SummaryOnly {
			size += content
		}
		if size += frame; size > max && i > 0 {
			return f.First(i)
		}
	}
	return f.First(len(f.Articles))
}
