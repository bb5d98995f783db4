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

// History is what memory holds of the articles that were published before.
type History struct {
	Last      []*Meta      // the articles of the last publication
	Withdrawn []*Withdrawn // articles of earlier publications that the last one does not have
	// Unread are the files of content that exist and cannot be read now.
	Unread []string
	// Copies are the articles that the last publication has left out as copies, by path.
	Copies map[string]Copy
}

// Withdrawn is an article of an earlier publication that the last publication does not have.
type Withdrawn struct {
	Meta
	// Left is when it left; zero if it expired or the user accepted that it left.
	Left time.Time
	// Hidden says that its file is still in content, as a draft or with a later date. Path, Title
	// and Published are then those of the last run, not of the publication.
	Hidden bool
}

// Identities says which articles were published before, and as what.
type Identities struct {
	history  History
	previous map[*Meta]*Meta // by the article as it is now
	gone     map[*Meta]bool  // previous articles that the last publication does not have
}

// Rename is an article that was published before with another path or page.
type Rename struct{ Now, Was *Meta }

// Identify gives articles the IDs under which they were published before, even if their path, slug,
// title or section or the site's address has changed since. It does not change an ID of front matter,
// and does not retain an ID that is an address on this machine (see [LocalURL]).
//
// An ID is never given to a second article. If the ID of a new article is one that another article
// has or had, even one that is withdrawn, hidden or unreadable, the new one gets an ID of its own.
func (p History) Identify(articles []*Meta) *Identities {
	i := p.Match(articles)
	i.assignIDs(articles)
	return i
}

// Match finds the articles that were published before, without changing any. Each article is matched
// by the first of these rules that applies:
//
//  1. Its file has the same bytes as before.
//  2. Another file had the same bytes. That file does not exist any more or holds another article,
//     and no other article that is not matched yet has or had these bytes. (If the other file still
//     has its title and date, it was edited, and the article is a copy of its earlier text.)
//  3. Its file has the same title and date as before.
//  4. Another file had the same title and date. That file does not exist any more, or it can be
//     read and has another title or date now, and no other article that is not matched yet has or
//     had these. For drafts and names of copies, an article of the last publication comes last: its file
//     must not exist any more, or have another title and another date now.
//  5. The ID in its front matter is that of an article whose file has another ID now or is missing.
//  6. Its file has the same path as before. If that file was missing in the last publication, the
//     title or the date must be the same too, because the name may now be that of another article.
//
// A copy of an article that is there is not matched.
func (p History) Match(articles []*Meta) *Identities {
	i := &Identities{p, map[*Meta]*Meta{}, map[*Meta]bool{}}
	if len(p.Last)+len(p.Withdrawn) == 0 {
		return i
	}
	m := &matcher{previous: i.previous, claimed: map[*Meta]bool{}, byPath: map[string]*Meta{}, deleted: map[*Meta]bool{}, current: map[string]*Meta{}}
	for _, path := range p.Unread {
		m.current[path] = &Meta{Path: path}
	}
	for _, a := range articles {
		m.current[a.Path] = a
	}
	for _, g := range p.Withdrawn {
		i.gone[&g.Meta] = true
		m.byPath[g.Path], m.deleted[&g.Meta] = &g.Meta, !g.Hidden
	}
	for _, k := range p.Last {
		m.byPath[k.Path] = k
	}
	hash := func(a *Meta) [16]byte { return a.Hash }
	alike := func(a, k *Meta) bool { return titleAndDate(a) == titleAndDate(k) }
	similar := func(a, k *Meta) bool { return a.Title == k.Title || a.Published.Equal(k.Published) }
	first, second := byLikelihood(articles, p.Copies)
	m.matchSamePath(articles, func(a, k *Meta) bool { return a.Hash == k.Hash && a.Hash != noHash })
	matchMoved(m, first, p.Last, hash, alike)
	second = m.withoutCopies(articles, second)
	both := slices.Concat(first, second)
	matchMoved(m, both, p.withdrawn(), hash, alike)
	m.matchSamePath(articles, alike)
	matchMoved(m, first, p.Last, titleAndDate, alike)
	matchMoved(m, both, p.withdrawn(), titleAndDate, alike)
	matchMoved(m, second, p.Last, hash, similar)
	matchMoved(m, second, p.Last, titleAndDate, similar)
	m.matchByID(articles, p.all())
	m.matchSamePath(articles, func(a, k *Meta) bool {
		return !m.deleted[k] || k.Title == a.Title || k.Published.Equal(a.Published)
	})
	return i
}

