package memory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// Publication is what a run has published.
type Publication struct {
	Site *feed.Site
	// Ran is its time.
	Ran time.Time
	// Articles are those that are to be seen: all of them or, where Partly, those that
	// are new or have changed since the last publication that was kept.
	Articles []*feed.Article
	Partly   bool
	// Gone are, where Partly, the files whose articles are to be seen no longer.
	Gone []string
	// Held are how many articles the subscription documents hold, by folder.
	Held map[string]int
	// Hidden are articles that were published before, and whose files are in content as drafts or
	// for another time. Unread are the files that cannot be read.
	Hidden []*feed.Article
	Unread []string
	// Withheld are the folders of content whose index file is withheld, cannot be read or is away.
	Withheld []string
	// Stay are pages in dist, by the files of content, of articles that cannot be read and whose
	// last form is not remembered.
	Stay map[string]string
	// Accepted says that a person has agreed to what subscribers lose.
	Accepted bool
	// Body tells where the content of an article is kept; nowhere is where it was.
	Body func(a *feed.Article) feed.Body
	// Entered is, by a feed's folder, when its articles came into it. Of the site's,
	// articles tell themselves.
	Entered map[string]feed.Arrivals
	// Moved are old files in dist with the ID of the article that lived there.
	Moved map[string]string
	Feeds []feed.Definition
	// Sizes are how many articles the feeds of a site with a public address choose, by
	// folder; nil leaves what is remembered.
	Sizes map[string]int
}

// Keep remembers a publication. Articles that are not in it leave a trace, with their ID and
// when they came into the site's feed; their content is forgotten. Old addresses and feeds stay.
// What has not changed is not written. A file that proves damaged is set aside, and begun anew,
// and the publication is remembered if it is all there.
func (m *Memory) Keep(p Publication) error {
	err := m.keep(p)
	if errors.Is(err, errDamaged) {
		if renewed := m.renew(); renewed != nil || p.Partly {
			return errors.Join(err, renewed) // a part alone would make all others newcomers
		}
		return m.keep(p)
	}
	return err
}

// fill is how full the pages of the file are made, where bbolt leaves half of each empty:
// a first publication comes in order, and is written with half the memory, and half the
// file.
const fill = 0.9

// perCommit is how many traces of a first publication go into one transaction: it holds
// all that it writes.
var perCommit = 5_000 // but for tests

func (m *Memory) keep(p Publication) error {
	list := m.changes
	if m.fresh {
		list = m.first
	}
	changes, err := list(p)
	size := m.bodies.size()
	if err != nil || !m.fresh && len(changes) == 0 && size == m.committed {
		return err
	}
	if err := m.bodies.sync(); err != nil {
		return fmt.Errorf("keeping articles: %w", err)
	}
	slices.SortFunc(changes, func(a, b change) int { // bbolt likes it so
		if c := bytes.Compare(a.bucket, b.bucket); c != 0 {
			return c
		}
		return bytes.Compare(a.key, b.key)
	})
	token := ""
	err = m.update(func(tx *bbolt.Tx) (err error) {
		if err := notePublic(tx, p.Site.BaseURL); err != nil {
			return err
		}
		if err := put(tx, changes); err != nil {
			return err
		}
		token, err = m.count(tx, size, p.Ran)
		return err
	})
	if err == nil {
		m.token, m.committed, m.ran, m.fresh = token, size, p.Ran, false
	}
	return err
}

// changes lists what has to be written for a publication to be remembered.
func (m *Memory) changes(p Publication) (changes []change, err error) {
	err = m.view(func(tx *bbolt.Tx) error {
		changes = append(knownChanges(tx, p), otherChanges(tx, p)...)
		return nil
	})
	return changes, err
}

