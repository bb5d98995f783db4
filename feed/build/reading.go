package build

import (
	"io/fs"
	"time"

	"fil/feed"
	"fil/feed/memory"
	"fil/feed/source"
)

// origin is what a reading starts from.
type origin struct {
	fsys fs.FS
	site *feed.Site
	// memory gives articles their IDs and their last published forms; nil if nothing is remembered.
	memory *memory.Memory
	// lengths knows the lengths of enclosures that lie elsewhere; nil if they are not asked for.
	lengths *memory.Memory
	// bodies stores the texts of articles; nil drops them.
	bodies bodies
	// past is what the last run stored; nil, or empty, if everything is read.
	cache *memory.Cache
	// former is what the last run of this process has left; nil if there was none.
	previous *previous
}

// bodies stores the texts of articles until they are published: a memory, or a spool.
type bodies interface {
	AddBody(a *feed.Article) (feed.Body, error)
	Body(at feed.Body, zone *time.Location) (*feed.Article, error)
}

// discard keeps no content, for commands that only look.
func discardBody(*feed.Article) (feed.Body, error) { return feed.Body{}, nil }

// reading is content as it was read, with what is remembered of it.
type reading struct {
	*source.Content
	origin
	// partly says that everything but what has changed is as the cache has it.
	incremental bool
	// known are the articles of the last publication, gone those of earlier ones; where
	// partly, those that may be others now.
	published []*feed.Article
	withdrawn []*feed.Withdrawn
	// changed are, where partly, the articles that may be other than they were, live or not.
	changed []*feed.Article
	// standing counts, where partly, the articles that stay in feeds as they are.
	unchangedInFeeds int
	identities       *feed.Identities
	renames          []feed.Rename
	// moving are assets that may be written to: they, and articles that name them, wait.
	uploading map[string]bool
	recheckAt time.Time // at those
	problems  []*feed.Problem
	// revised are the files of articles whose update updated: auto has moved.
	revised revised
}

// last is the last published form of the article in a file.
func (r *reading) lastPublished(path string) (*feed.Article, bool) {
	if r.memory == nil {
		return nil, false
	}
	return r.memory.Article(path, r.site)
}

// trace is what the article in a file was known by when it was last published, nil if it was not.
func (r *reading) publishedFrom(path string) *feed.Article {
	if r.memory == nil {
		return nil
	}
	return r.memory.PublishedFrom(path, r.site)
}

// record is what is known of the file of an article.
func (r *reading) recordOf(path string) *feed.Record {
	if fresh, ok := r.Records[path]; ok {
		return fresh
	}
	return r.cache.Records[path]
}

// load returns an article with its content.
func (r *reading) load(a *feed.Article) (*feed.Article, error) {
	record := r.recordOf(a.Path)
	if a.Matter != nil || !record.Usable() {
		return a, nil
	}
	kept, err := r.bodies.Body(record.Body, r.site.TimeZone)
	if err != nil || kept.ID == a.ID {
		return kept, err
	}
	whole := *kept
	whole.ID = a.ID
	return &whole, nil
}

// body is where the content of an article is kept.
func (r *reading) bodyOf(a *feed.Article) feed.Body {
	if record := r.recordOf(a.Path); record.Usable() {
		return record.Body
	}
	return feed.Body{}
}
