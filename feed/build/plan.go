package build

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/hosts"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source/inventory"
)

// planInput returns the input of the plan.
func (r *reading) planInput(w *withheld) (in publish.Input, err error) {
	in = publish.Input{Site: r.site, Set: r.set, Unread: r.Unread, Withheld: w.names, RetainFiles: w.retained,
		Open: func(name string) (io.ReadCloser, error) { return r.fsys.Open(name) }, PreviousFeeds: r.memory.Feeds()}
	in.HostFiles, err = r.hostFiles()
	return in, err
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

// plan plans the publication, and refuses one with more files than limits.files in site.yaml. last is the
// plan of the last run; nil makes it list all files.
func (r *reading) plan(in publish.Input, last *publish.Base) (*publish.Publication, error) {
	plan, err := publish.Plan(in, last)
	if err != nil {
		return nil, err
	}
	if limit := r.site.Limits.Files; plan.Files > limit {
		return nil, Failed(fmt.Sprintf("if that is meant: limits: {files: %d} in %s", plan.Files, inventory.SiteFile), "refusing to publish %d files: %d are the most", plan.Files, limit)
	}
	return plan, nil
}

// toSave returns what the memory has to save of the publication.
func (r *reading) toSave(plan *publish.Publication, w *withheld) memory.Publication {
	p := memory.Publication{Site: r.site, Ran: r.set.Now(), Articles: r.live(), Hidden: r.newlyHidden(), Unreadable: r.unreadable, Withheld: w.folders, Copies: r.set.Copies(),
		Entered: r.diff().Entered, Moved: r.movedPages(), Feeds: plan.Feeds, DocumentSizes: plan.DocumentSizes, Read: map[string][16]byte{}}
	if !feed.LocalURL(r.site.BaseURL) {
		p.Sizes = plan.Sizes
	}
	for _, path := range r.paths() {
		if r.set.Live(path) == nil {
			p.Withdrawn = append(p.Withdrawn, path)
		}
	}
	for _, path := range slices.AppendSeq(p.Withdrawn, maps.Keys(r.Records)) {
		p.Read[path] = [16]byte{}
		if record := r.recordOf(path); record.Usable() {
			p.Read[path] = record.Meta.Print
		}
	}
	return p
}
