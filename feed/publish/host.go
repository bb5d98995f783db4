package publish

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/hosts"
	"fil/feed/index"
	"fil/feed/manifest"
	"fil/feed/page"
)

// styleName returns the name of the style sheet of feeds for static hosts, which send a feed
// to browsers as it is. It is "" if dist is not for a static host, or there is no theme.
func (p *planner) styleName() string {
	if p.in.Site.HostedBy == "" || p.in.Theme == nil {
		return ""
	}
	sum := sha256.Sum256(p.in.Theme.FeedStyle(p.in.Site.Language))
	return page.AssetFolder + "feed-" + hex.EncodeToString(sum[:5]) + ".css"
}

// host adds the configuration files of the static host for which dist is made, and the style sheet of
// feeds. It is called after all feeds and shared redirects are planned, because these files contain them.
func (p *planner) host() {
	p.before = nil
	s := p.in.Site
	if s.HostedBy == "" {
		return
	}
	if name := p.styleName(); name != "" {
		style := p.in.Theme.FeedStyle(s.Language)
		p.share(Output{Name: name, Type: feed.MediaType(name), Key: keyOf("style").text(name).key(),
			Write: func(w io.Writer, _ Loader) error { _, err := w.Write(style); return err }}, "the style sheet of feeds")
	}
	if s.HostedBy == "github" && len(s.Retired) > 0 {
		p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Line: s.Lines["retired"], Warning: true,
			Message: "GitHub Pages cannot redirect: subscribers of retired feeds find nothing there", Hint: "keep the feed for a while, with the new address in an article"})
	}
	hostSite := hosts.Site{Prefix: "/", Hubs: len(p.in.Site.Hubs) > 0, TrustAssets: p.in.Site.TrustAssets, Own: p.in.HostFiles, Feeds: []hosts.Feed{{Name: feed.OPMLName, Type: feed.OPMLType}}}
	if u, err := url.Parse(s.BaseURL); err == nil && u.Path != "" {
		hostSite.Prefix = u.EscapedPath()
	}
	for _, d := range p.Feeds {
		for _, form := range forms {
			hostSite.Feeds = append(hostSite.Feeds, hosts.Feed{Name: d.File(form.Form), Type: form.Type})
		}
	}
	for _, o := range p.copies {
		hostSite.Copies = append(hostSite.Copies, hosts.Feed{Name: o.Name, Type: o.Type})
	}
	hostSite.Redirects = slices.DeleteFunc(slices.Clone(p.Redirects), func(r manifest.Redirect) bool { return r.Status == 200 || p.queries[r.From] })
	for _, c := range p.set.Claims() {
		if redirect, ok := redirectOf(c); ok && !p.blocked[c] {
			hostSite.Redirects = append(hostSite.Redirects, redirect)
		}
	}
	slices.SortFunc(hostSite.Redirects, func(a, b manifest.Redirect) int { return strings.Compare(a.From, b.From) })
	for _, f := range hosts.For(s.HostedBy, hostSite) {
		text := f.Text
		o := Output{Name: f.Name, Type: manifest.HostType(s.HostedBy), Key: keyOf("host").text(f.Name, text).key(),
			Write: func(w io.Writer, _ Loader) error { _, err := io.WriteString(w, text); return err }}
		for _, c := range p.set.Conflicting(f.Name) {
			if _, own := hostSite.Own[f.Name]; own && c.Kind == index.Other { // it replaces the author's file, and begins with its text
				p.block(c, nil)
			}
		}
		p.share(o, "what "+s.HostedBy+" reads")
	}
}
