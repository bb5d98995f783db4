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

// reserved lists the names at the root of dist that Fil writes itself. No article may have an
// address below one of them either: a feed or an archive could need the same address later.
var reserved = []string{"tags", "authors", "archive", "lang", "subscribe", "-",
	AtomName, RSSName, JSONName, OPMLName, "sitemap.xml", "404.html", "robots.txt", "favicon.ico", "_headers", "_redirects", "CNAME"}

// maxSegment and maxPath are the most bytes of a path segment and of a path. They are below the
// limits of file systems (255, and 1024 on macOS), which leaves room for the suffix of a compressed form.
const maxSegment, maxPath = 250, 1000

// AssignAddress sets an article's Slug, Permalink, Page and ID. They depend on its Stem, Section,
// Published and Slug (the slug of its front matter, "" for none), and on address, the address of
// its front matter, or a pattern of it, which has precedence ("" for none). categories are the tags that
// another tool calls so, for patterns that have them. An ID that is set already is not changed.
// It returns an error if the address is no http or https URL, or cannot be a file of dist.
func (s *Site) AssignAddress(a *Article, address string, categories ...string) error {
	language, rest := s.LanguageOfFile(a.Stem)
	folder, base := path.Split(rest)
	name := s.addressName(base)
	given := addressed{a, a.Slug != "", categories}
	a.Slug = s.firstSlug(a.Slug, name, a.Stem)
	switch pattern := s.pattern(a); {
	case isPattern(address):
		address = s.expand(address, permalinkPart, given)
	case address != "":
	case pattern != "":
		address = s.inLanguage(language, s.expand(pattern, permalinkPart, given))
	case rest == "": // an introduction in another language
		address = s.inLanguage(language, "/")
	default:
		address = s.inLanguage(language, "/"+escapePath(s.publicFolder(folder)+a.Slug)+"/")
	}
	permalink, err := s.absolute(address)
	if err != nil {
		return err
	}
	a.Permalink = permalink
	if err := s.setPage(&a.Meta); err != nil {
		return err
	}
	if a.ID == "" {
		a.ID = s.OwnID(&a.Meta)
	}
	return nil
}

// addressName returns the part of a file's name that is in its address.
func (s *Site) addressName(base string) string {
	if s.DatedPaths {
		return base
	}
	name, _ := NameDate(base)
	return name
}

// inLanguage returns an address with the folder of a language.
func (s *Site) inLanguage(language, address string) string {
	if folder := s.languageFolder(language); folder != "" && strings.HasPrefix(address, "/") {
		return "/" + folder + address[1:]
	}
	return address
}

// publicFolder returns the part of an address that a folder of content stands for, with a slash
// at its end. It leaves out _posts and _drafts (Jekyll's folders) and PagesFolder, which say how
// an article is handled and not where it is published.
func (s *Site) publicFolder(folder string) string {
	var segments []string
	for segment := range strings.SplitSeq(strings.Trim(folder, "/"), "/") {
		if segment != "" && segment != "_posts" && segment != "_drafts" && segment != PagesFolder {
			segments = append(segments, s.folderName(segment)+"/")
		}
	}
	return strings.Join(segments, "")
}

// folderName returns the segment of an address that a folder of content stands for: its name, or
// its slug if the site transliterates.
func (s *Site) folderName(name string) string {
	if s.LowerPaths {
		name = lowerPath(name)
	}
	if s.Transliterate == nil && s.Slugify == nil {
		return name
	}
	return cmp.Or(s.Slug(name), name)
}

// lowerPath writes a name of a file or folder as Hugo does in addresses: in lower case, with hyphens in
// place of spaces.
func lowerPath(name string) string { return strings.ToLower(strings.ReplaceAll(name, " ", "-")) }

// absolute resolves an address to an absolute http or https URL. An absolute URL stays as it is;
// a path, with a leading slash or without, is below the base URL, which may have a path itself.
// The result has no "index.html" at its end.
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

