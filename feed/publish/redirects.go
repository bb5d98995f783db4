package publish

import (
	"path"
	"slices"

	"fil/feed"
	"fil/feed/manifest"
	"fil/feed/page"
)

const favicon = "favicon.ico"

// redirects adds what answers where something was: the old addresses of articles,
// with a small page for hosts that cannot redirect; 410 for those that have expired;
// the feeds that live elsewhere now; and the icon.
func (p *planner) redirects() {
	for _, a := range slices.Concat(p.aliased, p.alone) {
		for _, alias := range a.Aliases {
			if !p.move(alias, a) {
				p.Problems = append(p.Problems, &feed.Problem{Path: a.Path, Warning: true, Message: "its alias /" + alias + " is the address of something else"})
			}
		}
	}
	for _, from := range sortedKeys(p.in.Moved) {
		if a := p.byID[p.in.Moved[from]]; a != nil && a.Page != from {
			p.move(from, a)
		}
	}
	gone := func(name, who string) {
		if _, taken := p.places.claim(name, who, false); !taken {
			p.Redirects = append(p.Redirects, manifest.Redirect{From: name, Status: 410})
		}
	}
	for _, a := range p.unseen() {
		if a.Page == "" || !a.Expired(p.now) {
			continue
		}
		gone(a.Page, a.Path)
		for _, alias := range a.Aliases {
			gone(alias, a.Path)
		}
		for _, from := range sortedKeys(p.in.Moved) {
			if p.in.Moved[from] == a.ID {
				gone(from, a.Path)
			}
		}
	}
	if icon := p.in.Site.Icon; icon != "" && icon != p.in.Site.BaseURL+favicon { // browsers ask for it unasked
		if _, taken := p.places.claim(favicon, "site.yaml", false); !taken {
			p.Redirects = append(p.Redirects, manifest.Redirect{From: favicon, To: icon, Status: 301})
		}
	}
	for _, r := range p.in.Site.Retired {
		for _, form := range []string{feed.AtomName, feed.RSSName, feed.JSONName} {
			p.Redirects = append(p.Redirects, manifest.Redirect{From: path.Join(r.Path, form), To: r.To, Status: 301})
		}
	}
}

// move sends who comes to an old address to the article, unless something else lives
// there now.
func (p *planner) move(from string, a *feed.Article) bool {
	if _, taken := p.places.claim(from, a.Path, false); taken {
		return false
	}
	to := a.Page
	if to == "" {
		to = a.Permalink
	}
	p.Redirects = append(p.Redirects, manifest.Redirect{From: from, To: to, Status: 301})
	p.Outputs = append(p.Outputs, Output{Name: from, Type: feed.HTMLType, Key: p.key("moved").text(a.Permalink, a.Title).key(),
		Write: p.page(func(Loader) (pageWriter, error) {
			return page.MovedPage{To: a.Permalink, Title: a.Title}, nil
		})})
	return true
}
