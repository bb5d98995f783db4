package source

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// IsIndex reports whether a file speaks for the folder that it is in, as index.md does.
func IsIndex(name string) bool {
	return inventory.IsArticle(name) && strings.HasPrefix(strings.ToLower(path.Base(name)), "index.")
}

// Refers reports whether the article of a record refers to one of some files of content.
func Refers(record *feed.Record, files map[string]bool) bool {
	if record == nil {
		return false
	}
	for name := range files {
		if _, found := slices.BinarySearch(record.Refs, hashName(plaintext.NFC(name))); found {
			return true
		}
	}
	return false
}

// Companions tells which assets go with articles that are not to be seen.
type AssetRefs struct {
	refs map[uint64]bool // hashes of what such articles refer to, or mention
}

// Add adds an article by its record.
func (c *AssetRefs) Add(record *feed.Record) {
	if record != nil {
		c.add(record.Refs)
	}
}

// AddUnread adds an article that was refused: whatever its text may name. A file that cannot be
// opened names nothing.
func (c *AssetRefs) AddRefused(fsys fs.FS, name string) {
	data, _, _, err := inventory.ReadOnce(fsys, name)
	if err != nil || len(data) > inventory.MaxArticle {
		return
	}
	text, _ := plaintext.Decode(data)
	c.add(mentions(name, text))
}

func (c *AssetRefs) add(refs []uint64) {
	if c.refs == nil {
		c.refs = map[uint64]bool{}
	}
	for _, ref := range refs {
		c.refs[ref] = true
	}
}

// Of returns those assets that go with the articles that were added.
func (c *AssetRefs) Select(assets []inventory.Asset) (some []inventory.Asset) {
	if len(c.refs) == 0 {
		return nil
	}
	for _, a := range assets {
		if c.refs[hashName(plaintext.NFC(a.Path))] || c.refs[mentionOf(a.Path)] {
			some = append(some, a)
		}
	}
	return some
}

// Named returns the assets that the articles link to, show or enclose. A mention does not count.
func (c *AssetRefs) Linked(assets []inventory.Asset) (some []inventory.Asset) {
	for _, a := range assets {
		if c.refs[hashName(plaintext.NFC(a.Path))] {
			some = append(some, a)
		}
	}
	return some
}

// fileName matches what may be the path of a file in a text, or its end.
var fileName = regexp.MustCompile("[^\\s\"'`<>()\\[\\]{}|=,;:\\\\]+\\.[A-Za-z0-9]{2,5}\\b")

// mentions returns hashes of the files that an article's text may name, in any place. It is used for
// articles that are not public, whose files must not be public either. A path is relative to the
// article or to the root.
func mentions(article, text string) (refs []uint64) {
	seen := map[uint64]bool{}
	for _, word := range fileName.FindAllString(text, -1) {
		for _, name := range []string{path.Join(path.Dir(article), word), path.Join(".", word)} {
			if ref := mentionOf(name); !seen[ref] {
				seen[ref], refs = true, append(refs, ref)
			}
		}
	}
	return refs
}

// mentionOf is what an article refers to that may name a file: the last word of each part of its
// path, in small letters, because words in a text end at spaces.
func mentionOf(name string) uint64 {
	parts := strings.Split(strings.Trim(strings.ToLower(strings.ReplaceAll(plaintext.NFC(name), "%20", " ")), "/"), "/")
	for i, part := range parts {
		parts[i] = part[strings.LastIndexByte(part, ' ')+1:]
	}
	return hashName("?" + strings.Join(parts, "/"))
}
