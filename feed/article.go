package feed

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unsafe"
)

// Article is a piece of writing, read and made clean: every string is valid UTF-8
// without characters that XML forbids, every URL but Link is absolute http(s). It is what a
// publication is planned of, and [Matter] the rest of it.
type Article struct {
	// Path is the file in content, with slashes: "2024-01-mali-russie.md".
	Path string
	// Stem is Path without extension in normal form C; of an index file, its folder.
	Stem string

	ID        string // lasting identity; see the package comment
	Permalink string // absolute address
	// Page is the file in dist that holds the article's page, "" where Fil makes none.
	Page     string
	Title    string
	Section  string
	Language string // BCP 47; "" is the site's

	// Hash is that of the file's bytes, zero where nobody knows.
	Hash [16]byte
	// Print is a hash of all that is published of it, its ID apart; zero where nobody
	// has made it.
	Print [16]byte

	Published time.Time // never zero
	Updated   time.Time // never before Published
	Expires   time.Time // zero: never
	// Settles is when a new article has been left alone for long enough to be published; zero
	// for all others.
	Settles time.Time
	// Came is when it came into the site's feed, zero while it is in none.
	Came time.Time

	// Traits are what few articles have.
	Traits Traits
	// Aliases are the files in dist at which the article lived before.
	Aliases []string
	Authors []Person // at least one
	Tags    []string

	// ContentSize and FrameSize are how many bytes it takes in an Atom feed at the most: its
	// Content, and everything else; 0 where nobody has weighed it.
	ContentSize, FrameSize int32

	Pinned bool // the ID is in the front matter
	Draft  bool
	// Previewed is shown although it is a draft, or published later: on a site that only its
	// author sees.
	Previewed bool
	NoFeed    bool // has a page, but is in no feed
	// Unlisted is in no list either: whoever has its address finds it. It implies NoFeed.
	Unlisted bool
	// Private says, of an article that was published before, that it was so for this machine
	// alone: nobody has subscribed to that.
	Private bool
	// HasMedia says that one of its Enclosures is sound or film.
	HasMedia bool

	// Matter is nil in an article that is only planned of.
	*Matter
}

// Matter is what is published of an article and need not be known to plan a publication. It
// is not held in memory for all articles at once: it is there when an article is written,
// see publish.Loader.
type Matter struct {
	// Slug is the last part of its address, without slashes.
	Slug    string
	Summary string // plain text
	Content string // safe HTML with absolute URLs
	// Link is what a link-blog article points to, absolute; "" for all others.
	Link       string
	Rights     string
	Image      Image
	Enclosures []Enclosure
	Episode    Episode // what is said of its sound or film
	// Source is where an article was taken from.
	Source Source
	// Comments is the address of the page with its comments, Replies that of their
	// feed (RFC 4685); "" where there is none.
	Comments, Replies string
}

// HTML is its Content for writers that take bytes, which are not to be changed: a copy of
// each article would be as much as the feed itself.
func (a *Article) HTML() []byte { return unsafe.Slice(unsafe.StringData(a.Content), len(a.Content)) }

// Traits are what few articles have, as bits. They are kept for good: a bit never means
// another thing.
type Traits uint8

const (
	// MonthOnly says that the author gave a month, and no day.
	MonthOnly Traits = 1 << iota
	// NoHero leaves the Image out of the article's own page.
	NoHero
	// Untitled says that Title was made of the text, and is for pages alone: feeds have none.
	Untitled
)

// Has reports whether an article has a trait.
func (t Traits) Has(trait Traits) bool { return t&trait != 0 }

// FeedTitle is the title that an article has in feeds, "" for one that has none.
func (a *Article) FeedTitle() string {
	if a.Traits.Has(Untitled) {
		return ""
	}
	return a.Title
}

// Image is the picture that stands for an article. URL "" is none.
type Image struct {
	URL  string // absolute
	Type string // media type
	// Width and Height are in pixels, Length in bytes; 0 where nobody knows.
	Width, Height int
	Length        int64
}

// Source is another publication, with its title and the address of its feed; both
// are given, or none.
type Source struct{ Title, URL string }

// Enclosure is a media file that goes with an article.
type Enclosure struct {
	URL    string // absolute
	Type   string // media type
	Length int64  // bytes; 0 where nobody knows
	Title  string
}

// PagesFolder is where pages of their own lie in content.
const PagesFolder = "_pages"

// Alone reports whether an article is a page of its own, such as one about the site: in no
// feed and no list, and without a date.
func (a *Article) Standalone() bool {
	return strings.HasPrefix(a.Path, PagesFolder+"/") || strings.Contains(a.Path, "/"+PagesFolder+"/")
}

// Apart reports whether an article stands in no list: a page of its own, or one that is
// unlisted.
func (a *Article) InNoList() bool { return a.Unlisted || a.Standalone() }

// Live returns the articles that are to be seen at the given time: no drafts, none
// from the future, none expired. The order is kept.
func Live(articles []*Article, now time.Time) []*Article {
	live := make([]*Article, 0, len(articles))
	for _, a := range articles {
		if a.LiveAt(now) {
			live = append(live, a)
		}
	}
	return live
}

// LiveAt reports whether an article is to be seen at the given time.
func (a *Article) LiveAt(now time.Time) bool {
	public := !a.Draft && !a.Published.After(now) && !a.Settles.After(now)
	return (public || a.Previewed) && (a.Expires.IsZero() || a.Expires.After(now))
}

// Next returns the first moment after now at which an article begins or ceases to be
// seen, zero where there is none.
func Next(articles []*Article, now time.Time) (next time.Time) {
	for _, a := range articles {
		if a.Draft {
			continue
		}
		for _, t := range []time.Time{a.Published, a.Settles, a.Expires} {
			if t.After(now) && (next.IsZero() || t.Before(next)) {
				next = t
			}
		}
	}
	return next
}

// Expired reports whether an article was to be seen until some time before now.
func (a *Article) Expired(now time.Time) bool {
	return !a.Draft && !a.Published.After(now) && !a.Expires.IsZero() && !a.Expires.After(now)
}

// LanguageOn is the article's language, else its site's.
func (a *Article) LanguageOn(s *Site) string {
	if a.Language != "" {
		return a.Language
	}
	return s.Language
}

// Newest sorts articles in place, the last published first. Equal times are parted
// by ID, so that the order never depends on the order of files.
func Newest(articles []*Article) { slices.SortFunc(articles, ByDate) }

// ByDate compares articles as Newest sorts them.
func ByDate(a, b *Article) int {
	return cmp.Or(b.Published.Compare(a.Published), cmp.Compare(a.ID, b.ID))
}

// Slim returns what has to be known of an article to plan a publication. The rest is
// read again when the article is written.
func (a *Article) Slim() *Article {
	slim := *a
	slim.Matter = nil
	return &slim
}

// Clone returns an article of which one may change everything but what is in its lists.
func (a *Article) Clone() *Article {
	clone := *a
	if a.Matter != nil {
		matter := *a.Matter
		clone.Matter = &matter
	}
	return &clone
}
