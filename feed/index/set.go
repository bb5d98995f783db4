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
	"maps"
	"slices"
	"strings"
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

// editor makes the next set.
type editor struct {
	c Change
	*Set
	before *Set
	// own are the keys of the groups that this set does not share with the one before.
	own map[string]bool
	// removed and added are the claims that have changed.
	removed, added []*Claim
}

// takeOut removes the articles that change, and those that come due or expire. It returns those that
// are to be inserted, each of which this set owns.
func (w *editor) takeOut() (put []*feed.Meta) {
	put = slices.Clone(w.c.Put)
	taken := make(map[string]bool, len(put)+len(w.c.Remove))
	for _, a := range put {
		taken[a.Path] = true
	}
	for _, path := range w.c.Remove {
		taken[path] = true
	}
	for _, a := range w.before.turning(w.c.Now) {
		if !taken[a.Path] {
			taken[a.Path] = true
			again := *a
			put = append(put, &again)
		}
	}
	if w.before.articles.Len() > 0 {
		for path := range taken {
			if a := w.before.Article(path); a != nil {
				w.remove(a)
			}
		}
	}
	slices.SortFunc(put, func(a, b *feed.Meta) int { return feed.ComparePaths(a.Path, b.Path) }) // trees are filled fastest in order
	put = slices.CompactFunc(put, func(a, b *feed.Meta) bool { return a.Path == b.Path })
	movedIDs := w.addMoved()
	for id := range movedIDs { // the claims of their articles change
		for _, a := range w.before.WithID(id) {
			if !taken[a.Path] {
				w.remove(a)
				again := *a
				put = append(put, &again)
			}
		}
	}
	return put
}

// turning returns the articles that are live and will not be at a time, or the other way round, and
// those that are to be answered as gone from then on.
func (s *Set) turning(now time.Time) (all []*feed.Meta) {
	add := func(a *feed.Meta) bool {
		if a.LiveAt(now) != a.LiveAt(s.now) || a.Expired(now) != a.Expired(s.now) {
			all = append(all, a)
		}
		return true
	}
	s.hidden.Scan(add)
	s.expiring.Scan(add)
	for path := range s.refused {
		if a := s.Article(path); a != nil {
			add(a)
		}
	}
	if now.Before(s.now) { // the clock was set back, which is rare
		s.unlisted.Scan(add)
		s.listed.byDate.Scan(add)
	}
	return all
}

// addMoved adds the pages that articles had before, and returns the IDs of these articles.
func (w *editor) addMoved() map[string]bool {
	ids := map[string]bool{}
	for _, from := range slices.Sorted(maps.Keys(w.c.Moved)) {
		id := w.c.Moved[from]
		earlier, found := w.movedTo.Set(from, id)
		if found && earlier == id {
			continue
		}
		if found { // another article has moved away from there since
			pages, _ := w.moved.Get(earlier)
			w.moved.Set(earlier, slices.DeleteFunc(slices.Clone(pages), func(page string) bool { return page == from }))
			ids[earlier] = true
		}
		pages, _ := w.moved.Get(id)
		w.moved.Set(id, append(slices.Clone(pages), from))
		ids[id] = true
	}
	return ids
}

// WithID returns the articles that claim an ID.
func (s *Set) WithID(id string) (all []*feed.Meta) {
	key := keyOfID(id)
	s.claims.Ascend(&Claim{key: key}, func(c *Claim) bool {
		if c.key == key {
			all = append(all, c.Article)
		}
		return c.key == key
	})
	return all
}

// WithHash returns the articles whose files have the same bytes.
func (s *Set) WithHash(hash [16]byte) (all []*feed.Meta) {
	s.hashes.Ascend(&feed.Meta{Hash: hash}, func(a *feed.Meta) bool {
		if a.Hash == hash {
			all = append(all, a)
		}
		return a.Hash == hash
	})
	return all
}

