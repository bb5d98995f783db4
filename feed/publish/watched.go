package publish

import (
	"maps"
	"slices"

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

// Watched returns the files of a publication that WatchRule chooses, as the manifest has them.
func (p *Publication) Watched(have *manifest.Manifest) (files []manifest.File) {
	watched, total := WatchRule(false), have.Len()
	if total <= SmallSite {
		return slices.Collect(maps.Values(maps.Collect(have.Files())))
	}
	for name := range p.shared {
		for _, name := range []string{name, name + gzipped} {
			if f, ok := have.File(name); ok && watched(f, total) {
				files = append(files, f)
			}
		}
	}
	return files
}
