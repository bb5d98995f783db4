package source

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// resolve reads the values that depend on the base URL.
func (r *siteReader) resolve() error {
	s := r.site
	if err := r.resolveAfter(); err != nil {
		return err
	}
	r.resolveHub()
	r.completeNamed()
	if len(s.Languages) > 0 && !slices.Contains(s.Each, feed.Language) {
		s.Each = append(s.Each, feed.Language)
	}
	if err := r.checkPermalinks(); err != nil {
		return err
	}
	var err error
	s.Icon, err = r.siteURL(r.icon, "icon")
	if err != nil {
		return err
	}
	s.Logo, err = r.siteURL(r.logo, "logo")
	if err != nil {
		return err
	}
	if err := r.resolveNav(); err != nil {
		return err
	}
	if err := r.resolveMoved(); err != nil {
		return err
	}
	return r.resolvePodcasts()
}

// checkPermalinks checks the patterns of addresses. If that of the site leads to another host, the pages
// are there, and Fil writes none.
func (r *siteReader) checkPermalinks() error {
	s := r.site
	patterns := map[string]string{"": s.Permalinks}
	maps.Copy(patterns, s.SectionPermalinks)
	for section, pattern := range patterns {
		if pattern == "" {
			continue
		}
		elsewhere := strings.HasPrefix(pattern, "http") && !s.Host(pattern)
		if elsewhere && r.pages == nil {
			s.Pages = false
		}
		if elsewhere && s.Pages {
			return frontmatter.Errorf(r.pages.Line, "write pages: false, or permalinks below base_url",
				"pages cannot be written for permalinks on another host (%s)", pattern)
		}
		if s.Pages && !strings.HasSuffix(pattern, "/") && !strings.HasSuffix(pattern, ".html") {
			return frontmatter.Errorf(r.permalinks.Line, "write "+pattern+"/", "permalinks ends neither in / nor in .html")
		}
		// A pattern that fails for a sample article would fail for every article.
		sample := feed.Article{Meta: feed.Meta{Stem: "x", Section: cmp.Or(section, "s"), Published: time.Unix(0, 0)}, Slug: "x"}
		if err := s.AssignAddress(&sample, ""); err != nil {
			return frontmatter.Errorf(r.permalinks.Line, "write it as in permalinks: /{year}/{slug}/", "permalinks %q: %v", pattern, err)
		}
	}
	return nil
}

// siteURL returns the absolute URL of a file in content, or an address as it is.
func (r *siteReader) siteURL(v *frontmatter.Value, name string) (string, error) {
	if v == nil {
		return "", nil
	}
	s, err := v.Str(name)
	if err != nil || s == "" {
		return "", err
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", frontmatter.Errorf(v.Line, "name a file in content or an address", "%s %q is no address", name, s)
	}
	if u.IsAbs() {
		whole, err := plaintext.WebURL(s)
		if err != nil {
			return "", frontmatter.Errorf(v.Line, "name a file in content or an address", "%s %q: %v", name, s, err)
		}
		return whole, nil
	}
	return r.site.URL(strings.TrimLeft(s, "/")), nil
}

// sortedKeys returns the keys of a map in alphabetical order, for hints.
func sortedKeys[V any](m map[string]V) string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return strings.Join(keys, ", ")
}
