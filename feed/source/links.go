package source

import (
	"cmp"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"fil/feed"
	"fil/feed/source/inventory"
	"fil/feed/source/markup"
	"fil/feed/source/plaintext"
)

// links knows the addresses of all files of content, and resolves relative references as if they
// were paths of files.
type links struct {
	site *feed.Site
	base *url.URL
	// assets are keyed by path in Unicode normal form C.
	assets map[string]target
	// articles maps paths to permalinks, and byStem maps stems to paths, because other tools link
	// without extension. If several files have one stem, the last path wins. Strings are held
	// rather than articles, so that the texts of articles can be freed.
	articles, byStem map[string]string
	// early says that permalinks are not known yet: names then holds hashes of all names of
	// articles.
	early bool
	names map[uint64]struct{}
	// fill loads the files at first use. byBaseName then finds files by base name, see baseKey.
	fill       func()
	byBaseName func() map[string][]string
}

// target is a published asset.
type target struct {
	address string
	path    string // as on disk, not normalised
	size    int64
}

// newLinks returns links that call fill at first use.
func newLinks(site *feed.Site, fill func(l *links)) *links {
	base, err := url.Parse(site.BaseURL)
	if err != nil {
		base = &url.URL{} // cannot happen: site.yaml was checked
	}
	l := &links{site: site, base: base}
	l.fill = sync.OnceFunc(func() { fill(l) })
	l.byBaseName = sync.OnceValue(l.index)
	return l
}

// addAssets adds the addresses of assets.
func (l *links) addAssets(assets []inventory.Asset) {
	l.assets = make(map[string]target, len(assets))
	for _, a := range assets {
		l.assets[plaintext.NFC(a.Path)] = target{l.site.URL(a.Path), a.Path, a.Size}
	}
}

// addArticle adds the permalink of an article by path and stem.
func (l *links) addArticle(a *feed.Meta) {
	name, stem := plaintext.NFC(a.Path), plaintext.NFC(a.Stem)
	if _, taken := l.articles[name]; !taken || a.Path == name { // of names that differ in normal form only, the one in NFC
		l.articles[name] = a.Permalink
	}
	l.byStem[stem] = max(l.byStem[stem], name)
}

// asset returns the file that is published at an address.
func (l *links) asset(u string, seen *refs) (file target, ok bool) {
	u, _, _ = strings.Cut(u, "?")
	name, ok := strings.CutPrefix(u, l.site.BaseURL)
	if !ok {
		return target{}, false
	}
	if name, err := url.PathUnescape(name); err == nil {
		return l.assetFile(plaintext.NFC(name), seen)
	}
	return target{}, false
}

// assetFile returns an asset by its path.
func (l *links) assetFile(name string, seen *refs) (file target, ok bool) {
	seen.add(name)
	l.fill()
	file, ok = l.assets[name]
	return file, ok
}

// refs collects hashes of the names that were looked up, found or not.
type refs struct {
	hashes  []uint64
	article bool // an article was found
}

// add adds the hash of a name, once.
func (r *refs) add(name string) {
	if h := hashName(name); !slices.Contains(r.hashes, h) {
		r.hashes = append(r.hashes, h)
	}
}

// hashName is FNV-1a. A collision only renders an article needlessly.
func hashName(name string) uint64 {
	return feed.Hash64(name)
}

// baseKey is the key of a file by its base name alone, as Obsidian, Hugo and Jekyll refer to files:
// the last part of an article's stem, or of an asset's path. "*/" keeps it apart from paths.
func baseKey(stem string) string { return "*/" + strings.ToLower(path.Base(stem)) }

// index maps base keys to paths, the least deep first, then in alphabetical order.
func (l *links) index() map[string][]string {
	l.fill()
	index := map[string][]string{}
	for name := range l.assets {
		index[baseKey(name)] = append(index[baseKey(name)], name)
	}
	for name := range l.articles {
		key := baseKey(feed.Stem(name))
		index[key] = append(index[key], name)
	}
	for _, names := range index {
		slices.SortFunc(names, func(a, b string) int {
			return cmp.Or(strings.Count(a, "/")-strings.Count(b, "/"), strings.Compare(a, b))
		})
	}
	return index
}

// find resolves a wiki link or shortcode to a file: by path, with or without extension, relative to
// the article or to the root; else by the end of its path.
func (l *links) find(name string, a *feed.Meta, seen *refs) (address string, ok bool) {
	if decoded, err := url.PathUnescape(name); err == nil {
		name = decoded
	}
	name = plaintext.NFC(strings.TrimSpace(name))
	for _, file := range []string{path.Join("/", path.Dir(a.Path), name), path.Join("/", name)} {
		file = strings.TrimPrefix(file, "/")
		if file == "" {
			continue
		}
		seen.add(file)
		l.fill()
		if address, ok := l.article(file); ok {
			seen.article = true
			return address, true
		}
		if found, ok := l.assets[file]; ok {
			return found.address, true
		}
	}
	stem := strings.Trim(name, "/")
	if inventory.IsArticle(stem) {
		stem = feed.Stem(stem)
	}
	if stem == "" {
		return "", false
	}
	key := baseKey(stem)
	seen.add(key)
	if _, may := l.names[hashName(key)]; l.early && may {
		seen.article = true
		return "", true
	}
	return l.nearest(l.byBaseName()[key], stem, path.Dir(a.Path))
}

