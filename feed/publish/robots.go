package publish

import (
	"io"
	"strings"

	"fil/feed"
)

// robots adds a robots.txt that names the sitemap (RFC 9309), unless content has one. A site below
// a path has none, because crawlers read /robots.txt only.
func (p *planner) robots() {
	const name = "robots.txt"
	s := p.in.Site
	if strings.Count(s.BaseURL, "/") != 3 || p.set.File(name) {
		return
	}
	text := robotsText(s)
	p.share(Output{Name: name, Type: feed.MediaType(name), Key: keyOf("robots").text(text).key(),
		Write: func(w io.Writer, _ Loader) error { _, err := io.WriteString(w, text); return err }}, name)
}
