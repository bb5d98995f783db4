package memory

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"fil/feed"
	"fil/feed/disk"
)

// Cache spares a run what an earlier one has done: reading files that have not changed,
// and making files that would be the same. It can be deleted at any time, and is not
// believed unless it was made by the same program, of the same site.yaml, and together
// with the memory as it is now.
type Cache struct {
	root              *os.Root
	articles, outputs *log
	zone              *time.Location

	// Records are what the files of content came to, by path.
	Records map[string]*feed.Record
	// Made are the files of dist, by name, as they were made last.
	Made map[string]feed.Made
	// Last is the last run that is recorded.
	Last
	// Token is the memory's, with which all that holds.
	Token string
}

// Last is what a run came to as a whole. The zero value is no run.
type Last struct {
	Ran time.Time
	// Settled says that nothing was refused, and no address was contested.
	Settled bool
	// Articles and Feeds count those that were published, Outputs the files that were
	// planned, and Files those that the publication then had.
	Articles, Feeds, Outputs, Files int
}

const (
	cacheDir     = "cache"
	articlesFile = "articles"
	outputsFile  = "outputs"
	// lastRow is no name of a file in dist: none begins so.
	lastRow = "\x00last"
)

// OpenCache opens the cache beside the memory. scope is what it is worth nothing
// without: whatever the outcome of a reading depends on besides the files themselves.
// A cache that cannot be used is empty.
func (m *Memory) OpenCache(dir, scope string, zone *time.Location) (*Cache, error) {
	name := filepath.Join(dir, cacheDir)
	if err := os.MkdirAll(name, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	c := &Cache{root: root, zone: zone}
	if err := c.load(m, disk.New(root, m.hook), scope); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return c, nil
}

// load reads both logs. Unless the last run that they know is the one that the memory
// knows, both are begun anew.
func (c *Cache) load(m *Memory, folder *disk.Folder, scope string) (err error) {
	var articles, outputs map[string][]byte
	var wg sync.WaitGroup
	var other error
	wg.Go(func() { c.outputs, outputs, other = openLog(folder, outputsFile, scope) })
	c.articles, articles, err = openLog(folder, articlesFile, scope)
	wg.Wait()
	if err = errors.Join(err, other); err != nil {
		return err
	}
	c.Records, c.Made = map[string]*feed.Record{}, map[string]feed.Made{}
	token, twin := "", ""
	c.Token = m.Token()
	if decode(string(outputs[lastRow]), c.zone, func(r *coder) { r.last(&token, &c.Last) }) != nil || token != m.Token() {
		return c.forget()
	}
	if decode(string(articles[lastRow]), c.zone, func(r *coder) { r.string(&twin) }) != nil || twin != token {
		return c.forget()
	}
	delete(outputs, lastRow)
	delete(articles, lastRow)
	c.Made = make(map[string]feed.Made, len(outputs))
	for name, value := range outputs {
		var made feed.Made
		if decode(string(value), c.zone, func(r *coder) { r.made(&made) }) == nil {
			c.Made[name] = made
		}
	}
	c.decodeRecords(m, articles)
	return nil
}

// forget begins anew.
func (c *Cache) forget() error {
	c.Last, c.articles.size, c.outputs.size = Last{}, 0, 0
	return nil
}

func (c *coder) last(token *string, l *Last) {
	c.string(token)
	c.time(&l.Ran)
	c.bool(&l.Settled)
	for _, n := range []*int{&l.Articles, &l.Feeds, &l.Outputs, &l.Files} {
		c.int(n)
	}
}

func (c *coder) made(m *feed.Made) {
	c.sum(&m.Key)
	c.sum(&m.Sum)
}

// decodeRecords reads the records on all cores. One whose content is not kept any
// more is left out: its file is read again.
func (c *Cache) decodeRecords(m *Memory, rows map[string][]byte) {
	paths := make([]string, 0, len(rows))
	for path := range rows {
		paths = append(paths, path)
	}
	records := make([]*feed.Record, len(paths))
	var wg sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for core := range cores {
		wg.Go(func() {
			for i := core; i < len(paths); i += cores {
				r := &feed.Record{Article: &feed.Article{}}
				err := decode(string(rows[paths[i]]), c.zone, func(d *coder) { d.record(r) })
				if err == nil && (!r.Usable() || m.HasBody(r.Body)) {
					records[i] = r
				}
			}
		})
	}
	wg.Wait()
	c.Records = make(map[string]*feed.Record, len(paths))
	for i, r := range records {
		if r != nil {
			c.Records[paths[i]] = r
		}
	}
}

func (c *coder) record(r *feed.Record) {
	for _, n := range []*int64{&r.Stamp.Size, &r.Stamp.Modified, &r.Stamp.Changed} {
		c.number(n)
	}
	inode := int64(r.Stamp.Inode)
	c.number(&inode)
	r.Stamp.Inode = uint64(inode)
	c.bool(&r.Sure)
	c.bool(&r.Refused)
	asset := r.Article == nil
	if c.bool(&asset); asset {
		r.Article = nil
		return
	}
	c.body(&r.Body)
	c.slim(r.Article)
	c.sum(&r.Article.Print)
	list(c, &r.Refs, func(ref *uint64) {
		n := int64(*ref)
		c.number(&n)
		*ref = uint64(n)
	})
	list(c, &r.Warnings, func(p **feed.Problem) {
		if *p == nil {
			*p = &feed.Problem{Path: r.Article.Path, Warning: true}
		}
		c.int(&(*p).Line)
		c.string(&(*p).Message)
		c.string(&(*p).Hint)
	})
}

// Change is what a run has come to know, or has found to be past.
type Change struct {
	Records map[string]*feed.Record // nil is past
	Made    map[string]feed.Made    // the zero value is past
	Last    Last
}

// Keep records a run that the memory has kept. Whatever goes wrong costs time, and
// nothing else.
func (c *Cache) Keep(m *Memory, change Change) error {
	for path, r := range change.Records {
		if c.Records[path] = r; r == nil {
			delete(c.Records, path)
		}
	}
	for name, made := range change.Made {
		if c.Made[name] = made; made == (feed.Made{}) {
			delete(c.Made, name)
		}
	}
	c.Last, c.Token = change.Last, m.Token()
	token := c.Token
	err := c.keep(c.articles, len(c.Records), func(all bool) iter.Seq[row] {
		return recordRows(chosen(all, c.Records, change.Records), encode(func(r *coder) { r.string(&token) }))
	})
	if err == nil {
		err = c.keep(c.outputs, len(c.Made), func(all bool) iter.Seq[row] {
			return madeRows(chosen(all, c.Made, change.Made), encode(func(r *coder) { r.last(&token, &c.Last) }))
		})
	}
	if err != nil {
		return fmt.Errorf("keeping the cache: %w", err)
	}
	return nil
}

func chosen[V any](all bool, whole, part map[string]V) map[string]V {
	if all {
		return whole
	}
	return part
}

func (c *Cache) keep(l *log, live int, rows func(all bool) iter.Seq[row]) error {
	if l.wasteful(live) {
		l.size = 0
	}
	return l.append(rows(l.size == 0))
}

func recordRows(records map[string]*feed.Record, last []byte) iter.Seq[row] {
	return func(yield func(row) bool) {
		for path, r := range records {
			var value []byte
			if r != nil {
				value = encode(func(c *coder) { c.record(r) })
			}
			if !yield(row{path, value}) {
				return
			}
		}
		yield(row{lastRow, last})
	}
}

func madeRows(made map[string]feed.Made, last []byte) iter.Seq[row] {
	return func(yield func(row) bool) {
		for name, m := range made {
			var value []byte
			if m != (feed.Made{}) {
				value = encode(func(c *coder) { c.made(&m) })
			}
			if !yield(row{name, value}) {
				return
			}
		}
		yield(row{lastRow, last})
	}
}

// Forget makes the next Keep write everything: bodies have moved.
func (c *Cache) Forget() { c.articles.size = 0 }

// Close closes the folder.
func (c *Cache) Close() error { return c.root.Close() }
