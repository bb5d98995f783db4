package serve

import (
	"container/list"
	"errors"
	"slices"
	"sync"
	"time"
)

// shelf holds the bytes of files in memory, those that were asked for last, within a
// budget. It is safe for several goroutines, of which one makes what many ask for.
type shelf struct {
	budget int64

	mu     sync.Mutex
	used   int64
	books  map[shelfKey]*list.Element // of *book
	recent list.List                  // the last asked for first
	// deltas are the books that are no whole file, by its hash, and retired is since when files
	// are not published any more.
	deltas  map[string][]shelfKey
	retired map[string]time.Time
}

// shelfKey is a file by its hash, in an encoding, or what is new in it since a version, by the
// entity tag of that.
type shelfKey struct {
	hash string
	encoding
	since string
}

type book struct {
	key  shelfKey
	once sync.Once
	body []byte
	err  error
	size int64 // once it is there
}

var errNotMade = errors.New("it could not be made")

// overhead is about what a book takes besides its bytes.
const overhead = 400

func newShelf(budget int64) *shelf {
	return &shelf{budget: budget, books: map[shelfKey]*list.Element{}, deltas: map[string][]shelfKey{}, retired: map[string]time.Time{}}
}

// roomy reports whether half of the budget is free.
func (s *shelf) roomy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.used < s.budget/2
}

// get returns what is on the shelf, or makes it. An error is nothing to keep.
func (s *shelf) get(key shelfKey, make func() ([]byte, error)) ([]byte, error) {
	s.mu.Lock()
	at, there := s.books[key]
	if !there {
		at = s.recent.PushFront(&book{key: key})
		if s.books[key] = at; key.since != "" {
			s.deltas[key.hash] = append(s.deltas[key.hash], key)
		}
	} else {
		s.recent.MoveToFront(at)
	}
	s.mu.Unlock()
	b := at.Value.(*book)
	b.once.Do(func() {
		defer s.settle(at, b)
		b.err = errNotMade // until it is
		b.body, b.err = make()
	})
	return b.body, b.err
}

// settle counts what has been made, and makes room for it.
func (s *shelf) settle(at *list.Element, b *book) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b.err != nil {
		s.drop(at, b)
	}
	if s.books[b.key] != at { // others have taken its place meanwhile
		return
	}
	b.size = int64(len(b.body)) + overhead
	s.used += b.size
	for s.used > s.budget {
		last := s.recent.Back()
		if last == nil {
			return
		}
		s.drop(last, last.Value.(*book))
	}
}

// lingers is how long files stay that are not published any more: somebody who goes by the
// last publication may be about to ask.
const lingers = 10 * time.Second

// retire says, by their hashes, which files have gone and which are published instead. Those
// that went a while ago go off the shelf: hardly anybody will ask for them again.
func (s *shelf) retire(gone, published []string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, hash := range gone {
		s.retired[hash] = now
	}
	for _, hash := range published {
		delete(s.retired, hash)
	}
	for hash, at := range s.retired {
		if now.Sub(at) >= lingers {
			delete(s.retired, hash)
			s.forget(hash)
		}
	}
}

// forget takes a file off the shelf, in all encodings, and the deltas that lead to it. s.mu
// is held.
func (s *shelf) forget(hash string) {
	keys := slices.Clone(s.deltas[hash])
	for e := asIs; e < encodings; e++ {
		keys = append(keys, shelfKey{hash: hash, encoding: e})
	}
	for _, key := range keys {
		if at, there := s.books[key]; there {
			s.drop(at, at.Value.(*book))
		}
	}
}

// drop takes a book off the shelf. Who reads it goes on. s.mu is held.
func (s *shelf) drop(at *list.Element, b *book) {
	if s.books[b.key] == at {
		delete(s.books, b.key)
		if hash := b.key.hash; b.key.since != "" {
			s.deltas[hash] = slices.DeleteFunc(s.deltas[hash], func(key shelfKey) bool { return key == b.key })
			if len(s.deltas[hash]) == 0 {
				delete(s.deltas, hash)
			}
		}
		s.recent.Remove(at)
		s.used -= b.size
	}
}
