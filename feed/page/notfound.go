package page

import "io"

// NotFoundPage is what a server answers where there is nothing.
type NotFoundPage struct{ Head }

// Write writes the page, of a publication with that Frame.
func (p NotFoundPage) Write(w io.Writer, f *Frame) error {
	p.Head = f.head(f.W["not_found"], "", "", f.UI)
	return f.execute(w, "notfound.gohtml", p)
}
