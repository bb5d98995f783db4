package publish

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/hosts"
	"fil/feed/index"
	"fil/feed/manifest"
	"fil/feed/page"
)

// content adds the pages of articles, redirects to them, and the other files: those that differ from the
// last plan or, if there is none, all.
func (p *planner) content() {
	p.blockWithheld()
	p.blockCompressed()
	var won []*index.Claim
	var pages []*feed.Meta
	if !p.follows {
		won = p.set.Claims()
	} else {
		diff, _ := p.set.Since(p.last.set)
		won, pages = slices.Clone(diff.Won), p.pagesAround(diff)
		for _, c := range diff.Lost {
			p.unwanted = append(p.unwanted, c.Name)
		}
		for c := range p.blocked {
			p.unwanted = append(p.unwanted, c.Name)
		}
		for c := range p.last.blocked {
			if p.set.Owner(c.Name) == c {
				won = append(won, c)
			}
		}
	}
	for _, a := range pages {
		if c := p.set.Owner(a.Page); c != nil && c.Article == a {
			won = append(won, c)
		}
	}
	slices.SortFunc(won, func(a, b *index.Claim) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name)) })
	for _, c := range slices.Compact(won) {
		if !p.blocked[c] {
			p.add(c)
		}
	}
}

// add adds what is published at the name of a claim: an output, a redirect or both.
func (p *planner) add(c *index.Claim) {
	switch c.Kind {
	case index.Page:
		p.page(c.Article)
	case index.Chapters:
		p.chapters(c.Article)
	case index.Text:
		p.text(c.Article)
	case index.Other:
		p.file(c.File)
	case index.Alias, index.Moved:
		p.moved(c.Name, c.Article)
	}
	if redirect, ok := redirectOf(c); ok {
		p.Redirects = append(p.Redirects, redirect)
	}
}

// redirectOf returns what is answered at the name of a claim, if that is a redirect or status 410.
func redirectOf(c *index.Claim) (redirect manifest.Redirect, ok bool) {
	switch c.Kind {
	case index.Alias, index.Moved:
		return manifest.Redirect{From: c.Name, To: cmp.Or(c.Article.Page, c.Article.Permalink), Status: 301}, true
	case index.Gone:
		return manifest.Redirect{From: c.Name, Status: 410}, true
	}
	return redirect, false
}

// pagesAround returns the articles whose pages may differ although they themselves do not: those next to
// the ones that have changed, because pages link to their neighbours; their translations; and those of a tag, author or
// section whose page is new, because they link to it.
func (p *planner) pagesAround(diff *index.Diff) []*feed.Meta {
	around := map[*feed.Meta]bool{}
	for _, a := range slices.Concat(diff.Was, diff.Now) {
		if !a.InNoList() {
			newer, older := p.set.Listed().Neighbours(a)
			around[newer], around[older] = true, true
		}
	}
	for _, a := range slices.Concat(diff.Was, diff.Now) {
		if a.Translation != "" {
			for _, other := range p.set.Group(feed.Translation, a.Translation).All() {
				around[other] = true
			}
		}
	}
	changed := map[groupKey]bool{}
	for _, pages := range []map[groupKey]string{p.groupPages, p.last.groupPages} {
		for key := range pages {
			if p.groupPages[key] != p.last.groupPages[key] {
				changed[key] = true
			}
		}
	}
	if len(changed) > 0 {
		for _, a := range p.set.LiveArticles() {
			for _, kind := range p.in.Site.Each {
				for value := range kind.Values(p.in.Site, a) {
					if changed[keyOfGroup(kind, value)] {
						around[a] = true
					}
				}
			}
		}
	}
	delete(around, nil)
	return slices.Collect(maps.Keys(around))
}

// month returns the Output.Month of an article.
func month(a *feed.Meta) int { return 12*a.Published.Year() + int(a.Published.Month()) }

// page adds the page of an article, with links to the one before and the one after it.
func (p *planner) page(a *feed.Meta) {
	var newer, older *feed.Meta
	if !a.InNoList() {
		newer, older = p.set.Listed().Neighbours(a)
	}
	key := p.key("page").articles([]*feed.Meta{a})
	for _, neighbour := range []*feed.Meta{older, newer} {
		if neighbour == nil {
			key.text("")
		} else {
			key.text(neighbour.Title, neighbour.Permalink, neighbour.Language)
		}
	}
	p.addLinks(key, []*feed.Meta{a})
	p.addTranslations(key, []*feed.Meta{a})
	p.Outputs = append(p.Outputs, Output{Name: a.Page, Type: feed.HTMLType, Key: key.key(), Month: month(a),
		Write: p.writePage(func(load Loader) (pageWriter, error) {
			full, err := p.withTranslations(load)(a)
			return page.ArticlePage{Article: full, Previous: linkTo(older), Next: linkTo(newer)}, err
		})})
}

