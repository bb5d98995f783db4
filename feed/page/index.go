package page

import (
	"io"

	"fil/feed"
)

// IndexName returns the name in dist of the page that lists all values of a kind, "" for a kind
// without such a page.
func IndexName(kind feed.Kind) string {
	switch kind {
	case feed.Tag:
		return "tags/index.html"
	case feed.Author:
		return "authors/index.html"
	}
	return ""
}

// IndexPage lists all tags or all authors, each with a link to its page. Write sets Head.
type IndexPage struct {
	Head
	Kind feed.Kind
	// Values are shown in this order.
	Values []Value
}

// Value is one tag or author.
type Value struct {
	Title    string
	URL      string // absolute
	Articles int    // the number of its articles
}

// Write writes the page with the template index.gohtml.
func (p IndexPage) Write(w io.Writer, f *Frame) error {
	p.Head = f.head(f.W[string(p.Kind)+"s"], "", f.Site.URL(IndexName(p.Kind)), f.UI)
	return f.execute(w, "index.gohtml", p)
}
