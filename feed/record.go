package feed

import (
	"iter"
	"maps"

	"github.com/tidwall/btree"
)

// Record is the cached result of reading one file of content. It is used again as long as the file's
// Stamp and the files behind Refs have not changed.
type Record struct {
	Stamp Stamp
	// Meta is the article of the file; nil for a file that is published as it is.
	Meta *Meta
	// Refs are the hashes, sorted, of the names of files of content on which the article depends:
	// it has to be read again if one of them is added, removed or changed.
	Refs     []uint64
	Warnings []*Problem
	// Refused says that the file has an error. Of Meta, only the fields that links to it need
	// are set then, and Draft, if a line of its front matter withholds the article.
	Refused bool
	// Sure says that the file had not been changed for a while when it was read. Without that, a
	// change within the same tick of the file system's clock could leave the Stamp as it is.
	Sure bool
}

// Usable reports whether the record has an article without errors. A nil record has none.
func (r *Record) Usable() bool { return r != nil && r.Meta != nil && !r.Refused }

// Records are records by path. A nil *Records has none.
type Records struct {
	all map[string]*Record
	// noted are those that each reading looks at, whatever has changed: with warnings, with an error, or
	// not sure.
	noted btree.Map[string, *Record]
}

// NewRecords returns records without one, with space for n.
func NewRecords(n int) *Records { return &Records{all: make(map[string]*Record, n)} }

// Len returns the number of records.
func (r *Records) Len() int {
	if r == nil {
		return 0
	}
	return len(r.all)
}

// Get returns the record of a file, nil if there is none.
func (r *Records) Get(path string) *Record {
	if r == nil {
		return nil
	}
	return r.all[path]
}

// Put replaces the record of a file. A nil record removes it.
func (r *Records) Put(path string, record *Record) {
	if record == nil {
		delete(r.all, path)
	} else {
		r.all[path] = record
	}
	if record != nil && (record.Refused || !record.Sure || len(record.Warnings) > 0) {
		r.noted.Set(path, record)
	} else {
		r.noted.Delete(path)
	}
}

// All yields all records, in no order.
func (r *Records) All() iter.Seq2[string, *Record] {
	if r == nil {
		return maps.All[map[string]*Record](nil)
	}
	return maps.All(r.all)
}

// Noted yields the records of files that have warnings or an error, or that were not sure to stay as they
// were read, by path.
func (r *Records) Noted() iter.Seq2[string, *Record] {
	return func(yield func(path string, record *Record) bool) {
		if r != nil {
			r.noted.Scan(yield)
		}
	}
}

// Stamp is what a file system says of a file. Times are in nanoseconds since 1970. Changed is the change
// time of the inode, which no tool can set; 0 if the system has none.
type Stamp struct {
	Size, Modified, Changed int64
	Inode                   uint64
}

// Made identifies a file of dist by two hashes: Key of everything that the file was made from, and Sum,
// the beginning of the hash of its bytes. If Key is the same again, the file need not be written.
type Made struct{ Key, Sum [16]byte }