// first writes the traces of a first publication, in several transactions: one holds all that
// it is about. It lists the changes that are left, and until these are made nobody takes any
// for remembered.
func (m *Memory) first(p Publication) (changes []change, err error) {
	articles := slices.Clone(p.Articles)
	slices.SortFunc(articles, func(a, b *feed.Article) int { return strings.Compare(a.Path, b.Path) })
	err = m.emptyKnown()
	var c coder // whose room is used again: what is past in a second would be collected
	for part := range slices.Chunk(articles, perCommit) {
		if err == nil {
			err = m.update(func(tx *bbolt.Tx) error { return c.putTraces(tx, part, p) })
		}
	}
	if err != nil {
		return nil, err
	}
	err = m.view(func(tx *bbolt.Tx) error {
		changes = otherChanges(tx, p)
		return nil
	})
	return changes, err
}

// emptyKnown throws away what a first publication has left that was cut short.
func (m *Memory) emptyKnown() error {
	empty := true
	err := m.view(func(tx *bbolt.Tx) error {
		path, _ := tx.Bucket(bucketKnown).Cursor().First()
		empty = path == nil
		return nil
	})
	if err != nil || empty {
		return err
	}
	return m.update(func(tx *bbolt.Tx) error {
		if err := tx.DeleteBucket(bucketKnown); err != nil {
			return err
		}
		_, err := tx.CreateBucket(bucketKnown)
		return err
	})
}

// putTraces writes the traces of articles that are in order. The transaction has its values
// in what the coder has written, until it is over.
func (c *coder) putTraces(tx *bbolt.Tx, articles []*feed.Article, p Publication) error {
	b := tx.Bucket(bucketKnown)
	b.FillPercent = fill
	c.out = c.out[:0]
	for _, a := range articles {
		from, t := len(c.out), newTrace(a, p)
		c.trace(&t)
		if err := b.Put([]byte(a.Path), c.out[from:]); err != nil {
			return err
		}
	}
	return nil
}

