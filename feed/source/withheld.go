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

// withheldBy returns the first line of the front matter, or of the header lines, of a file with an error that withholds
// the article, as far as that can be told from the line alone; "" if there is none.
func withheldBy(fsys fs.FS, name string) (key string, line int) {
	data, _, err := inventory.ReadFile(fsys, name)
	if err != nil {
		return "", 0
	}
	text, _ := plaintext.Decode(data)
	begun, fence := false, "" // fence is the beginning of the line that ends front matter; header lines end at an empty one
	for text := range strings.Lines(text) {
		line++
		text = strings.TrimSpace(text)
		switch {
		case !begun && text == "":
			continue
		case !begun:
			begun = true
			for _, opening := range []string{"---", "+++", ";;;", "{"} {
				if strings.HasPrefix(text, opening) {
					fence = opening
				}
			}
		case text == fence, fence == "---" && text == "...":
			return "", 0
		}
		if withholdsAlone(text) {
			return text, line
		}
	}
	return "", 0
}

// withholdsAlone reports whether a line of YAML, TOML, JSON or header lines is a field that withholds an article.
func withholdsAlone(text string) bool {
	key, value, found := strings.Cut(text, ":")
	if !found {
		key, value, found = strings.Cut(text, "=")
	}
	read := nestedReader(strings.Trim(key, " \t\"'{"))
	if !found || read == nil {
		return false
	}
	value, _, _ = strings.Cut(value, " #")
	restricts, err := read(&frontmatter.Value{Kind: frontmatter.Scalar, Text: strings.Trim(value, " \t\"',}")})
	return err == nil && restricts == withheld
}
