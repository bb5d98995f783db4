package source

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// Some tools set fields for all files of a folder: Hugo with the cascade in an _index file,
// Eleventy with a data file named as the folder. Fil reads those fields that set the visibility.

// cascade is a field that a folder sets for its files.
type cascade struct {
	// target limits the field to files whose path begins with it; "" means all files.
	target string
	field  frontmatter.Field
}

// folders caches the cascades of each folder.
type folders struct{ cache sync.Map }

// load returns the cascades of one folder, without those of its parents.
func (f *folders) load(fsys fs.FS, folder string) []cascade {
	if known, ok := f.cache.Load(folder); ok {
		all, _ := known.([]cascade)
		return all
	}
	var all []cascade
	own := path.Base(folder)
	for _, base := range []string{"_index.md", "_index.markdown", "_index.html", own + ".json", own + ".11tydata.json"} {
		data, _, err := inventory.ReadFile(fsys, path.Join(folder, base))
		if err != nil || folder == "." && strings.HasSuffix(base, ".json") {
			continue
		}
		text, _ := plaintext.Decode(data)
		if strings.HasSuffix(base, ".json") {
			if root, _, err := frontmatter.ParseJSON([]byte(text), 1); err == nil {
				all = append(all, cascades(root, "")...)
			}
		} else if fields, _, _, err := frontmatter.Split(text, meaning); err == nil && fields != nil {
			all = append(all, cascades(frontmatter.Lookup(fields, "cascade"), "")...)
		}
	}
	f.cache.Store(folder, all)
	return all
}

// cascades returns the fields of a table, or of a list of tables, that set the visibility.
func cascades(v *frontmatter.Value, target string) (all []cascade) {
	if v == nil {
		return nil
	}
	for _, item := range v.List {
		all = append(all, cascades(item, "")...)
	}
	for _, name := range []string{"target", "_target"} {
		if t := frontmatter.Lookup(v, name); t != nil {
			if p := frontmatter.Lookup(t, "path"); p != nil {
				target, _, _ = strings.Cut(strings.TrimLeft(p.Text, "/{"), "*")
			}
		}
	}
	for _, f := range v.Fields {
		switch key := foldKey(f.Key); {
		case nestedReader(key) != nil, key == "permalink" && f.Value.Text == "false":
			all = append(all, cascade{target, f})
		case key == "params":
			all = append(all, cascades(f.Value, target)...)
		}
	}
	return all
}

// inherit applies the cascades of an article's folder and its parents. A key in the article's own
// front matter has precedence.
func (r *reader) inherit(h *head) {
	name := h.article.Path
	for folder := path.Dir(name); ; folder = path.Dir(folder) {
		for _, c := range r.folders.load(r.fsys, folder) {
			if !strings.HasPrefix(strings.ToLower(name), strings.ToLower(c.target)) || slices.Contains(h.keyNames, foldKey(c.field.Key)) {
				continue
			}
			got := withheld
			if by := nestedReader(c.field.Key); by != nil {
				var err error
				got, err = by(c.field.Value)
				if err != nil {
					got = withheld // a value that cannot be read withholds
				}
			}
			h.restrict(got, frontmatter.Field{Key: folder + ": " + c.field.Key, Value: c.field.Value})
		}
		if folder == "." {
			return
		}
	}
}

// markFolderChanged records a folder whose data file was added, removed or changed.
func (r *reader) markFolderChanged(path string) {
	if inventory.IsFolderData(path) {
		r.changedFolders = append(r.changedFolders, folderOf(path))
	}
}

// folderOf returns the folder of a file with its final slash, "" for the root.
func folderOf(name string) string {
	folder, _ := path.Split(name)
	return folder
}

// inChangedFolder reports whether an article must be read again because folder data above it
// changed.
func (r *reader) inChangedFolder(name string) bool {
	return slices.ContainsFunc(r.changedFolders, func(folder string) bool { return strings.HasPrefix(name, folder) })
}
