package build

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/hosts"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source/inventory"
)

// planInput returns the input of the plan, from what was read and from the memory. toSave is what
// the memory has to save of the publication; the plan adds to it.
func (e *Engine) planInput(r *reading, now time.Time) (in publish.Input, toSave *memory.Publication) {
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
	// An incremental run saves the changed articles only, and needs all of them only for the arrival
	// times of feeds with archives.
	var all []*feed.Meta
	if !r.incremental || slices.ContainsFunc(r.site.Named, func(d feed.Definition) bool { return d.Archive }) {
		all = feed.Live(r.Articles, now)
	}
	for _, d := range r.site.Named {
		if d.Archive {
			in.Entered[d.Path] = feed.UpdateArrivals(e.memory.Entered(d.Path), feed.Choose(r.site, d, all), now)
		}
	}
	toSave = &memory.Publication{Site: r.site, Ran: now, Articles: all, Moved: in.Moved, Entered: in.Entered,
		Hidden: r.newlyHidden(now), Unreadable: r.Refused, Withheld: w.folders}
	if r.incremental {
		toSave.Articles = feed.Live(r.changed, now)
	}
	if i := r.Introduction; i != nil && i.LiveAt(now) && (!r.incremental || r.Records[i.Path] != nil) {
		toSave.Articles = append(toSave.Articles, i)
	}
	toSave.Withdrawn = e.withdrawnPaths(r, toSave.Articles)
	toSave.Read = r.storedPrints(toSave.Withdrawn)
	return in, toSave
}

// publishInput returns the part of the plan's input that does not depend on the memory.
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

// hostFiles returns the texts of the assets that a static host reads as its configuration, by path.
// It returns nil if dist is not made for a static host.
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

// setIncremental makes the plan incremental if the last run's theme and dist have not changed and
// only r.changed differs from the last publication. A plan of at most small outputs stays complete,
// because it costs little and repairs dist.
func (e *Engine) setIncremental(in *publish.Input, r *reading, small int, themeSum [32]byte, ask Ask) {
	if !r.incremental || ask.Verify || e.cache.Theme != themeSum || e.cache.Outputs <= small || e.cache.Dist == "" || e.cache.Dist != e.store.State() {
		return
	}
	in.Incremental, in.Changed, in.PreviousFiles, in.Stale, in.Memo = true, r.changed, r.replaceableFiles(), r.replacedArticles(), e.memo
	// A run without a list of changed files, which a server makes once a minute, has dist checked.
	in.Intact = r.previous != nil && ask.Changed != nil
	if r.previous != nil {
		in.Register = r.previous.addresses
	}
}

// plan plans the publication, and refuses one with more files than limits.files in site.yaml. It
// stores the plan's memo for the next run.
func (e *Engine) plan(in publish.Input, r *reading, start time.Time) (plan *publish.Publication, err error) {
	in.HostFiles, err = r.hostFiles()
	if err != nil {
		return nil, err
	}
	plan, err = publish.Plan(in, start)
	if err != nil {
		return nil, err
	}
	if n, limit := len(plan.Outputs)+plan.Unplanned, r.site.Limits.Files; n > limit {
		return nil, Failed(fmt.Sprintf("if that is meant: limits: {files: %d} in %s", n, inventory.SiteFile), "refusing to publish %d files: %d are the most", n, limit)
	}
	e.memo = plan.Memo
	return plan, nil
}

// storedPrints returns the Prints of the articles in the files that were read, and in the given ones.
func (r *reading) storedPrints(paths []string) map[string][16]byte {
	prints := make(map[string][16]byte, len(r.Records))
	for _, path := range slices.AppendSeq(paths, maps.Keys(r.Records)) {
		prints[path] = [16]byte{}
		if record := r.recordOf(path); record.Usable() {
			prints[path] = record.Meta.Print
		}
	}
	return prints
}

// withdrawnPaths returns the files of content that may have changed and have no live article any more.
func (e *Engine) withdrawnPaths(r *reading, live []*feed.Meta) (paths []string) {
	isLive := map[string]bool{}
	for _, a := range live {
		isLive[a.Path] = true
	}
	among := r.changedPaths()
	if !r.incremental {
		among = e.memory.Paths()
	}
	for _, path := range among {
		if !isLive[path] {
			paths = append(paths, path)
		}
	}
	return paths
}
