package publish

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"fil/feed"
	"fil/feed/atom"
	"fil/feed/check"
	"fil/feed/index"
	"fil/feed/jsonfeed"
	"fil/feed/page"
	"fil/feed/rss"
)

// feeds composes every feed of the site and adds its documents. Feeds of the last publication that
// choose no article now are published nevertheless, because they may have subscribers.
func (p *planner) feeds() {
	s := p.in.Site
	definitions, problems := feed.Definitions(s, p.set.Values, p.in.PreviousFeeds)
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
		g := p.group(d)
		if d.Kind == feed.Named && g.Len() == 0 {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Line: s.Lines["feeds"], Warning: true,
				Message: fmt.Sprintf("the feed %q chooses no article", d.Value), Hint: "look at the spelling of its tags, sections, authors and languages"})
		}
		if kind, published := previousKind[d.Path]; d.Kind != feed.Whole && g.Len() == 0 && !(published && kind == d.Kind) {
			continue
		}
		if other, ok := byPath[d.Path]; ok {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Hint: "give the named feed another name",
				Message: fmt.Sprintf("the feed of the %s %s wants the address /%s/ of the %s %s", d.Kind, d.Value, d.Path, other.Kind, other.Value)})
			continue
		}
		byPath[d.Path] = d
		p.feed(d, g)
		if slices.Contains(s.Each, d.Kind) {
			p.groupPages[keyOfGroup(d.Kind, d.Value)] = s.URL(d.Under("index.html"))
		}
	}
}

// group returns the articles that a definition chooses.
func (p *planner) group(d feed.Definition) *index.Group {
	if d.Kind == feed.Named {
		return p.set.Group(feed.Named, d.Path)
	}
	return p.set.Group(d.Kind, d.Value)
}

// feed adds the subscription document of a feed, in each form. If the definition has archives,
// the articles that do not fit into it go into these.
func (p *planner) feed(d feed.Definition, g *index.Group) {
	s := p.in.Site
	episodes := d.ShowOn(s) != nil && g.Media() > 0
	whole := feed.Make(s, d, episodes)
	if name := p.styleName(); name != "" {
		whole.Style = s.URL(name)
	}
	own := *whole
	f := document{&own, fit(whole, included(d, g, episodes), maxBytes(d, episodes), p.translations)}
	f.Updated, f.Complete = feed.Updated(f.metas, s.TimeZone), g.Len() == len(f.metas)
	if d.Archive && !f.Complete {
		f.Previous = p.archive(d, whole, f.Self, g.Archives(f.metas))
	}
	p.composed, p.Feeds, p.Sizes[d.Path], p.DocumentSizes[d.Path] = append(p.composed, f), append(p.Feeds, d), g.Len(), len(f.metas)
	f.NewURL = p.retired(d)
	if f.NewURL != "" && f.Podcast == nil {
		return
	}
	key := p.addTranslations(keyOf("feed").document(f), f.metas).key()
	for _, form := range forms {
		o := form.output(d.File(form.Form), func() document { return f }, key, true)
		write := o.Write
		o.Write = func(w io.Writer, load Loader) error { return write(w, p.withTranslations(load)) }
		p.share(o, "the feed "+d.File(form.Form))
	}
}

