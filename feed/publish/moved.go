package publish

import (
	"fmt"
	"strings"

	"fil/feed"
	"fil/feed/hosts"
	"fil/feed/manifest"
)

// movedFeeds adds the old addresses of feeds that are on this site. By a redirect of status 200, fil serve
// answers there with the feed itself. For static hosts there is a file with its bytes, where a file can be.
func (p *planner) movedFeeds() {
	feeds := map[string]Output{}
	for _, o := range p.Outputs {
		if o.Hot && feed.IsForm(o.Type) {
			feeds[o.Name] = o
		}
	}
	moved, names := p.eachMoved(feeds), map[string]bool{}
	for _, m := range moved {
		if m.Query == "" {
			names[m.Name] = true
		}
	}
	p.queries = map[string]bool{}
	for _, m := range moved {
		target, found := feeds[m.To]
		if !found {
			inFolder := strings.Contains(m.To, "/") // a feed of a tag or a language may come with its first article
			p.movedProblem(inFolder, "name the file of a feed, as in rss.xml or tags/mali/atom.xml", "/%s leads to %s, which is no feed of this site", m.Name, m.To)
			continue
		}
		from, status := manifest.WithQuery(m.Name, m.Query), 200
		if m.Redirect {
			status = 301
		}
		switch {
		case m.Query != "":
			p.queries[from] = true
			if host := p.in.Site.HostedBy; host != "" {
				p.movedProblem(true, "fil serve can; on this host, readers find the new address by the pages", "/%s?%s has no answer on %s, where a file cannot have a query", addressOf(m), m.Query, host)
			}
		case names[m.Name+"/index.html"]: // a static host leads from feed to feed/ by itself
		case !p.claimMoved(m, target):
			continue
		}
		p.Redirects = append(p.Redirects, manifest.Redirect{From: from, To: m.To, Status: status})
	}
}

// claimMoved claims the name of an old address, and plans the file there unless it only redirects. It reports
// whether the name could be claimed; if not, it adds a problem.
func (p *planner) claimMoved(m feed.Moved, target Output) bool {
	switch {
	case hosts.Reads(m.Name):
		p.movedProblem(false, "take it away", "/%s is read by static hosts", addressOf(m))
		return false
	case feed.TooLong(m.Name):
		p.movedProblem(false, "take it away", "/%.60s… is too long for a file", addressOf(m))
		return false
	}
	if owner, collides := p.claim(m.Name, "site.yaml"); collides {
		p.movedProblem(false, "take one of the two away", "/%s is the address of %s", addressOf(m), owner)
		return false
	}
	if !m.Redirect {
		target.Name, target.Hot = m.Name, false // fil serve does not answer with it
		p.shared[target.Name] = false
		p.Outputs, p.copies = append(p.Outputs, target), append(p.copies, target)
	} else if p.in.Site.HostedBy == "github" {
		p.movedProblem(true, "leave redirect out", "GitHub Pages cannot redirect /%s", addressOf(m))
	}
	return true
}

// movedProblem adds a problem of moved in site.yaml.
func (p *planner) movedProblem(warning bool, hint, message string, args ...any) {
	p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Line: p.in.Site.Lines["moved"], Warning: warning, Message: "moved: " + fmt.Sprintf(message, args...), Hint: hint})
}

// addressOf returns an old address as readers ask for it, without its query.
func addressOf(m feed.Moved) string { return strings.TrimSuffix(m.Name, "index.html") }

// eachMoved returns the old addresses of feeds: the usual ones of those that have others, and those of
// site.yaml, with a star replaced by each name that it stands for: tags/*/index.xml is an old address of each
// feed tags/*/rss.xml. feeds are the outputs of feeds, by name.
func (p *planner) eachMoved(feeds map[string]Output) (all []feed.Moved) {
	for _, d := range p.Feeds {
		for _, form := range forms {
			usual, to := d.Under(form.File), d.File(form.Form)
			_, published := feeds[to]
			if _, taken := feeds[usual]; to != usual && published && !taken {
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
