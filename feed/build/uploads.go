package build

import (
	"context"
	"maps"
	"os"
	"path"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// An upload may grow, pause and grow again. An asset is published once its size and mtime have been
// the same for uploadDelay, or at once if its mtime is older than uploadAge.
const (
	uploadDelay = 2 * time.Second
	uploadAge   = 10 * time.Second
	// openCheckAge is the age up to which Fil checks whether a process has an asset open for writing.
	openCheckAge = time.Hour
)

// uploads holds the assets that may still be written to, by path.
type uploads map[string]observation

// observation is the stamp of an asset, and since when it has been seen with that stamp.
type observation struct {
	stamp feed.Stamp
	since time.Time
}

// inProgress returns those of the given assets that may still be written to, and records their
// stamps. It forgets all other assets. openForWriting reports whether a process has an asset open for
// writing.
func (u uploads) inProgress(assets []inventory.Asset, delay time.Duration, now time.Time, openForWriting func(name string) bool) map[string]bool {
	uploading := map[string]bool{}
	if delay <= 0 {
		return uploading
	}
	given := make(map[string]bool, len(assets))
	for _, asset := range assets {
		given[asset.Path] = true
	}
	maps.DeleteFunc(u, func(name string, _ observation) bool { return !given[name] })
	for _, asset := range assets {
		age := now.Sub(changedAt(asset))
		if age < openCheckAge && openForWriting(asset.Path) {
			u[asset.Path] = observation{asset.Stamp, now}
			uploading[asset.Path] = true
			continue
		}
		if age >= uploadAge {
			delete(u, asset.Path)
			continue
		}
		if seen, ok := u[asset.Path]; !ok || seen.stamp != asset.Stamp {
			u[asset.Path] = observation{asset.Stamp, now}
			uploading[asset.Path] = true
		} else if now.Sub(seen.since) < delay {
			uploading[asset.Path] = true
		}
	}
	return uploading
}

// stableAt returns when all of the given assets will have been unchanged for the delay, if they do
// not change again; at least a second from now.
func (u uploads) stableAt(uploading map[string]bool, delay time.Duration, now time.Time) time.Time {
	latest := now.Add(time.Second)
	for name := range uploading {
		if seen, ok := u[name]; ok && seen.since.Add(delay).After(latest) {
			latest = seen.since.Add(delay)
		}
	}
	return latest
}

// changedAt returns the later of an asset's mtime and ctime.
func changedAt(asset inventory.Asset) time.Time {
	return time.Unix(0, max(asset.Stamp.Modified, asset.Stamp.Changed))
}

// uploading returns the function that finds the assets that may still be written to.
func (e *Engine) uploading(ask Ask, start time.Time) func(r *reading) (map[string]bool, time.Time) {
	return func(r *reading) (map[string]bool, time.Time) {
		uploading := map[string]bool{}
		if !ask.Once && !r.site.Preview {
			uploading = e.uploads.inProgress(r.newAssets(), e.UploadDelay, e.Clock().Round(0), e.openForWriting)
		}
		maps.Copy(uploading, ask.uploading)
		return uploading, e.uploads.stableAt(uploading, e.UploadDelay, start)
	}
}

// newAssets returns the assets that are new or have changed since the last run.
func (r *reading) newAssets() (assets []inventory.Asset) {
	for _, asset := range r.Assets {
		if record := r.Records[asset.Path]; record != nil {
			if before := r.last.records.Get(asset.Path); before == nil || before.Stamp != record.Stamp {
				assets = append(assets, asset)
			}
		}
	}
	return assets
}

// deferUploads leaves the assets that may still be written to in dist as they were, and the articles that
// refer to them: a new article waits, and one that was published keeps its last form.
func (r *reading) deferUploads(d delays) error {
	if d.uploading == nil {
		return nil
	}
	r.uploading, r.recheckAt = d.uploading(r)
	if len(r.uploading) == 0 {
		return nil
	}
	for name := range r.uploading {
		r.Records[name] = &feed.Record{} // with another stamp, the next run finds it changed again
	}
	for path, a := range r.put {
		record := r.Records[path]
		if !record.Usable() || !source.Refers(record, r.uploading) {
			continue
		}
		if d.report {
			r.Problems = append(r.Problems, &feed.Problem{Path: path, Message: "a file that it names is still being written to: it is left as it was",
				Hint: "build again once " + smallest(r.uploading) + " is whole"})
		}
		last, err := r.putLastForm(a)
		if err != nil {
			return err
		}
		if last == nil {
			a.Settles = r.recheckAt.In(r.site.TimeZone)
			last = record.Meta
		}
		r.Records[path] = &feed.Record{Meta: last, Refs: record.Refs, Warnings: record.Warnings} // without a stamp the file is read again
	}
	return nil
}

// putLastForm puts the last published form in the place of an article. It returns that, nil if there is
// none.
func (r *reading) putLastForm(a *feed.Meta) (*feed.Meta, error) {
	published := r.identities.Was(a)
	if published == nil {
		return nil, nil
	}
	if before := r.last.set.Live(a.Path); before != nil && before.ID == a.ID {
		delete(r.put, a.Path) // it stays as it is in the set
		return before, nil
	}
	last := r.lastForm(published.Path)
	if last == nil {
		return nil, nil
	}
	last.Path = a.Path // differs if the file was renamed
	r.put[a.Path] = &last.Meta
	return &last.Meta, r.texts.StoreText(last)
}

// smallest returns the first of some names in byte order, "" if there is none.
func smallest(names map[string]bool) string {
	first := ""
	for name := range names {
		if first == "" || name < first {
			first = name
		}
	}
	return first
}

// awaitUploads waits until no new audio or video file is being written to, in a process that makes
// only one run. It waits about UploadDelay if the files are complete, and at most uploadAge if they
// grow. It returns the last inventory, and the assets that may still be written to, with those of
// deferred; list makes the inventory again.
func (e *Engine) awaitUploads(ctx context.Context, inv *inventory.Inventory, deferred map[string]bool, list func() (*inventory.Inventory, error)) (*inventory.Inventory, map[string]bool, error) {
	began, seen := e.Clock(), uploads{}
	var err error
	for {
		uploading := seen.inProgress(e.changedMedia(inv, e.Clock()), e.UploadDelay, e.Clock(), e.openForWriting)
		if len(uploading) == 0 {
			return inv, deferred, nil
		}
		if e.Clock().Sub(began) >= uploadAge {
			maps.Copy(uploading, deferred)
			return inv, uploading, nil
		}
		select {
		case <-ctx.Done():
			return inv, nil, context.Cause(ctx)
		case <-time.After(e.UploadDelay / 4):
		}
		inv, err = list()
		if err != nil {
			return inv, nil, err
		}
	}
}

// openForWriting reports whether a process has a file of content open for writing.
func (e *Engine) openForWriting(name string) bool {
	if e.contentRoot == nil {
		return false
	}
	f, err := disk.NewFS(e.contentRoot).Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	file, ok := f.(*os.File)
	return ok && disk.BeingWritten(file)
}

// changedMedia returns the audio and video files that have changed since the last run, and recently
// enough to be uploads.
func (e *Engine) changedMedia(inv *inventory.Inventory, now time.Time) (assets []inventory.Asset) {
	for _, asset := range inv.Assets {
		if age := now.Sub(changedAt(asset)); age >= openCheckAge || age >= uploadAge && !e.openForWriting(asset.Path) {
			continue
		}
		kind, _, _ := strings.Cut(feed.MediaType(path.Base(asset.Path)), "/")
		if kind != "audio" && kind != "video" {
			continue
		}
		e.cache.Load()
		if before := e.cache.Records.Get(asset.Path); before == nil || before.Stamp != asset.Stamp {
			assets = append(assets, asset)
		}
	}
	return assets
}
