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

// IsIndex reports whether a file is the index file of its folder, such as index.md.
func IsIndex(name string) bool {
	return inventory.IsArticle(name) && strings.HasPrefix(strings.ToLower(path.Base(name)), "index.")
}

// Refers reports whether the article of a record refers to one of these files of content.
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

// AssetRefs collects the files that articles refer to. It finds the assets that must not be
// published because only withheld articles refer to them. The zero value is empty.
type AssetRefs struct {
	refs map[uint64]bool // hashes of the names that articles refer to or mention
	// unknown says that an article cannot be opened: it may refer to any asset.
	unknown bool
}

// Add adds the references of an article.
func (c *AssetRefs) Add(record *feed.Record) {
	if record != nil {
		c.add(record.Refs)
	}
}

// AddUnknown adds every file, for an article that cannot be opened.
func (c *AssetRefs) AddUnknown() { c.unknown = true }

// AddRefused adds every file name in the text of an article that was refused.
func (c *AssetRefs) AddRefused(fsys fs.FS, name string) {
	data, _, _, err := inventory.ReadOnce(fsys, name)
	if err != nil {
		c.AddUnknown()
		return
	}
	if len(data) > inventory.MaxArticle {
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

// Select returns the assets that the added articles refer to or mention.
func (c *AssetRefs) Select(assets []inventory.Asset) (selected []inventory.Asset) {
	switch {
	case c.unknown:
		return slices.Clone(assets)
	case len(c.refs) == 0:
		return nil
	}
	for _, a := range assets {
		if c.refs[hashName(plaintext.NFC(a.Path))] || c.refs[mentionOf(a.Path)] {
			selected = append(selected, a)
		}
	}
	return selected
}

// Linked returns the assets that the added articles link to, show or enclose, without those that
// they only mention.
func (c *AssetRefs) Linked(assets []inventory.Asset) (selected []inventory.Asset) {
	for _, a := range assets {
		if c.refs[hashName(plaintext.NFC(a.Path))] {
			selected = append(selected, a)
		}
	}
	return selected
}

// fileName matches a word of a text that may be the path of a file, or its end.
var fileName = regexp.MustCompile("[^\\s\"'`<>()\\[\\]{}|=,;:\\\\]+\\.[A-Za-z0-9]{2,5}\\b")

// mentions returns hashes of the files that a text may name, anywhere, relative to the article or
// to the root. It is used for articles that are not public: their files must not be public either.
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

// mentionOf returns the hash under which mentions finds a path: in lower case, and of each part
// only its last word, because fileName ends at spaces.
func mentionOf(name string) uint64 {
	parts := strings.Split(strings.Trim(strings.ToLower(strings.ReplaceAll(plaintext.NFC(name), "%20", " ")), "/"), "/")
	for i, part := range parts {
		parts[i] = part[strings.LastIndexByte(part, ' ')+1:]
	}
	return hashName("?" + strings.Join(parts, "/"))
}
