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

// Cache spares a run what an earlier one has done: reading files that have not changed,
// and making files that would be the same. It can be deleted at any time, and is not
// believed unless it was made by the same program, of the same site.yaml, and together
// with the memory as it is now.
//
// It is three files: what the last run was as a whole, which is enough where nothing has
// changed, and two that are read when something has.
type Cache struct {
	// Last is the last run that is recorded.
	LastRun
	// Token is the memory's, with which all that holds.
	Token string
	// Records are what the files of content came to, by path, and Made the files of dist,
	// by name, as they were made last. Both are there once they are loaded.
	Records map[string]*feed.Record
	Made    map[string]feed.Made
	// Bodies is how many bytes the bodies of Records take.
	Bodies int64

	memory                  *Memory
	root                    *os.Root
	folder                  *disk.Folder
	scope                   string
	articles, outputs, last *rowLog
	zone                    *time.Location
}

// Last is what a run came to as a whole. The zero value is no run.
type LastRun struct {
	Ran time.Time
	// Clean says that nothing was refused but the files of some articles, which are
	// Refused, and no address was contested.
	Clean   bool
	Refused []string
	// Digest is that of content, all zeros where a file may have changed without it.
	Digest [32]byte
	// Theme is the sum of what pages looked like.
	Theme [32]byte
	// Next is when something comes due, zero for never.
	Next time.Time
	// Waiting counts what is not to be seen yet, or in no feed.
	Waiting feed.Waiting
	// Problems are what was wrong all the same.
	Problems []*feed.Problem
	// Articles and Feeds count those that were published, and Outputs the files that
	// were planned.
	Articles, Feeds, Outputs int
	// Dist is what the record of dist is known again by, and Watched are those files of
	// it that are looked at whenever there is a run.
	Dist    string
	Watched []Watched
	// NonPages are the files of dist that are no article's page.
	NonPages []string
}

// Watched is a file of dist, with the time that it has there.
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
	// format is another one whenever rows are written in another way.
	format = "4\x00"
	// lastRow is no name of a file: none begins so.
	lastRow = "\x00last"
)

// OpenCache opens the cache beside the memory. scope is what it is worth nothing
// without: whatever the outcome of a reading depends on besides the files themselves.
// A cache that cannot be used is empty.
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

// openCacheFolder opens the folder of the cache. A cache stops nothing: what is in its place and
// cannot be opened is removed.
func openCacheFolder(name string) (root *os.Root, err error) {
	for range 2 {
		if err = os.MkdirAll(name, 0o755); err == nil {
			if root, err = os.OpenRoot(name); err == nil {
				return root, nil
			}
		}
		if removed := os.RemoveAll(name); removed != nil {
			return nil, errors.Join(err, removed)
		}
	}
	return nil, err
}

// Load reads what is known of the files of content and of dist, if it has not been
// read. Unless both are of the last run, both are begun anew.
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

// loadMade reads what is known of the files of dist, and with what token.
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

// loadRecords reads what is known of the files of content, and with what token. An
// article that is not kept any more is left out: its file is read again.
func (c *Cache) loadRecords() (token string) {
	c.Records = make(map[string]*feed.Record, c.Articles)
	var slab []recordAndArticle // many at once are less work
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
		if d.record(r); d.bad || d.in != "" || r.Usable() && !c.memory.HasBody(r.Body) {
			delete(c.Records, path)
			return
		}
		c.Records[path] = r
	})
	return token
}

// Change is what a run has come to know, or has found to be past.
type Change struct {
	Records map[string]*feed.Record // nil is past
	Made    map[string]feed.Made    // the zero value is past
	Last    LastRun
}

