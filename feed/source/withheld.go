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
// key is "" if no field does, or if the file cannot be opened. For an article in _drafts it names
// the folder, and the line is 0. In a file with an error it is a line that withholds the article by itself.
func Withheld(fsys fs.FS, name string, site *feed.Site) (key string, line int) {
	r := &reader{fsys: fsys, site: site, shared: &shared{}}
	h, err := r.open(name, func(*head) bool { return false })
	if err != nil {
		return withheldBy(fsys, name)
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

// withheldBy returns the first line of the front matter of a file with an error that withholds the article, as far as
// that can be told from the line alone; "" if there is none.
func withheldBy(fsys fs.FS, name string) (key string, line int) {
	data, _, err := inventory.ReadFile(fsys, name)
	if err != nil {
		return "", 0
	}
	text, _ := plaintext.Decode(data)
	fences := 0
	for text := range strings.Lines(text) {
		line++
		text = strings.TrimRight(text, " \t\r\n")
		if text == "---" || text == "+++" || text == "{" {
			fences++
		}
		if fences != 1 {
			if text != "" && fences == 0 || fences > 1 { // there is no front matter, or it has ended
				return "", 0
			}
			continue
		}
		field, value, found := strings.Cut(text, ":")
		if name, other, isTOML := strings.Cut(text, "="); isTOML && !found {
			field, value, found = name, other, true
		}
		value, _, _ = strings.Cut(value, " #")
		read := nestedReader(strings.Trim(field, " \t\"'"))
		if !found || read == nil {
			continue
		}
		v := &frontmatter.Value{Kind: frontmatter.Scalar, Text: strings.Trim(value, " \t\"',")}
		if restricts, err := read(v); err == nil && restricts == withheld {
			return strings.TrimSpace(text), line
		}
	}
	return "", 0
}