// withdrawn returns the articles of Withdrawn.
func (p History) withdrawn() (articles []*Meta) {
	for _, g := range p.Withdrawn {
		articles = append(articles, &g.Meta)
	}
	return articles
}

// all returns the articles of all publications, those of the last one first.
func (p History) all() []*Meta { return slices.Concat(p.Last, p.withdrawn()) }

// matcher matches articles with those of earlier publications, here called previous articles.
type matcher struct {
	previous map[*Meta]*Meta  // by the article as it is now
	claimed  map[*Meta]bool   // previous articles that have been matched
	byPath   map[string]*Meta // previous articles, by path
	deleted  map[*Meta]bool   // previous articles whose file was missing: the same path does not prove a match
	current  map[string]*Meta // the articles of the files in content, by path
}

func (m *matcher) match(now, was *Meta) { m.previous[now], m.claimed[was] = was, true }

// matchSamePath matches articles with the previous article of the same path, if alike accepts both.
func (m *matcher) matchSamePath(articles []*Meta, alike func(a, k *Meta) bool) {
	for _, a := range articles {
		if k := m.byPath[a.Path]; k != nil && m.previous[a] == nil && !m.claimed[k] && alike(a, k) && (!a.Pinned || k.ID == a.ID || !m.deleted[k]) {
			m.match(a, k)
		}
	}
}

// byLikelihood returns the articles that are likely to be in the file of a previous one that was renamed, and those
// that are less so: drafts, and files with the name of a copy or that were left out as copies.
func byLikelihood(articles []*Meta, copies map[string]Copy) (first, second []*Meta) {
	for _, a := range articles {
		left, wasCopy := copies[a.Path]
		if a.Draft || OriginalOf(a.Stem) != "" || wasCopy && left.Hash == a.Hash {
			second = append(second, a)
		} else {
			first = append(first, a)
		}
	}
	return first, second
}

// withoutCopies returns some of the articles, without the new ones that are copies of those that are there.
func (m *matcher) withoutCopies(articles, some []*Meta) []*Meta {
	byStem := map[string]*Meta{}
	for _, a := range articles {
		byStem[a.Stem] = a
	}
	return slices.DeleteFunc(some, func(a *Meta) bool {
		named := OriginalOf(a.Stem)
		original := byStem[named]
		return named != "" && original != nil && m.byPath[a.Path] == nil && m.isCopy(a, original)
	})
}

// isCopy reports whether an article is the same as the original by its name, or as that was.
func (m *matcher) isCopy(a, original *Meta) bool {
	was := m.byPath[original.Path]
	if moved := m.previous[original]; moved != nil && moved != was { // another article is there now
		was = nil
	}
	return SameArticle(a, original) || was != nil && SameArticle(a, was)
}

// matchMoved matches articles with a previous article, one of past, of another path and the same key. The key
// must be unique among the articles that are not matched yet, and among the previous ones. If the file of
// the previous article is still that article (stays), it was only edited, and nothing is matched.
func matchMoved[K comparable](m *matcher, articles, past []*Meta, key func(a *Meta) K, stays func(a, k *Meta) bool) {
	left := func(a *Meta) bool { return m.previous[a] == nil && !m.claimed[a] }
	fresh, old := uniqueBy(articles, left, key), uniqueBy(past, left, key)
	for _, a := range articles {
		if a.Pinned || m.previous[a] != nil || fresh[key(a)] == nil || old[key(a)] == nil {
			continue
		}
		k := old[key(a)]
		there := m.current[k.Path]
		edited := there != nil && stays(there, k) && old[key(there)] == nil
		if there == nil || there == a || there.Hash != noHash && key(there) != key(k) && !edited {
			m.match(a, k)
		}
	}
}

