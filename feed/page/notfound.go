package page

import "io"

// NotFoundPage is the body of a 404 response.
type NotFoundPage struct{ Head }

// Write writes the page with the template notfound.gohtml.
func (p NotFoundPage) Write(w io.Writer, f *Frame) error {
	p.Head = f.head(f.W["not_found"], "", "", f.UI)
	return f.execute(w, "notfound.gohtml", p)
}
