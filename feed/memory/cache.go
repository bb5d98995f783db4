package memory

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"

	"fil/feed"
	"fil/feed/disk"
)

// Cache saves a run work that an earlier one has done: parsing files of content that have not
// changed, and rendering files of dist that would have the same bytes. It can be deleted at any
// time. It is valid only for the program and the site.yaml with which it was made, and for the
// memory's present token.
//
// It is three files: a summary of the last run, which is enough if nothing has changed, and two
// files that [Cache.Load] reads if something has.
type Cache struct {
	// LastRun is the last run; the zero value if the cache is empty or not valid.
	LastRun
	// Token is the memory's token with which the cache was saved.
	Token string
	// Records are the parsed files of content, by path, and Made the rendered files of dist, by
	// name. Both are nil until Load.
	Records map[string]*feed.Record
	Made    map[string]feed.Made
	// Bodies is the number of bytes that the bodies of Records have in the memory.
	Bodies int64

	memory                  *Memory
	root                    *os.Root
	folder                  *disk.Folder
	scope                   string
	articles, outputs, last *rowLog
	zone                    *time.Location
}

// LastRun is the summary of a run. The zero value means that there was none.
type LastRun struct {
	Ran time.Time
	// Clean means that no two articles had the same address, and that nothing was refused except the
	// files of some articles, which are Refused.
	Clean   bool
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
	Watched []Watched
	// NonPages are the files of dist that are not the page of an article.
	NonPages []string
}

// Watched is a file of dist, with its size and mtime.
type Watched struct {
	Name  string
	Size  int64
	Since time.Time
}

const (
	cacheDir     = "cache"
	articlesFile = "articles"
	outputsFile  = "outputs"
	lastFile     = "last"
	// format changes with the encoding of rows.
	format = "4\x00"
	// lastRow is the key of the last row of a batch. No file name begins with NUL.
	lastRow = "\x00last"
)

// OpenCache opens the cache in the state folder dir and reads the summary of the last run. scope is
// everything on which records depend besides the files of content: if it differs from the saved
// scope, or if the files cannot be read, the cache is empty. Times are in the given zone.
func (m *Memory) OpenCache(dir, scope string, zone *time.Location) (*Cache, error) {
	root, err := openCacheFolder(filepath.Join(dir, cacheDir))
	if err != nil {
		return nil, err
	}
	scope = format + scope
	c := &Cache{root: root, zone: zone, memory: m, folder: disk.New(root, m.hook), scope: scope, Token: m.Token()}
	token := ""
	c.last = openRowLog(c.folder, lastFile, scope, func(_, value string) {
		if decode(value, zone, func(r *coder) { r.last(&token, &c.LastRun) }) != nil {
			token = ""
		}
	})
	if token != c.Token || token == "" {
		c.LastRun = LastRun{}
	}
	return c, nil
}

// openCacheFolder opens the folder of the cache. If something of that name cannot be opened, it is
// removed, because a broken cache must not stop a run.
func openCacheFolder(name string) (root *os.Root, err error) {
	for range 2 {
		err = os.MkdirAll(name, 0o755)
		if err == nil {
			root, err = os.OpenRoot(name)
			if err == nil {
				return root, nil
			}
		}
		if removed := os.RemoveAll(name); removed != nil {
			return nil, errors.Join(err, removed)
		}
	}
	return nil, err
}

// Load reads Records and Made, unless it has done so. If one of them was not saved with the memory's
// token, both stay empty.
func (c *Cache) Load() {
	if c.Records != nil {
		return
	}
	var tokens [2]string
	var wg sync.WaitGroup
	wg.Go(func() { tokens[0] = c.loadMade() })
	tokens[1] = c.loadRecords()
	wg.Wait()
	for _, r := range c.Records {
		c.Bodies += int64(r.Body.Length)
	}
	if c.Ran.IsZero() || tokens[0] != c.Token || tokens[1] != c.Token {
		c.Records, c.Made = map[string]*feed.Record{}, map[string]feed.Made{}
		c.LastRun, c.Bodies, c.articles.size, c.outputs.size = LastRun{}, 0, 0, 0
	}
}

// loadMade reads Made, and returns the token with which it was saved.
func (c *Cache) loadMade() (token string) {
	c.Made = make(map[string]feed.Made, c.Outputs)
	c.outputs = openRowLog(c.folder, outputsFile, c.scope, func(name, value string) {
		var made feed.Made
		switch {
		case name == lastRow:
			token = value
		case value == "" || decode(value, c.zone, func(r *coder) { r.made(&made) }) != nil:
			delete(c.Made, name)
		default:
			c.Made[name] = made
		}
	})
	return token
}

// loadRecords reads Records, and returns the token with which they were saved. A record whose body
// is not in the memory is skipped, so that its file is read again.
func (c *Cache) loadRecords() (token string) {
	c.Records = make(map[string]*feed.Record, c.Articles)
	var slab []recordAndArticle // fewer allocations
	d := &coder{reading: true, zone: c.zone}
	c.articles = openRowLog(c.folder, articlesFile, c.scope, func(path, value string) {
		if path == lastRow {
			token = value
			return
		}
		if len(slab) == 0 {
			slab = make([]recordAndArticle, min(perSlab, c.Articles+1))
		}
		r := &slab[0].record
		r.Article, slab = &slab[0].article, slab[1:]
		r.Article.Path = path
		d.in, d.bad = value, value == ""
		d.record(r)
		if d.bad || d.in != "" || r.Usable() && !c.memory.HasBody(r.Body) {
			delete(c.Records, path)
			return
		}
		c.Records[path] = r
	})
	return token
}

