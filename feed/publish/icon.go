package publish

import (
	"io"

	"fil/feed"
	"fil/feed/manifest"
	"fil/feed/page"
)

const favicon = "favicon.ico"

// icon adds Fil's favicon.ico to a site with pages but without an icon, unless content has one. For a
// site with an icon of another name it adds a redirect, because browsers request /favicon.ico even if
// pages name another icon.
func (p *planner) icon() {
	if p.in.Site.Icon == "" && p.in.Site.Pages && !p.set.File(favicon) {
		p.share(Output{Name: favicon, Type: feed.MediaType(favicon), Key: keyOf("favicon").key(),
			Write: func(w io.Writer, _ Loader) error { _, err := w.Write(page.Favicon); return err }}, "the icon")
	}
	if icon := p.in.Site.Icon; icon != "" && icon != p.in.Site.BaseURL+favicon {
		if _, collides := p.claim(favicon, "site.yaml"); !collides {
			p.Redirects = append(p.Redirects, manifest.Redirect{From: favicon, To: icon, Status: 301})
		}
	}
}
