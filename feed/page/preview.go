package page

import (
	"bytes"
	"io"

	"fil/feed"
)

// ScriptName is the path, below the base URL, of the script that pages of a preview load. It is not
// in dist: the preview server provides it.
const ScriptName = "-/preview.js"

// mark returns the words that say why an article is visible in a preview only: it is a draft, or its
// date is in the future. It returns "" if the article is public.
func (f *Frame) mark(a *feed.Meta) string {
	switch {
	case !f.Site.Preview:
		return ""
	case a.Draft:
		return f.W["draft"]
	case a.Published.After(f.Now):
		return f.W["later"] + " " + f.dates.day(a.Published)
	}
	return ""
}

// execute executes a template into w. In a preview it adds two elements to the head of the page,
// also if the theme is a site's own: one forbids search engines to index the page, the other loads
// the script that reloads the page when the site changes.
func (f *Frame) execute(w io.Writer, name string, data any) error {
	if !f.Site.Preview {
		return f.theme.execute(w, name, data)
	}
	var b bytes.Buffer
	if err := f.theme.execute(&b, name, data); err != nil {
		return err
	}
	head := `<meta name="robots" content="noindex">` + "\n" + `<script src="` + f.Rel(f.Site.URL(ScriptName)) + `" defer></script>` + "\n"
	page := bytes.Replace(b.Bytes(), []byte("</head>"), []byte(head+"</head>"), 1)
	_, err := w.Write(page)
	return err
}