// isPlain reports whether a path below the base URL consists of ASCII letters, digits, "-", "_"
// and single slashes, so that joining and escaping would not change it. Most addresses are plain,
// and need not be parsed then.
func isPlain(below string) bool {
	previous := byte('/')
	for i := range len(below) {
		c := below[i]
		if c == '/' && previous == '/' || c != '/' && c != '-' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
		previous = c
	}
	return below != ""
}

// setPage sets the article's Page to the file in dist at its permalink, or to "" if the site
// writes no pages or the permalink is on another site.
func (s *Site) setPage(a *Meta) (err error) {
	a.Page = ""
	if s.Pages && s.Host(a.Permalink) {
		a.Page, err = s.File(a.Permalink)
	}
	return err
}

// Reserved reports whether Fil itself writes a file or folder of that name at the root of dist.
// Case does not matter, because some file systems ignore it.
func Reserved(name string) bool {
	const sitemap = "sitemap-" // followed by a year or by "pages"
	return len(name) > len(sitemap) && strings.EqualFold(name[:len(sitemap)], sitemap) && strings.HasSuffix(strings.ToLower(name), ".xml") ||
		slices.ContainsFunc(reserved, func(r string) bool { return strings.EqualFold(r, name) })
}

// File returns the file in dist that is served at an address: a path below the base URL, or an
// absolute URL on the site. It returns an error if the address is not on the site, is below a
// reserved name, or has a segment that is empty, hidden, too long, or has a control character or
// a backslash.
func (s *Site) File(address string) (string, error) {
	whole, err := s.absolute(address)
	if err != nil {
		return "", err
	}
	file, ok := strings.CutPrefix(whole, s.BaseURL)
	if !ok {
		return "", fmt.Errorf("address %s is not on the site", whole)
	}
	file, err = url.PathUnescape(file)
	if err != nil {
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
	for segment := range strings.SplitSeq(file, "/") {
		if segment == "" || strings.HasPrefix(segment, ".") || strings.ContainsFunc(segment, notInName) {
			return "", fmt.Errorf("its address /%s cannot be a file", file)
		}
	}
	if TooLong(file) {
		return "", fmt.Errorf("its address is too long for a file: /%.60s…", file)
	}
	return file, nil
}

// TooLong reports whether a path, or one of its segments, is longer than file systems take.
func TooLong(file string) bool {
	for segment := range strings.SplitSeq(file, "/") {
		if len(segment) > maxSegment {
			return true
		}
	}
	return len(file) > maxPath
}

func notInName(r rune) bool { return r == '\\' || unicode.IsControl(r) }

// OwnID returns the ID of an article that was never published before: what the site's pattern of IDs
// says; else a tag URI (RFC 4151 §2.1) of its stem if the site has an authority; else its permalink.
func (s *Site) OwnID(a *Meta) string {
	switch {
	case s.IDPattern != "":
		return s.expand(s.IDPattern, idPart, addressed{&Article{Meta: *a, Slug: lastSegment(a.Permalink)}, true, nil})
	case s.IDAuthority == "":
		return a.Permalink
	}
	return "tag:" + s.IDAuthority + ":" + escapePath(a.Stem)
}

// lastSegment returns the last segment of the path of an address, without percent-encoding and extension.
func lastSegment(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(path.Base(u.Path), ".html")
}

// feedID returns the ID of the feed in a folder of dist: a tag URI (RFC 4151 §2.1) if the site has
// an authority, else the address of its home page. The leading slash in the tag URI avoids
// collisions with IDs of articles, whose stems never begin with one.
func (s *Site) feedID(folder string) string {
	if s.IDAuthority == "" {
		return s.URL(path.Join(folder, "index.html"))
	}
	return "tag:" + s.IDAuthority + ":/" + escapePath(folder)
}

// escapePath percent-encodes each segment of a path (RFC 3986 §3.3). Slashes stay.
func escapePath(p string) string {
	segments := strings.Split(p, "/")
	for i, segment := range segments {
		segments[i] = url.PathEscape(segment)
	}
	return strings.Join(segments, "/")
}

// Within reports whether a path, or one of the folders above it, is in the set.
func Within(name string, set map[string]bool) bool {
	for ; name != "."; name = path.Dir(name) {
		if set[name] {
			return true
		}
	}
	return false
}