// addLinks adds the addresses of the pages to which the tags, authors, sections and languages of articles link.
func (p *planner) addLinks(key *keyer, articles []*feed.Meta) *keyer {
	for _, a := range articles {
		for _, kind := range []feed.Kind{feed.Tag, feed.Author, feed.Section} {
			for value := range kind.Values(p.in.Site, a) {
				key.text(p.groupPages[keyOfGroup(kind, value)])
			}
		}
		if a.Language != "" && a.Language != p.in.Site.Language { // its page leads to the feed of its language
			key.text(p.groupPages[keyOfGroup(feed.Language, a.Language)])
		}
	}
	return key
}

// translations returns the articles that are the same text in other languages, by language. Articles that
// are in no feed neither have translations nor are any.
func (p *planner) translations(a *feed.Meta) (others []*feed.Meta) {
	if a.Translation == "" || a.NoFeed {
		return nil
	}
	language := a.LanguageOn(p.in.Site)
	for _, other := range p.set.Group(feed.Translation, a.Translation).All() {
		if other.Path != a.Path && other.LanguageOn(p.in.Site) != language && other.LanguageOn(p.in.Site) != "" {
			others = append(others, other)
		}
	}
	slices.SortFunc(others, func(a, b *feed.Meta) int {
		return cmp.Or(cmp.Compare(a.LanguageOn(p.in.Site), b.LanguageOn(p.in.Site)), feed.ByDate(a, b))
	})
	return slices.CompactFunc(others, func(a, b *feed.Meta) bool { return a.LanguageOn(p.in.Site) == b.LanguageOn(p.in.Site) })
}

// addTranslations adds the languages and addresses of the translations of articles.
func (p *planner) addTranslations(key *keyer, articles []*feed.Meta) *keyer {
	for _, a := range articles {
		for _, other := range p.translations(a) {
			key.text(a.ID, other.LanguageOn(p.in.Site), other.Permalink)
		}
	}
	return key
}

// withTranslations returns a Loader that also sets the alternates of an article.
func (p *planner) withTranslations(load Loader) Loader {
	return func(a *feed.Meta) (*feed.Article, error) {
		full, err := load(a)
		others := p.translations(a)
		if err != nil || len(others) == 0 {
			return full, err
		}
		whole := *full
		for _, other := range others {
			whole.Alternates = append(whole.Alternates, feed.Alternate{Language: other.LanguageOn(p.in.Site), URL: other.Permalink})
		}
		return &whole, nil
	}
}

// linkTo returns a link to an article, nil if a is nil.
func linkTo(a *feed.Meta) *page.Link {
	if a == nil {
		return nil
	}
	return &page.Link{Title: a.Title, URL: a.Permalink, Language: a.Language}
}

// moved adds the small page that stands at an old address of an article, for hosts that cannot redirect.
func (p *planner) moved(from string, a *feed.Meta) {
	p.Outputs = append(p.Outputs, Output{Name: from, Type: feed.HTMLType, Key: p.key("moved").text(a.Permalink, a.Title).key(),
		Write: p.writePage(func(Loader) (pageWriter, error) {
			return page.MovedPage{To: a.Permalink, Title: a.Title}, nil
		})})
}

// file adds a file of content that is published as it is. Configuration files of static hosts have a
// media type of their own, so that the server does not serve them.
func (p *planner) file(f *index.File) {
	mediaType := feed.MediaType(f.Path)
	if hosts.Reads(f.Path) {
		mediaType = manifest.HostType("")
	}
	p.Outputs = append(p.Outputs, Output{Name: f.Path, Type: mediaType, Stream: true, Key: stampKey(f.Stamp), Size: f.Size,
		Write: func(w io.Writer, _ Loader) error {
			r, err := p.in.Open(f.Path)
			if err != nil {
				return err
			}
			_, err = io.Copy(w, r)
			return cmp.Or(err, r.Close())
		}})
}

// blockWithheld blocks the files that are not published.
func (p *planner) blockWithheld() {
	if len(p.in.Withheld) == 0 {
		return
	}
	for _, f := range p.set.Files() {
		if feed.Within(f.Path, p.in.Withheld) {
			if c := p.set.Owner(f.Path); c != nil && c.Kind == index.Other {
				p.block(c, nil)
			}
		}
	}
}

// blockCompressed blocks the files whose names look like the compressed form of another one, such as
// atom.xml.gz.
func (p *planner) blockCompressed() {
	for _, f := range p.set.Files() {
		ext := path.Ext(f.Path)
		if ext != gzipped && ext != ".br" && ext != ".zst" {
			continue
		}
		original := strings.TrimSuffix(f.Path, ext)
		if c := p.set.Owner(f.Path); c != nil && c.Kind == index.Other && p.has(original) {
			p.block(c, &feed.Problem{Path: f.Path, Hint: "give it another name",
				Message: fmt.Sprintf("by its name it is a compressed form of /%s, and many servers would answer with it instead", original)})
		}
	}
}
