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
	// texts stores the texts of articles; nil drops them.
	texts texts
	// cache has the records of the last run; if it is nil or empty, every file is read.
	cache *memory.Cache
	// previous is what the last run of this process left in memory; nil if there is nothing.
	previous *previous
}

// texts stores the texts of articles until they are published: a [memory.Memory], or a spool in a
// temporary file.
type texts interface {
	StoreText(a *feed.Article) error
	Text(path string, print [16]byte, zone *time.Location) (*feed.Article, error)
}

// reading is content after it was read and matched with the memory.
type reading struct {
	*source.Content
	origin
	// incremental says that nothing but changed differs from the last publication. The fields changed
	// and unchangedInFeeds are set only then, and origin.previous only if it could be used.
	incremental bool
	// changed are the articles that are new or may differ from the last publication, live or not, and
	// all that are not live.
	changed []*feed.Meta
	// unchangedInFeeds is the number of articles that stay in feeds without a change.
	unchangedInFeeds int
	// published are the articles of the last publication; if incremental, only those whose files may
	// have changed. withdrawn are articles of earlier publications that the last one does not have.
	published  []*feed.Meta
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
func (r *reading) candidates() []*feed.Meta {
	if r.incremental {
		return r.changed
	}
	return r.Articles
}

// lastForm returns the last published form of the article in a file; nil if there is none, or if it
// cannot be read.
func (r *reading) lastForm(path string) *feed.Article {
	if r.memory == nil {
		return nil
	}
	last, _ := r.memory.LastForm(path, r.site)
	return last
}

// publishedFrom returns what the last publication had from a file; nil if it had nothing.
func (r *reading) publishedFrom(path string) *feed.Meta {
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

// load returns an article with its text.
func (r *reading) load(a *feed.Meta) (*feed.Article, error) {
	stored, err := r.texts.Text(a.Path, a.Print, r.site.TimeZone)
	if err != nil {
		return nil, err
	}
	// The text was stored before the article got its ID. It is shared, so a copy is changed.
	whole := stored.Clone()
	whole.Meta = *a
	return whole, nil
}
