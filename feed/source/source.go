package source

import (
	"context"
	"io/fs"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/source/inventory"
	"fil/feed/source/markup"
)

// Content is the result of reading a folder of writing: what differs from an earlier reading, and all
// problems.
type Content struct {
	// Records are the records that changed since the earlier reading, by path; nil is a file that
	// was removed. Drafts and articles of the future are among them, and articles that have the
	// address of another one.
	Records map[string]*feed.Record
	// Refused are the paths of the article files that have an error, so that their articles could not be
	// read, ordered.
	Refused []string
	Assets  []inventory.Asset
	// Problems are ordered by path.
	Problems []*feed.Problem
	// Transient reports that the next reading may differ although no file changed, for example after a
	// failed read.
	Transient bool
	// Unread are the folders that could not be read. The records of their files stay as they were.
	Unread []string
}

// Options say what a reading may reuse, and what it may ask its caller. The zero value reads
// everything.
type Options struct {
	// Inventory is the result of [inventory.Walk]; nil makes Read walk itself.
	Inventory *inventory.Inventory
	// LastPublished returns an article as it was last published, nil if it was not. Links to it
	// lead to that address while its file cannot be read. A nil function means that nothing was
	// published.
	LastPublished func(path string) *feed.Meta
	// Updated returns when an article was last updated whose front matter does not say so; zero
	// means its date of publication. The article has its content. A nil function means zero for
	// all.
	Updated func(a *feed.Article) time.Time
	// Committed returns when a file was first and last committed to a repository; zero times if it was
	// not, or a nil function, means that it is not known.
	Committed func(path string) (first, last time.Time)
	// Length returns the size in bytes of a file on another server, 0 if it is unknown. nil makes
	// no requests.
	Length func(url string) int64
	// Records are the records of an earlier reading of the same site. Read does not change them. nil
	// reads every file.
	Records *feed.Records
	// StoreText stores an article and sets its Print: memory holds only its Meta. Several goroutines
	// call it at once. nil drops the texts.
	StoreText func(a *feed.Article) error
	// Now is the time of the run; zero means the time at which the inventory was taken.
	Now time.Time
	// Timeouts bound the time for one article, over several readings; nil uses new ones for this
	// reading.
	Timeouts *Timeouts
	// Progress is called from time to time with the number of steps done, and of all steps.
	Progress func(done, of int)
}

// Read reads every article below the root of fsys. It returns an error only if the root cannot be
// read or ctx ends: an error in a file becomes a problem, and the others are read.
//
// A file whose stamp is that of its record is not opened. An article is rendered again if its file
// changed, or a file that it refers to. If the inventory says which files may have changed, only these
// are compared with their records.
func Read(ctx context.Context, fsys fs.FS, site *feed.Site, o Options) (*Content, error) {
	if o.LastPublished == nil {
		o.LastPublished = func(string) *feed.Meta { return nil }
	}
	if o.Timeouts == nil {
		o.Timeouts = &Timeouts{}
	}
	inv, err := o.Inventory, error(nil)
	if inv == nil {
		inv, err = inventory.Walk(fsys, inventory.Tick)
	}
	if err != nil {
		return nil, err
	}
	if o.Now.IsZero() {
		o.Now = inv.Before
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r := &reader{fsys: fsys, site: site, markdown: markup.NewMarkdown(), before: inv.Before, Options: o, stop: stop,
		shared: &shared{problems: slices.Clone(inv.Problems), newRecords: map[string]*feed.Record{},
			transient: slices.ContainsFunc(inv.Problems, func(p *feed.Problem) bool { return !p.Warning })}}
	return r.read(ctx, inv)
}
