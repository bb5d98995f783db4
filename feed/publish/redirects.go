package publish

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/hosts"
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

// movedFeeds adds the old addresses of feeds that are on this site. Where a file can be at such an address, it
// has the bytes of the feed, for static hosts. fil serve answers with the feed itself by the redirect of
// status 200.
func (p *planner) movedFeeds() {
	s := p.in.Site
	outputs, names := map[string]*Output{}, map[string]bool{}
	for i := range p.Outputs {
		if o := &p.Outputs[i]; o.Hot && feed.IsForm(o.Type) {
			outputs[o.Name] = o
		}
	}
	moved := p.eachMoved(outputs)
	for _, m := range moved {
		if m.Query == "" {
			names[m.Name] = true
		}
	}
	problem := func(warning bool, hint, message string, args ...any) {
		p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Line: s.Lines["moved"], Warning: warning, Message: "moved: " + fmt.Sprintf(message, args...), Hint: hint})
	}
	p.queries = map[string]bool{}
	for _, m := range moved {
		from, status := manifest.WithQuery(m.Name, m.Query), 200
		address := strings.TrimSuffix(m.Name, "index.html")
		target := outputs[m.To]
		if target == nil {
			inFolder := strings.Contains(m.To, "/") // a feed of a tag or a language may come with its first article
			problem(inFolder, "name the file of a feed, as in rss.xml or tags/mali/atom.xml", "/%s leads to %s, which is no feed of this site", from, m.To)
			continue
		}
		if m.Redirect {
			status = 301
		}
		switch {
		case m.Query != "":
			p.queries[from] = true
			if s.HostedBy != "" {
				problem(true, "fil serve can; on this host, readers find the new address by the pages", "/%s?%s has no answer on %s, where a file cannot have a query", address, m.Query, s.HostedBy)
			}
		case names[m.Name+"/index.html"]: // a static host leads from feed to feed/ by itself
		case hosts.Reads(m.Name):
			problem(false, "take it away", "/%s is read by static hosts", address)
			continue
		case feed.TooLong(m.Name):
			problem(false, "", "/%.60s… is too long for a file", address)
			continue
		default:
			if owner, collides := p.claim(m.Name, "site.yaml"); collides {
				problem(false, "take one of the two away", "/%s is the address of %s", address, owner)
				continue
			}
			if !m.Redirect {
				copied := *target
				copied.Name = m.Name
				copied.Hot = false // fil serve does not answer with it
				p.copies = append(p.copies, copied)
			} else if s.HostedBy == "github" {
				problem(true, "leave redirect out", "GitHub Pages cannot redirect /%s", address)
			}
		}
		p.Redirects = append(p.Redirects, manifest.Redirect{From: from, To: m.To, Status: status})
	}
	for _, o := range p.copies { // added last, because outputs has pointers into p.Outputs
		p.shared[o.Name] = false
		p.Outputs = append(p.Outputs, o)
	}
}

// eachMoved returns the old addresses of feeds: the usual ones of those that have others, and those of
// site.yaml, with a star replaced by each name that it stands for:
// tags/*/index.xml is an old address of each feed tags/*/rss.xml. feeds are the outputs of feeds, by name.
func (p *planner) eachMoved(feeds map[string]*Output) (all []feed.Moved) {
	for _, d := range p.Feeds {
		for _, form := range forms {
			usual, to := d.Under(form.File), d.File(form.Form)
			if to != usual && feeds[to] != nil && feeds[usual] == nil {
				all = append(all, feed.Moved{Name: usual, To: to})
			}
		}
	}
	for _, m := range p.in.Site.Moved {
		if !strings.Contains(m.To, "*") {
			all = append(all, m)
			continue
		}
		head, tail, _ := strings.Cut(m.To, "*")
		for _, name := range sortedKeys(feeds) {
			star, below := strings.CutPrefix(name, head)
			star, whole := strings.CutSuffix(star, tail)
			if below && whole && star != "" && !strings.Contains(star, "/") {
				one := m
				one.Name, one.To = strings.ReplaceAll(m.Name, "*", star), name
				all = append(all, one)
			}
		}
	}
	return all
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