// Keep records a run that the memory has kept. After an error the next run reads everything again.
func (c *Cache) Save(change Change) error {
	c.Load()
	first := len(c.Records)+len(c.Made) == 0
	c.apply(change)
	token := row{lastRow, []byte(c.memory.Token())}
	err := c.saveLog(c.articles, len(c.Records), token, func(all bool) iter.Seq[row] {
		return recordRows(wholeOrChanged(all && !first, c.Records, change.Records))
	})
	if err == nil {
		err = c.saveLog(c.outputs, len(c.Made), token, func(all bool) iter.Seq[row] {
			return madeRows(wholeOrChanged(all && !first, c.Made, change.Made))
		})
	}
	if err == nil {
		c.LastRun, c.Token = change.Last, c.memory.Token()
		c.last.size = 0 // it is short, and all of it is new
		err = c.last.append(nil, row{lastRow, encode(func(r *coder) { r.last(&c.Token, &c.LastRun) })})
	}
	if err != nil {
		return fmt.Errorf("keeping the cache: %w", err)
	}
	return nil
}

// take takes in what a run has come to know.
func (c *Cache) apply(change Change) {
	for path, r := range change.Records {
		if was := c.Records[path]; was != nil {
			c.Bodies -= int64(was.Body.Length)
		}
		if r != nil {
			c.Bodies += int64(r.Body.Length)
		}
	}
	applyChanges(&c.Records, change.Records, func(r *feed.Record) bool { return r == nil })
	applyChanges(&c.Made, change.Made, func(m feed.Made) bool { return m == feed.Made{} })
}

// take puts what is new into a map and what is past out of it. The first time, what is
// new is all there is.
func applyChanges[V any](into *map[string]V, changes map[string]V, past func(v V) bool) {
	if len(*into) == 0 && changes != nil {
		maps.DeleteFunc(changes, func(_ string, v V) bool { return past(v) })
		*into = changes
		return
	}
	for key, v := range changes {
		if past(v) {
			delete(*into, key)
		} else {
			(*into)[key] = v
		}
	}
}

func wholeOrChanged[V any](all bool, whole, part map[string]V) map[string]V {
	if all {
		return whole
	}
	return part
}

func (c *Cache) saveLog(l *rowLog, live int, end row, rows func(all bool) iter.Seq[row]) error {
	if l.isWasteful(live) {
		l.size = 0
	}
	return l.append(rows(l.size == 0), end)
}

func recordRows(records map[string]*feed.Record) iter.Seq[row] {
	return rowsOf(records, func(c *coder, r *feed.Record) {
		if r != nil {
			c.record(r)
		}
	})
}

func madeRows(made map[string]feed.Made) iter.Seq[row] {
	return rowsOf(made, func(c *coder, m feed.Made) {
		if m != (feed.Made{}) {
			c.made(&m)
		}
	})
}

// rowsOf are those of a map, of which write writes the values: where it writes nothing, there
// is none any more.
func rowsOf[V any](values map[string]V, write func(c *coder, v V)) iter.Seq[row] {
	return func(yield func(row) bool) {
		var c coder
		for key, v := range values {
			c.out = c.out[:0]
			write(&c, v)
			r := row{key: key}
			if len(c.out) > 0 {
				r.value = c.out
			}
			if !yield(r) {
				return
			}
		}
	}
}

// Purge lets go of what is known of articles whose bodies cannot be read, for good, and returns
// of how many: their files are read anew.
func (c *Cache) Purge() (gone int, err error) {
	c.Load()
	for path, r := range c.Records {
		if !r.Usable() {
			continue
		}
		if _, err := c.memory.body(r.Body, c.zone); err != nil {
			c.Drop(path)
			gone++
		}
	}
	if gone == 0 {
		return 0, nil
	}
	c.RewriteRecords()
	return gone, c.Save(Change{Last: c.LastRun})
}

// Drop lets go of what is known of a file of content: it is read anew.
func (c *Cache) Drop(path string) {
	c.Bodies -= int64(c.Records[path].Body.Length)
	delete(c.Records, path)
}

// Forget makes the next Keep write everything: bodies have moved.
func (c *Cache) RewriteRecords() { c.articles.size = 0 }

// Close closes the folder.
func (c *Cache) Close() error { return c.root.Close() }
