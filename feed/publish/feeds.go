package publish

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"sort"

	"fil/feed"
	"fil/feed/atom"
	"fil/feed/check"
	"fil/feed/jsonfeed"
	"fil/feed/rss"
)

// feeds composes every feed of the site and adds its documents.
func (p *planner) feeds() error {
	s := p.in.Site
	definitions, problems := feed.Definitions(s, p.live, p.in.Standing)
	p.Problems = append(p.Problems, problems...)
	made := map[string]bool{}
	for _, d := range definitions {
		made[d.Path] = true
	}
	for _, d := range p.in.Standing {
		if !made[d.Path] && slices.Contains(s.Each, d.Kind) {
			definitions = append(definitions, d)
		}
	}
	standing := func(d feed.Definition) bool {
		return slices.ContainsFunc(p.in.Standing, func(o feed.Definition) bool { return o.Path == d.Path && o.Kind == d.Kind })
	}
	taken := map[string]feed.Definition{}
	site := slices.Clone(p.live)
	p.in.Entered[""].Order(site)
	for _, d := range definitions {
		entered, ordered := p.in.Entered[""], site
		if own, ok := p.in.Entered[d.Path]; ok && d.Path != "" {
			entered, ordered = own, slices.Clone(p.live)
			entered.Order(ordered)
		}
		whole := feed.Compose(s, d, ordered)
		if d.Kind != feed.Whole && len(whole.Articles) == 0 && !standing(d) {
			continue
		}
		if other, ok := taken[d.Path]; ok {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Hint: "give the named feed another name",
				Message: fmt.Sprintf("the feed of the %s %s wants the address /%s/ of the %s %s", d.Kind, d.Value, d.Path, other.Kind, other.Value)})
			continue
		}
		taken[d.Path] = d
		if err := p.feed(d, whole, entered); err != nil {
			return err
		}
	}
	return nil
}

// feed adds a feed: its subscription document, with as much as has room in it, and
// what has not as archives.
func (p *planner) feed(d feed.Definition, whole *feed.Feed, entered feed.Entered) error {
	f, err := fit(whole.First(min(len(whole.Articles), d.Limit)), d.MaxBytes)
	if err != nil {
		return err
	}
	rest := whole.Articles[len(f.Articles):]
	f.Complete = len(rest) == 0
	if d.Archive && len(rest) > 0 {
		f.Previous = p.archive(d, whole, f.Self, entered.Periods(rest, p.in.Site.TimeZone))
	}
	p.listed, p.Feeds = append(p.listed, f), append(p.Feeds, d)
	if f.NewURL = p.retired(d); f.NewURL != "" && f.Podcast == nil {
		return nil
	}
	for _, form := range forms {
		p.add(form.output(d.Under(form.name), f, true), "the feed "+d.Under(form.name))
	}
	return nil
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

func (m form) output(name string, f *feed.Feed, hot bool) Output {
	return Output{Name: name, Type: m.mediaType, Hot: hot, Check: m.check,
		Write: func(w io.Writer) error { return m.write(w, f) }}
}

// archiveKey is what an archive is known by, whatever is in it.
type archiveKey struct{ folder, period, form string }

// archive adds the archives of a feed (RFC 5005 §4), the oldest first, and returns
// the address of the youngest.
func (p *planner) archive(d feed.Definition, whole *feed.Feed, current feed.Address, periods []feed.Period) feed.Address {
	s := p.in.Site
	names := make([][2]string, len(periods)) // Atom's and RSS's
	addresses := make([]feed.Address, len(periods)+1)
	for i, period := range periods {
		folder := d.Under("archive/" + period.Name)
		names[i] = [2]string{folder + "/atom-" + period.Hash() + ".xml", folder + "/rss-" + period.Hash() + ".xml"}
		addresses[i] = feed.Address{Atom: s.URL(names[i][0]), RSS: s.URL(names[i][1])}
	}
	for i, period := range periods {
		f := *whole
		f.Articles = period.Articles
		f = *f.First(len(f.Articles))
		f.Self, f.Current, f.Archived, f.Next = addresses[i], current, true, addresses[i+1]
		if i > 0 {
			f.Previous = addresses[i-1]
		}
		for j, form := range forms[:2] {
			p.add(form.output(names[i][j], &f, false), "the archive "+names[i][j])
			p.archives[archiveKey{d.Path, period.Name, form.name}] = names[i][j]
		}
	}
	return addresses[len(periods)-1]
}

var archiveName = regexp.MustCompile(`^(?:(.+)/)?archive/([^/]+)/(atom|rss)-[0-9a-f]+\.xml$`)

// Successor tells what has taken the place of an archive whose set of articles has
// changed: the archive of the same period, else the subscription document. For all
// other names it is "".
func (p *Publication) Successor(name string) string {
	m := archiveName.FindStringSubmatch(name)
	if m == nil {
		return ""
	}
	if now, ok := p.archives[archiveKey{m[1], m[2], m[3] + ".xml"}]; ok {
		return now
	}
	return path.Join(m[1], m[3]+".xml")
}

// fit keeps as many articles as a feed's Atom form has room for in max bytes, and
// one at least: some readers and aggregators stop at half a megabyte.
func fit(f *feed.Feed, max int) (*feed.Feed, error) {
	size := func(n int) (int, error) {
		var b bytes.Buffer
		g := f.First(n)
		g.Complete, g.Previous = true, feed.Address{Atom: g.Self.Atom + "/archive/2024-01-01/atom-0123456789.xml"} // room for either
		err := atom.Write(&b, g)
		return b.Len(), err
	}
	var failed error
	tooLarge := func(n int) bool {
		bytes, err := size(n)
		if err != nil {
			failed = err
		}
		return bytes > max
	}
	n := len(f.Articles)
	if n > 1 && atMost(f) > max && tooLarge(n) {
		// The first count that is too large is after the last that fits.
		n = sort.Search(n-1, func(i int) bool { return tooLarge(i + 2) }) + 1
	}
	return f.First(n), failed
}

// atMost is no less than the bytes that a feed's Atom form takes: most feeds are so
// far from the limit that nothing has to be measured. Escaping makes six bytes of one
// at the worst.
func atMost(f *feed.Feed) int {
	n := 4000 + 6*(len(f.Title)+len(f.Subtitle)+len(f.Rights))
	for _, a := range f.Articles {
		n += 2000 + 6*(len(a.Title)+len(a.Summary)+len(a.ID)+len(a.Permalink)+len(a.Rights)+len(a.Link)+len(a.Image.URL))
		n += 5 * len(a.Content) // "]]>" is written as fifteen bytes
		for _, p := range a.Authors {
			n += 60 + 6*(len(p.Name)+len(p.URL)+len(p.Email))
		}
		for _, tag := range a.Tags {
			n += 40 + 6*len(tag)
		}
		for _, e := range a.Enclosures {
			n += 100 + 6*(len(e.URL)+len(e.Title)+len(e.Type))
		}
	}
	return n
}
