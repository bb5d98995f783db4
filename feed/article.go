package feed

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Meta is what a publication is planned with: all that is known of an article without its text. The
// Metas of all articles of a site are in memory at once.
type Meta struct {
	// Path is the file in content, with slashes, as "2024-01-mali-russie.md".
	Path string
	// Stem is Path without extension, in Unicode normal form C; for an index file, its folder.
	Stem string

	ID        string // the identity, which never changes; see the package comment
	Permalink string // absolute address
	// Page is the file in dist with the article's page, "" if Fil writes none.
	Page     string
	Title    string
	Section  string
	Language string // BCP 47; "" is the site's
	// Translation is the same for the articles that are one text in several languages; "" for an article
	// that has none.
	Translation string `json:",omitempty"`

	// Hash is the hash of the file's bytes, zero if it is not known.
	Hash [16]byte
	// Print is a hash of everything that is published of the article, except its ID; zero if it
	// was not computed.
	Print [16]byte

	Published time.Time // never zero
	Updated   time.Time // never before Published
	Expires   time.Time // zero: never
	// Settles is when the file of a new article has not changed for long enough to be published
	// (settle in site.yaml); zero if the article need not wait.
	Settles time.Time
	// Came is when the article first entered the site's feed, zero if it never did.
	Came time.Time

	// Traits are properties that few articles have.
	Traits Traits
	// Aliases are the files in dist that redirect to the article.
	Aliases []string
	Authors []Person // at least one
	Tags    []string

	// ContentSize and FrameSize are the most bytes that the article takes in an Atom feed: its
	// Content, and everything else. 0 means that AtomSize has to compute them.
	ContentSize, FrameSize int32

	Pinned bool // the ID is in the front matter
	Draft  bool
	// Previewed says that a draft or an article with a later date is shown nevertheless, on a
	// site that only its author sees.
	Previewed bool
	NoFeed    bool // has a page, but is in no feed
	// Unlisted says that the article is in no feed and no list: only its address leads to it. It
	// implies NoFeed.
	Unlisted bool
	// Private says, of an article of an earlier publication, that it was published for this
	// machine only, so that it had no subscribers.
	Private bool
	// HasMedia says that one of the Enclosures is audio or video.
	HasMedia bool
}

// Article is a piece of writing after source has read and cleaned it: every string is valid UTF-8
// without characters that XML forbids, and every URL but Link is absolute http or https. The fields
// beside its Meta are stored when the file is read, and loaded when a page or feed is written. A new
// field needs a line in memory/articlecodec.go, so that a change of it changes the Print, and perhaps
// one in atomsize.go (see "How to add something" in doc.go).
type Article struct {
	Meta

	// Slug is the last segment of the article's address.
	Slug    string
	Summary string // plain text
	Content string // safe HTML with absolute URLs
	// Link is the absolute URL that an article of a link blog is about; "" for other articles.
	Link       string
	Rights     string
	Image      Image
	Enclosures []Enclosure
	Episode    Episode // describes its audio or video
	// Source is the publication that the article was copied from; the zero value means none.
	Source Source
	// InReplyTo is what the article answers; the zero value means nothing.
	InReplyTo Reference
	// Comments is the address of the page with its comments, Replies that of their feed
	// (RFC 4685); "" means none. CommentCount is how many there are; nil means unknown.
	Comments, Replies string
	CommentCount      *int
	// Alternates are its translations that are public. They are set when a page or feed is written.
	Alternates []Alternate `json:",omitempty"`
	// Markdown is its content in Markdown. It is set when a feed is written that has it.
	Markdown string `json:",omitempty"`
}

// Alternate is an article in another language.
type Alternate struct{ Language, URL string }

// Traits is a set of properties, one in each bit, that few articles have. It is stored: a bit
// must never get another meaning.
type Traits uint8

const (
	// MonthOnly means that the author gave a month and no day.
	MonthOnly Traits = 1 << iota
	// NoHero means that the article's own page does not show Image.
	NoHero
	// Untitled means that Title was made from the text. Pages show it; feeds have no title then.
	Untitled
	// HasMarks means that the audio file of the article has chapters, which are published beside its page.
	HasMarks
)

// Has reports whether the set has a trait.
func (t Traits) Has(trait Traits) bool { return t&trait != 0 }

// FeedTitle returns the title that an article has in feeds, "" if it has none there.
func (a *Meta) FeedTitle() string {
	if a.Traits.Has(Untitled) {
		return ""
	}
	return a.Title
}

// Image is the picture that represents an article. The zero value means none.
type Image struct {
	URL  string // absolute
	Type string // media type
	// Width and Height are in pixels, Length is in bytes; 0 means unknown.
	Width, Height int
	Length        int64
}

