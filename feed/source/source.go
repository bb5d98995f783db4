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

// Content is the result of reading a folder of writing.
type Content struct {
	// Articles are those that were read without an error, ordered by path, with drafts and articles
	// of the future. An article that did not change since the earlier reading is the same pointer.
	Articles []*feed.Meta
	// Introduction is the index file at the root, which the home page shows above its list; nil if
	// there is none.
	Introduction *feed.Meta
	Assets       []inventory.Asset
	// Problems are ordered by path. Refused are the paths of the articles that are not in Articles
	// because of an error.
	Problems []*feed.Problem
	Refused  []string
	// Collided reports that articles were dropped because others have their addresses. Transient
	// reports that the next reading may differ although no file changed, for example after a failed
	// read.
	Collided, Transient bool
	// Unread are the folders that could not be read.
	Unread []string
	// Records are the records that changed since the earlier reading, by path; nil is a file that
	// was removed.
	Records map[string]*feed.Record
	// Incremental reports that only changed files were read: all else was copied from Options.Last.
	Incremental bool

	unpublished       []*feed.Problem // those of Problems that concern several files or site.yaml
	frontMatterAssets []string        // assets that begin with front matter: they are not published

	recheck []string        // files to read again next time, because their stamps cannot prove that they are unchanged
	refs    map[uint64]bool // every reference of every record, set by Register; it may also hold references that are gone
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
	// Rank returns the order in which articles keep an address that several claim, as
	// [feed.Identities.Rank] does; unread are the paths of the files that cannot be read. nil ranks
	// all alike: then the older article keeps it.
	Rank func(articles []*feed.Meta, unread []string) func(a *feed.Meta) int
	// Updated returns when an article was last updated whose front matter does not say so; zero
	// means its date of publication. The article has its content. A nil function means zero for
	// all.
	Updated func(a *feed.Article) time.Time
	// Length returns the size in bytes of a file on another server, 0 if it is unknown. nil makes
	// no requests.
	Length func(url string) int64
	// Records are the records of an earlier reading of the same site, by path. Read does not change
	// them. nil reads every file.
	Records map[string]*feed.Record
	// NoCollisions says that no two articles claimed one address in that reading.
	NoCollisions bool
	// Last is the content of that reading, if this process made it; else nil. Addresses registers
	// all its articles. Read updates Addresses to the new content; if the new content is not
	// Incremental, Addresses is invalid afterwards.
	Last      *Content
	Addresses *feed.AddressIndex
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
// changed, or a file that it refers to.
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
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if o.Last != nil && o.NoCollisions && inv.Changed != nil {
		if c := newReader(fsys, site, inv, o, stop).incremental(ctx, inv); c != nil || ctx.Err() != nil {
			return c, context.Cause(ctx)
		}
	}
	return newReader(fsys, site, inv, o, stop).full(ctx, inv)
}

// newReader returns a reader for one attempt to read the content: if incremental fails, full needs
// a new one.
func newReader(fsys fs.FS, site *feed.Site, inv *inventory.Inventory, o Options, stop context.CancelCauseFunc) *reader {
	if o.Now.IsZero() {
		o.Now = inv.Before
	}
	return &reader{fsys: fsys, site: site, markdown: markup.NewMarkdown(), before: inv.Before, Options: o, stop: stop,
		shared: &shared{problems: slices.Clone(inv.Problems), newRecords: map[string]*feed.Record{},
			transient: slices.ContainsFunc(inv.Problems, func(p *feed.Problem) bool { return !p.Warning })}}
}
