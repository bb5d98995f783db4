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
	"fil/feed/manifest"
	"fil/feed/page"
)

// styleName is the style sheet of feeds on hosts that show them to browsers as they are, "" where
// dist is for no host, or the theme cannot be used.
func (p *planner) styleName() string {
	if p.in.Site.HostedBy == "" || p.in.Theme == nil {
		return ""
	}
	sum := sha256.Sum256(p.in.Theme.FeedStyle(p.in.Site.Language))
	return page.AssetFolder + "feed-" + hex.EncodeToString(sum[:5]) + ".css"
}

// host adds the files that the static host reads for which dist is made. It is called last,
// because these files name the feeds and redirects of the plan.
func (p *planner) host() {
	s := p.in.Site
	if s.HostedBy == "" {
		return
	}
	if name := p.styleName(); name != "" {
		style := p.in.Theme.FeedStyle(s.Language)
		p.add(Output{Name: name, Type: feed.MediaType(name), Key: keyOf("style").text(name).key(),
			Write: func(w io.Writer, _ Loader) error { _, err := w.Write(style); return err }}, "the style sheet of feeds")
	}
	if s.HostedBy == "github" && len(s.Retired) > 0 {
		p.Problems = append(p.Problems, &feed.Problem{Path: "site.yaml", Line: s.Lines["retired"], Warning: true,
			Message: "GitHub Pages cannot redirect: subscribers of retired feeds find nothing there", Hint: "keep the feed for a while, with the new address in an article"})
	}
	about := hosts.Site{Prefix: "/", Hubs: len(p.in.Site.Hubs) > 0, TrustAssets: p.in.Site.TrustAssets, Own: p.in.HostFiles, Feeds: []hosts.Feed{{Name: feed.OPMLName, Type: feed.OPMLType}}}
	if u, err := url.Parse(s.BaseURL); err == nil && u.Path != "" {
		about.Prefix = u.EscapedPath()
	}
	for _, d := range p.Feeds {
		for _, form := range forms {
			about.Feeds = append(about.Feeds, hosts.Feed{Name: d.Under(form.name), Type: form.mediaType})
		}
	}
	about.Redirects = slices.Concat(p.aliasRedirects, p.Redirects)
	slices.SortFunc(about.Redirects, func(a, b manifest.Redirect) int { return strings.Compare(a.From, b.From) })
	for _, f := range hosts.For(s.HostedBy, about) {
		text := f.Text
		o := Output{Name: f.Name, Type: manifest.HostType(s.HostedBy), Key: keyOf("host").text(f.Name, text).key(),
			Write: func(w io.Writer, _ Loader) error { _, err := io.WriteString(w, text); return err }}
		if _, own := about.Own[f.Name]; own { // it stands in the place of the author's, which is in it
			p.Outputs = slices.DeleteFunc(p.Outputs, func(o Output) bool { return o.Name == f.Name })
			p.Outputs = append(p.Outputs, o)
			continue
		}
		p.add(o, "what "+s.HostedBy+" reads")
	}
}
