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

// frontMatterAssets returns the paths of the assets that begin with front matter, ordered. checked
// are the files that may have changed since the last reading, whose result is last. A nil checked
// means all assets.
func (r *reader) frontMatterAssets(inv *inventory.Inventory, last []string, checked []string) []string {
	if checked != nil {
		names := slices.DeleteFunc(slices.Clone(last), func(name string) bool { return slices.Contains(checked, name) })
		for _, name := range checked {
			record, isNew := r.newRecords[name]
			if !isNew {
				record = r.Records[name]
			}
			if isUnpublishedAsset(record) {
				names = append(names, name)
			}
		}
		slices.SortFunc(names, inventory.ComparePaths)
		return names
	}
	var names []string
	for i := range inv.Assets {
		name := inv.Assets[i].Path
		record := r.newRecords[name]
		if record == nil {
			record = r.Records[name]
		}
		if isUnpublishedAsset(record) {
			names = append(names, name)
		}
	}
	return names
}

// isUnpublishedAsset reports whether a record is that of an asset that begins with front matter.
func isUnpublishedAsset(record *feed.Record) bool {
	return record != nil && record.Refused && record.Meta == nil
}

// published returns the assets to publish, without those that begin with front matter, and warnings
// about these and about files in formats that Fil does not read.
func published(inv *inventory.Inventory, texts []string) (assets []inventory.Asset, problems []*feed.Problem) {
	assets = inv.Assets
	isSection := func(a inventory.Asset) bool { return strings.HasPrefix(path.Base(a.Path), "_index.") }
	if slices.ContainsFunc(assets, isSection) {
		assets = slices.DeleteFunc(slices.Clone(assets), isSection)
		texts = slices.DeleteFunc(slices.Clone(texts), func(name string) bool { return strings.HasPrefix(path.Base(name), "_index.") })
	}
	if len(texts) > 0 {
		assets = slices.DeleteFunc(slices.Clone(assets), func(a inventory.Asset) bool {
			_, found := slices.BinarySearchFunc(texts, a.Path, inventory.ComparePaths)
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
