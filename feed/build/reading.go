package build

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/index"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source"
)

// origin is what a reading is made from.
type origin struct {
	fsys fs.FS // content
	site *feed.Site
	// memory has the IDs and the last published forms of articles; nil gives every article the ID of
	// its address.
	memory *memory.Memory
	// lengths stores the lengths of enclosures on other servers; nil if they are not requested.
	lengths *memory.Memory
	// texts stores the texts of articles; nil drops them.
	texts texts
	// last is what the last run left; its zero value makes the run read every file.
	last lastRun
}

// lastRun is what a run leaves for the next one. A run does not change it: after a run that failed, the
// next one starts from the same.
type lastRun struct {
	// set has the articles; nil if there was no run, or nothing of it is known.
	set *index.Set
	// records are what was read, and unreadable the files that could not be read.
	records    *feed.Records
	unreadable []string
	ran        time.Time
}

// texts stores the texts of articles until they are published: a [memory.Memory], or a spool in a
// temporary file.
type texts interface {
	StoreText(a *feed.Article) error
	Text(path string, print [16]byte, zone *time.Location) (*feed.Article, error)
}

// reading is content after it was read and matched with the memory.
type reading struct {
	*source.Content
	origin
	*matching
	set *index.Set
	// unreadable are the files that cannot be read. If they were published, their last form is in the set.
	unreadable []string
	renames    []feed.Rename
	// uploading are the assets that may still be written to; see deferUploads. recheckAt is when the
	// next run checks them.
	uploading map[string]bool
	recheckAt time.Time
	problems  []*feed.Problem
	// revised are the files of the articles whose Updated was set to now (updated: auto in site.yaml).
	revised revised
}

// matching is how content was compared with the last publication. It is needed until the next one is planned.
type matching struct {
	// put are the articles, by path, that the next set takes in place of those of the last set. touched
	// are the files whose articles may differ from the last publication.
	put     map[string]*feed.Meta
	touched map[string]bool
	// published are the articles of the last publication in touched files, and damaged are those of these
	// files whose rows in the memory cannot be read. withdrawn are articles of earlier publications that the
	// last one does not have.
	published []*feed.Meta
	damaged   []string
	withdrawn []*feed.Withdrawn
	copies    map[string]feed.Copy // that the last publication has left out
	// identities says which articles were published before.
	identities *feed.Identities
}

// diff returns what differs from the set of the last run.
func (r *reading) diff() *index.Diff {
	diff, _ := r.set.Since(r.last.set)
	return diff
}

// paths returns the touched files, in order.
func (r *reading) paths() []string { return slices.Sorted(maps.Keys(r.touched)) }

// live returns the articles of touched files that are live, by path.
func (r *reading) live() (articles []*feed.Meta) {
	for _, path := range r.paths() {
		if a := r.set.Live(path); a != nil {
			articles = append(articles, a)
		}
	}
	return articles
}

// lastForm returns the last published form of the article in a file; nil if there is none, or if it
// cannot be read.
func (r *reading) lastForm(path string) *feed.Article {
	last, _ := r.memory.LastForm(path, r.site)
	return last
}

// publishedFrom returns what the last publication had from a file; nil if it had nothing.
func (r *reading) publishedFrom(path string) *feed.Meta {
	return r.memory.PublishedFrom(path, r.site)
}

// recordOf returns the record of a file: the new one, else that of the last run, else nil.
func (r *reading) recordOf(path string) *feed.Record {
	if record, ok := r.Records[path]; ok {
		return record
	}
	return r.last.records.Get(path)
}

// load returns an article with its text.
func (r *reading) load(a *feed.Meta) (*feed.Article, error) {
	stored, err := r.texts.Text(a.Path, a.Print, r.site.TimeZone)
	if err != nil && slices.Contains(r.unreadable, a.Path) {
		return nil, fmt.Errorf("%w: neither %s nor its last published form can be read", publish.ErrLost, a.Path)
	}
	if err != nil {
		return nil, err
	}
	// The text was stored before the article got its ID. It is shared, so a copy is changed.
	whole := stored.Clone()
	whole.Meta = *a
	return whole, nil
}

