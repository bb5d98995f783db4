package source

import (
	"errors"
	"net/url"
	"path"
	"strings"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

const navHint = "write a list: - {title: About, to: about} for content/_pages/about.md; to may be any address"

// resolveNav reads the navigation links, which are at the head of every page.
func (r *siteReader) resolveNav() error {
	if r.nav == nil {
		return nil
	}
	if r.nav.Kind != frontmatter.List {
		return frontmatter.Errorf(r.nav.Line, navHint, "nav is a list, not %s", r.nav.Kind)
	}
	for _, item := range r.nav.List {
		var link feed.Link
		for _, f := range item.Fields {
			s, err := f.Value.Str(f.Key)
			if err != nil {
				return err
			}
			switch f.Key {
			case "title":
				link.Title = plaintext.OneLine(s)
			case "to":
				link.URL, err = r.navURL(s)
				if err != nil {
					return frontmatter.Errorf(f.Line, navHint, "to %q: %v", s, err)
				}
			default:
				return frontmatter.Errorf(f.Line, navHint, "unknown key %q", f.Key)
			}
		}
		if link.Title == "" || link.URL == "" {
			return frontmatter.Errorf(item.Line, navHint, "a link has title and to")
		}
		r.site.Nav = append(r.site.Nav, link)
	}
	return nil
}

// navURL returns the address of a navigation link: a full address as it is, or that of a page or
// file of the site.
func (r *siteReader) navURL(to string) (string, error) {
	u, err := url.Parse(to)
	switch {
	case err != nil:
		return "", errors.New("it is no address")
	case u.Scheme == "mailto":
		return to, nil
	case u.Scheme != "":
		return plaintext.WebURL(to)
	case u.Host != "":
		return "", errors.New("it lacks https at its head")
	}
	name := strings.TrimPrefix(path.Clean("/"+u.Path), "/")
	name = strings.TrimPrefix(name, feed.PagesFolder+"/")
	if inventory.IsArticle(name) {
		name = feed.Stem(name)
	}
	if name != "" && feed.MediaType(name) == feed.MediaType("") {
		name += "/index.html"
	}
	address := r.site.BaseURL
	if name != "" {
		address = r.site.URL(name)
	}
	u.Path, u.RawPath = "", ""
	return address + u.String(), nil
}
