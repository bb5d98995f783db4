package publish

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/manifest"
	"fil/feed/page"
)

// redirects adds what is answered at addresses that had content before: redirects from the old addresses
// of articles, each with a small HTML page for hosts that cannot redirect; status 410 for expired
// articles; redirects of feeds that have moved elsewhere; and the icon.
func (p *planner) redirects() {
	p.aliases()
	for _, from := range sortedKeys(p.in.Moved) {
		if a := p.byID[p.in.Moved[from]]; a != nil && a.Page != from {
			p.addRedirect(from, a, false)
		}
	}
	addGone := func(name, claimant string) {
		if _, collides := p.claims.claim(name, claimant, otherFile); !collides {
			p.Redirects = append(p.Redirects, manifest.Redirect{From: name, Status: 410})
		}
	}
	for _, a := range p.changedOrAll() {
		if a.Page == "" || !a.Expired(p.now) {
			continue
		}
		addGone(a.Page, a.Path)
		for _, alias := range a.Aliases {
			addGone(alias, a.Path)
		}
		for _, from := range sortedKeys(p.in.Moved) {
			if p.in.Moved[from] == a.ID {
				addGone(from, a.Path)
			}
		}
	}
	p.icon()
	for _, r := range p.in.Site.Retired {
		p.retire(r)
	}
}

// retire adds the redirects of a feed that has moved to another site. If its path is a folder in which
// Fil has made feeds, its forms are redirected, and the page of the feed to the page there. Any
// other path is the address that the feed had with another program. It is redirected with and without
// a slash at the end; if it has no extension, it may also be a folder with the forms.
func (p *planner) retire(r feed.Retired) {
	redirect := func(name string) {
		p.Redirects = append(p.Redirects, manifest.Redirect{From: name, To: r.To, Status: 301})
	}
	byFil := r.Path == "" || slices.ContainsFunc(p.in.PreviousFeeds, func(d feed.Definition) bool { return d.Path == r.Path })
	if folder, _, below := strings.Cut(r.Path, "/"); below && path.Ext(r.Path) == "" && feed.Reserved(folder) {
		byFil = true
	}
	if !byFil {
		name := r.Path
		if path.Ext(name) == "" { // a folder, which may have other files
			name += "/index.html"
		}
		if owner, collides := p.claims.claim(name, "site.yaml", otherFile); collides {
			p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Line: p.in.Site.Lines["retired"],
				Message: fmt.Sprintf("the retired feed /%s is the address of %s", r.Path, owner), Hint: "take one of the two away"})
			return
		}
		redirect(r.Path)
		redirect(r.Path + "/index.html")
	}
	if path.Ext(r.Path) == "" || byFil {
		for _, form := range feed.Forms() {
			redirect(path.Join(r.Path, form.File))
		}
	}
	if byFil {
		p.retirePage(r)
	}
}

// retirePage redirects the page of a feed that has moved to the page of the feed there. It does nothing
// if that page cannot be inferred, because the new address does not end as Fil's do, or if another
// output has the name.
func (p *planner) retirePage(r feed.Retired) {
	for _, form := range feed.Forms() {
		homeURL, ok := strings.CutSuffix(r.To, "/"+form.File)
		if !ok {
			continue
		}
		name := path.Join(r.Path, "index.html")
		if _, collides := p.claims.claim(name, "site.yaml", otherFile); !collides {
			p.Redirects = append(p.Redirects, manifest.Redirect{From: name, To: homeURL + "/", Status: 301})
		}
	}
}

// aliases adds redirects from the aliases of articles and standalone pages. If Input.Intact and no alias
// collides, those of unchanged articles are not planned.
func (p *planner) aliases() {
	articles := p.aliased
	if p.in.Incremental {
		for _, a := range p.in.Stale {
			p.staleAliases = append(p.staleAliases, a.Aliases...)
		}
	}
	if p.patched && p.in.Intact && p.in.Register != nil && p.order.otherRedirects != nil && !p.aliasContested && p.aliasesFit() {
		p.aliasesUnchanged, p.previousRedirects = true, slices.Concat(p.order.otherRedirects, p.staleAliases)
		articles = slices.DeleteFunc(slices.Clone(p.in.Changed), func(a *feed.Meta) bool { return a.InNoList() || !a.LiveAt(p.now) })
		p.Unplanned += p.aliasCount
	}
	p.aliasContested = false
	redirect := func(a *feed.Meta, own bool) {
		for _, alias := range a.Aliases {
			if p.addRedirect(alias, a, own) {
				continue
			}
			p.aliasContested = p.aliasContested || own
			p.Problems = append(p.Problems, &feed.Problem{Path: a.Path, Warning: true, Message: "its alias /" + alias + " is the address of something else"})
		}
	}
	for _, a := range articles {
		redirect(a, true)
		if p.aliasesUnchanged { // they are planned, though counted above
			p.Unplanned -= len(a.Aliases)
		}
	}
	for _, a := range p.standalone {
		redirect(a, false)
	}
}

// addRedirect redirects an old address to an article, and reports whether no other output has that
// address. own says that the address is an alias of an article that is not a standalone page.
func (p *planner) addRedirect(from string, a *feed.Meta, own bool) bool {
	kind := otherFile
	if own {
		kind = articleAlias
	}
	if _, collides := p.claims.claim(from, a.Path, kind); collides {
		return false
	}
	to := a.Page
	if to == "" {
		to = a.Permalink
	}
	redirect := manifest.Redirect{From: from, To: to, Status: 301}
	if own {
		p.aliasRedirects = append(p.aliasRedirects, redirect)
	} else {
		p.Redirects = append(p.Redirects, redirect)
	}
	p.Outputs = append(p.Outputs, Output{Name: from, Type: feed.HTMLType, Key: p.key("moved").text(a.Permalink, a.Title).key(), own: own,
		Write: p.page(func(Loader) (pageWriter, error) {
			return page.MovedPage{To: a.Permalink, Title: a.Title}, nil
		})})
	return true
}
