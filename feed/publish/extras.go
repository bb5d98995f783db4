package publish

import (
	"io"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/page"
)

// text adds an article in Markdown, beside its page.
func (p *planner) text(a *feed.Meta) {
	p.Outputs = append(p.Outputs, Output{Name: feed.TextName(a), Type: page.MarkdownType, Key: keyOf("text").articles([]*feed.Meta{a}).key(), Month: month(a),
		Write: func(w io.Writer, load Loader) error {
			full, err := load(a)
			if err != nil {
				return err
			}
			return page.TextPage{Article: full}.Write(w)
		}})
}

// chapters adds the chapters of an episode, beside its page.
func (p *planner) chapters(a *feed.Meta) {
	p.Outputs = append(p.Outputs, Output{Name: feed.ChaptersName(a), Type: page.ChaptersType, Key: keyOf("chapters").articles([]*feed.Meta{a}).key(), Month: month(a),
		Write: func(w io.Writer, load Loader) error {
			full, err := load(a)
			if err != nil {
				return err
			}
			return page.Chapters{Marks: full.Episode.Marks}.Write(w)
		}})
}

// listText adds llms.txt, which lists the texts of the articles in the site's feed.
func (p *planner) listText() {
	const name = "llms.txt"
	s := p.in.Site
	if !s.Markdown || !s.Pages || p.set.File(name) {
		return
	}
	list := page.ListText{Site: s}
	key := keyOf("llms").text(s.Title, s.Subtitle)
	for _, a := range p.composed[0].metas {
		if text := feed.TextName(a); text != "" {
			list.Articles = append(list.Articles, page.Link{Title: a.Title, URL: s.URL(text)})
			key.text(a.Title, text)
		}
	}
	p.share(Output{Name: name, Type: feed.MediaType(name), Key: key.key(), Write: func(w io.Writer, _ Loader) error { return list.Write(w) }}, name)
}

// news adds the sitemap of news, if the site is one of news and has some: a sitemap needs an entry, and an entry a
// language. It reports whether there is one.
func (p *planner) news() bool {
	s := p.in.Site
	list := page.NewsSitemap{Site: s}
	if s.News {
		list.Articles = slices.DeleteFunc(p.set.News(), func(a *feed.Meta) bool { return a.Page == "" || a.LanguageOn(s) == "" })
	}
	if len(list.Articles) == 0 {
		return false
	}
	p.share(Output{Name: page.NewsSitemapName, Type: page.SitemapType, Key: keyOf("news").text(s.Title, s.Language).articles(list.Articles).key(),
		Write: func(w io.Writer, _ Loader) error { return list.Write(w) }}, "the sitemap of news")
	return true
}

// terms adds the terms on which programs may use the site, if site.yaml has some.
func (p *planner) terms() {
	s := p.in.Site
	if !s.HasTerms() {
		return
	}
	p.share(Output{Name: feed.LicenseName, Type: page.LicenseType, Key: keyOf("terms").text(s.BaseURL).value(s.License).value(s.DenyAI).key(),
		Write: func(w io.Writer, _ Loader) error { return page.Terms{Site: s}.Write(w) }}, "the license of the site")
}

// robotsText returns the text of robots.txt. news says whether there is a sitemap of news.
func robotsText(s *feed.Site, news bool) string {
	b := strings.Builder{}
	b.WriteString("User-agent: *\nAllow: /\n\n" + s.TermsForRobots())
	if s.Pages {
		b.WriteString("Sitemap: " + s.URL(page.SitemapName) + "\n")
	}
	if news {
		b.WriteString("Sitemap: " + s.URL(page.NewsSitemapName) + "\n")
	}
	return b.String()
}
