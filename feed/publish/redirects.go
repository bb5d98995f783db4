package publish

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/manifest"
	"fil/feed/page"
)

const favicon = "favicon.ico"

// redirects adds what answers where something was: the old addresses of articles,
// with a small page for hosts that cannot redirect; 410 for those that have expired;
// the feeds that live elsewhere now; and the icon.
func (p *planner) redirects() {
	p.aliases()
	for _, from := range sortedKeys(p.in.Moved) {
		if a := p.byID[p.in.Moved[from]]; a != nil && a.Page != from {
			p.move(from, a, false)
		}
	}
	gone := func(name, who string) {
		if _, taken := p.places.claim(name, who, anything); !taken {
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
	if p.in.Site.Icon == "" && p.in.Site.Pages && !slices.ContainsFunc(p.in.Assets, func(a Asset) bool { return a.Path == favicon }) {
		p.add(Output{Name: favicon, Type: feed.MediaType(favicon), Key: keyOf("favicon").key(),
			Write: func(w io.Writer, _ Loader) error { _, err := w.Write(page.Favicon); return err }}, "the icon")
	}
	if icon := p.in.Site.Icon; icon != "" && icon != p.in.Site.BaseURL+favicon { // browsers ask for it unasked
		if _, taken := p.places.claim(favicon, "site.yaml", anything); !taken {
			p.Redirects = append(p.Redirects, manifest.Redirect{From: favicon, To: icon, Status: 301})
		}
	}
	for _, r := range p.in.Site.Retired {
		p.retire(r)
	}
}

// retire leads from a feed that lives elsewhere now to its new address. In a folder in which Fil
// has made feeds these are the three forms, and the page beside them leads to the page there. Any
// other path, with and without a slash, is the feed itself, as another program had it.
func (p *planner) retire(r feed.Retired) {
	lead := func(name string) {
		p.Redirects = append(p.Redirects, manifest.Redirect{From: name, To: r.To, Status: 301})
	}
	own := r.Path == "" || slices.ContainsFunc(p.in.Standing, func(d feed.Definition) bool { return d.Path == r.Path })
	if folder, _, below := strings.Cut(r.Path, "/"); below && path.Ext(r.Path) == "" && feed.Reserved(folder) {
		own = true
	}
	if !own {
		place := r.Path
		if path.Ext(place) == "" { // others may lie below it
			place += "/index.html"
		}
		if other, taken := p.places.claim(place, "site.yaml", anything); taken {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Line: p.in.Site.Lines["retired"],
				Message: fmt.Sprintf("the retired feed /%s is the address of %s", r.Path, other), Hint: "take one of the two away"})
			return
		}
		lead(r.Path)
		lead(r.Path + "/index.html")
	}
	if path.Ext(r.Path) == "" || own {
		for _, form := range []string{feed.AtomName, feed.RSSName, feed.JSONName} {
			lead(path.Join(r.Path, form))
		}
	}
	if own {
		p.retiredPage(r)
	}
}

// retiredPage leads from the page of a feed that lives elsewhere now to the page of that one, where
// the address of the feed tells it, and nothing else has the page.
func (p *planner) retiredPage(r feed.Retired) {
	for _, form := range []string{feed.AtomName, feed.RSSName, feed.JSONName} {
		home, ok := strings.CutSuffix(r.To, "/"+form)
		if !ok {
			continue
		}
		name := path.Join(r.Path, "index.html")
		if _, taken := p.places.claim(name, "site.yaml", anything); !taken {
			p.Redirects = append(p.Redirects, manifest.Redirect{From: name, To: home + "/", Status: 301})
		}
	}
}

// aliases adds the old addresses that articles name. Where dist was looked at a short while
// ago, those of articles that are what they were lead on as they did.
func (p *planner) aliases() {
	of := p.aliased
	if p.in.Partly {
		for _, a := range p.in.Left {
			p.left = append(p.left, a.Aliases...)
		}
	}
	if p.patched && p.in.Intact && p.in.Places != nil && p.order.elsewhere != nil && !p.contested && p.named() {
		p.aliasesStand, p.former = true, slices.Concat(p.order.elsewhere, p.left)
		of = slices.DeleteFunc(slices.Clone(p.in.Changed), func(a *feed.Article) bool { return a.InNoList() || !a.LiveAt(p.now) })
		p.Standing += p.leading
	}
	p.contested = false
	lead := func(a *feed.Article, own bool) {
		for _, alias := range a.Aliases {
			if p.move(alias, a, own) {
				continue
			}
			p.contested = p.contested || own
			p.Problems = append(p.Problems, &feed.Problem{Path: a.Path, Warning: true, Message: "its alias /" + alias + " is the address of something else"})
		}
	}
	for _, a := range of {
		if lead(a, true); p.aliasesStand {
			p.Standing -= len(a.Aliases)
		}
	}
	for _, a := range p.alone {
		lead(a, false)
	}
}

// move sends who comes to an old address to the article, unless something else lives
// there now. The address may be one of the article's own.
func (p *planner) move(from string, a *feed.Article, own bool) bool {
	as := anything
	if own {
		as = anAlias
	}
	if _, taken := p.places.claim(from, a.Path, as); taken {
		return false
	}
	to := a.Page
	if to == "" {
		to = a.Permalink
	}
	redirect := manifest.Redirect{From: from, To: to, Status: 301}
	if own {
		p.moved = append(p.moved, redirect)
	} else {
		p.Redirects = append(p.Redirects, redirect)
	}
	p.Outputs = append(p.Outputs, Output{Name: from, Type: feed.HTMLType, Key: p.key("moved").text(a.Permalink, a.Title).key(), own: own,
		Write: p.page(func(Loader) (pageWriter, error) {
			return page.MovedPage{To: a.Permalink, Title: a.Title}, nil
		})})
	return true
}
