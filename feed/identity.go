package feed

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Past is what is remembered of the articles that were published.
type Past struct {
	Known []*Article   // the last publication
	Gone  []*Withdrawn // earlier ones
	// Unread are the files of content that exist and cannot be read now.
	Unread []string
}

// Withdrawn is an article of an earlier publication that is not in the last one.
type Withdrawn struct {
	Article
	// Left is when it left, zero if subscribers were meant to lose it.
	Left time.Time
	// Hidden says that its file is still in content, as a draft or for a later date. Its path,
	// title and date are then those of the last run.
	Hidden bool
}

// Identities tells which articles were published before.
type Identities struct {
	past Past
	was  map[*Article]*Article
	gone map[*Article]bool // of those that were: they are not of the last publication
}

// Rename is an article that was published before at another place.
type Rename struct{ Now, Was *Article }

// Identify gives articles the IDs under which they were published before, whatever has become of
// their path, slug, title, section or of the site's address. An ID in front matter is not
// touched, and an ID that is an address of this machine is not kept.
//
// An ID belongs to its article for ever: a new article whose ID would be that of another one,
// even of one that has gone, is hidden or cannot be read, gets an ID of its own.
func (p Past) Identify(articles []*Article) *Identities {
	i := p.Match(articles)
	i.assign(articles)
	return i
}

// Match finds which articles were published before, and changes none. The first of these rules
// that fits an article decides:
//
//   - the same file has the same bytes,
//   - another file had the same bytes, it has gone or holds another article, and no other
//     article has or had them (a file whose title and date are still the same was edited: the
//     other one is a copy of what it was),
//   - the same file has the same title and date,
//   - another file had the same title and date, it can be read or has gone, and no other
//     article has or had them,
//   - the ID is in the front matter, and was that of an article whose file has gone,
//   - it is the same file. Where that had gone, its name may have been given to another
//     article: then the title or the date has to be the same too.
func (p Past) Match(articles []*Article) *Identities {
	i := &Identities{p, map[*Article]*Article{}, map[*Article]bool{}}
	if len(p.Known)+len(p.Gone) == 0 {
		return i
	}
	m := &matcher{was: i.was, taken: map[*Article]bool{}, before: map[string]*Article{}, vague: map[*Article]bool{}, here: map[string]*Article{}}
	for _, path := range p.Unread {
		m.here[path] = &Article{Path: path}
	}
	for _, a := range articles {
		m.here[a.Path] = a
	}
	for _, g := range p.Gone {
		i.gone[&g.Article] = true
		m.before[g.Path], m.vague[&g.Article] = &g.Article, !g.Hidden
	}
	for _, k := range p.Known {
		m.before[k.Path] = k
	}
	m.inPlace(articles, func(a, k *Article) bool { return a.Hash == k.Hash && a.Hash != noHash })
	elsewhere(m, articles, p, func(a *Article) [16]byte { return a.Hash }, titleAndDate)
	m.inPlace(articles, func(a, k *Article) bool { return titleAndDate(a) == titleAndDate(k) })
	elsewhere(m, articles, p, titleAndDate, titleAndDate)
	m.byID(articles, p.all())
	m.inPlace(articles, func(a, k *Article) bool {
		return !m.vague[k] || k.Title == a.Title || k.Published.Equal(a.Published)
	})
	return i
}

// gone are the articles of Gone.
func (p Past) gone() (articles []*Article) {
	for _, g := range p.Gone {
		articles = append(articles, &g.Article)
	}
	return articles
}

// all are the articles of all publications, the last one's first.
func (p Past) all() []*Article { return slices.Concat(p.Known, p.gone()) }

// matcher finds out which article was which.
type matcher struct {
	was    map[*Article]*Article // of an article now
	taken  map[*Article]bool     // of those that were
	before map[string]*Article   // those that were, by path
	vague  map[*Article]bool     // those that were and whose file had gone: their path alone is no proof
	here   map[string]*Article   // the files of content
}

func (m *matcher) match(now, was *Article) { m.was[now], m.taken[was] = was, true }

// inPlace matches articles with the article that their file held before, if both are alike.
func (m *matcher) inPlace(articles []*Article, alike func(a, k *Article) bool) {
	for _, a := range articles {
		if k := m.before[a.Path]; k != nil && m.was[a] == nil && !m.taken[k] && alike(a, k) && (!a.Pinned || k.ID == a.ID || !m.vague[k]) {
			m.match(a, k)
		}
	}
}

