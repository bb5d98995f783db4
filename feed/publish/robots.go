package publish

import (
	"io"
	"strings"

	"fil/feed"
)

// robots adds a robots.txt that names the sitemaps (RFC 9309) and the terms for programs, unless content has one. A
// site below a path has none, because crawlers read /robots.txt only. news says whether there is a sitemap of news.
func (p *planner) robots(news bool) {
	const name = "robots.txt"
	s := p.in.Site
	if !s.Pages && !s.HasTerms() {
		return
	}
	if strings.Count(s.BaseURL, "/") != 3 || p.set.File(name) {
		return
	}
	text := robotsText(s, news)
	p.share(Output{Name: name, Type: feed.MediaType(name), Key: keyOf("robots").text(text).key(),
		Write: func(w io.Writer, _ Loader) error { _, err := io.WriteString(w, text); return err }}, name)
}
