package page

import "io"

// MovedPage sends who opens an old address on, on hosts that cannot redirect.
type MovedPage struct {
	To    string // absolute
	Title string
}

// Write writes the page, of a publication with that Frame.
func (p MovedPage) Write(w io.Writer, f *Frame) error { return f.theme.execute(w, "moved.gohtml", p) }