// nearest chooses among files with one base name: the path must end as written; a file in the
// article's folder comes first, then the least deep.
func (l *links) nearest(names []string, stem, folder string) (address string, ok bool) {
	best := ""
	for _, name := range names {
		end := name
		if _, isArticle := l.articles[name]; isArticle {
			end = feed.Stem(name)
		}
		if !strings.HasSuffix("/"+strings.ToLower(end), "/"+strings.ToLower(stem)) {
			continue
		}
		if best == "" || path.Dir(name) == folder && path.Dir(best) != folder {
			best = name
		}
	}
	address, ok = l.articles[best]
	if ok {
		return address, true
	}
	found, ok := l.assets[best]
	return found.address, ok
}

// resolve returns a reference as an absolute URL, "" if it is no URL. A fragment alone refers to
// the article's own page.
func (l *links) resolve(ref string, a *feed.Meta, seen *refs) string {
	ref = oneSlash.ReplaceAllString(tidyURL(ref), "$1//$2")
	if m := pelicanRef.FindStringSubmatch(ref); m != nil {
		switch rest := ref[len(m[0]):]; m[1] {
		case "tag", "category":
			return l.site.URL("tags/" + l.site.Slug(rest) + "/index.html")
		case "author":
			return l.site.URL("authors/" + l.site.Slug(rest) + "/index.html")
		case "index":
			return l.site.BaseURL
		default:
			ref = rest
		}
	}
	u, err := parseURL(ref)
	if err != nil || ref == "" {
		return ""
	}
	switch {
	case u.Scheme != "":
		return u.String()
	case u.Host != "":
		u.Scheme = l.base.Scheme
		return u.String()
	case u.Path == "":
		return a.Permalink + ref
	}
	if strings.Contains(u.Path, `\`) { // Windows separators
		u.Path, u.RawPath = strings.ReplaceAll(u.Path, `\`, "/"), ""
	}
	tail := ""
	if u.RawQuery != "" {
		tail = "?" + u.RawQuery
	}
	if u.Fragment != "" {
		tail += "#" + u.EscapedFragment()
	}
	return l.path(u, a, seen) + tail
}

// oneSlash matches http:/ with one slash, which browsers read as two.
var oneSlash = regexp.MustCompile(`^(https?:)/([^/])`)

// pelicanRef matches Pelican's prefixes: {filename}other.md, |static|/a.png.
var pelicanRef = regexp.MustCompile(`^(?:\{|\||%7[Bb])(filename|static|attach|tag|category|author|index)(?:\}|\||%7[Dd])`)

// tidyURL removes what browsers ignore in an address: white space around it, line breaks and tabs
// (URL Standard, "basic URL parser"), and characters without width.
func tidyURL(ref string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\t', '\u200b', '\u2060', '\ufeff':
			return -1
		}
		return r
	}, ref))
}

// parseURL reads an address as leniently as browsers: a percent sign that escapes nothing stands
// for itself, and harmless characters that need escaping are escaped.
func parseURL(ref string) (*url.URL, error) {
	u, err := url.Parse(ref)
	if err == nil {
		return u, nil
	}
	scheme, _, found := strings.Cut(ref, ":")
	if found && !slices.Contains(markup.Schemes, strings.ToLower(scheme)) && !strings.ContainsAny(scheme, "/?#.") {
		return nil, err
	}
	var b strings.Builder
	for i := range len(ref) {
		if ref[i] == '%' && !(i+2 < len(ref) && isHex(ref[i+1]) && isHex(ref[i+2])) {
			b.WriteString("%25")
			continue
		}
		b.WriteByte(ref[i])
	}
	return url.Parse(urlEscaper.Replace(b.String()))
}

// urlEscaper escapes characters that no URL may have, and turns Windows separators into slashes.
var urlEscaper = strings.NewReplacer(`\`, "/", " ", "%20", "<", "%3C", ">", "%3E", `"`, "%22")

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

// path resolves the path of a URL. A file of content resolves to its address. Any other absolute
// path belongs to the host, and any other relative path is below the site's address.
func (l *links) path(u *url.URL, a *feed.Meta, seen *refs) string {
	rooted := strings.HasPrefix(u.Path, "/")
	file := u.Path
	if !rooted {
		file = path.Join("/", path.Dir(a.Path), u.Path)
	}
	file = plaintext.NFC(strings.TrimPrefix(path.Clean(file), "/"))
	seen.add(file)
	l.fill()
	if address, ok := l.article(file); ok {
		seen.article = true
		return address
	}
	if found, ok := l.assets[file]; ok {
		return found.address
	}
	if rooted {
		return (&url.URL{Scheme: l.base.Scheme, Host: l.base.Host}).ResolveReference(&url.URL{Path: u.Path, RawPath: u.RawPath}).String()
	}
	if file == "." || file == "" {
		return l.site.BaseURL
	}
	joined := l.base.JoinPath(file)
	if strings.HasSuffix(u.Path, "/") {
		joined = joined.JoinPath("/")
	}
	return joined.String()
}

// article returns the address of an article by its path or stem. If l.early is set, the address is
// "".
func (l *links) article(name string) (address string, ok bool) {
	if name == "" { // the stem of the introduction
		return "", false
	}
	if l.early {
		_, ok = l.names[hashName(name)]
		return "", ok
	}
	address, ok = l.articles[name]
	if ok {
		return address, true
	}
	if _, asset := l.assets[name]; !asset {
		address, ok = l.articles[l.byStem[name]]
	}
	return address, ok
}

// assetPath returns the path in content that a reference names, "" for an address elsewhere.
func assetPath(ref string, a *feed.Meta) string {
	u, err := url.Parse(ref)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return ""
	}
	file := u.Path
	if !strings.HasPrefix(file, "/") {
		file = path.Join("/", path.Dir(a.Path), file)
	}
	return plaintext.NFC(strings.TrimPrefix(path.Clean(file), "/"))
}
