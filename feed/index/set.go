// Package index holds all articles and files of a site at one moment, in every order and group in which
// something shows them.
//
// A [Set] never changes. [Set.With] takes what has changed in content (a [Change]) and returns the next
// Set, with a [Diff] that lists what is not as before. The two Sets share all that is equal, so that the
// cost follows the change, and after a run that failed the next one starts from the Set before. The
// first Set is made by the same call: its change is all articles.
//
// Each article claims an ID, an address and names in dist; each other file claims its name (claims.go).
// If several claim the same, contest.go decides which one gets it. The others claim it still, and the
// next of them gets it when the first one is removed.
//
//   - set.go has the Set and With, which makes an editor. The editor takes articles out of a copy and
//     inserts others (edit.go), and puts them into the lists and feeds that show them (lists.go).
//   - names.go has the rule by which two names in dist conflict, also for those that package publish adds.
//   - copies.go finds articles that are copies of others, by their names.
//   - group.go has the articles of one feed in their orders, periods.go those of a month or year, and
//     archives.go those of each archive.
//   - query.go has what other packages ask a Set for.
package index

import (
	"bytes"
	"time"

	"github.com/tidwall/btree"

	"fil/feed"
)

// Set is all articles and files of a site at one moment.
type Set struct {
	site *feed.Site
	now  time.Time
	// id is of this set only, and from is the id of the set from which With made it. A pointer to that set would keep
	// all earlier ones in memory.
	id, from *identityOfSet
	diff     Diff

	articles *btree.BTreeG[*feed.Meta] // all, by path
	stems    *btree.BTreeG[*feed.Meta] // all, by stem
	hashes   *btree.BTreeG[*feed.Meta] // all, by the hash of their files
	copies   *btree.BTreeG[*feed.Meta] // those whose names are those of copies, by path
	files    []File                    // by path
	claims   *btree.BTreeG[*Claim]
	// contested are the claims that conflict with another one. lost are those of them that did not win,
	// each with the claim that did. refused are the articles that are not published, by path, with the
	// reason: another one has their address or ID, or they are copies.
	contested *btree.BTreeG[*Claim]
	lost      map[*Claim]*Claim
	refused   map[string]*feed.Problem
	left      map[string]feed.Copy // those of refused that are copies
	// moved are the earlier pages of articles, by ID, and movedTo the IDs of the articles that were last at
	// these pages.
	moved   *btree.Map[string, []string]
	movedTo *btree.Map[string, string]

	// Of the articles that are not refused: those that are not live, the live ones that expire, and the
	// live ones that no list shows, by path. introductions are those of the home page, also those that are not live.
	hidden, expiring, unlisted *btree.BTreeG[*feed.Meta]
	introductions              *btree.BTreeG[*feed.Meta]
	listed                     *Group // all live articles but the unlisted ones
	groups                     *btree.Map[string, *Group]
	// public is the number of live articles in feeds whose IDs are not those of a site on this machine.
	// outside is the number of live articles in no feed, without standalone pages. names is the number
	// of files in dist that articles and other files have.
	public, outside, names int
}

// identityOfSet has a byte so that each has an address of its own.
type identityOfSet struct{ _ byte }

// New returns the empty set of a site.
func New(site *feed.Site) *Set {
	byPath := func() *btree.BTreeG[*feed.Meta] {
		return newTree(func(a, b *feed.Meta) bool { return feed.ComparePaths(a.Path, b.Path) < 0 })
	}
	s := &Set{site: site, id: new(identityOfSet), articles: byPath(), copies: byPath(), hidden: byPath(), expiring: byPath(), unlisted: byPath(), introductions: byPath(),
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

// newTree returns an empty ordered tree. A tree and its copy share what neither changes.
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
	// Put are articles that are new or have changed, also those that are not live. The next set owns
	// them, and sets Came of those that enter the site's feed. Remove are the paths of articles that are
	// gone.
	Put    []*feed.Meta
	Remove []string
	// Files are all other files, in the order of [feed.ComparePaths].
	Files []File
	// Moved are pages that articles had before, with the articles' IDs, in addition to those that the
	// set knows already.
	Moved map[string]string

	// Copies are the articles that the last publication has left out as copies, by path.
	Copies map[string]feed.Copy
	// Rank returns the precedence of an article among those that claim the same; the lowest wins. See
	// [feed.Identities.Rank]. The zero value, nil, ranks all alike: then the older one wins.
	Rank func(a *feed.Meta) int
	// Was returns an article as it was last published, in whatever file, also if it is withdrawn; nil if it
	// is new. For one that is not in Put it is what the last publication has. The zero value means that nothing was
	// published.
	Was func(a *feed.Meta) *feed.Meta
	// Arrive returns when an article that enters the site's feed arrived. The zero value means when it
	// was published.
	Arrive func(a *feed.Meta) time.Time
	// Entered returns when articles came into a feed with archives of its own, by the feed's folder. It
	// is called when the set does not have that feed yet. The zero value means that there was none.
	Entered func(folder string) feed.Arrivals
}

// Diff is what differs between a set and the one from which it was made.
type Diff struct {
	// Was are the live articles of the earlier set that are gone, hidden or changed. Now are the live
	// articles of this set that are new, newly live or changed.
	Was, Now []*feed.Meta
	// Lost are the claims of the earlier set that had their name in dist, and do not have it now or have
	// changed. Won are the claims of this set that have their name, and did not have it or have changed.
	Lost, Won []*Claim
	// Entered has the times at which articles came into feeds with archives of their own, by folder,
	// without the site's.
	Entered map[string]feed.Arrivals
}

// Since returns what differs from an earlier set; ok is false if this set was not made from it.
func (s *Set) Since(earlier *Set) (d *Diff, ok bool) {
	return &s.diff, earlier != nil && s.from == earlier.id
}

// With returns the set after a change.
func (s *Set) With(c Change) *Set {
	if c.Was == nil {
		c.Was = func(*feed.Meta) *feed.Meta { return nil }
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
	n.id, n.from, n.diff = new(identityOfSet), s.id, Diff{Entered: map[string]feed.Arrivals{}}
	for _, tree := range []**btree.BTreeG[*feed.Meta]{&n.articles, &n.stems, &n.hashes, &n.copies, &n.hidden, &n.expiring, &n.unlisted, &n.introductions} {
		*tree = (*tree).Copy()
	}
	n.claims, n.contested, n.groups = s.claims.Copy(), s.contested.Copy(), s.groups.Copy()
	n.moved, n.movedTo = s.moved.Copy(), s.movedTo.Copy()
	return &n
}
