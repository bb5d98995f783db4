package feed

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
)

// reserved are the names at dist's root that Fil makes itself. No article may live in
// such a folder either, because a tag or a month could take its address later.
var reserved = []string{"tags", "authors", "archive", "lang", "subscribe", "-",
	AtomName, RSSName, JSONName, OPMLName, "sitemap.xml", "404.html", "robots.txt", "favicon.ico", "_headers", "_redirects", "CNAME"}

// The most bytes of a path and of each of its parts that file systems take, with
// room for the name of a compressed form.
const maxPart, maxPath = 250, 1000

// Place gives an article its Slug, Permalink, Page and ID, from its Stem, Section,
// Published, the slug that it came with ("" for none) and, where its front matter
// names one, address. The ID is left alone where it is set.
func (s *Site) AssignAddress(a *Article, address string) error {
	folder, base := path.Split(a.Stem)
	name, _ := NameDate(base)
	a.Slug = s.firstSlug(a.Slug, name, a.Stem)
	switch {
	case address != "":
	case s.Permalinks != "" && !a.Standalone():
		address = s.expand(a)
	default:
		address = "/" + escapePath(s.publicFolder(folder)+a.Slug) + "/"
	}
	permalink, err := s.absolute(address)
	if err != nil {
		return err
	}
	a.Permalink = permalink
	if err := s.setPage(a); err != nil {
		return err
	}
	if a.ID == "" {
		a.ID = s.OwnID(a)
	}
	return nil
}

// publicFolder leaves out the folders in which Jekyll keeps articles, and that of pages:
// they are places to work in, not part of an address.
func (s *Site) publicFolder(folder string) string {
	var parts []string
	for part := range strings.SplitSeq(strings.Trim(folder, "/"), "/") {
		if part != "" && part != "_posts" && part != "_drafts" && part != PagesFolder {
			parts = append(parts, s.folderName(part)+"/")
		}
	}
	return strings.Join(parts, "")
}

// folderName is what a folder of content is called in addresses: as it is, or transliterated
// where the site wants that.
func (s *Site) folderName(name string) string {
	if s.Transliterate == nil {
		return name
	}
	return cmp.Or(s.Slug(name), name)
}

// expand fills the site's permalink pattern for one article. An article without
// section leaves no double slash behind.
func (s *Site) expand(a *Article) string {
	t, pattern := a.Published, s.Permalinks
	if a.Section == "" {
		pattern = strings.ReplaceAll(pattern, "{section}/", "")
	}
	return strings.NewReplacer(
		"{year}", fmt.Sprintf("%04d", t.Year()),
		"{month}", fmt.Sprintf("%02d", int(t.Month())),
		"{day}", fmt.Sprintf("%02d", t.Day()),
		"{slug}", url.PathEscape(a.Slug),
		"{section}", escapePath(s.folderName(a.Section)),
	).Replace(pattern)
}

// absolute resolves an address: absolute as it is, with a leading slash or without
// below the base URL (which may have a path of its own).
func (s *Site) absolute(address string) (string, error) {
	if below, ok := strings.CutPrefix(address, s.BaseURL); ok && isPlain(below) {
		return address, nil
	}
	if below, ok := strings.CutPrefix(address, "/"); ok && isPlain(below) {
		return s.BaseURL + below, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("address %q is no URL", address)
	}
	if u.IsAbs() {
		if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return "", fmt.Errorf("address %q is neither http nor https", address)
		}
	} else if u.Host != "" || u.RawQuery != "" || u.Fragment != "" || u.Path == "" {
		return "", fmt.Errorf("address %q is no path", address)
	} else {
		u = s.base().JoinPath(strings.TrimLeft(address, "/"))
	}
	if u.Path == "" {
		u.Path = "/"
	}
	if cleaned := path.Clean(u.Path); cleaned != "/" && strings.HasSuffix(u.Path, "/") {
		u = u.JoinPath("/")
	}
	return strings.TrimSuffix(u.String(), "index.html"), nil
}

// isPlain reports whether a path below the base URL is written as it stands: nothing of it
// is escaped or put together otherwise. Most are.
func isPlain(below string) bool {
	before := byte('/')
	for i := range len(below) {
		c := below[i]
		if c == '/' && before == '/' || c != '/' && c != '-' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
		before = c
	}
	return below != ""
}

// setPage finds the file in dist for the article's permalink.
func (s *Site) setPage(a *Article) (err error) {
	a.Page = ""
	if s.Pages && s.Host(a.Permalink) {
		a.Page, err = s.File(a.Permalink)
	}
	return err
}

// Reserved reports whether Fil makes something of that name at dist's root itself.
func Reserved(name string) bool {
	const sitemap = "sitemap-" // and a year, or pages
	return len(name) > len(sitemap) && strings.EqualFold(name[:len(sitemap)], sitemap) && strings.HasSuffix(strings.ToLower(name), ".xml") ||
		slices.ContainsFunc(reserved, func(r string) bool { return strings.EqualFold(r, name) })
}

// File returns the file in dist that stands at an address, which is a path below the
// base URL or an absolute URL on the site.
func (s *Site) File(address string) (string, error) {
	whole, err := s.absolute(address)
	if err != nil {
		return "", err
	}
	file, ok := strings.CutPrefix(whole, s.BaseURL)
	if !ok {
		return "", fmt.Errorf("address %s is not on the site", whole)
	}
	if file, err = url.PathUnescape(file); err != nil {
		return "", fmt.Errorf("address %s is no path", whole)
	}
	first, _, _ := strings.Cut(file, "/")
	if Reserved(first) {
		return "", fmt.Errorf("its address /%s is in /%s, which Fil makes itself", file, first)
	}
	switch {
	case file == "" || strings.HasSuffix(file, "/"):
		file += "index.html"
	case path.Ext(file) != ".html" && path.Ext(file) != ".htm":
		file += "/index.html"
	}
	for part := range strings.SplitSeq(file, "/") {
		if part == "" || strings.HasPrefix(part, ".") || strings.ContainsFunc(part, notInName) {
			return "", fmt.Errorf("its address /%s cannot be a file", file)
		}
	}
	if TooLong(file) {
		return "", fmt.Errorf("its address is too long for a file: /%.60s…", file)
	}
	return file, nil
}

// TooLong reports whether file systems would not take a path.
func TooLong(file string) bool {
	for part := range strings.SplitSeq(file, "/") {
		if len(part) > maxPart {
			return true
		}
	}
	return len(file) > maxPath
}

func notInName(r rune) bool { return r == '\\' || unicode.IsControl(r) }

// OwnID is the ID that an article's place gives it: a tag URI (RFC 4151 §2.1) of its
// stem, or its permalink.
func (s *Site) OwnID(a *Article) string {
	if s.IDAuthority == "" {
		return a.Permalink
	}
	return "tag:" + s.IDAuthority + ":" + escapePath(a.Stem)
}

// feedID is a tag URI of the feed's folder, or its home. The slash at its head keeps
// it apart from every article's, whose stems never begin with one.
func (s *Site) feedID(folder string) string {
	if s.IDAuthority == "" {
		return s.URL(path.Join(folder, "index.html"))
	}
	return "tag:" + s.IDAuthority + ":/" + escapePath(folder)
}

// escapePath percent-encodes a path segment by segment (RFC 3986 §3.3).
func escapePath(p string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}

// Within reports whether a path, or a folder that it is in, is one of some.
func Within(name string, some map[string]bool) bool {
	for ; name != "."; name = path.Dir(name) {
		if some[name] {
			return true
		}
	}
	return false
}