// put writes changes, which are in order.
func put(tx *bbolt.Tx, changes []change) error {
	for _, c := range changes {
		b, err := tx.CreateBucketIfNotExists(c.bucket)
		if err != nil {
			return err
		}
		b.FillPercent = fill
		if c.value == nil {
			err = b.Delete(c.key)
		} else {
			err = b.Put(c.key, c.value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// count marks a commit, with the size that the bodies have with it.
func (m *Memory) count(tx *bbolt.Tx, size int64, ran time.Time) (token string, err error) {
	meta := tx.Bucket(bucketMeta)
	n, _ := strconv.Atoi(string(meta.Get(metaCommits)))
	commits := []byte(strconv.Itoa(n + 1))
	number := int64(m.bodies.number)
	at := encode(func(c *coder) { c.number(&number); c.number(&size) })
	return string(meta.Get(metaName)) + string(commits), errors.Join(meta.Put(metaCommits, commits), meta.Put(metaBodies, at),
		meta.Put(metaRan, encode(func(c *coder) { c.time(&ran) })))
}

// change is one key to be written, or removed where value is nil.
type change struct{ bucket, key, value []byte }

// otherChanges lists what has to be written for a publication to be remembered besides what
// its articles are known by.
func otherChanges(tx *bbolt.Tx, p Publication) []change {
	moved := make(map[string][]byte, len(p.Moved))
	for from, id := range p.Moved {
		moved[from] = []byte(id)
	}
	definitions := make(map[string][]byte, len(p.Feeds))
	for _, d := range p.Feeds {
		if data, err := json.Marshal(d); err == nil { // plain values: it cannot fail
			definitions["/"+d.Path] = data
		}
	}
	entered := map[string][]byte{}
	for folder, times := range p.Entered {
		for id, t := range times {
			entered[folder+"\x00"+id] = encode(func(c *coder) { c.time(&t) })
		}
	}
	held := make(map[string][]byte, len(p.Held))
	for folder, n := range p.Held {
		held["/"+folder] = encode(func(c *coder) { c.int(&n) })
	}
	stay := make(map[string][]byte, len(p.Stay))
	for path, page := range p.Stay {
		stay[path] = []byte(page)
	}
	withheld := make(map[string][]byte, len(p.Withheld))
	for _, folder := range p.Withheld {
		withheld[folder] = []byte{1}
	}
	var sizes []change
	if p.Sizes != nil {
		sizes = sizeChanges(tx, p)
	}
	return slices.Concat(diff(tx, bucketEntered, entered, true),
		diff(tx, bucketMoved, moved, true), diff(tx, bucketFeeds, definitions, false), diff(tx, bucketStay, stay, true), diff(tx, bucketWithheld, withheld, true), diff(tx, bucketHeld, held, true), sizes)
}

// diff lists what has to change for a bucket to hold what is wanted, and, where it is
// exact, nothing else.
func diff(tx *bbolt.Tx, bucket []byte, want map[string][]byte, exact bool) (changes []change) {
	same := map[string]bool{}
	_ = forEach(tx, bucket, func(key, value []byte) error { // its only errors are ours
		now, ok := want[string(key)]
		switch {
		case ok && bytes.Equal(now, value):
			same[string(key)] = true
		case !ok && exact:
			changes = append(changes, change{bucket, bytes.Clone(key), nil})
		}
		return nil
	})
	for key, value := range want {
		if !same[key] {
			changes = append(changes, change{bucket, []byte(key), value})
		}
	}
	return changes
}

// Feeds returns the definitions of the feeds that there have been.
func (m *Memory) Feeds() (all []feed.Definition) {
	_ = m.recall(func(tx *bbolt.Tx) error { // its only errors are ours
		return tx.Bucket(bucketFeeds).ForEach(func(_, data []byte) error {
			var d feed.Definition
			if json.Unmarshal(data, &d) == nil {
				all = append(all, d)
			}
			return nil
		})
	})
	return all
}

// Wasteful reports whether most of the bodies that are kept are past, when those of
// live bytes are not.
func (m *Memory) Wasteful(live int64) bool {
	const small = 16 << 20
	return m.bodies.size() > 2*live+small
}

// Compact copies the bodies that are still wanted, and those of what was published
// last, into a new file, and remembers where they are by then. moved tells each new
// place. Until that is remembered the old file stays.
func (m *Memory) Compact(wanted []feed.Body) (moved map[feed.Body]feed.Body, err error) {
	fresh, err := openBodies(m.folder, m.bodies.number+1, 0)
	if err != nil {
		return nil, err
	}
	moved = map[feed.Body]feed.Body{}
	for _, at := range wanted {
		if _, done := moved[at]; done {
			continue
		}
		frame, err := m.bodies.frame(at, nil)
		if err != nil {
			continue // its article is read anew when somebody asks
		}
		if moved[at], err = fresh.add(frame); err != nil {
			return nil, errors.Join(err, fresh.close())
		}
	}
	old := m.bodies
	if m.bodies, err = fresh, fresh.sync(); err == nil {
		err = m.relocate(moved)
	}
	if err != nil {
		m.bodies = old
		return nil, errors.Join(err, fresh.close())
	}
	return moved, errors.Join(old.close(), fresh.removeOthers())
}

// relocate remembers the new places of bodies.
func (m *Memory) relocate(moved map[feed.Body]feed.Body) error {
	size, token := m.bodies.size(), ""
	err := m.update(func(tx *bbolt.Tx) (err error) {
		b, puts := tx.Bucket(bucketKnown), []change{}
		err = b.ForEach(func(path, data []byte) error {
			if t, ok := readTrace(path, data); ok {
				t.body = moved[t.body]
				puts = append(puts, change{key: bytes.Clone(path), value: encode(func(c *coder) { c.trace(t) })})
			}
			return nil
		})
		for _, put := range puts {
			err = errors.Join(err, b.Put(put.key, put.value))
		}
		if err == nil {
			token, err = m.count(tx, size, m.ran)
		}
		return err
	})
	if err == nil {
		m.token, m.committed = token, size
	}
	return err
}

// Kept returns where the bodies of the last publication are.
func (m *Memory) Kept() (all []feed.Body) {
	_ = m.recall(func(tx *bbolt.Tx) error { // its only errors are ours
		return tx.Bucket(bucketKnown).ForEach(func(path, data []byte) error {
			if t, ok := readTrace(path, data); ok {
				all = append(all, t.body)
			}
			return nil
		})
	})
	return all
}
