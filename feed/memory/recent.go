package memory

import (
	"sync"

	"fil/feed"
)

// recentArticles caches the articles that were read last, because a run writes an article's page and
// then the archives that contain it. It has two generations: when the newer one exceeds
// maxGeneration, it becomes the older one, and the older one is dropped.
type recentArticles struct {
	mu           sync.Mutex
	newer, older map[string]*feed.Article
	size         int // bytes of the contents in newer
}

// maxGeneration is the number of content bytes that a generation may hold.
const maxGeneration = 2 << 20

func (r *recentArticles) get(key string) (*feed.Article, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a, ok := r.newer[key]; ok {
		return a, true
	}
	a, ok := r.older[key]
	return a, ok
}

func (r *recentArticles) put(key string, a *feed.Article) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.size += len(a.Content)
	if r.size > maxGeneration || r.newer == nil {
		r.older, r.newer, r.size = r.newer, map[string]*feed.Article{}, len(a.Content)
	}
	r.newer[key] = a
}
