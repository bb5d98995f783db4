package serve

import (
	"container/list"
	"errors"
	"sync"
)

// shelf holds the bytes of files in memory, those that were asked for last, within a
// budget. It is safe for several goroutines, of which one makes what many ask for.
type shelf struct {
	budget int64

	mu     sync.Mutex
	used   int64
	books  map[shelfKey]*list.Element // of *book
	recent list.List                  // the last asked for first
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

// drop takes a book off the shelf. Who reads it goes on. s.mu is held.
func (s *shelf) drop(at *list.Element, b *book) {
	if s.books[b.key] == at {
		delete(s.books, b.key)
		s.recent.Remove(at)
		s.used -= b.size
	}
}