// elsewhere matches articles whose file was another one, by a key that is unique among articles and
// among those that were, first those of the last publication. It leaves an article alone whose file
// was only edited: name, a second key, is still the same there.
func elsewhere[K comparable](m *matcher, articles []*Article, p Past, key func(a *Article) K, name func(a *Article) string) {
	for _, past := range [][]*Article{p.Known, p.gone()} {
		left := func(a *Article) bool { return m.was[a] == nil && !m.taken[a] }
		fresh, old := unique(articles, left, key), unique(past, left, key)
		for _, a := range articles {
			if a.Pinned || m.was[a] != nil || fresh[key(a)] == nil || old[key(a)] == nil {
				continue
			}
			k := old[key(a)]
			there := m.here[k.Path]
			edited := there != nil && name(there) == name(k) && old[key(there)] == nil
			if there == nil || there == a || there.Hash != noHash && key(there) != key(k) && !edited {
				m.match(a, k)
			}
		}
	}
}

// byID matches articles with an ID in their front matter, which may have come from any file.
func (m *matcher) byID(articles, all []*Article) {
	byID := map[string]*Article{}
	for _, k := range slices.Backward(all) {
		byID[k.ID] = k
	}
	for _, a := range articles {
		if k := byID[a.ID]; a.Pinned && m.was[a] == nil && k != nil && !m.taken[k] && (m.here[k.Path] == nil || m.here[k.Path].ID != a.ID) {
			m.match(a, k)
		}
	}
}

// assign gives the IDs.
func (i *Identities) assign(articles []*Article) {
	used := make(map[string]bool, len(i.was))
	for _, k := range i.past.all() {
		if !k.Private && !LocalURL(k.ID) { // else no subscriber has seen it
			used[k.ID] = true
		}
	}
	for _, a := range articles {
		if was := i.was[a]; was != nil {
			if !a.Pinned && !LocalURL(was.ID) {
				a.ID = was.ID
			}
			used[a.ID] = true
		}
	}
	for _, a := range articles {
		if i.was[a] == nil && !a.Pinned && a.Hash != noHash {
			a.ID = unused(used, a)
		}
	}
}

// unused is the ID of a new article, with a part of its hash if another article has that ID.
func unused(used map[string]bool, a *Article) string {
	mark := "#" // a URL's; a tag URI has none (RFC 4151 §2.1)
	if strings.HasPrefix(a.ID, "tag:") {
		mark = "-"
	}
	id := a.ID
	for n := 4; used[id] && n <= len(a.Hash); n += 4 {
		id = a.ID + mark + hex.EncodeToString(a.Hash[:n])
	}
	return id
}

// Was returns the article as it was published before, nil if it is new.
func (i *Identities) Was(a *Article) *Article { return i.was[a] }

// Renames lists, in the order of articles, those that were published before at another place.
func (i *Identities) Renames(articles []*Article) (renames []Rename) {
	for _, a := range articles {
		if was := i.was[a]; was != nil && (was.Path != a.Path || was.Page != a.Page) {
			renames = append(renames, Rename{Now: a, Was: was})
		}
	}
	return renames
}

// Rank orders the claimants of an address or an ID: 0 is an article that had that address in the
// last publication, 1 one that was published at another address or earlier, 2 a new one.
func (i *Identities) Rank(a *Article) int {
	switch was := i.was[a]; {
	case was == nil:
		return 2
	case was.Permalink == a.Permalink && !i.gone[was]:
		return 0
	}
	return 1
}

// noHash is that of a file whose bytes are unknown.
var noHash [16]byte

// unique indexes those articles that ok accepts by a key that no other one of them has; the
// zero value is no key.
func unique[K comparable](articles []*Article, ok func(a *Article) bool, key func(a *Article) K) map[K]*Article {
	index, none := make(map[K]*Article, len(articles)), *new(K)
	for _, a := range articles {
		k := key(a)
		if k == none || !ok(a) {
			continue
		}
		if _, twice := index[k]; twice {
			index[k] = nil
		} else {
			index[k] = a
		}
	}
	return index
}

func titleAndDate(a *Article) string { return fmt.Sprint(a.Title, "\n", a.Published.Unix()) }

// LocalURL reports an address that means something on one machine alone.
func LocalURL(id string) bool {
	if id == "" || id[0]|0x20 != 'h' { // most are tag URIs
		return false
	}
	u, err := url.Parse(id)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}
