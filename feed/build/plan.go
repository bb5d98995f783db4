package build

import (
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/hosts"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source/inventory"
)

// input makes what is planned of what was read and what is remembered; keep is what
// is to be remembered when it has been published.
func (e *Engine) planInput(r *reading, now time.Time) (in publish.Input, keep *memory.Publication) {
	w := r.withholdAssets(now)
	in = publishInput(r, w)
	r.problems = slices.Concat(r.problems, w.problems, e.warnWithheld(r, w, in))
	in.PreviousFeeds, in.Moved, in.Entered = e.memory.Feeds(), e.memory.Moved(), map[string]feed.Arrivals{}
	for _, rename := range r.renames {
		if rename.Was.Page != "" && rename.Was.Page != rename.Now.Page {
			in.Moved[rename.Was.Page] = rename.Now.ID
		}
	}
	r.assignArrivals(now)
	var all []*feed.Article
	if !r.incremental || slices.ContainsFunc(r.site.Named, func(d feed.Definition) bool { return d.Archive }) {
		all = feed.Live(r.Articles, now)
	}
	for _, d := range r.site.Named {
		if d.Archive {
			in.Entered[d.Path] = feed.UpdateArrivals(e.memory.Entered(d.Path), feed.Compose(r.site, d, all).Articles, now)
		}
	}
	keep = &memory.Publication{Site: r.site, Ran: now, Articles: all, Body: r.bodyOf, Partial: r.incremental, Moved: in.Moved, Entered: in.Entered,
		Hidden: r.newlyHidden(now), Unreadable: r.Refused, Withheld: w.folders}
	if r.incremental {
		keep.Articles = feed.Live(r.changed, now)
		keep.Withdrawn = withdrawnPaths(r, keep.Articles)
	}
	if i := r.Introduction; i != nil && i.LiveAt(now) && (!r.incremental || r.Records[i.Path] != nil) {
		keep.Articles = append(keep.Articles, i)
	}
	return in, keep
}

// publishInput is what is planned of a reading, without what is remembered.
func publishInput(r *reading, w *withheld) publish.Input {
	in := publish.Input{Site: r.site, Articles: r.Articles, Introduction: r.Introduction, Unread: r.Unread, Withheld: w.names, RetainFiles: w.retained}
	in.Assets = make([]publish.Asset, 0, len(r.Assets))
	for _, asset := range r.Assets {
		planned := publish.Asset{Path: asset.Path, Size: asset.Size, Open: func() (io.ReadCloser, error) { return r.fsys.Open(asset.Path) }}
		if asset.Sure {
			planned.Stamp = asset.Stamp
		}
		in.Assets = append(in.Assets, planned)
	}
	return in
}

// hostFiles returns the texts that the author has written for static hosts, by their names, if dist
// is made for one.
func (r *reading) hostFiles() (map[string]string, error) {
	if r.site.HostedBy == "" {
		return nil, nil
	}
	files := map[string]string{}
	for _, asset := range r.Assets {
		if !hosts.Reads(asset.Path) {
			continue
		}
		data, err := fs.ReadFile(r.fsys, asset.Path)
		if err != nil {
			return nil, fmt.Errorf("reading what the host reads: %w", err)
		}
		files[asset.Path] = strings.TrimRight(string(data), "\n") + "\n"
	}
	return files, nil
}

// partly tells the plan what has changed since the last one, where nothing else has.
func (e *Engine) setIncremental(in *publish.Input, r *reading, small int, look [32]byte, ask Ask) {
	if !r.incremental || ask.Verify || e.cache.Theme != look || e.cache.Outputs <= small || e.cache.Dist == "" || e.cache.Dist != e.store.State() {
		return
	}
	in.Incremental, in.Changed, in.PreviousFiles, in.Stale, in.Memo = true, r.changed, r.replaceableFiles(), r.replacedArticles(), e.memo
	in.Intact = r.previous != nil && ask.Changed != nil // the rescan looks at dist, once a minute
	if r.previous != nil {
		in.Register = r.previous.addresses
	}
}

// plan plans the publication of a reading, and keeps the memo of the plan for the next one.
func (e *Engine) plan(in publish.Input, r *reading, start time.Time) (plan *publish.Publication, err error) {
	if in.HostFiles, err = r.hostFiles(); err != nil {
		return nil, err
	}
	if plan, err = publish.Plan(in, start); err != nil {
		return nil, err
	}
	if n, most := len(plan.Outputs)+plan.Unplanned, r.site.Limits.Files; n > most {
		return nil, Failed(fmt.Sprintf("if that is meant: limits: {files: %d} in %s", n, inventory.SiteFile), "refusing to publish %d files: %d are the most", n, most)
	}
	e.memo = plan.Memo
	return plan, nil
}

// gonePaths are the files of the last publication whose articles are not in this one.
func withdrawnPaths(r *reading, live []*feed.Article) (paths []string) {
	here := map[string]bool{}
	for _, a := range live {
		here[a.Path] = true
	}
	for _, path := range r.changedPaths() {
		if !here[path] {
			paths = append(paths, path)
		}
	}
	return paths
}
