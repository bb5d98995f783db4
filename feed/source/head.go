package source

import (
	"errors"
	"time"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/markup"
)

// head is an article file that is parsed but not rendered: the article without its content, and the
// values that are resolved when all files are known.
type head struct {
	article feed.Article
	// address is the permalink in front matter, "" for none.
	address string
	// categories are the tags that another tool calls so, for patterns of addresses.
	categories []string
	// image and enclosures are as written, see chooseImage and enclose.
	image      string
	imageLine  int
	imageFound bool // image is from the HTML page, not from front matter
	enclosures []enclosure
	aliases    []string
	// transcripts and chapters are as written, see reader.episode.
	transcripts []reference
	chapters    reference
	noChapters  bool
	// alternates are the other versions of an episode, with addresses as written.
	alternates    []feed.AlternateEnclosure
	alternateLine int
	aliasLine     int
	publish       time.Time
	created       time.Time // when the text was written, for tools that record it
	dateErr       error     // why created could not be read
	updated       bool      // the file gives its time of update
	warnings      []error

	// visibility is the strictest that a field sets, and restrictedBy that field. scheduled is the
	// line that says that the article is published at its date, 0 for none.
	visibility   visibility
	keyNames     []string // the folded keys of front matter
	restrictedBy frontmatter.Field
	scheduled    int
	// layout is the layout of another tool, and menu says that the article is in a menu; see
	// pageReason.
	layout string
	menu   bool
	// deadRefs are the dead references that were reported.
	deadRefs []string
	// description becomes the summary if there is no better one; separator ends the summary.
	description string
	separator   string

	page       *markup.Page // the parsed HTML file, nil after rendering
	body       string
	bodyLine   int
	bodyLength int

	// stamp and sure become those of the record (see [feed.Record]); refs are the names that the
	// article refers to.
	stamp feed.Stamp
	sure  bool
	refs  refs
}

// enclosure is an enclosure as written, and its line.
type enclosure struct {
	feed.Enclosure
	line int
}

// warn adds a warning about a line; line 0 is the whole file.
func (h *head) warn(line int, hint, format string, args ...any) {
	h.warnings = append(h.warnings, frontmatter.Errorf(line, hint, format, args...))
}

// warnOmitted turns an error into a warning: only the value in question is not published.
func (h *head) warnOmitted(err error) {
	var at *frontmatter.Error
	if !errors.As(err, &at) {
		at = &frontmatter.Error{Message: err.Error()}
	}
	h.warn(at.Line, at.Hint, "%s; it is left out", at.Message)
}
