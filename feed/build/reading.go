package build

import (
	"io/fs"
	"time"

	"fil/feed"
	"fil/feed/memory"
	"fil/feed/source"
)

// origin is what a reading is made from.
type origin struct {
	fsys fs.FS // content
	site *feed.Site
	// memory has the IDs and the last published forms of articles; nil gives every article the ID of
	// its address.
	memory *memory.Memory
	// lengths stores the lengths of enclosures on other servers; nil if they are not requested.
	lengths *memory.Memory
	// bodies stores the texts of articles; nil drops them.
	bodies bodies
	// cache has the records of the last run; if it is nil or empty, every file is read.
	cache *memory.Cache
	// previous is what the last run of this process left in memory; nil if there is nothing.
	previous *previous
}

// bodies stores the texts of articles until they are published: a [memory.Memory], or a spool of
// temporary files.
type bodies interface {
	AddBody(a *feed.Article) (feed.Body, error)
	Body(at feed.Body, zone *time.Location) (*feed.Article, error)
}

// discardBody stores nothing. It is for commands that need no texts.
func discardBody(*feed.Article) (feed.Body, error) { return feed.Body{}, nil }

// reading is content after it was read and matched with the memory.
type reading struct {
	*source.Content
	origin
	// incremental says that nothing but changed differs from the last publication. The fields changed
	// and unchangedInFeeds are set only then, and origin.previous only if it could be used.
	incremental bool
	// changed are the articles that are new or may differ from the last publication, live or not, and
	// all that are not live.
	changed []*feed.Article
	// unchangedInFeeds is the number of articles that stay in feeds without a change.
	unchangedInFeeds int
	// published are the articles of the last publication; if incremental, only those whose files may
	// have changed. withdrawn are articles of earlier publications that the last one does not have.
	published  []*feed.Article
	withdrawn  []*feed.Withdrawn
	identities *feed.Identities
	renames    []feed.Rename
	// uploading are the assets that may still be written to; see deferAssets. recheckAt is when the
	// next run checks them.
	uploading map[string]bool
	recheckAt time.Time
	problems  []*feed.Problem
	// revised are the files of the articles whose Updated was set to now (updated: auto in site.yaml).
	revised revised
}

// candidates returns the articles that may differ from the last publication, and all that are not
// live.
func (r *reading) candidates() []*feed.Article {
	if r.incremental {
		return r.changed
	}
	return r.Articles
}

// lastPublished returns the last published form of the article in a file, with its content.
func (r *reading) lastPublished(path string) (*feed.Article, bool) {
	if r.memory == nil {
		return nil, false
	}
	return r.memory.Article(path, r.site)
}

// publishedFrom returns what the last publication had from a file, with the fields that
// [memory.Memory.Published] sets; nil if it had nothing.
func (r *reading) publishedFrom(path string) *feed.Article {
	if r.memory == nil {
		return nil
	}
	return r.memory.PublishedFrom(path, r.site)
}

// recordOf returns the record of a file: the new one, else the cached one, else nil.
func (r *reading) recordOf(path string) *feed.Record {
	if record, ok := r.Records[path]; ok {
		return record
	}
	return r.cache.Records[path]
}

// load returns an article with its content.
func (r *reading) load(a *feed.Article) (*feed.Article, error) {
	record := r.recordOf(a.Path)
	if a.Matter != nil || !record.Usable() {
		return a, nil
	}
	stored, err := r.bodies.Body(record.Body, r.site.TimeZone)
	if err != nil || stored.ID == a.ID {
		return stored, err
	}
	// The body was stored before the article got its ID. It is shared, so a copy is changed.
	whole := *stored
	whole.ID = a.ID
	return &whole, nil
}

// bodyOf returns where the content of an article is stored; the zero value if it has no usable record.
func (r *reading) bodyOf(a *feed.Article) feed.Body {
	if record := r.recordOf(a.Path); record.Usable() {
		return record.Body
	}
	return feed.Body{}
}
