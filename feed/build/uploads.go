package build

import (
	"context"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// An uploaded file may grow, pause and grow again. It is published once its size and time have been
// the same for stillTime, or at once if its own time is older than freshTime.
const (
	uploadDelay = 2 * time.Second
	uploadAge   = 10 * time.Second
	// openTime is the age up to which a changed file is checked for a process that has it open.
	openCheckAge = time.Hour
)

// looks remembers what assets looked like while they may be written to, by path.
type uploads map[string]observation

type observation struct {
	stamp feed.Stamp
	since time.Time
}

// moving returns the assets that may still be written to, and remembers how they look now. written
// reports whether a process has an asset open for writing.
func (l uploads) inProgress(assets []inventory.Asset, still time.Duration, now time.Time, written func(name string) bool) map[string]bool {
	moving, here := map[string]bool{}, make(map[string]bool, len(assets))
	if still <= 0 {
		return moving
	}
	for _, asset := range assets {
		here[asset.Path] = true
	}
	maps.DeleteFunc(l, func(path string, _ observation) bool { return !here[path] })
	for _, asset := range assets {
		age := now.Sub(changedAt(asset))
		if age < openCheckAge && written(asset.Path) {
			l[asset.Path] = observation{asset.Stamp, now}
			moving[asset.Path] = true
			continue
		}
		if age >= uploadAge {
			delete(l, asset.Path)
			continue
		}
		if seen, known := l[asset.Path]; !known || seen.stamp != asset.Stamp {
			l[asset.Path] = observation{asset.Stamp, now}
			moving[asset.Path] = true
		} else if now.Sub(seen.since) < still {
			moving[asset.Path] = true
		}
	}
	return moving
}

// until returns when all of these assets will have been unchanged for the time still, if they do
// not change again.
func (l uploads) stableAt(moving map[string]bool, still time.Duration, now time.Time) time.Time {
	until := now.Add(time.Second)
	for name := range moving {
		if seen, known := l[name]; known && seen.since.Add(still).After(until) {
			until = seen.since.Add(still)
		}
	}
	return until
}

// changedAt is when a file was changed last, as its file system says.
func changedAt(asset inventory.Asset) time.Time {
	return time.Unix(0, max(asset.Stamp.Modified, asset.Stamp.Changed))
}

// changedAssets are the assets that are new or have changed since the last run.
func (r *reading) newAssets() (assets []inventory.Asset) {
	for _, asset := range r.Assets {
		if fresh := r.Records[asset.Path]; fresh != nil {
			if past := r.cache.Records[asset.Path]; past == nil || past.Stamp != fresh.Stamp {
				assets = append(assets, asset)
			}
		}
	}
	return assets
}

// wait leaves assets that may be written to as they were, and the articles that name them: a new
// one waits, and one that was published stays as it was. The next run looks again. If told, because
// no run may follow for long, each of them is a problem.
func (r *reading) deferAssets(moving map[string]bool, until time.Time, told bool) {
	if len(moving) == 0 {
		return
	}
	r.uploading, r.recheckAt = moving, until
	for name := range moving {
		delete(r.Records, name) // it is new to the next run
	}
	for at, a := range r.Articles {
		record := r.Records[a.Path]
		if !record.Usable() || record.Article != a || !source.Refers(record, moving) {
			continue
		}
		if told {
			r.problems = append(r.problems, &feed.Problem{Path: a.Path, Message: "a file that it names is still being written to: it is left as it was",
				Hint: "build again once " + smallest(moving) + " is whole"})
		}
		was := r.cache.Records[a.Path]
		delete(r.Records, a.Path)
		if last := r.publishedForm(a, was); last != nil {
			r.replace(at, last)
			continue
		}
		a.Settles = until.In(r.site.TimeZone)
		r.Records[a.Path] = markUnsure(record)
	}
}

// lastForm is the article as it was published last, nil if it was not.
func (r *reading) publishedForm(a *feed.Article, was *feed.Record) *feed.Article {
	before := r.identities.Was(a)
	if before == nil {
		return nil
	}
	if was.Usable() && was.Article.ID == a.ID {
		return was.Article
	}
	last, ok := r.lastPublished(before.Path)
	if !ok {
		return nil
	}
	last.Path = a.Path // it has been renamed
	return last
}

// replace puts an article in the place of another one.
func (r *reading) replace(at int, with *feed.Article) {
	if i := slices.Index(r.changed, r.Articles[at]); i >= 0 {
		r.changed[i] = with
	}
	r.Articles[at] = with
}

// unsure is a record of a file that is read again.
func markUnsure(record *feed.Record) *feed.Record {
	again := *record
	again.Sure = false
	return &again
}

func smallest(names map[string]bool) string {
	first := ""
	for name := range names {
		if first == "" || name < first {
			first = name
		}
	}
	return first
}

// holdFiles holds back assets that may still be written to, and the articles that name them.
func (e *Engine) deferUploads(r *reading, ask Ask, start time.Time) {
	moving := map[string]bool{}
	if !ask.Once && !r.site.Preview {
		moving = e.uploads.inProgress(r.newAssets(), e.UploadDelay, e.Clock().Round(0), e.openForWriting)
	}
	maps.Copy(moving, ask.uploading)
	r.deferAssets(moving, e.uploads.stableAt(moving, e.UploadDelay, start), ask.Once)
}

// awaitStill waits, for a run that is the only one of its process, while enclosures are written
// to: as long as stillTime if they are whole, and freshTime if they grow. It returns those that
// still do, and those that are given.
func (e *Engine) awaitUploads(ctx context.Context, inv *inventory.Inventory, given map[string]bool, list func() (*inventory.Inventory, error)) (*inventory.Inventory, map[string]bool, error) {
	began, seen := e.Clock(), uploads{}
	var err error
	for {
		moving := seen.inProgress(e.changedMedia(inv, e.Clock()), e.UploadDelay, e.Clock(), e.openForWriting)
		if len(moving) == 0 {
			return inv, given, nil
		}
		if e.Clock().Sub(began) >= uploadAge {
			maps.Copy(moving, given)
			return inv, moving, nil
		}
		select {
		case <-ctx.Done():
			return inv, nil, context.Cause(ctx)
		case <-time.After(e.UploadDelay / 4):
		}
		if inv, err = list(); err != nil {
			return inv, nil, err
		}
	}
}

// written reports whether a process has a file of content open to write to it.
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

// freshMedia are the sounds and films of content that are not those of the last run.
func (e *Engine) changedMedia(inv *inventory.Inventory, now time.Time) (assets []inventory.Asset) {
	for _, asset := range inv.Assets {
		if age := now.Sub(changedAt(asset)); age >= openCheckAge || age >= uploadAge && !e.openForWriting(asset.Path) {
			continue
		}
		switch kind, _, _ := strings.Cut(feed.MediaType(path.Base(asset.Path)), "/"); kind {
		case "audio", "video":
			e.cache.Load()
			if past := e.cache.Records[asset.Path]; past == nil || past.Stamp != asset.Stamp {
				assets = append(assets, asset)
			}
		}
	}
	return assets
}
