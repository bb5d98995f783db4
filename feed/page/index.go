package page

import (
	"io"

	"fil/feed"
)

// IndexName is the page with all values of a kind, "" for kinds that have none.
func IndexName(kind feed.Kind) string {
	switch kind {
	case feed.Tag:
		return "tags/index.html"
	case feed.Author:
		return "authors/index.html"
	}
	return ""
}

// IndexPage lists all tags, or all authors, each with its page. What is not given is filled in
// when it is written.
type IndexPage struct {
	Head
	Kind feed.Kind
	// Values are in the order in which they are shown.
	Values []Value
}

// Value is one tag or author.
type Value struct {
	Title    string
	URL      string // absolute
	Articles int    // how many it has
}

// Write writes the page, of a publication with that Frame.
func (p IndexPage) Write(w io.Writer, f *Frame) error {
	p.Head = f.head(f.W[string(p.Kind)+"s"], "", f.Site.URL(IndexName(p.Kind)), f.UI)
	return f.execute(w, "index.gohtml", p)
}
