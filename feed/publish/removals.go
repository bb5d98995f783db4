package publish

import (
	"maps"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/manifest"
	"fil/feed/page"
)

// forgetRemoved removes the recorded keys of removed files.
func (r *run) forgetRemoved() {
	for _, name := range r.change.Remove {
		r.report.Made[name] = Made{}
	}
}

// removeUnwanted removes the files that the publication does not have, and does not retain. If the store
// has no manifest (Sequence 0), files in it may be of another origin. Then it removes only files that Fil
// has written for sure: pages that articles had, files in reserved folders, and files with the recorded
// hash.
func (r *run) removeUnwanted(p *Publication) {
	written := func(manifest.File) bool { return true }
	if r.have.Sequence() == 0 {
		made := r.Made(maps.Keys(maps.Collect(r.have.Files())))
		written = func(f manifest.File) bool {
			name := strings.TrimSuffix(f.Name, gzipped)
			folder, _, below := strings.Cut(name, "/")
			return made[name].Sum == sumOf(f) || below && feed.Reserved(folder) || r.Pages != nil && r.Pages(name)
		}
	}
	files := r.have.Files()
	if p.follows {
		files = r.have.Among(p.unwanted)
	}
	removed := map[string]bool{}
	for name, f := range files {
		if removed[name] || p.has(name) || p.retains(name) || r.retainAssets && strings.HasPrefix(name, page.AssetFolder) || !written(f) {
			continue
		}
		removed[name] = true
		r.change.Remove = append(r.change.Remove, name)
		if f.Encoding == "" {
			r.report.Removed = append(r.report.Removed, name)
		}
	}
	slices.Sort(r.change.Remove)
	slices.Sort(r.report.Removed)
}

// retains reports whether a file stays in dist although the publication does not have it.
func (p *Publication) retains(name string) bool {
	return slices.Contains(p.RetainFiles, name) || slices.ContainsFunc(p.RetainFolders, func(folder string) bool { return strings.HasPrefix(name, folder+"/") })
}

// updateRedirects adds the redirects that are new, changed or no longer planned to the change. The old
// address of an archive redirects to its successor for good, so that a feed reader that knows only
// the old address finds it.
func (r *run) updateRedirects(p *Publication) {
	before := slices.Concat(p.unwanted, r.Redirects)
	if !p.follows {
		before = nil
		for redirect := range r.have.Redirects() {
			before = append(before, redirect.From)
		}
	}
	want := map[string]manifest.Redirect{}
	for _, name := range slices.Concat(before, r.change.Remove) {
		switch to := p.successor(name); { // "" unless it is the name of an archive
		case to == "" || to == name || p.has(name):
		case p.has(to):
			want[name] = manifest.Redirect{From: name, To: to, Status: 301}
		default: // the feed is not published any more
			want[name] = manifest.Redirect{From: name, Status: 410}
		}
	}
	for _, redirect := range p.Redirects {
		if c := p.set.Owner(redirect.From); c == nil || p.blocked[c] { // it is not of an article
			want[redirect.From] = redirect
		}
	}
	r.report.Redirects = sortedKeys(want)
	for _, redirect := range p.Redirects {
		if _, taken := want[redirect.From]; !taken {
			want[redirect.From] = redirect
		}
	}
	slices.Sort(before)
	for _, from := range slices.Compact(before) {
		_, wanted := want[from]
		if c := p.set.Owner(from); c != nil && !p.blocked[c] {
			_, redirects := redirectOf(c)
			wanted = wanted || redirects
		}
		if _, published := r.have.Redirect(from); published && !wanted {
			r.change.Redirects = append(r.change.Redirects, manifest.Redirect{From: from})
		}
	}
	for _, from := range sortedKeys(want) {
		if old, ok := r.have.Redirect(from); !ok || old != want[from] {
			r.change.Redirects = append(r.change.Redirects, want[from])
		}
	}
}
