package publish

import (
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/manifest"
	"fil/feed/page"
)

// forget lists what is known of files that are no more.
func (r *run) forget() {
	for _, name := range r.change.Remove {
		if _, known := r.Made[name]; known {
			r.report.Made[name] = Made{}
		}
	}
}

// remove lists what is no longer wanted. Where the manifest was lost, Fil's are the pages that
// articles had, what is in folders of its own, and files whose bytes are those that were made
// under their names; every other one stays.
func (r *run) remove(p *Publication) {
	ours := func(manifest.File) bool { return true }
	if r.have.Sequence() == 0 {
		ours = func(f manifest.File) bool {
			name := strings.TrimSuffix(f.Name, gzipped)
			folder, _, below := strings.Cut(name, "/")
			return r.Made[name].Sum == sumOf(f) || below && feed.Reserved(folder) || r.Pages != nil && r.Pages(name)
		}
	}
	below := func(name string) bool {
		return slices.Contains(p.Stay, name) || slices.ContainsFunc(p.Keep, func(folder string) bool { return strings.HasPrefix(name, folder+"/") })
	}
	take := func(name string, f manifest.File) {
		if below(name) || r.keepAssets && strings.HasPrefix(name, page.AssetFolder) {
			return
		}
		r.change.Remove = append(r.change.Remove, name)
		if f.Encoding == "" {
			r.report.Removed = append(r.report.Removed, name)
		}
	}
	may := func(name string) {
		if r.kept[name] { // most are
			return
		}
		if f, ok := r.have.File(name); ok {
			take(name, f)
		}
	}
	if p.Partly {
		for _, name := range p.Before {
			may(name)
		}
		for _, name := range p.left {
			if _, leads := r.have.Redirect(name); leads { // else it was somebody's address
				may(name)
			}
		}
	} else {
		for name, f := range r.have.Files() {
			if !r.kept[name] && ours(f) {
				take(name, f)
			}
		}
	}
	slices.Sort(r.change.Remove)
	r.change.Remove = slices.Compact(r.change.Remove) // Before may name one twice
	slices.Sort(r.report.Removed)
	r.report.Removed = slices.Compact(r.report.Removed)
}

// redirect lists the redirects that are new, other or no longer wanted. Those of
// archives last: whoever knows an old address finds what has taken its place.
func (r *run) redirect(p *Publication) {
	want := map[string]manifest.Redirect{}
	follow := func(name string) {
		switch to := p.Successor(name); {
		case to == "" || to == name || r.kept[name]:
		case r.kept[to]:
			want[name] = manifest.Redirect{From: name, To: to, Status: 301}
		default: // the whole feed has gone
			want[name] = manifest.Redirect{From: name, Status: 410}
		}
	}
	former := p.former
	if !p.aliasesStand {
		for old := range r.have.Redirects() {
			former = append(former, old.From)
		}
	}
	for _, from := range former {
		follow(from)
	}
	for _, name := range r.change.Remove {
		follow(name)
	}
	for _, redirect := range p.Redirects {
		want[redirect.From] = redirect
	}
	if p.Memo.order != nil {
		p.Memo.order.elsewhere = sortedKeys(want)
	}
	for _, redirect := range p.moved {
		if _, taken := want[redirect.From]; !taken {
			want[redirect.From] = redirect
		}
	}
	slices.Sort(former)
	for _, from := range slices.Compact(former) {
		if _, wanted := want[from]; wanted {
			continue
		}
		if _, there := r.have.Redirect(from); there {
			r.change.Redirects = append(r.change.Redirects, manifest.Redirect{From: from})
		}
	}
	for _, from := range sortedKeys(want) {
		if old, ok := r.have.Redirect(from); !ok || old != want[from] {
			r.change.Redirects = append(r.change.Redirects, want[from])
		}
	}
}