// remove removes an article of the set before.
func (w *editor) remove(a *feed.Meta) {
	w.articles.Delete(a)
	w.stems.Delete(a)
	w.hashes.Delete(a)
	w.copies.Delete(a)
	w.introductions.Delete(a)
	if a.Stem == "" {
		if a.LiveAt(w.before.now) {
			w.diff.Was = append(w.diff.Was, a)
		}
		return
	}
	w.removed = append(w.removed, w.before.claimsOf(a)...)
	if w.before.refused[a.Path] == nil {
		w.leave(a)
	}
}

// insert inserts an article, except into lists.
func (w *editor) insert(a *feed.Meta) {
	w.articles.Load(a)
	if a.Stem == "" {
		w.introductions.Set(a)
		return
	}
	w.stems.Load(a)
	w.hashes.Set(a)
	if originalOf(a.Stem) != "" {
		w.copies.Set(a)
	}
	w.added = append(w.added, w.claimsOf(a)...)
}

// enter puts articles into the lists that show them: those of put that are not refused, and those that
// were refused before. It takes articles that are refused now out of the lists.
func (w *editor) enter(put []*feed.Meta) {
	isPut := make(map[*feed.Meta]bool, len(put))
	var entering []*feed.Meta
	for _, a := range put {
		isPut[a] = true
		if w.refused[a.Path] == nil {
			entering = append(entering, a)
		} else {
			a.Came = time.Time{}
		}
	}
	for path := range w.refused {
		if a := w.Article(path); a != nil && !isPut[a] && w.before.refused[path] == nil {
			w.leave(a)
			again := *a // the set before has this one
			again.Came = time.Time{}
			w.replace(a, &again)
		}
	}
	for path := range w.before.refused {
		if a := w.Article(path); a != nil && !isPut[a] && w.refused[path] == nil {
			again := *a // the set before has this one, and Came may be set
			w.replace(a, &again)
			entering = append(entering, &again)
		}
	}
	var live []*feed.Meta
	for _, a := range entering {
		switch {
		case a.Stem == "":
			if a.LiveAt(w.now) {
				w.diff.Now = append(w.diff.Now, a)
			}
		case a.LiveAt(w.now):
			live = append(live, a)
		default:
			a.Came = time.Time{}
			w.hidden.Load(a)
		}
	}
	w.enterLive(live)
}

// replace puts an equal article in the place of one, except in lists.
func (w *editor) replace(was, now *feed.Meta) {
	w.articles.Set(now)
	w.stems.Set(now)
	w.hashes.Set(now)
	if originalOf(now.Stem) != "" {
		w.copies.Set(now)
	}
	for _, c := range w.claimsOf(was) {
		if old, found := w.claims.Get(c); found {
			again := *old
			again.Article = now
			w.removed, w.added = append(w.removed, old), append(w.added, &again)
			w.claims.Set(&again)
			if _, contested := w.contested.Get(old); contested {
				w.contested.Set(&again)
				if winner := w.lost[old]; winner != nil {
					delete(w.lost, old)
					w.lost[&again] = winner
				}
			}
		}
	}
}

// enterLive puts live articles into the lists that show them.
func (w *editor) enterLive(live []*feed.Meta) {
	w.diff.Now = append(w.diff.Now, live...)
	var listed []*feed.Meta
	for _, a := range live {
		switch {
		case a.NoFeed:
			a.Came = time.Time{}
		case a.Came.IsZero():
			a.Came = w.c.Arrive(a)
		}
		w.count(a, 1)
		if !a.Expires.IsZero() {
			w.expiring.Set(a)
		}
		if a.InNoList() {
			w.unlisted.Set(a)
		} else {
			listed = append(listed, a)
		}
	}
	slices.SortFunc(listed, feed.ByDate)
	w.listed = w.listed.copyUnless(w.own[""])
	w.own[""] = true
	w.listed.add(listed, nil)
	members := map[string][]*feed.Meta{}
	for _, a := range listed {
		w.eachGroup(a, func(key, spelled string, member bool) {
			w.group(key).spell(spelled, 1)
			if all := members[key]; member && (len(all) == 0 || all[len(all)-1] != a) { // not twice, if it has two spellings
				members[key] = append(all, a)
			}
		})
	}
	for key, articles := range members {
		w.group(key).add(articles, w.arrivals(key, articles))
	}
}

