package publish

import (
	"iter"

	"fil/feed"
	"fil/feed/manifest"
)

// SmallSite is how many files are all looked at in any case: it takes no time.
const SmallSite = 2000

// Look chooses the files that a run looks at: feeds, what is asked for all day, and
// all of a small site, or where verify says so. To look at a hundred thousand pages
// takes longer than all else when nothing has changed.
func Look(verify bool) func(f manifest.File, of int) bool {
	return func(f manifest.File, of int) bool {
		return verify || of <= SmallSite || f.Encoding != "" || feed.IsFeed(f.Type) || f.Name == "index.html"
	}
}

// file is what a file of dist is known by when it is not planned anew.
type file struct {
	Name, Type string
	Hot        bool
}

// files yields what Outputs hold, and the files of feeds that are what they were.
func (p *Publication) files() iter.Seq[file] {
	return func(yield func(file) bool) {
		for i := range p.Outputs {
			if o := &p.Outputs[i]; !yield(file{o.Name, o.Type, o.Hot}) {
				return
			}
		}
		for _, f := range p.stayed {
			if !yield(f) {
				return
			}
		}
	}
}

// Besides lists the files of a plan that are no article's own: they are planned at each run
// that has to look at them.
func (p *Publication) Besides() (names []string) {
	add := func(f file) {
		if names = append(names, f.Name); f.Hot {
			names = append(names, f.Name+gzipped)
		}
	}
	for i := range p.Outputs {
		if o := &p.Outputs[i]; !o.own {
			add(file{o.Name, o.Type, o.Hot})
		}
	}
	for _, f := range p.stayed {
		add(f)
	}
	return names
}

// Watched lists those files of a plan that Look chooses, as a manifest has them.
func (p *Publication) Watched(have *manifest.Manifest) (files []manifest.File) {
	look, of := Look(false), have.Len()
	for o := range p.files() {
		if f := (manifest.File{Name: o.Name, Type: o.Type}); !o.Hot && !look(f, of) {
			continue
		}
		if f, ok := have.File(o.Name); ok && look(f, of) {
			files = append(files, f)
		}
		if !o.Hot {
			continue
		}
		if f, ok := have.File(o.Name + gzipped); ok && look(f, of) {
			files = append(files, f)
		}
	}
	return files
}
