package publish

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/index"
	"fil/feed/manifest"
)

// redirects adds the redirects of feeds that have moved elsewhere, and of the icon. All content has
// precedence over them.
func (p *planner) redirects() {
	p.before = []index.Kind{index.Page, index.Other, index.Alias, index.Moved, index.Gone}
	p.icon()
	p.movedFeeds()
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
		if owner, collides := p.claim(name, "site.yaml"); collides {
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
		for _, d := range p.Feeds {
			for _, form := range feed.Forms() {
				if name := d.File(form); d.Path == r.Path && name != d.Under(form.File) {
					redirect(name)
				}
			}
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
		if _, collides := p.claim(name, "site.yaml"); !collides {
			p.Redirects = append(p.Redirects, manifest.Redirect{From: name, To: homeURL + "/", Status: 301})
		}
	}
}
