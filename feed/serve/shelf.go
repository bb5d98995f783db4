package serve

import (
	"container/list"
	"errors"
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
	// retired are files that are not published any more.
	retired []retired
}

// shelfKey is a file by its hash, in an encoding.
type shelfKey struct {
	hash string
	encoding
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
	return &shelf{budget: budget, books: map[shelfKey]*list.Element{}}
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
		s.books[key] = at
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

// retired are files that nobody will ask for any more, by their hashes.
type retired struct {
	hashes []string
	at     time.Time
}

// retire says that nobody will ask for these files any more. They go off the shelf, in all
// encodings, with the next ones that come a while later.
func (s *shelf) retire(hashes []string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.retired = append(s.retired, retired{hashes, now})
	for len(s.retired) > 0 && now.Sub(s.retired[0].at) >= lingers {
		for _, hash := range s.retired[0].hashes {
			for e := asIs; e < encodings; e++ {
				if at, there := s.books[shelfKey{hash, e}]; there {
					s.drop(at, at.Value.(*book))
				}
			}
		}
		s.retired = s.retired[1:]
	}
}

// drop takes a book off the shelf. Who reads it goes on. s.mu is held.
func (s *shelf) drop(at *list.Element, b *book) {
	if s.books[b.key] == at {
		delete(s.books, b.key)
		s.recent.Remove(at)
		s.used -= b.size
	}
}