// Source is another publication: its title and the absolute address of its feed. Either both are
// set or none. ID and Updated are the feed's, if they are known.
type Source struct {
	Title, URL, ID string
	Updated        time.Time
}

// Reference is an entry of any publication: its ID, and its absolute address if that is known (RFC 4685 §3).
type Reference struct{ ID, URL string }

// Enclosure is a media file of an article.
type Enclosure struct {
	URL    string // absolute
	Type   string // media type
	Length int64  // bytes; 0 means unknown
	Title  string
}

// NewsAge is how old an article may be in the sitemap of news (Google, "Create a News sitemap").
const NewsAge = 48 * time.Hour

// MaxNews is the most articles in that sitemap.
const MaxNews = 1000

// TextName returns the name in dist of an article in Markdown, beside its page: a/index.md for a/index.html, and
// a.md for a.html. It is "" for an article without a page.
func TextName(a *Meta) string { return besidePage(a, "/index.md", ".md") }

// ChaptersName returns the name in dist of the chapters of an article whose audio file has some: a/chapters.json for
// a/index.html, and a.chapters.json for a.html. It is "" if there are none, or no page.
func ChaptersName(a *Meta) string {
	if !a.Traits.Has(HasMarks) {
		return ""
	}
	return besidePage(a, "/chapters.json", ".chapters.json")
}

// besidePage returns the name of a page that is a folder with one suffix, and that of another page with the other.
func besidePage(a *Meta, inFolder, beside string) string {
	if folder, ok := strings.CutSuffix(a.Page, "/index.html"); ok {
		return folder + inFolder
	}
	if name, ok := strings.CutSuffix(a.Page, ".html"); ok {
		return name + beside
	}
	return ""
}

// PagesFolder is the name of folders in content whose files are standalone pages.
const PagesFolder = "_pages"

// Standalone reports whether an article is a standalone page, such as one about the site. It has no
// date, and is in no feed and no list.
func (a *Meta) Standalone() bool {
	return strings.HasPrefix(a.Path, PagesFolder+"/") || strings.Contains(a.Path, "/"+PagesFolder+"/")
}

// InNoList reports whether no list of articles shows the article: it is unlisted or a standalone
// page.
func (a *Meta) InNoList() bool { return a.Unlisted || a.Standalone() }

// LiveAt reports whether an article is public at the given time: it is no draft, has been published
// (at that very moment included), need not wait until Settles, and has not expired. A previewed
// article may be a draft or have a later date.
func (a *Meta) LiveAt(now time.Time) bool {
	public := !a.Draft && !a.Published.After(now) && !a.Settles.After(now)
	return (public || a.Previewed) && (a.Expires.IsZero() || a.Expires.After(now))
}

// Next returns the first time after now at which an article becomes public or expires; the zero
// time if there is none. Drafts do not count.
func Next(articles []*Meta, now time.Time) (next time.Time) {
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

// Expired reports whether an article was public and has expired, at now or before.
func (a *Meta) Expired(now time.Time) bool {
	return !a.Draft && !a.Published.After(now) && !a.Expires.IsZero() && !a.Expires.After(now)
}

// LanguageOn returns the article's language, or that of the site if it has none.
func (a *Meta) LanguageOn(s *Site) string {
	if a.Language != "" {
		return a.Language
	}
	return s.Language
}

// ByDate compares articles by Published, for an order with the newest first. Articles with the same
// time are ordered by ID, so that a sorted list never depends on the order of its input.
func ByDate(a, b *Meta) int {
	return cmp.Or(b.Published.Compare(a.Published), cmp.Compare(a.ID, b.ID))
}

// Clone returns a copy that shares no memory with the original, whose strings may be parts of a whole
// file.
func (a *Meta) Clone() *Meta {
	clone := *a
	for _, s := range []*string{&clone.Path, &clone.Stem, &clone.ID, &clone.Permalink, &clone.Page, &clone.Title, &clone.Section, &clone.Language, &clone.Translation} {
		*s = strings.Clone(*s)
	}
	clone.Aliases, clone.Tags, clone.Authors = slices.Clone(a.Aliases), slices.Clone(a.Tags), slices.Clone(a.Authors)
	for i := range clone.Aliases {
		clone.Aliases[i] = strings.Clone(clone.Aliases[i])
	}
	for i := range clone.Tags {
		clone.Tags[i] = strings.Clone(clone.Tags[i])
	}
	for i := range clone.Authors {
		p := &clone.Authors[i]
		p.Name, p.URL, p.Email, p.Avatar, p.Fediverse = strings.Clone(p.Name), strings.Clone(p.URL), strings.Clone(p.Email), strings.Clone(p.Avatar), strings.Clone(p.Fediverse)
	}
	return &clone
}

// Clone returns a copy of the article, which shares its slices with the original.
func (a *Article) Clone() *Article {
	clone := *a
	return &clone
}
