package memory

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/manifest"
)

// Cache saves a run work that an earlier one has done: parsing files of content that have not
// changed, and rendering files of dist that would have the same bytes. It can be deleted at any
// time. It is valid only for the program and the site.yaml with which it was made, and for the
// memory's present token.
//
// It is a database of its own. The summary of the last run, which is enough if nothing has changed, is
// read when it is opened, the records of content by [Cache.Load], and those of dist by [Cache.Made].
type Cache struct {
	// LastRun is the last run; the zero value if the cache is empty or not valid.
	LastRun
	// Token is the memory's token with which the cache was saved.
	Token string
	// Records are the parsed files of content; nil until Load.
	Records *feed.Records

	db     *database
	hook   disk.Hook
	memory *Memory
	scope  string
	zone   *time.Location
}

// LastRun is the summary of a run. The zero value means that there was none.
type LastRun struct {
	Ran time.Time
	// Refused are the files that could not be read.
	Refused []string
	// Digest is the digest of the files of content and their stamps. It is zero if a file may change
	// without changing it: then the next run reads content.
	Digest [32]byte
	// Theme is the hash of the templates and styles of pages.
	Theme [32]byte
	// Next is when the next article comes due or expires, zero if none will.
	Next time.Time
	// Waiting counts the articles that are not published yet, or are in no feed.
	Waiting feed.Waiting
	// Problems are those that stay until something changes: a run with nothing to do reports them
	// again.
	Problems []*feed.Problem
	// Articles and Feeds are the numbers of published ones, Outputs the number of planned files.
	Articles, Feeds, Outputs int
	// Dist identifies the state of dist (store.Dir's State). Watched are the files of dist that
	// each run checks.
	Dist    string
	Watched []manifest.File
	// Plan is the plan of the run as publish saves it, and Redirects are publish.Report.Redirects of it;
	// both are empty if another plan has to list all files.
	Plan      []byte
	Redirects []string
}

// The buckets of the cache.
var (
	bucketRecords = []byte("records") // by file of content
	bucketMade    = []byte("made")    // by file of dist
	bucketRun     = []byte("run")     // the values of the keys below
)

const (
	cacheName = "cache.db"
	keyScope  = "scope"
	keyToken  = "token"
	keyLast   = "last"
)

// OpenCache opens the cache in the state folder dir and reads the summary of the last run. scope is
// everything on which records depend besides the files of content: if it differs from the saved
// scope, or if the cache cannot be read or belongs to another publication, it is made anew. Times are
// in the given zone.
func (m *Memory) OpenCache(dir, scope string, zone *time.Location) (*Cache, error) {
	c := &Cache{memory: m, hook: m.hook, scope: scope, zone: zone, Token: m.Token()}
	name := filepath.Join(dir, cacheName)
	_ = os.RemoveAll(filepath.Join(dir, "cache")) // where earlier versions had it
	if c.open(name) == nil {
		return c, nil
	}
	// Whatever has its name is removed: a broken cache must not stop a run.
	err := os.RemoveAll(name)
	if err == nil {
		c.LastRun = LastRun{}
		c.db, err = openDatabase(name)
	}
	return c, err
}

// errStale means that a cache belongs to another publication or scope.
var errStale = errors.New("stale")

// open opens an existing cache and reads the summary.
func (c *Cache) open(name string) (err error) {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return errors.Join(err, errStale)
	}
	c.db, err = openDatabase(name)
	if err != nil {
		return err
	}
	err = c.db.view(func(tx *bbolt.Tx) error {
		if string(get(tx, bucketRun, keyScope)) != c.scope || string(get(tx, bucketRun, keyToken)) != c.Token {
			return errStale
		}
		return decode(get(tx, bucketRun, keyLast), c.zone, func(r *coder) { r.last(&c.LastRun) })
	})
	if err != nil {
		return errors.Join(err, c.db.Close())
	}
	return nil
}

