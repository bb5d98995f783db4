// Package importer turns the publications of other programs into files of content.
//
// # How a publication goes through
//
//	feed, export, archive → Source.Items → one Item each
//	    → convert: references become absolute, HTML becomes Markdown, with front matter
//	    → readBack: Fil reads both the Markdown and the HTML; the Markdown is kept if it says the same
//	    → write: a new file of content, with the old ID, and the old address as an alias
//
// [Open] recognises what a file or an address holds: a feed (feeds.go), an export of WordPress
// (wordpress.go), Ghost (ghost.go) or Blogger (blogger.go), or an archive of Substack, Medium or
// Micro.blog (archive.go). [Run] writes the files. It never overwrites one, and leaves items alone that
// content already has, so that it can be repeated.
//
// [SiteOf] (site.go, tools.go, config.go) reads the configuration of another program, whose folder of
// articles Fil reads as it is. [Verify] (verify.go, verdict.go) compares old feeds with a new site, and says what their
// subscribers would see.
package importer

import (
	"time"

	"fil/feed"
)

// Item is one piece of another publication, as far as content can hold it.
type Item struct {
	// Where is its place in the source, for messages, as "item 3".
	Where string
	// ID is the identity by which its readers know it, to the letter: the guid of RSS, the id of Atom
	// and JSON Feed. "" means that the source has none.
	ID string
	// URL is its old address, absolute or a path; "" means unknown. Aliases are earlier ones.
	URL     string
	Aliases []string

	Title     string    // "" means none
	Published time.Time // zero means unknown
	Updated   time.Time // zero means never
	Authors   []feed.Person
	Tags      []string
	Section   string
	Language  string // BCP 47
	Summary   string // plain text
	// Content is HTML. Base is the absolute URL to which its references are relative.
	Content, Base string
	Image         string // absolute URL
	Link          string // what an article of a link blog is about
	Rights        string
	Comments      string

	Draft bool
	// Page says that it is a standalone page, outside all feeds.
	Page bool

	Enclosures []feed.Enclosure
	Episode    feed.Episode

	// Notes say what of the item was changed or could not be kept.
	Notes []string
}

// Fault says why an item cannot be imported, or what of it was lost.
type Fault struct {
	Where   string // the place in the source
	Message string
	Hint    string // "" means none
	// Minor says that the item is no text for readers, such as an entry of a menu. Run lists it under
	// Report.Notes, and not under Report.Faults.
	Minor bool
}

// Error returns the place and the message.
func (f *Fault) Error() string {
	if f.Where == "" {
		return f.Message
	}
	return f.Where + ": " + f.Message
}

// note adds a note to an item.
func (i *Item) note(text string) { i.Notes = append(i.Notes, text) }
