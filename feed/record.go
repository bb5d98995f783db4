package feed

// Record is what the reading of one file of content came to, and what the file is
// known again by: as long as it has not changed, it need not be read again.
type Record struct {
	Stamp Stamp
	// Article is slim. The whole is at Body.
	Article *Article
	Body    Body
	// Refs are hashes of the names of those files of content that would change the
	// article if they came, went or changed, in order.
	Refs     []uint64
	Warnings []*Problem
	// Refused says that there was something wrong with the file: of the Article, only
	// where links to it lead is known then. Article is nil for a file that is published
	// as it is.
	Refused bool
	// Sure says that the file was left alone for a while before it was read: a change
	// within the same tick of the file system's clock would leave its stamp as it is.
	Sure bool
}

// Usable reports whether there is an article that was made before. A nil record is none.
func (r *Record) Usable() bool { return r != nil && r.Article != nil && !r.Refused }

// Stamp is what a file system says of a file. Times are in nanoseconds since 1970;
// Changed is that of the inode, which no tool can set, 0 where there is none.
type Stamp struct {
	Size, Modified, Changed int64
	Inode                   uint64
}

// Body is where the content of an article is kept. The zero value is nowhere.
type Body struct {
	File   int32 // which one, by number
	Length int32 // bytes there
	At     int64 // offset
}

// Made is what a file of dist was made of, as a hash of it, and the beginning of the
// hash of its bytes.
type Made struct{ Key, Sum [16]byte }
