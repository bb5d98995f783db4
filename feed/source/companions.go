package source

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"fil/feed"
)

// IsIndex reports whether a file speaks for the folder that it is in, as index.md does.
func IsIndex(name string) bool {
	return isArticle(name) && strings.HasPrefix(strings.ToLower(path.Base(name)), "index.")
}

// Refers reports whether an article would be another one if one of some files of content were.
func Refers(record *feed.Record, files map[string]bool) bool {
	if record == nil {
		return false
	}
	for name := range files {
		if _, found := slices.BinarySearch(record.Refs, refOf(normal(name))); found {
			return true
		}
	}
	return false
}

// Companions tells which assets go with articles that are not to be seen.
type Companions struct {
	refs  map[uint64]bool // hashes of what such articles refer to
	names map[string]bool // last words of file names that occur in texts that cannot be read
}

// Add adds an article by its record.
func (c *Companions) Add(record *feed.Record) {
	if record == nil || len(record.Refs) == 0 {
		return
	}
	if c.refs == nil {
		c.refs = map[uint64]bool{}
	}
	for _, ref := range record.Refs {
		c.refs[ref] = true
	}
}

// fileName matches what may be the end of a file's name in a text.
var fileName = regexp.MustCompile(`[^\s"'<>()\[\]{}|=,;:/\\]+\.[A-Za-z0-9]{2,5}\b`)

// AddUnread adds an article that was refused: whatever its text may name. A file that cannot be
// opened names nothing.
func (c *Companions) AddUnread(fsys fs.FS, name string) {
	data, _, _, err := readOnce(fsys, name)
	if err != nil || len(data) > maxArticle {
		return
	}
	if c.names == nil {
		c.names = map[string]bool{}
	}
	text, _ := decode(data)
	for _, word := range fileName.FindAllString(text, -1) {
		c.names[lastWord(word)] = true
	}
}

// mention has an article refer to each file whose name may occur in its text, wherever Fil does
// not look for files: of one that is not to be seen yet, nothing may tell.
func (h *head) mention(text string) {
	mentioned := map[string]bool{}
	for _, word := range fileName.FindAllString(text, -1) {
		mentioned[lastWord(word)] = true
	}
	for word := range mentioned {
		h.refs.hashes = append(h.refs.hashes, mentionOf(word))
	}
}

// mentionOf is what an article refers to that mentions a file by its last word.
func mentionOf(word string) uint64 { return refOf("?" + word) }

// lastWord is the end of a file's name that has no spaces, as they are or escaped.
func lastWord(name string) string {
	name = strings.ReplaceAll(normal(name), "%20", " ")
	return strings.ToLower(name[strings.LastIndexByte(name, ' ')+1:])
}

// Of returns those assets that go with the articles that were added.
func (c *Companions) Of(assets []Asset) (some []Asset) {
	if len(c.refs)+len(c.names) == 0 {
		return nil
	}
	for _, a := range assets {
		word := lastWord(path.Base(a.Path))
		if c.refs[refOf(normal(a.Path))] || c.refs[mentionOf(word)] || c.names[word] {
			some = append(some, a)
		}
	}
	return some
}
