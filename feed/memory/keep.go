package memory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
)

// Publication is what a run has published.
type Publication struct {
	Site     *feed.Site
	Articles []*feed.Article
	// Entered is, by a feed's folder, when its articles came into it.
	Entered map[string]feed.Entered
	// Moved are old files in dist with the ID of the article that lived there.
	Moved map[string]string
	Feeds []feed.Definition
}

// Keep remembers a publication. Articles that are not in it are forgotten, and so is
// when they came into a feed; old addresses and feeds are not. What has not changed
// is not written. A file that proves damaged is set aside, and begun anew.
func (m *Memory) Keep(p Publication) error {
	err := m.keep(p)
	if errors.Is(err, errDamaged) {
		if err := m.renew(); err != nil {
			return err
		}
		return m.keep(p)
	}
	return err
}

func (m *Memory) keep(p Publication) error {
	ids := map[string]bool{}
	articles, known := make(map[string][]byte, len(p.Articles)), make(map[string][]byte, len(p.Articles))
	for _, a := range p.Articles {
		data, err := json.Marshal(record{a, p.Site.BaseURL})
		if err != nil {
			return fmt.Errorf("remembering %s: %w", a.Path, err)
		}
		articles[a.Path] = data
		if a.Stem == "" {
			continue // the introduction is in no feed
		}
		if known[a.Path], err = traceOf(a, false); err != nil {
			return err
		}
		ids[a.ID] = true
	}
	// An ID that was given out once is its article's for ever.
	last, gone := m.Known()
	for _, a := range append(last, gone...) {
		if known[a.Path] != nil || ids[a.ID] {
			continue
		}
		data, err := traceOf(a, true)
		if err != nil {
			return err
		}
		known[a.Path] = data
	}
	entered := map[string][]byte{}
	for folder, times := range p.Entered {
		for id, t := range times {
			entered[folder+"\x00"+id] = []byte(t.UTC().Format(time.RFC3339Nano))
		}
	}
	moved := map[string][]byte{}
	for from, id := range p.Moved {
		moved[from] = []byte(id)
	}
	definitions := map[string][]byte{}
	for _, d := range p.Feeds {
		data, err := json.Marshal(d)
		if err != nil {
			return fmt.Errorf("remembering the feed %s: %w", d.Path, err)
		}
		definitions["/"+d.Path] = data
	}
	var changes []change
	err := m.view(func(tx *bbolt.Tx) error {
		changes = slices.Concat(
			diff(tx, bucketArticles, articles, true), diff(tx, bucketKnown, known, true), diff(tx, bucketEntered, entered, true),
			diff(tx, bucketMoved, moved, true), diff(tx, bucketFeeds, definitions, false))
		return nil
	})
	if err != nil || len(changes) == 0 {
		return err
	}
	return m.update(func(tx *bbolt.Tx) error {
		for _, c := range changes {
			b := tx.Bucket(c.bucket)
			err := b.Delete(c.key)
			if c.value != nil {
				err = b.Put(c.key, c.value)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func traceOf(a *feed.Article, gone bool) ([]byte, error) {
	data, err := json.Marshal(trace{a.ID, a.Hash, a.Title, a.Permalink, a.Page, a.Published, a.NoFeed, gone})
	if err != nil {
		return nil, fmt.Errorf("remembering %s: %w", a.Path, err)
	}
	return data, nil
}

// change is one key to be written, or removed where value is nil.
type change struct{ bucket, key, value []byte }

// diff lists what has to change for a bucket to hold what is wanted, and, where it is
// exact, nothing else.
func diff(tx *bbolt.Tx, bucket []byte, want map[string][]byte, exact bool) (changes []change) {
	same := map[string]bool{}
	_ = tx.Bucket(bucket).ForEach(func(key, value []byte) error { // its only errors are ours
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

// Enter tells when articles came into the feed of a folder: those that were in it at
// the last publication when they did, others now, and all of them, when there was no
// such feed, when they were published. Nobody comes before whoever is there already,
// whatever the clock says.
func (m *Memory) Enter(folder string, articles []*feed.Article, now time.Time) feed.Entered {
	known, newest := feed.Entered{}, time.Time{}
	prefix := []byte(folder + "\x00")
	_ = m.view(func(tx *bbolt.Tx) error { // its only errors are ours
		c := tx.Bucket(bucketEntered).Cursor()
		for key, value := c.Seek(prefix); key != nil && bytes.HasPrefix(key, prefix); key, value = c.Next() {
			t, err := time.Parse(time.RFC3339Nano, string(value))
			if err != nil {
				continue
			}
			known[string(key[len(prefix):])] = t
			if t.After(newest) {
				newest = t
			}
		}
		return nil
	})
	first := len(known) == 0
	if newest.After(now) {
		now = newest
	}
	entered := make(feed.Entered, len(articles))
	for _, a := range articles {
		t, ok := known[a.ID]
		switch {
		case ok:
		case first:
			t = a.Published
		default:
			t = now
		}
		entered[a.ID] = t
	}
	return entered
}

// Moved returns the old files in dist of articles, with their IDs.
func (m *Memory) Moved() map[string]string {
	moved := map[string]string{}
	_ = m.view(func(tx *bbolt.Tx) error { // its only errors are ours
		return tx.Bucket(bucketMoved).ForEach(func(from, id []byte) error {
			moved[string(from)] = string(id)
			return nil
		})
	})
	return moved
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
