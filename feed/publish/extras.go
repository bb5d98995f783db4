package publish

import (
	"io"
	"path"
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
			list.Articles = append(list.Articles, page.Link{Title: a.Title, URL: s.URL(path.Dir(text)) + "/" + path.Base(text)})
			key.text(a.Title, text)
		}
	}
	p.share(Output{Name: name, Type: feed.MediaType(name), Key: key.key(), Write: func(w io.Writer, _ Loader) error { return list.Write(w) }}, name)
}

// news adds the sitemap of news, if the site is one of news.
func (p *planner) news() {
	s := p.in.Site
	if !s.News {
		return
	}
	list := page.NewsSitemap{Site: s}
	for _, a := range p.set.Listed().Latest(page.MaxNews) {
		if a.Published.After(p.set.Now().Add(-feed.NewsAge)) && a.Page != "" {
			list.Articles = append(list.Articles, a)
		}
	}
	p.share(Output{Name: page.NewsSitemapName, Type: page.SitemapType, Key: keyOf("news").text(s.Title, s.Language).articles(list.Articles).key(),
		Write: func(w io.Writer, _ Loader) error { return list.Write(w) }}, "the sitemap of news")
}

// terms adds the terms on which programs may use the site, if site.yaml has some.
func (p *planner) terms() {
	s := p.in.Site
	if !s.DenyAI && s.License.URL == "" {
		return
	}
	p.share(Output{Name: page.LicenseName, Type: page.LicenseType, Key: keyOf("terms").value(s.License).value(s.DenyAI).key(),
		Write: func(w io.Writer, _ Loader) error { return page.Terms{Site: s}.Write(w) }}, "the license of the site")
}

// aiCrawlers are the programs that collect texts to train models, by their names in robots.txt (RFC 9309
// §2.2.1), as their operators document them.
const aiCrawlers = "AI2Bot Amazonbot anthropic-ai Applebot-Extended Bytespider CCBot ClaudeBot cohere-training-data-crawler Diffbot FacebookBot Google-Extended " +
	"GPTBot ImagesiftBot meta-externalagent omgili PanguBot Timpibot"

// robotsText returns the text of robots.txt.
func robotsText(s *feed.Site) string {
	var b strings.Builder
	b.WriteString("User-agent: *\nAllow: /\n\n")
	if s.DenyAI {
		for name := range strings.FieldsSeq(aiCrawlers) {
			b.WriteString("User-agent: " + name + "\n")
		}
		b.WriteString("Disallow: /\n\n")
	}
	if s.DenyAI || s.License.URL != "" {
		b.WriteString("License: " + s.URL(page.LicenseName) + "\n")
	}
	b.WriteString("Sitemap: " + s.URL(page.SitemapName) + "\n")
	if s.News {
		b.WriteString("Sitemap: " + s.URL(page.NewsSitemapName) + "\n")
	}
	return b.String()
}
