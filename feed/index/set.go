// Package index holds all articles and files of a site at one moment, in every order and group in which
// something shows them.
//
// A [Set] never changes. [Set.With] takes what has changed in content and returns the next Set, which
// shares with the first one all that stays, and says in its [Diff] what does not. So the cost follows
// the change, and a run that fails goes on from the Set that it had. The same call makes the first Set,
// from all articles, and the one after an article was saved.
//
// Each article claims an address and an ID, and names in dist; so do other files. If several claim the
// same, one has it (contest.go), and when that one goes the next one has it.
package index

import (
	"bytes"
	"sync/atomic"
	"time"

	"github.com/tidwall/btree"

	"fil/feed"
)

// Set is all articles and files of a site at one moment.
type Set struct {
	site *feed.Site
	now  time.Time
	// id is the number of this set, and from that of the one of which With made it.
	id, from int64
	diff     Diff

	articles *btree.BTreeG[*feed.Meta] // all, by path
	stems    *btree.BTreeG[*feed.Meta] // all, by stem
	hashes   *btree.BTreeG[*feed.Meta] // all, by the hash of their files
	copies   *btree.BTreeG[*feed.Meta] // those whose names are those of copies, by path
	files    []File                    // by path
	claims   *btree.BTreeG[*Claim]
	// contested are the claims that conflict with others. lost are those of them that others have, with
	// the claims of these, and refused are the articles, by path, that have no address or ID for that reason; so are copies.
	contested *btree.BTreeG[*Claim]
	lost      map[*Claim]*Claim
	refused   map[string]*feed.Problem
	// moved are the earlier pages of articles, by ID, and movedTo the IDs of the articles that were last at
	// these pages.
	moved   *btree.Map[string, []string]
	movedTo *btree.Map[string, string]

	// Of the articles that are not refused: those that are not live, the live ones that expire, and the
	// live ones that no list shows, by path; and the introduction of the home page, nil for none.
	hidden, expiring, unlisted *btree.BTreeG[*feed.Meta]
	introductions              *btree.BTreeG[*feed.Meta]
	listed                     *Group // all live articles but the unlisted ones
	groups                     *btree.Map[string, *Group]
	// public counts the live articles that subscribers have, outside those in no feed, and names the
	// claims on files in dist that their owners have.
	public, outside, names int
}

// sets counts the sets that were made.
var sets atomic.Int64

// New returns the empty set of a site.
func New(site *feed.Site) *Set {
	byPath := func() *btree.BTreeG[*feed.Meta] {
		return newTree(func(a, b *feed.Meta) bool { return feed.ComparePaths(a.Path, b.Path) < 0 })
	}
	s := &Set{site: site, id: sets.Add(1), articles: byPath(), copies: byPath(), hidden: byPath(), expiring: byPath(), unlisted: byPath(), introductions: byPath(),
		hashes: newTree(func(a, b *feed.Meta) bool {
			c := bytes.Compare(a.Hash[:], b.Hash[:])
			return c < 0 || c == 0 && a.Path < b.Path
		}),
		stems:  newTree(func(a, b *feed.Meta) bool { return a.Stem < b.Stem || a.Stem == b.Stem && a.Path < b.Path }),
		claims: newTree(lessClaim), contested: newTree(lessClaim), moved: btree.NewMap[string, []string](0), movedTo: btree.NewMap[string, string](0),
		listed: newGroup(site, false, nil), groups: btree.NewMap[string, *Group](0)}
	s.groups.Set(groupKey(feed.Whole, ""), newGroup(site, true, nil))
	return s
}

// newTree returns an empty ordered tree. Copies of it share what neither changes.
func newTree[T any](less func(a, b T) bool) *btree.BTreeG[T] {
	return btree.NewBTreeGOptions(less, btree.Options{NoLocks: true})
}

// File is a file of content that is published as it is.
type File struct {
	Path string // in content, and in dist
	// Size is the number of bytes that articles state for it (the length of an enclosure); 0 if unknown.
	Size int64
	// Stamp is what the file system says of the file; zero if that is not reliable.
	Stamp feed.Stamp
}

// Change is what differs from one moment to the next.
type Change struct {
	Now time.Time
	// Put are articles that are new or have changed, also those that are not live. The set that is made
	// of them owns them, and sets Came of those that enter the site's feed. Remove are the paths of
	// articles that are gone.
	Put    []*feed.Meta
	Remove []string
	// Files are all other files, in the order of [feed.ComparePaths].
	Files []File
	// Moved are pages that articles had before, with the articles' IDs, in addition to those that the
	// set knows already.
	Moved map[string]string

	// Rank returns the precedence of an article among those that claim the same; the lowest wins. See
	// [feed.Identities.Rank]. The zero value, nil, ranks all alike: then the older one wins.
	Rank func(a *feed.Meta) int
	// Published returns what the last publication has of a file of content, nil for nothing. The zero
	// value means that nothing was published.
	Published func(path string) *feed.Meta
	// Arrive returns when an article that enters the site's feed arrived. The zero value means when it
	// was published.
	Arrive func(a *feed.Meta) time.Time
	// Entered returns when articles came into a feed with archives of its own, by the feed's folder. It
	// is called when the set does not have that feed yet. The zero value means that there was none.
	Entered func(folder string) feed.Arrivals
}

// Diff is what differs between a set and the one of which it was made.
type Diff struct {
	// Was are the articles that were live and are not, or not as they were. Now are those that are live,
	// and were not or not as they are.
	Was, Now []*feed.Meta
	// Lost and Won are claims on names in dist.
	Lost, Won []*Claim
	// Entered has the times at which articles came into feeds with archives of their own, by folder,
	// without the site's.
	Entered map[string]feed.Arrivals
}

// Since returns what differs from an earlier set; ok is false if this set was not made of it.
func (s *Set) Since(earlier *Set) (d *Diff, ok bool) {
	return &s.diff, earlier != nil && s.from == earlier.id
}

// With returns the set after a change.
func (s *Set) With(c Change) *Set {
	if c.Published == nil {
		c.Published = func(string) *feed.Meta { return nil }
	}
	if c.Arrive == nil {
		c.Arrive = func(a *feed.Meta) time.Time { return a.Published }
	}
	if c.Entered == nil {
		c.Entered = func(string) feed.Arrivals { return nil }
	}
	if c.Rank == nil {
		c.Rank = func(*feed.Meta) int { return 0 }
	}
	w := &editor{c: c, Set: s.copy(), before: s, own: map[string]bool{}}
	w.now = c.Now
	w.openFeeds()
	put := w.takeOut()
	w.moveFiles()
	for _, a := range put {
		w.insert(a)
	}
	w.resolve()
	w.enter(put)
	w.compareClaims()
	return w.Set
}

// copy returns a set with the same content.
func (s *Set) copy() *Set {
	n := *s
	n.id, n.from, n.diff = sets.Add(1), s.id, Diff{Entered: map[string]feed.Arrivals{}}
	for _, tree := range []**btree.BTreeG[*feed.Meta]{&n.articles, &n.stems, &n.hashes, &n.copies, &n.hidden, &n.expiring, &n.unlisted, &n.introductions} {
		*tree = (*tree).Copy()
	}
	n.claims, n.contested, n.groups = s.claims.Copy(), s.contested.Copy(), s.groups.Copy()
	n.moved, n.movedTo = s.moved.Copy(), s.movedTo.Copy()
	return &n
}
