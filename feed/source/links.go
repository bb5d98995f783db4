package source

import (
	"net/url"
	"path"
	"strings"

	"fil/feed"
)

// links knows where every file of content is published, so that relative URLs mean
// what they mean beside the file that they stand in.
type links struct {
	site *feed.Site
	// files is each file's address: an article's permalink, an asset's own.
	files map[string]string
	// stems is the same for articles without their extension, as other tools link.
	stems map[string]string
	// assets are the files of content by their address.
	assets map[string]string
}

func newLinks(site *feed.Site, heads []*head, assets []Asset) *links {
	l := &links{site: site, files: map[string]string{}, stems: map[string]string{}, assets: map[string]string{}}
	for _, a := range assets {
		l.files[normal(a.Path)] = site.URL(a.Path)
		l.assets[site.URL(a.Path)] = normal(a.Path)
	}
	for _, h := range heads {
		l.add(h.article.Path, h.article.Stem, h.article.Permalink)
	}
	return l
}

// asset finds the file of content that is published at an address.
func (l *links) asset(u string) (file string, ok bool) {
	u, _, _ = strings.Cut(u, "?")
	file, ok = l.assets[u]
	return file, ok
}

func (l *links) add(path, stem, permalink string) {
	l.files[normal(path)] = permalink
	l.stems[normal(stem)] = permalink
}

// resolve makes a URL of an article absolute. It returns "" for what is no URL. A
// fragment alone is on the article's own page, because a feed has no such place.
func (l *links) resolve(ref string, a *feed.Article) string {
	ref = strings.TrimSpace(ref)
	u, err := url.Parse(ref)
	if err != nil || ref == "" {
		return ""
	}
	switch {
	case u.Scheme != "":
		return u.String()
	case u.Host != "":
		base, err := url.Parse(l.site.BaseURL)
		if err != nil {
			return ""
		}
		u.Scheme = base.Scheme
		return u.String()
	case u.Path == "":
		return a.Permalink + ref
	}
	tail := ""
	if u.RawQuery != "" {
		tail = "?" + u.RawQuery
	}
	if u.Fragment != "" {
		tail += "#" + u.EscapedFragment()
	}
	return l.path(u, a) + tail
}

// path resolves a URL's path: a file of content goes to where it is published, and
// anything else to the same place below the site's address. A path from the root
// that is no file of content is the host's.
func (l *links) path(u *url.URL, a *feed.Article) string {
	rooted := strings.HasPrefix(u.Path, "/")
	file := u.Path
	if !rooted {
		file = path.Join("/", path.Dir(a.Path), u.Path)
	}
	file = normal(strings.TrimPrefix(path.Clean(file), "/"))
	if found, ok := l.files[file]; ok {
		return found
	}
	if found, ok := l.stems[file]; ok && file != "" {
		return found
	}
	base, err := url.Parse(l.site.BaseURL)
	if err != nil {
		return ""
	}
	if rooted {
		return (&url.URL{Scheme: base.Scheme, Host: base.Host}).ResolveReference(&url.URL{Path: u.Path, RawPath: u.RawPath}).String()
	}
	if file == "." || file == "" {
		return l.site.BaseURL
	}
	joined := base.JoinPath(file)
	if strings.HasSuffix(u.Path, "/") {
		joined = joined.JoinPath("/")
	}
	return joined.String()
}

// assetPath returns the file of content that a reference of an article names.
func assetPath(ref string, a *feed.Article) string {
	u, err := url.Parse(ref)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return ""
	}
	file := u.Path
	if !strings.HasPrefix(file, "/") {
		file = path.Join("/", path.Dir(a.Path), file)
	}
	return normal(strings.TrimPrefix(path.Clean(file), "/"))
}
