package feedtest

import (
	"fmt"
	"sync"

	"fil/feed"
)

// Texts holds whole articles by path, for tests that read or write articles without a disk. The zero
// value is empty. It is safe for concurrent use.
type Texts struct {
	mu     sync.Mutex
	byPath map[string]*feed.Article
}

// Store is a source.Options.StoreText.
func (x *Texts) Store(a *feed.Article) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.byPath == nil {
		x.byPath = map[string]*feed.Article{}
	}
	x.byPath[a.Path] = a
	return nil
}

// Load is a publish.Loader.
func (x *Texts) Load(m *feed.Meta) (*feed.Article, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	a := x.byPath[m.Path]
	if a == nil {
		return nil, fmt.Errorf("no text of %s", m.Path)
	}
	loaded := a.Clone()
	loaded.Meta = *m
	return loaded, nil
}
