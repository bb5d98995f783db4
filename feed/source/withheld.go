package source

import (
	"fmt"
	"io/fs"
	"strings"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// Withheld returns the field that withholds an article, as written ("status: draft"), and its line.
// key is "" if no field does, or if the file cannot be read. For an article in _drafts it names
// the folder, and the line is 0.
func Withheld(fsys fs.FS, name string, site *feed.Site) (key string, line int) {
	r := &reader{fsys: fsys, site: site, shared: &shared{}}
	h, err := r.open(name, func(*head) bool { return false })
	if err != nil {
		return "", 0
	}
	f := h.restrictedBy
	switch {
	case h.visibility == public && inventory.InDrafts(name):
		return "its folder _drafts", 0
	case h.visibility == public:
		return "", 0
	case f.Value == nil || f.Value.Kind != frontmatter.Scalar:
		return f.Key, f.Line
	}
	return strings.TrimSpace(fmt.Sprintf("%s: %s", f.Key, plaintext.OneLine(plaintext.Clean(f.Value.Text)))), f.Line
}
