package memory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// Publication is what a run has published.
type Publication struct {
	Site *feed.Site
	// Articles are those that are to be seen: all of them or, where Partly, those that
	// are new or have changed since the last publication that was kept.
	Articles []*feed.Article
	Partly   bool
	// Gone are, where Partly, the files whose articles are to be seen no longer.
	Gone []string
	// Body tells where the content of an article is kept; nowhere is where it was.
	Body func(a *feed.Article) feed.Body
	// Entered is, by a feed's folder, when its articles came into it. Where Partly, that
	// of the site's feed, "", has only the times that are new, and Left are the IDs that
	// it has no longer.
	Entered map[string]feed.Entered
	Left    []string
	// Moved are old files in dist with the ID of the article that lived there.
	Moved map[string]string
	Feeds []feed.Definition
}

// Keep remembers a publication. Articles that are not in it leave a trace, and are
// otherwise forgotten, and so is when they came into a feed; old addresses and feeds
// are not. What has not changed is not written. A file that proves damaged is set
// aside, and begun anew, and the publication is remembered if it is all there.
func (m *Memory) Keep(p Publication) error {
	err := m.keep(p)
	if errors.Is(err, errDamaged) {
		if err := m.renew(); err != nil || p.Partly {
			return err // a part alone would make all others newcomers
		}
		return m.keep(p)
	}
	return err
}

func (m *Memory) keep(p Publication) error {
	var changes []change
	err := m.view(func(tx *bbolt.Tx) error {
		changes = m.changes(tx, p)
		return nil
	})
	if err != nil {
		return err
	}
	size := m.bodies.size()
	if len(changes) == 0 && size == m.committed {
		return nil
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
		for _, c := range changes {
			if c.value == nil {
				err = tx.Bucket(c.bucket).Delete(c.key)
			} else {
				err = tx.Bucket(c.bucket).Put(c.key, c.value)
			}
			if err != nil {
				return err
			}
		}
		token, err = m.count(tx, size)
		return err
	})
	if err == nil {
		m.token, m.committed = token, size
	}
	return err
}

// count marks a commit, with the size that the bodies have with it.
func (m *Memory) count(tx *bbolt.Tx, size int64) (token string, err error) {
	meta := tx.Bucket(bucketMeta)
	n, _ := strconv.Atoi(string(meta.Get(metaCommits)))
	commits := []byte(strconv.Itoa(n + 1))
	number := int64(m.bodies.number)
	at := encode(func(c *coder) { c.number(&number); c.number(&size) })
	return string(meta.Get(metaName)) + string(commits), errors.Join(meta.Put(metaCommits, commits), meta.Put(metaBodies, at))
}

// change is one key to be written, or removed where value is nil.
type change struct{ bucket, key, value []byte }

// changes lists what has to be written for a publication to be remembered.
func (m *Memory) changes(tx *bbolt.Tx, p Publication) []change {
	known, ids := make(map[string][]byte, len(p.Articles)), make(map[string]bool, len(p.Articles))
	for _, a := range p.Articles {
		body := p.Body(a)
		t := trace{Article: *a, baseURL: p.Site.BaseURL, body: body}
		if data := tx.Bucket(bucketKnown).Get([]byte(a.Path)); t.body == (feed.Body{}) && data != nil {
			if was, ok := readTrace([]byte(a.Path), data); ok {
				t.body, t.baseURL = was.body, was.baseURL
			}
		}
		known[a.Path] = encode(func(c *coder) { c.trace(&t) })
		ids[a.ID] = true
	}
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
	return slices.Concat(knownChanges(tx, p, known, ids), enteredChanges(tx, p),
		diff(tx, bucketMoved, nil, moved, true), diff(tx, bucketFeeds, nil, definitions, false))
}

// knownChanges puts the traces of what is published, and makes those of what is no
// longer published traces of what has gone: an ID that was given out once is its
// article's for ever.
func knownChanges(tx *bbolt.Tx, p Publication, known map[string][]byte, ids map[string]bool) (changes []change) {
	left := p.Gone
	if p.Partly {
		changes = update(tx, bucketKnown, known, p.Gone)
	} else {
		changes = diff(tx, bucketKnown, nil, known, true)
		for _, c := range changes {
			if c.value == nil {
				left = append(left, string(c.key))
			}
		}
	}
	gone := map[string][]byte{}
	for _, path := range left {
		data := tx.Bucket(bucketKnown).Get([]byte(path))
		if t, ok := readTrace([]byte(path), data); ok && data != nil && known[path] == nil && !ids[t.ID] && feed.Stem(path) != "" {
			gone[path] = bytes.Clone(data)
		}
	}
	var back []string
	_ = tx.Bucket(bucketGone).ForEach(func(path, data []byte) error { // its only errors are ours
		if t, ok := readTrace(path, data); !ok || known[string(path)] != nil || ids[t.ID] {
			back = append(back, string(path))
		}
		return nil
	})
	return append(changes, update(tx, bucketGone, gone, back)...)
}

func enteredChanges(tx *bbolt.Tx, p Publication) (changes []change) {
	want := map[string][]byte{}
	for folder, times := range p.Entered {
		for id, t := range times {
			want[folder+"\x00"+id] = encode(func(c *coder) { c.time(&t) })
		}
	}
	if !p.Partly {
		return diff(tx, bucketEntered, nil, want, true)
	}
	some, left := map[string][]byte{}, make([]string, len(p.Left))
	for key, value := range want {
		if strings.HasPrefix(key, "\x00") {
			some[key] = value
			delete(want, key)
		}
	}
	for i, id := range p.Left {
		left[i] = "\x00" + id
	}
	return append(update(tx, bucketEntered, some, left), diff(tx, bucketEntered, []byte("\x01"), want, true)...)
}

// update lists what has to change for some keys of a bucket to have these values, and
// others none.
func update(tx *bbolt.Tx, bucket []byte, put map[string][]byte, remove []string) (changes []change) {
	b := tx.Bucket(bucket)
	for _, key := range remove {
		if put[key] == nil && b.Get([]byte(key)) != nil {
			changes = append(changes, change{bucket, []byte(key), nil})
		}
	}
	for key, value := range put {
		if !bytes.Equal(b.Get([]byte(key)), value) {
			changes = append(changes, change{bucket, []byte(key), value})
		}
	}
	return changes
}

// diff lists what has to change for the keys of a bucket from one on to be what is
// wanted, and, where it is exact, nothing else.
func diff(tx *bbolt.Tx, bucket, from []byte, want map[string][]byte, exact bool) (changes []change) {
	same := map[string]bool{}
	c := tx.Bucket(bucket).Cursor()
	for key, value := c.Seek(from); key != nil; key, value = c.Next() {
		now, ok := want[string(key)]
		switch {
		case ok && bytes.Equal(now, value):
			same[string(key)] = true
		case !ok && exact:
			changes = append(changes, change{bucket, bytes.Clone(key), nil})
		}
	}
	for key, value := range want {
		if !same[key] {
			changes = append(changes, change{bucket, []byte(key), value})
		}
	}
	return changes
}

// Feeds returns the definitions of the feeds that there have been.
func (m *Memory) Feeds() (all []feed.Definition) {
	_ = m.view(func(tx *bbolt.Tx) error { // its only errors are ours
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
		frame, err := m.bodies.frame(at)
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
			token, err = m.count(tx, size)
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
	_ = m.view(func(tx *bbolt.Tx) error { // its only errors are ours
		return tx.Bucket(bucketKnown).ForEach(func(path, data []byte) error {
			if t, ok := readTrace(path, data); ok {
				all = append(all, t.body)
			}
			return nil
		})
	})
	return all
}