// leave takes an article that was not refused out of the lists that show it.
func (w *editor) leave(a *feed.Meta) {
	if !a.LiveAt(w.before.now) {
		w.hidden.Delete(a)
		return
	}
	w.diff.Was = append(w.diff.Was, a)
	w.count(a, -1)
	w.expiring.Delete(a)
	if a.InNoList() {
		w.unlisted.Delete(a)
		return
	}
	w.listed = w.listed.copyUnless(w.own[""])
	w.own[""] = true
	w.listed.remove(a)
	removed := ""
	w.eachGroup(a, func(key, spelled string, member bool) {
		g := w.group(key)
		g.spell(spelled, -1)
		if member && key != removed { // not twice, if it has two spellings
			g.remove(a)
			removed = key
		}
		if g.isEmpty() {
			w.groups.Delete(key)
			delete(w.own, key)
		}
	})
}

// count adds n to the numbers that count an article.
func (w *editor) count(a *feed.Meta, n int) {
	switch {
	case !a.NoFeed && !feed.LocalURL(a.ID):
		w.public += n
	case a.NoFeed && !a.Standalone():
		w.outside += n
	}
}

// group returns a group that this set owns.
func (w *editor) group(key string) *Group {
	g, _ := w.groups.Get(key)
	switch {
	case g == nil:
		g = newGroup(w.site, false, nil)
	case w.own[key]:
		return g
	default:
		g = g.copyUnless(false)
	}
	w.own[key] = true
	w.groups.Set(key, g)
	return g
}

// openFeeds makes the groups of the feeds that site.yaml describes.
func (w *editor) openFeeds() {
	for _, d := range w.site.Named {
		key := groupKey(feed.Named, d.Path)
		if _, found := w.groups.Get(key); found {
			continue
		}
		var entered *btree.Map[string, time.Time]
		if d.Archive {
			entered = btree.NewMap[string, time.Time](0)
			for id, at := range w.c.Entered(d.Path) {
				entered.Set(id, at)
			}
		}
		w.groups.Set(key, newGroup(w.site, d.Archive, entered))
		w.own[key] = true
	}
}

// arrivals returns when articles come into the group of a feed with archives of its own; nil for other
// groups.
func (w *editor) arrivals(key string, articles []*feed.Meta) feed.Arrivals {
	g := w.group(key)
	if g.entered == nil {
		return nil
	}
	before := feed.Arrivals{}
	g.entered.Scan(func(id string, at time.Time) bool {
		before[id] = at
		return true
	})
	next := before.Next(w.c.Now)
	arrivals := feed.Arrivals{}
	for _, a := range articles {
		arrivals[a.ID] = before.Arrival(a, next)
	}
	folder := strings.TrimPrefix(key, groupKey(feed.Named, ""))
	if w.diff.Entered[folder] == nil {
		w.diff.Entered[folder] = feed.Arrivals{}
	}
	maps.Copy(w.diff.Entered[folder], arrivals)
	return arrivals
}

// eachGroup calls f for each group of a listed article, with the article's spelling of its value, "" if
// it has none. member is false for an article that is in no feed: only its spelling counts.
func (w *editor) eachGroup(a *feed.Meta, f func(key, spelled string, member bool)) {
	if !a.NoFeed {
		f(groupKey(feed.Whole, ""), "", true)
		for _, d := range w.site.Named {
			if d.Match(w.site, a) {
				f(groupKey(feed.Named, d.Path), "", true)
			}
		}
	}
	for _, kind := range w.site.Each {
		for value := range kind.Values(w.site, a) {
			f(groupKey(kind, value), value, !a.NoFeed)
		}
	}
}

// groupKey returns the key of the group of a kind and a value: spellings that differ in case are one
// group.
func groupKey(kind feed.Kind, value string) string {
	return string(kind) + "\x00" + strings.ToLower(value)
}
