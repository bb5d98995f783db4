package publish

import (
	"iter"

	"fil/feed"
	"fil/feed/manifest"
)

// SmallSite is the number of files up to which a run compares all of them with the store. For so few
// it takes hardly any time.
const SmallSite = 2000

// WatchRule returns the function that says which files a run compares with the store: feeds,
// compressed forms and the home page; every file if the manifest has at most SmallSite (total), or if
// verify is set. To compare 100,000 pages takes longer than the rest of a run in which nothing has
// changed.
func WatchRule(verify bool) func(f manifest.File, total int) bool {
	return func(f manifest.File, total int) bool {
		return verify || total <= SmallSite || f.Encoding != "" || feed.IsFeed(f.Type) || f.Name == "index.html"
	}
}

// file is a file of dist, planned or not. Type and Hot are as in Output.
type file struct {
	Name, Type string
	Hot        bool
}

// files yields the files of Outputs and the unplanned files of feeds and assets, without compressed
// forms.
func (p *Publication) files() iter.Seq[file] {
	return func(yield func(file) bool) {
		for i := range p.Outputs {
			if o := &p.Outputs[i]; !yield(file{o.Name, o.Type, o.Hot}) {
				return
			}
		}
		for _, f := range p.unplanned {
			if !yield(f) {
				return
			}
		}
	}
}

// SharedFiles returns the names of the files of a plan that do not belong to a single article:
// feeds, lists, assets, all pages but those of articles, and their compressed forms.
func (p *Publication) SharedFiles() (names []string) {
	add := func(f file) {
		names = append(names, f.Name)
		if f.Hot {
			names = append(names, f.Name+gzipped)
		}
	}
	for i := range p.Outputs {
		if o := &p.Outputs[i]; !o.own {
			add(file{o.Name, o.Type, o.Hot})
		}
	}
	for _, f := range p.unplanned {
		add(f)
	}
	return names
}

// Watched returns the files of a plan that WatchRule chooses, as the manifest has them.
func (p *Publication) Watched(have *manifest.Manifest) (files []manifest.File) {
	watched, total := WatchRule(false), have.Len()
	for o := range p.files() {
		if f := (manifest.File{Name: o.Name, Type: o.Type}); !o.Hot && !watched(f, total) {
			continue
		}
		if f, ok := have.File(o.Name); ok && watched(f, total) {
			files = append(files, f)
		}
		if !o.Hot {
			continue
		}
		if f, ok := have.File(o.Name + gzipped); ok && watched(f, total) {
			files = append(files, f)
		}
	}
	return files
}