// Change is what a run has changed. Save may keep its maps.
type Change struct {
	Records map[string]*feed.Record // by path; nil deletes the record
	Made    map[string]feed.Made    // by name; the zero value deletes the entry
	Last    LastRun
}

// Save saves a run after the memory has stored its publication. After an error the next run reads
// everything again.
func (c *Cache) Save(change Change) error {
	c.Load()
	first := len(c.Records)+len(c.Made) == 0
	c.apply(change)
	token := logRow{lastRow, []byte(c.memory.Token())}
	err := c.saveLog(c.articles, len(c.Records), token, func(all bool) iter.Seq[logRow] {
		return recordRows(wholeOrChanged(all && !first, c.Records, change.Records))
	})
	if err == nil {
		err = c.saveLog(c.outputs, len(c.Made), token, func(all bool) iter.Seq[logRow] {
			return madeRows(wholeOrChanged(all && !first, c.Made, change.Made))
		})
	}
	if err == nil {
		c.LastRun, c.Token = change.Last, c.memory.Token()
		c.last.size = 0 // the summary is short: it is written anew each time
		err = c.last.appendBatch(nil, logRow{lastRow, encode(func(r *coder) { r.last(&c.Token, &c.LastRun) })})
	}
	if err != nil {
		return fmt.Errorf("keeping the cache: %w", err)
	}
	return nil
}

// apply applies a change to Records, Made and Bodies.
func (c *Cache) apply(change Change) {
	for path, r := range change.Records {
		if old := c.Records[path]; old != nil {
			c.Bodies -= int64(old.Body.Length)
		}
		if r != nil {
			c.Bodies += int64(r.Body.Length)
		}
	}
	applyChanges(&c.Records, change.Records, func(r *feed.Record) bool { return r == nil })
	applyChanges(&c.Made, change.Made, func(m feed.Made) bool { return m == feed.Made{} })
}

// applyChanges sets the changed values of a map and deletes those that are gone. If the map is
// empty, it becomes the map of changes.
func applyChanges[V any](into *map[string]V, changes map[string]V, isGone func(v V) bool) {
	if len(*into) == 0 && changes != nil {
		maps.DeleteFunc(changes, func(_ string, v V) bool { return isGone(v) })
		*into = changes
		return
	}
	for key, v := range changes {
		if isGone(v) {
			delete(*into, key)
		} else {
			(*into)[key] = v
		}
	}
}

// wholeOrChanged returns the whole map if all, else the changes.
func wholeOrChanged[V any](all bool, whole, changes map[string]V) map[string]V {
	if all {
		return whole
	}
	return changes
}

// saveLog appends rows to a log of live rows, or writes it anew if most of its rows are stale.
func (c *Cache) saveLog(l *rowLog, live int, end logRow, rows func(all bool) iter.Seq[logRow]) error {
	if l.isWasteful(live) {
		l.size = 0
	}
	return l.appendBatch(rows(l.size == 0), end)
}

func recordRows(records map[string]*feed.Record) iter.Seq[logRow] {
	return rowsOf(records, func(c *coder, r *feed.Record) {
		if r != nil {
			c.record(r)
		}
	})
}

func madeRows(made map[string]feed.Made) iter.Seq[logRow] {
	return rowsOf(made, func(c *coder, m feed.Made) {
		if m != (feed.Made{}) {
			c.made(&m)
		}
	})
}

// rowsOf returns the rows of a map. write encodes a value; if it writes nothing, the row deletes the
// key.
func rowsOf[V any](values map[string]V, write func(c *coder, v V)) iter.Seq[logRow] {
	return func(yield func(logRow) bool) {
		var c coder
		for key, v := range values {
			c.out = c.out[:0]
			write(&c, v)
			r := logRow{key: key}
			if len(c.out) > 0 {
				r.value = c.out
			}
			if !yield(r) {
				return
			}
		}
	}
}

// Purge deletes the records of articles whose bodies cannot be read, so that their files are read
// again, and saves the cache. It returns their number.
func (c *Cache) Purge() (n int, err error) {
	c.Load()
	for path, r := range c.Records {
		if !r.Usable() {
			continue
		}
		if _, err := c.memory.bodies.article(r.Body, c.zone); err != nil {
			c.Drop(path)
			n++
		}
	}
	if n == 0 {
		return 0, nil
	}
	c.RewriteRecords()
	return n, c.Save(Change{Last: c.LastRun})
}

// Drop deletes the record of a file of content from Records, so that the file is read again.
func (c *Cache) Drop(path string) {
	c.Bodies -= int64(c.Records[path].Body.Length)
	delete(c.Records, path)
}

// RewriteRecords makes the next Save write all records, after their bodies have moved.
func (c *Cache) RewriteRecords() { c.articles.size = 0 }

// Close closes the folder.
func (c *Cache) Close() error { return c.root.Close() }
