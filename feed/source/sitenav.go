package source

import (
	"path"
	"strings"

	"fil/feed"
)

const navHint = "write a list: - {title: About, to: about} for content/_pages/about.md; to may be any address"

// settleNav reads the links at the head of every page.
func (r *siteReader) settleNav() error {
	if r.nav == nil {
		return nil
	}
	if r.nav.kind != list {
		return fault(r.nav.line, navHint, "nav is a list, not %s", r.nav.kind)
	}
	for _, item := range r.nav.list {
		var link feed.Link
		for _, f := range item.fields {
			s, err := f.value.str(f.key)
			if err != nil {
				return err
			}
			switch f.key {
			case "title":
				link.Title = oneLine(s)
			case "to":
				if link.URL, err = r.navURL(s); err != nil {
					return fault(f.line, navHint, "to %q: %v", s, err)
				}
			default:
				return fault(f.line, navHint, "unknown key %q", f.key)
			}
		}
		if link.Title == "" || link.URL == "" {
			return fault(item.line, navHint, "a link has title and to")
		}
		r.site.Nav = append(r.site.Nav, link)
	}
	return nil
}

// navURL is an address as it is, or that of a page or a file of the site.
func (r *siteReader) navURL(to string) (string, error) {
	if strings.Contains(to, "://") {
		return webURL(to)
	}
	name := strings.Trim(to, "/")
	if name == "" {
		return r.site.BaseURL, nil
	}
	if path.Ext(name) == "" {
		name += "/index.html"
	}
	return r.site.URL(name), nil
}
