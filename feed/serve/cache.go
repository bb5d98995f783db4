package serve

import (
	"container/list"
	"errors"
	"slices"
	"sync"
	"time"
)

// cache holds bodies of responses in memory, within a budget of bytes, and evicts the least
// recently used. It is safe for concurrent use: goroutines that ask for the same missing body
// wait for one of them to load it.
type cache struct {
	budget int64

	mu      sync.Mutex
	used    int64
	entries map[cacheKey]*list.Element // of *cacheEntry
	recent  list.List                  // the most recently used first
	// deltas are the keys of the cached deltas to a file, by the file's hash.
	deltas map[string][]cacheKey
	// retired are the files that are no longer published, by hash, and when they ceased to be.
	retired map[string]time.Time
}

// cacheKey identifies a body: a file by its hash, in an encoding. If since is not "", the body is
// a delta: what is new in that file since the version with that entity tag.
type cacheKey struct {
	hash string
	encoding
	since string
}

type cacheEntry struct {
	key  cacheKey
	once sync.Once // loads body and err
	body []byte
	err  error
	size int64 // what it takes of the budget; 0 until it is loaded
}

// errLoadPanicked is the error of an entry whose load has not returned.
var errLoadPanicked = errors.New("it could not be made")

// entryOverhead is about how many bytes of memory an entry takes besides its body.
const entryOverhead = 400

func newCache(budget int64) *cache {
	return &cache{budget: budget, entries: map[cacheKey]*list.Element{}, deltas: map[string][]cacheKey{}, retired: map[string]time.Time{}}
}

// hasRoom reports whether more than half of the budget is free.
func (c *cache) hasRoom() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.used < c.budget/2
}

// get returns the cached body, or loads and caches it. Concurrent calls with the same key share
// one load and its error; an error is not cached. A nil body without an error is cached.
func (c *cache) get(key cacheKey, load func() ([]byte, error)) ([]byte, error) {
	c.mu.Lock()
	at, cached := c.entries[key]
	if cached {
		c.recent.MoveToFront(at)
	} else {
		at = c.recent.PushFront(&cacheEntry{key: key})
		c.entries[key] = at
		if key.since != "" {
			c.deltas[key.hash] = append(c.deltas[key.hash], key)
		}
	}
	c.mu.Unlock()
	e := at.Value.(*cacheEntry)
	e.once.Do(func() {
		defer c.account(at, e)
		e.err = errLoadPanicked // stays if load panics
		e.body, e.err = load()
	})
	return e.body, e.err
}

// account adds the size of an entry that was just loaded, and evicts the least recently used until
// the cache is within its budget. It removes an entry whose load has failed.
func (c *cache) account(at *list.Element, e *cacheEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.err != nil {
		c.remove(at, e)
	}
	if c.entries[e.key] != at { // just removed, or evicted during the load
		return
	}
	e.size = int64(len(e.body)) + entryOverhead
	c.used += e.size
	for c.used > c.budget {
		last := c.recent.Back()
		if last == nil {
			return
		}
		c.remove(last, last.Value.(*cacheEntry))
	}
}

// retireDelay is how long a file stays cached after it has been replaced: requests that began
// with the previous snapshot may still need it.
const retireDelay = 10 * time.Second

// retire records which files are no longer published, and which are published instead, both by
// hash. It removes the files that were retired retireDelay ago or earlier.
func (c *cache) retire(gone, published []string, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, hash := range gone {
		c.retired[hash] = now
	}
	for _, hash := range published {
		delete(c.retired, hash)
	}
	for hash, at := range c.retired {
		if now.Sub(at) >= retireDelay {
			delete(c.retired, hash)
			c.removeFile(hash)
		}
	}
}

// removeFile removes a file in all encodings, and the deltas to it. c.mu is held.
func (c *cache) removeFile(hash string) {
	keys := slices.Clone(c.deltas[hash])
	for e := identity; e < encodings; e++ {
		keys = append(keys, cacheKey{hash: hash, encoding: e})
	}
	for _, key := range keys {
		if at, cached := c.entries[key]; cached {
			c.remove(at, at.Value.(*cacheEntry))
		}
	}
}

// remove removes an entry, unless another one has replaced it. Goroutines that have its body go on
// using it. c.mu is held.
func (c *cache) remove(at *list.Element, e *cacheEntry) {
	if c.entries[e.key] != at {
		return
	}
	delete(c.entries, e.key)
	if hash := e.key.hash; e.key.since != "" {
		c.deltas[hash] = slices.DeleteFunc(c.deltas[hash], func(key cacheKey) bool { return key == e.key })
		if len(c.deltas[hash]) == 0 {
			delete(c.deltas, hash)
		}
	}
	c.recent.Remove(at)
	c.used -= e.size
}
