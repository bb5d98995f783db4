package source

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// Some tools say for a whole folder what its texts are: Hugo in the cascade of an _index file,
// Eleventy in a file of data that has the folder's name. Of these Fil reads what withholds.

// isFolderData knows files that speak for all texts of their folder and of those below.
func isFolderData(name string) bool {
	folder, base := path.Split(name)
	if strings.TrimSuffix(base, path.Ext(base)) == "_index" {
		return isArticle(name)
	}
	own := path.Base(folder)
	return folder != "" && (base == own+".json" || base == own+".11tydata.json")
}

// cascade is what the data of one folder say.
type cascade struct {
	// target is the beginning of the paths that fields are for, "" for all.
	target string
	field  field
}

// folders remembers the cascades of folders, each of which is read once.
type folders struct{ known sync.Map }

// of returns what the files of a folder say.
func (f *folders) of(fsys fs.FS, folder string) []cascade {
	if known, ok := f.known.Load(folder); ok {
		all, _ := known.([]cascade)
		return all
	}
	var all []cascade
	own := path.Base(folder)
	for _, base := range []string{"_index.md", "_index.markdown", "_index.html", own + ".json", own + ".11tydata.json"} {
		data, _, err := readArticle(fsys, path.Join(folder, base))
		if err != nil || folder == "." && strings.HasSuffix(base, ".json") {
			continue
		}
		text, _ := decode(data)
		if strings.HasSuffix(base, ".json") {
			if root, _, err := parseJSON([]byte(text), 1); err == nil {
				all = append(all, cascades(root, "")...)
			}
		} else if fields, _, _, err := splitFrontMatter(text); err == nil && fields != nil {
			all = append(all, cascades(lookup(fields, "cascade"), "")...)
		}
	}
	f.known.Store(folder, all)
	return all
}

// cascades are the fields of a table that withhold, or of each table of a list.
func cascades(v *value, target string) (all []cascade) {
	if v == nil {
		return nil
	}
	for _, item := range v.list {
		all = append(all, cascades(item, "")...)
	}
	for _, name := range []string{"target", "_target"} {
		if t := lookup(v, name); t != nil {
			if p := lookup(t, "path"); p != nil {
				target, _, _ = strings.Cut(strings.TrimLeft(p.text, "/{"), "*")
			}
		}
	}
	for _, f := range v.fields {
		switch key := foldKey(f.key); {
		case withholding[key] != nil, key == "permalink" && f.value.text == "false":
			all = append(all, cascade{target, f})
		case key == "params":
			all = append(all, cascades(f.value, target)...)
		}
	}
	return all
}

// inherit withholds an article by what is said of its folder, or of one on the way to it, unless
// it says otherwise itself.
func (r *reader) inherit(h *head) {
	name := h.article.Path
	for folder := path.Dir(name); ; folder = path.Dir(folder) {
		for _, c := range r.folders.of(r.fsys, folder) {
			if !strings.HasPrefix(strings.ToLower(name), strings.ToLower(c.target)) || slices.Contains(h.keys, foldKey(c.field.key)) {
				continue
			}
			got := withheld
			if by := withholding[foldKey(c.field.key)]; by != nil {
				var err error
				if got, err = by(c.field.value); err != nil {
					got = withheld // in doubt
				}
			}
			h.suffer(got, field{folder + ": " + c.field.key, 0, c.field.value})
		}
		if folder == "." {
			return
		}
	}
}

// spokenFor are the folders of which the data have come, gone or changed.
func (r *reader) spokenFor(path string) {
	if isFolderData(path) {
		r.renewed = append(r.renewed, folderOf(path))
	}
}

// folderOf is what the paths of all files below a file's folder begin with.
func folderOf(name string) string {
	folder, _ := path.Split(name)
	return folder
}

// renew reports whether an article is below a folder of which the data are others.
func (r *reader) renew(name string) bool {
	return slices.ContainsFunc(r.renewed, func(folder string) bool { return strings.HasPrefix(name, folder) })
}
