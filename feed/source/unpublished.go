package source

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// opensLikeText reports whether an asset begins with front matter. Such a file is a text or
// template of another tool, and is not published. Pictures, sounds, films and fonts are not opened.
func (r *reader) opensLikeText(a *inventory.Asset) bool {
	switch mediaType, _, _ := strings.Cut(feed.MediaType(a.Path), "/"); mediaType {
	case "image", "audio", "video", "font":
		if !strings.EqualFold(path.Ext(a.Path), ".svg") { // SVG is text
			return false
		}
	}
	f, err := r.fsys.Open(a.Path)
	if err != nil {
		return false
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, frontmatter.MaxBytes))
	if err != nil {
		return false
	}
	text, _ := plaintext.Decode(data)
	return opensLikeArticle(text, feed.MediaType(a.Path))
}

// opensLikeArticle reports whether a text begins with front matter, or with lines of metadata that
// withhold it.
func opensLikeArticle(text, mediaType string) bool {
	if frontmatter.Opens(text, mediaType) {
		return true
	}
	fields, _, _ := splitMetaLines(text, 1)
	return fields != nil && slices.ContainsFunc(fields.Fields, func(f frontmatter.Field) bool { return withholds(f.Key, f.Value) })
}

// isUnpublishedAsset reports whether a record is that of an asset that begins with front matter.
func isUnpublishedAsset(record *feed.Record) bool {
	return record != nil && record.Refused && record.Meta == nil
}

// IsPublished reports whether the file of a record that has no article is published as it is.
func IsPublished(path string, record *feed.Record) bool {
	return record.Meta == nil && !record.Refused && !isSectionFile(path)
}

// isSectionFile reports whether a file has the data of a folder, such as _index.md of Hugo.
func isSectionFile(name string) bool { return strings.HasPrefix(path.Base(name), "_index.") }

// published returns the assets to publish, without those that begin with front matter, and warnings
// about these and about files in formats that Fil does not read.
func published(inv *inventory.Inventory, texts []string) (assets []inventory.Asset, problems []*feed.Problem) {
	assets = inv.Assets
	isSection := func(a inventory.Asset) bool { return isSectionFile(a.Path) }
	if slices.ContainsFunc(assets, isSection) {
		assets = slices.DeleteFunc(slices.Clone(assets), isSection)
		texts = slices.DeleteFunc(slices.Clone(texts), func(name string) bool { return isSectionFile(name) })
	}
	if len(texts) > 0 {
		assets = slices.DeleteFunc(slices.Clone(assets), func(a inventory.Asset) bool {
			_, found := slices.BinarySearchFunc(texts, a.Path, feed.ComparePaths)
			return found
		})
		problems = append(problems, unpublished(texts, "it begins with front matter, and is no text that Fil reads: it is not published",
			"to publish it as it is, take its front matter out"))
	}
	byFormat := map[string][]string{}
	for _, f := range inv.Foreign {
		ext := strings.ToLower(path.Ext(f.Path))
		byFormat[ext] = append(byFormat[ext], f.Path)
	}
	for ext, names := range byFormat {
		problems = append(problems, unpublished(names, ext+" is a format that Fil does not read: it is not published",
			"save it as Markdown or HTML; for readers to download it, put it into a .zip"))
	}
	slices.SortFunc(problems, func(a, b *feed.Problem) int { return strings.Compare(a.Path, b.Path) })
	return assets, problems
}

// unpublished returns one warning for several files.
func unpublished(names []string, message, hint string) *feed.Problem {
	if n := len(names); n > 1 {
		message += fmt.Sprintf(" (%d files)", n)
	}
	return &feed.Problem{Path: names[0], Warning: true, Message: message, Hint: hint}
}
