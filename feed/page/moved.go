package page

import "io"

// MovedPage is the file at the old address of a page that moved. It forwards browsers to the new
// address, for hosts that cannot send a redirect.
type MovedPage struct {
	To    string // the new address, absolute
	Title string // of the page that moved
}

// Write writes the page with the template moved.gohtml.
func (p MovedPage) Write(w io.Writer, f *Frame) error { return f.theme.execute(w, "moved.gohtml", p) }