// Made returns what was recorded of files of dist that have these names. What cannot be read is left out.
func (c *Cache) Made(names iter.Seq[string]) map[string]feed.Made {
	all := map[string]feed.Made{}
	_ = c.db.view(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketMade)
		if b == nil {
			return nil
		}
		for name := range names {
			var m feed.Made
			if value := b.Get([]byte(name)); len(value) == len(m.Key)+len(m.Sum) {
				copy(m.Sum[:], value[copy(m.Key[:], value):])
				all[name] = m
			}
		}
		return nil
	})
	return all
}

// Load reads Records, unless it has done so. What cannot be read is left out.
func (c *Cache) Load() {
	if c.Records != nil {
		return
	}
	records := feed.NewRecords(c.Articles)
	_ = c.db.view(func(tx *bbolt.Tx) error {
		return forEach(tx, bucketRecords, func(key, value []byte) error {
			record, path := &feed.Record{}, string(key)
			if decode(value, c.zone, func(r *coder) { r.record(path, record) }) == nil {
				records.Put(path, record)
			}
			return nil
		})
	})
	c.Records = records
}

// Change is what a run has changed.
type Change struct {
	Records map[string]*feed.Record // by path; nil deletes the record
	Made    map[string]feed.Made    // by name; the zero value deletes the entry
	Last    LastRun
}

// Save saves a run after the memory has stored its publication. After an error the next run reads
// everything again.
func (c *Cache) Save(change Change) error {
	c.Load()
	for path, r := range change.Records {
		c.Records.Put(path, r)
	}
	c.LastRun, c.Token = change.Last, c.memory.Token()
	if err := c.hook.Check(disk.Commit, cacheName); err != nil {
		return err
	}
	err := c.db.update(func(tx *bbolt.Tx) error { return c.put(tx, change) })
	if err != nil {
		return fmt.Errorf("keeping the cache: %w", err)
	}
	return nil
}

// put writes a change.
func (c *Cache) put(tx *bbolt.Tx, changed Change) (err error) {
	for _, path := range sortedKeys(changed.Records) {
		row := write{bucketRecords, []byte(path), nil}
		if r := changed.Records[path]; r != nil {
			row.value = encode(func(c *coder) { c.record(path, r) })
		}
		err = errors.Join(err, row.put(tx))
	}
	for _, name := range sortedKeys(changed.Made) {
		row := write{bucketMade, []byte(name), nil}
		if m := changed.Made[name]; m != (feed.Made{}) {
			row.value = append(m.Key[:], m.Sum[:]...)
		}
		err = errors.Join(err, row.put(tx))
	}
	for key, value := range map[string][]byte{keyScope: []byte(c.scope), keyToken: []byte(c.Token), keyLast: encode(func(r *coder) { r.last(&c.LastRun) })} {
		err = errors.Join(err, write{bucketRun, []byte(key), value}.put(tx))
	}
	return err
}

// Close closes the cache.
func (c *Cache) Close() error { return c.db.Close() }

// Discard closes the cache and removes it, so that everything is read again.
func (c *Cache) Discard() error {
	name := c.db.Path()
	return errors.Join(c.db.Close(), os.Remove(name))
}

// last codes the summary of a run.
func (c *coder) last(l *LastRun) {
	c.time(1, &l.Ran)
	c.sum(3, l.Digest[:])
	c.sum(4, l.Theme[:])
	c.time(5, &l.Next)
	integer(c, 6, &l.Waiting.Later)
	integer(c, 7, &l.Waiting.Drafts)
	integer(c, 8, &l.Waiting.NoFeed)
	c.time(9, &l.Waiting.First)
	c.string(10, &l.Waiting.Path)
	c.texts(11, &l.Refused)
	list(c, 12, &l.Problems, (*coder).problem)
	integer(c, 13, &l.Articles)
	integer(c, 14, &l.Feeds)
	integer(c, 15, &l.Outputs)
	c.string(16, &l.Dist)
	list(c, 17, &l.Watched, func(c *coder, w *manifest.File) {
		c.string(1, &w.Name)
		c.number(2, &w.Size)
		c.time(3, &w.Since)
	})
	plan := string(l.Plan)
	c.string(18, &plan)
	l.Plan = []byte(plan)
	c.texts(19, &l.Redirects)
}
