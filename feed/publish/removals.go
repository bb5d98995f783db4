package publish

import (
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/manifest"
	"fil/feed/page"
)

// forgetRemoved removes the recorded keys of removed files.
func (r *run) forgetRemoved() {
	for _, name := range r.change.Remove {
		if _, recorded := r.Made[name]; recorded {
			r.report.Made[name] = Made{}
		}
	}
}

// removeUnwanted removes files that are neither planned nor retained. If the store has no manifest
// (Sequence 0), files in it may be of another origin. Then it removes only files that Fil has written
// for sure: pages that articles had, files in reserved folders, and files with the recorded hash.
func (r *run) removeUnwanted(p *Publication) {
	written := func(manifest.File) bool { return true }
	if r.have.Sequence() == 0 {
		written = func(f manifest.File) bool {
			name := strings.TrimSuffix(f.Name, gzipped)
			folder, _, below := strings.Cut(name, "/")
			return r.Made[name].Sum == sumOf(f) || below && feed.Reserved(folder) || r.Pages != nil && r.Pages(name)
		}
	}
	protected := func(name string) bool {
		return slices.Contains(p.RetainFiles, name) || slices.ContainsFunc(p.RetainFolders, func(folder string) bool { return strings.HasPrefix(name, folder+"/") })
	}
	remove := func(name string, f manifest.File) {
		if protected(name) || r.retainAssets && strings.HasPrefix(name, page.AssetFolder) {
			return
		}
		r.change.Remove = append(r.change.Remove, name)
		if f.Encoding == "" {
			r.report.Removed = append(r.report.Removed, name)
		}
	}
	removeByName := func(name string) {
		if r.retained[name] { // most are: this saves looking them up
			return
		}
		if f, ok := r.have.File(name); ok {
			remove(name, f)
		}
	}
	if p.Incremental {
		for _, name := range p.PreviousFiles {
			removeByName(name)
		}
		for _, name := range p.staleAliases {
			if _, redirected := r.have.Redirect(name); redirected { // else the alias collided, and the file is of another output
				removeByName(name)
			}
		}
	} else {
		for name, f := range r.have.Files() {
			if !r.retained[name] && written(f) {
				remove(name, f)
			}
		}
	}
	slices.Sort(r.change.Remove)
	r.change.Remove = slices.Compact(r.change.Remove) // PreviousFiles may have a name twice
	slices.Sort(r.report.Removed)
	r.report.Removed = slices.Compact(r.report.Removed)
}

// updateRedirects adds the redirects that are new, changed or no longer planned to the change. The old
// address of an archive redirects to its successor for good, so that a feed reader that knows only
// the old address finds it.
func (r *run) updateRedirects(p *Publication) {
	want := map[string]manifest.Redirect{}
	addSuccessor := func(name string) { // if name is that of an archive
		switch to := p.Successor(name); {
		case to == "" || to == name || r.retained[name]:
		case r.retained[to]:
			want[name] = manifest.Redirect{From: name, To: to, Status: 301}
		default: // the feed is not published any more
			want[name] = manifest.Redirect{From: name, Status: 410}
		}
	}
	previous := p.previousRedirects
	if !p.aliasesUnchanged {
		for redirect := range r.have.Redirects() {
			previous = append(previous, redirect.From)
		}
	}
	for _, from := range previous {
		addSuccessor(from)
	}
	for _, name := range r.change.Remove {
		addSuccessor(name)
	}
	for _, redirect := range p.Redirects {
		want[redirect.From] = redirect
	}
	if p.Memo.order != nil {
		p.Memo.order.otherRedirects = sortedKeys(want)
	}
	for _, redirect := range p.aliasRedirects {
		if _, taken := want[redirect.From]; !taken {
			want[redirect.From] = redirect
		}
	}
	slices.Sort(previous)
	for _, from := range slices.Compact(previous) {
		if _, wanted := want[from]; wanted {
			continue
		}
		if _, published := r.have.Redirect(from); published {
			r.change.Redirects = append(r.change.Redirects, manifest.Redirect{From: from})
		}
	}
	for _, from := range sortedKeys(want) {
		if old, ok := r.have.Redirect(from); !ok || old != want[from] {
			r.change.Redirects = append(r.change.Redirects, want[from])
		}
	}
}
