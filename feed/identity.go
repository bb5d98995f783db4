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

// History is what is remembered of the articles that were published.
type History struct {
	Last      []*Article   // the last publication
	Withdrawn []*Withdrawn // earlier ones
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
	history  History
	previous map[*Article]*Article
	gone     map[*Article]bool // of those that were: they are not of the last publication
}

// Rename is an article that was published before at another place.
type Rename struct{ Now, Was *Article }

// Identify gives articles the IDs under which they were published before, whatever has become of
// their path, slug, title, section or of the site's address. An ID in front matter is not
// touched, and an ID that is an address of this machine is not kept.
//
// An ID belongs to its article for ever: a new article whose ID would be that of another one,
// even of one that has gone, is hidden or cannot be read, gets an ID of its own.
func (p History) Identify(articles []*Article) *Identities {
	i := p.Match(articles)
	i.assignIDs(articles)
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
func (p History) Match(articles []*Article) *Identities {
	i := &Identities{p, map[*Article]*Article{}, map[*Article]bool{}}
	if len(p.Last)+len(p.Withdrawn) == 0 {
		return i
	}
	m := &matcher{previous: i.previous, claimed: map[*Article]bool{}, byPath: map[string]*Article{}, deleted: map[*Article]bool{}, current: map[string]*Article{}}
	for _, path := range p.Unread {
		m.current[path] = &Article{Path: path}
	}
	for _, a := range articles {
		m.current[a.Path] = a
	}
	for _, g := range p.Withdrawn {
		i.gone[&g.Article] = true
		m.byPath[g.Path], m.deleted[&g.Article] = &g.Article, !g.Hidden
	}
	for _, k := range p.Last {
		m.byPath[k.Path] = k
	}
	m.matchSamePath(articles, func(a, k *Article) bool { return a.Hash == k.Hash && a.Hash != noHash })
	matchMoved(m, articles, p, func(a *Article) [16]byte { return a.Hash }, titleAndDate)
	m.matchSamePath(articles, func(a, k *Article) bool { return titleAndDate(a) == titleAndDate(k) })
	matchMoved(m, articles, p, titleAndDate, titleAndDate)
	m.matchByID(articles, p.all())
	m.matchSamePath(articles, func(a, k *Article) bool {
		return !m.deleted[k] || k.Title == a.Title || k.Published.Equal(a.Published)
	})
	return i
}

// gone are the articles of Gone.
func (p History) withdrawn() (articles []*Article) {
	for _, g := range p.Withdrawn {
		articles = append(articles, &g.Article)
	}
	return articles
}

// all are the articles of all publications, the last one's first.
func (p History) all() []*Article { return slices.Concat(p.Last, p.withdrawn()) }

// matcher finds out which article was which.
type matcher struct {
	previous map[*Article]*Article // of an article now
	claimed  map[*Article]bool     // of those that were
	byPath   map[string]*Article   // those that were, by path
	deleted  map[*Article]bool     // those that were and whose file had gone: their path alone is no proof
	current  map[string]*Article   // the files of content
}

func (m *matcher) match(now, was *Article) { m.previous[now], m.claimed[was] = was, true }

// matchSamePath matches articles with the article that their file held before, if both are alike.
func (m *matcher) matchSamePath(articles []*Article, alike func(a, k *Article) bool) {
	for _, a := range articles {
		if k := m.byPath[a.Path]; k != nil && m.previous[a] == nil && !m.claimed[k] && alike(a, k) && (!a.Pinned || k.ID == a.ID || !m.deleted[k]) {
			m.match(a, k)
		}
	}
}

// elsewhere matches articles whose file was another one, by a key that is unique among articles and
// among those that were, first those of the last publication. It leaves an article alone whose file
// was only edited: name, a second key, is still the same there.
func matchMoved[K comparable](m *matcher, articles []*Article, p History, key func(a *Article) K, name func(a *Article) string) {
	for _, past := range [][]*Article{p.Last, p.withdrawn()} {
		left := func(a *Article) bool { return m.previous[a] == nil && !m.claimed[a] }
		fresh, old := uniqueBy(articles, left, key), uniqueBy(past, left, key)
		for _, a := range articles {
			if a.Pinned || m.previous[a] != nil || fresh[key(a)] == nil || old[key(a)] == nil {
				continue
			}
			k := old[key(a)]
			there := m.current[k.Path]
			edited := there != nil && name(there) == name(k) && old[key(there)] == nil
			if there == nil || there == a || there.Hash != noHash && key(there) != key(k) && !edited {
				m.match(a, k)
			}
		}
	}
}

// byID matches articles with an ID in their front matter, which may have come from any file.
func (m *matcher) matchByID(articles, all []*Article) {
	byID := map[string]*Article{}
	for _, k := range slices.Backward(all) {
		byID[k.ID] = k
	}
	for _, a := range articles {
		if k := byID[a.ID]; a.Pinned && m.previous[a] == nil && k != nil && !m.claimed[k] && (m.current[k.Path] == nil || m.current[k.Path].ID != a.ID) {
			m.match(a, k)
		}
	}
}

// assign gives the IDs.
func (i *Identities) assignIDs(articles []*Article) {
	used := make(map[string]bool, len(i.previous))
	for _, k := range i.history.all() {
		if !k.Private && !LocalURL(k.ID) { // else no subscriber has seen it
			used[k.ID] = true
		}
	}
	for _, a := range articles {
		if was := i.previous[a]; was != nil {
			if !a.Pinned && !LocalURL(was.ID) {
				a.ID = was.ID
			}
			used[a.ID] = true
		}
	}
	for _, a := range articles {
		if i.previous[a] == nil && !a.Pinned && a.Hash != noHash {
			a.ID = freeID(used, a)
		}
	}
}

// unused is the ID of a new article, with a part of its hash if another article has that ID.
func freeID(used map[string]bool, a *Article) string {
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
func (i *Identities) Was(a *Article) *Article { return i.previous[a] }

// Renames lists, in the order of articles, those that were published before at another place.
func (i *Identities) Renames(articles []*Article) (renames []Rename) {
	for _, a := range articles {
		if was := i.previous[a]; was != nil && (was.Path != a.Path || was.Page != a.Page) {
			renames = append(renames, Rename{Now: a, Was: was})
		}
	}
	return renames
}

// Rank orders the claimants of an address or an ID: 0 is an article that had that address in the
// last publication, 1 one that was published at another address or earlier, 2 a new one.
func (i *Identities) Rank(a *Article) int {
	switch was := i.previous[a]; {
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
func uniqueBy[K comparable](articles []*Article, ok func(a *Article) bool, key func(a *Article) K) map[K]*Article {
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