// matchByID matches articles with an ID in their front matter, whatever file they were in before.
func (m *matcher) matchByID(articles, all []*Meta) {
	byID := map[string]*Meta{}
	for _, k := range slices.Backward(all) {
		byID[k.ID] = k
	}
	for _, a := range articles {
		if k := byID[a.ID]; a.Pinned && m.previous[a] == nil && k != nil && !m.claimed[k] && (m.current[k.Path] == nil || m.current[k.Path].ID != a.ID) {
			m.match(a, k)
		}
	}
}

// assignIDs sets the IDs of articles: those of previous articles, then unused ones for new articles.
func (i *Identities) assignIDs(articles []*Meta) {
	used := make(map[string]bool, len(i.previous))
	for _, k := range i.history.all() {
		if !k.Private && !LocalURL(k.ID) { // an ID that no subscriber has seen may be used again
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
	for _, drafts := range []bool{false, true} { // a draft yields the ID of its address
		for _, a := range articles {
			if i.previous[a] == nil && !a.Pinned && a.Hash != noHash && a.Draft == drafts {
				a.ID = freeID(used, a)
				used[a.ID] = true
			}
		}
	}
}

// freeID returns an ID for a new article: the first of NewIDs that no other article has or had, else the
// last one.
func freeID(used map[string]bool, a *Meta) string {
	ids := NewIDs(a.ID, a.Hash)
	if i := slices.IndexFunc(ids, func(id string) bool { return !used[id] }); i >= 0 {
		return ids[i]
	}
	return ids[len(ids)-1]
}

// NewIDs returns the IDs that a new article may get: the one of its address, and that with more and more of
// its hash appended, for the case that another article has or had it.
func NewIDs(id string, hash [16]byte) []string {
	mark := "#" // of a URL; a tag URI must not have a fragment (RFC 4151 §2.1)
	if strings.HasPrefix(id, "tag:") {
		mark = "-"
	}
	ids := []string{id}
	for n := 4; n <= len(hash); n += 4 {
		ids = append(ids, id+mark+hex.EncodeToString(hash[:n]))
	}
	return ids
}

// Was returns the article as it was published before, or nil if it is new.
func (i *Identities) Was(a *Meta) *Meta { return i.previous[a] }

// Renames returns the articles that were published before with another path or page, in their order.
func (i *Identities) Renames(articles []*Meta) (renames []Rename) {
	for _, a := range articles {
		if was := i.previous[a]; was != nil && (was.Path != a.Path || was.Page != a.Page) {
			renames = append(renames, Rename{Now: a, Was: was})
		}
	}
	return renames
}

// Rank returns the precedence of an article when several claim an address or ID: 0 if it had its
// address in the last publication, 1 if it was published at another address or earlier, 2 if it is
// new. The lowest rank wins.
func (i *Identities) Rank(a *Meta) int {
	switch was := i.previous[a]; {
	case was == nil:
		return 2
	case was.Permalink == a.Permalink && !i.gone[was]:
		return 0
	}
	return 1
}

// noHash is the hash of a file whose bytes are not known.
var noHash [16]byte

// uniqueBy indexes the articles that ok accepts by key. If several have the same key, the index has
// nil there. Articles whose key is the zero value are not indexed.
func uniqueBy[K comparable](articles []*Meta, ok func(a *Meta) bool, key func(a *Meta) K) map[K]*Meta {
	var none K
	index := make(map[K]*Meta, len(articles))
	for _, a := range articles {
		k := key(a)
		if k == none || !ok(a) {
			continue
		}
		if _, duplicate := index[k]; duplicate {
			index[k] = nil
		} else {
			index[k] = a
		}
	}
	return index
}

// titleAndDate returns a key that articles with the same title and time of publication share.
func titleAndDate(a *Meta) string { return fmt.Sprint(a.Title, "\n", a.Published.Unix()) }

// LocalURL reports whether an ID is an http or https URL whose host is this machine: localhost or a
// loopback address. Such IDs come from previews and mean nothing to subscribers.
func LocalURL(id string) bool {
	if id == "" || id[0]|0x20 != 'h' { // fast path: most IDs are tag URIs
		return false
	}
	u, err := url.Parse(id)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}