// included returns the articles for the subscription document of a feed, the last one to come first. The
// limit does not count the episodes of a podcast: all of them are included, because podcast directories
// list the episodes that are in the document.
func included(d feed.Definition, g *index.Group, episodes bool) []*feed.Meta {
	if !episodes {
		return g.Latest(d.Limit)
	}
	texts := 0
	return slices.DeleteFunc(g.Latest(g.Len()), func(a *feed.Meta) bool {
		if !a.HasMedia {
			texts++
		}
		return !a.HasMedia && texts > d.Limit
	})
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

// retired returns the address to which a feed has moved, "" if it has not moved. A feed that has moved is
// not published, except for a podcast: directories read the new address in its document
// (itunes:new-feed-url).
func (p *planner) retired(d feed.Definition) string {
	for _, r := range p.in.Site.Retired {
		if r.Path == d.Path {
			return r.To
		}
	}
	return ""
}

// form is a form of a feed with the function that writes a document.
type form struct {
	feed.Form
	write func(io.Writer, *feed.Feed) error
	// archive is the prefix of the names of archives in this form.
	archive string
}

// hasArchives reports whether the archives of a feed are written in this form. RFC 5005 defines archives
// for XML; JSON Feed has next_url, for those who ask for it.
func (m form) hasArchives(d feed.Definition) bool { return m.Name != feed.JSON.Name || d.JSONArchives }

// forms has the functions for each of [feed.Forms].
var forms = []form{
	{feed.Atom, atom.Write, "atom"},
	{feed.RSS, rss.Write, "rss"},
	{feed.JSON, jsonfeed.Write, "feed"},
}

// document is a document of a feed, with the articles that it has.
type document struct {
	*feed.Feed
	metas []*feed.Meta
}

// output returns the output that writes a document in this form.
func (m form) output(name string, compose func() document, key Key, hot bool) Output {
	without := func(w io.Writer, load Loader, left []int) ([]*feed.Meta, error) {
		return m.writeWithout(w, compose(), load, left)
	}
	return Output{Name: name, Type: m.Type, Hot: hot, Check: feedErrors, Without: without, Key: key,
		Write: func(w io.Writer, load Loader) error {
			_, err := without(w, load, nil)
			return err
		}}
}

// writeWithout writes a document without some of its items, and returns their articles. It does not write
// an empty document in the place of one with items.
func (m form) writeWithout(w io.Writer, d document, load Loader, left []int) (articles []*feed.Meta, err error) {
	metas := d.metas
	if len(left) > 0 {
		metas = nil
		for i, a := range d.metas {
			if slices.Contains(left, i+1) {
				articles = append(articles, a)
			} else {
				metas = append(metas, a)
			}
		}
		if len(metas) == 0 {
			return nil, errNoItems
		}
	}
	full := *d.Feed
	full.Articles, err = loadAll(metas, load)
	if err != nil {
		return nil, err
	}
	if m.Name == feed.RSS.Name && full.Markdown && !full.SummaryOnly {
		for i, a := range full.Articles {
			a = a.Clone()
			a.Markdown, err = page.Markdown(a)
			if err != nil {
				return nil, err
			}
			full.Articles[i] = a
		}
	}
	for i, a := range full.Articles {
		if line := full.After.Of(a, full.AfterEmail); line != "" && a.Content != "" {
			a = a.Clone()
			a.Content += line + "\n"
			full.Articles[i] = a
		}
	}
	return articles, m.write(w, &full)
}

// errNoItems says that none of the items of a feed is right.
var errNoItems = errors.New("no item passes the check")

// feedErrors returns what is so wrong with a document that readers break or the standard forbids it, but
// for the form of IDs: an ID that came from another program is kept to the letter.
func feedErrors(data []byte) []check.Finding {
	return slices.DeleteFunc(check.Document(data, check.Options{Least: check.Error}).Findings, func(f check.Finding) bool { return f.IDForm })
}

// fit returns as many of a feed's articles as fit into a number of bytes in Atom, and at least one. Some
// readers and aggregators read only the first half megabyte. The sizes are those of AtomSize, which
// are never too small; translations are linked beside.
func fit(f *feed.Feed, articles []*feed.Meta, limit int, translations func(*feed.Meta) []*feed.Meta) []*feed.Meta {
	size := f.AtomSize()
	for i, a := range articles {
		if !f.SummaryOnly {
			size += int(a.ContentSize)
		}
		size += int(a.FrameSize) + f.AfterSize(a)
		for _, other := range translations(a) {
			size += feed.AlternateSize(other)
		}
		if size > limit && i > 0 {
			return articles[:i]
		}
	}
	return articles
}