// arrive returns the function that says when an article arrived in the site's feed: the recorded time if
// it was in the feed before, else now. The articles of a first publication arrive when they were
// published.
func (r *reading) arrive(now time.Time) func(a *feed.Meta) time.Time {
	before := feed.Arrivals{}
	if last := r.memory.LastArrival(); !last.IsZero() {
		before[""] = last // no article has this ID; Next needs the latest time
	}
	for _, w := range r.withdrawn {
		if !w.Came.IsZero() {
			before[w.ID] = w.Came
		}
	}
	for _, p := range r.published {
		if !p.Came.IsZero() {
			before[p.ID] = p.Came
		}
	}
	next := before.Next(now)
	return func(a *feed.Meta) time.Time { return before.Arrival(a, next) }
}

// was returns an article as it was last published, nil if it is new. Of an article that identify has not matched, it
// is what the last publication has.
func (r *reading) was(a *feed.Meta) *feed.Meta {
	if put := r.put[a.Path]; put != nil && !slices.Contains(r.unreadable, a.Path) { // the set may have kept its own copy
		return r.identities.Was(put)
	}
	return r.publishedFrom(a.Path)
}

// rank returns the precedence of an article among those that claim the same, see [feed.Identities.Rank].
// For an article that identify has not matched, it compares the article with the memory.
func (r *reading) rank(a *feed.Meta) int {
	if put := r.put[a.Path]; put != nil && r.identities != nil && r.identities.Was(put) != nil { // the set may have kept its own copy
		return r.identities.Rank(put)
	}
	switch p := r.publishedFrom(a.Path); {
	case p != nil && p.ID == a.ID && p.Permalink == a.Permalink:
		return 0
	case p != nil && p.ID == a.ID:
		return 1
	}
	if slices.ContainsFunc(r.withdrawn, func(w *feed.Withdrawn) bool { return w.ID == a.ID }) {
		return 1
	}
	return 2
}

// files returns the assets as the index has them.
func (r *reading) files() []index.File {
	files := make([]index.File, len(r.Assets))
	for i, a := range r.Assets {
		files[i] = index.File{Path: a.Path, Size: a.Size}
		if a.Sure {
			files[i].Stamp = a.Stamp
		}
	}
	return files
}

// updateRecords puts the articles of the set into the records, because those of the set have the IDs and
// times that Fil has assigned.
func (r *reading) updateRecords() {
	for _, a := range slices.Concat(slices.Collect(maps.Values(r.put)), r.diff().Now) {
		record := r.recordOf(a.Path)
		if now := r.set.Article(a.Path); now != nil && record.Usable() && record.Meta != now {
			changed := *record
			changed.Meta = now
			r.Records[a.Path] = &changed
		}
	}
}

// changedArticles returns the title and address of each article that is new, changed or has come due
// since the last run. It returns nil for a first run.
func (r *reading) changedArticles() (names []string) {
	if r.last.ran.IsZero() {
		return nil
	}
	now := slices.Clone(r.diff().Now)
	slices.SortFunc(now, func(a, b *feed.Meta) int { return feed.ComparePaths(a.Path, b.Path) })
	for _, a := range now {
		old := r.last.set.Live(a.Path)
		if a.Stem != "" && (old == nil || old.Print != a.Print) {
			names = append(names, a.Title+" "+a.Permalink)
		}
	}
	return names
}

// settling returns the files of the articles that applySettle or deferUploads has delayed.
func (r *reading) settling() (paths []string) {
	for _, a := range r.set.Withheld() {
		if a.Settles.After(r.set.Now()) {
			paths = append(paths, a.Path)
		}
	}
	return paths
}

// next returns when an article comes due or expires, or a deferred file is to be checked again; zero if
// nothing of that is to be expected.
func (r *reading) next() time.Time {
	next := r.set.Next()
	if len(r.uploading) > 0 && (next.IsZero() || r.recheckAt.Before(next)) {
		next = r.recheckAt
	}
	return next
}
