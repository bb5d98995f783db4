package page

import (
	"bytes"
	"io"

	"fil/feed"
)

// ScriptName is the script that pages of a preview load, below the root of the site; who serves
// them answers for it.
const ScriptName = "-/preview.js"

// mark says why only a preview shows an article, "" where everybody sees it.
func (f *Frame) mark(a *feed.Article) string {
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

// execute writes a page. Those of a preview, whatever theme they have, are not for search
// engines, and load themselves again when the site has changed.
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
