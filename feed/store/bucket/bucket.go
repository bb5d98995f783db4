// Package bucket keeps a publication in a bucket of an object store that speaks S3: one publisher at a
// time writes it, and any number of servers read it.
//
// # Objects
//
// All keys are below the prefix of the [Address]:
//
//	.fil/manifest       the head: which files there are, and with which hashes
//	.fil/blobs/SHA256   the bytes of a file, or of the beginning of the manifest; never overwritten
//	.fil/lease          which publisher is at work (see [Lease])
//	NAME                a file under its public name, unless the address has plain=false
//
// # A publication
//
//	stage    upload each new blob, 16 at once
//	claim    replace the head by one that lists the names to be written (only with public names)
//	write    copy blobs to their public names: assets, pages, archives, feeds, the list of feeds
//	commit   replace the head by the next one
//	delete   objects that no publication uses any more
//
// Each replacement of the head has the entity tag of the head that it was made from as a condition
// (If-Match, RFC 9110 §13.1.1). So of two publishers one gets [ErrConflict], before it has changed
// anything that a server reads.
//
// Servers read files by their hash, so that an answer is of one publication and never of two: whatever
// a publisher does, or wherever it ends, the head is that of the last publication or of the next one.
// Public names cannot change all at once. If a publisher ends while it writes them, the head that it
// has claimed lists them, and the next publication writes them again.
//
// # What is deleted
//
// A blob that no file has any more is deleted an hour later at the earliest, because a server may still
// answer from an earlier head. An object under a public name is deleted at once. Both happen after the
// commit, at most half of all objects with one publication, unless more was accepted. The head lists what is
// to be deleted until it is gone. An object that was written again after it became unused stays: another
// publisher uses it.
//
// The prefix belongs to Fil: an object of another program below it is left alone, but if a published
// file has the same name, it is overwritten.
package bucket

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"fil/feed/manifest"
)

// Bucket is a publication in a bucket that this process may write. One goroutine at a time may use it,
// but several may call Stage. It implements publish.Store.
type Bucket struct {
	record  *record
	plain   bool
	warn    func(message string)
	uploads *uploads // of the publication under way, nil if there is none
	// current says that this run has read the head.
	current bool
	// accept says that the next publication may delete more than half of all objects.
	accept bool
	// dirty are public names that may not be as the manifest says.
	dirty map[string]bool
	// foreign are the names of objects that Fil did not write, as far as they were listed.
	foreign []string
}

// Open connects to a bucket and reads the head. If there is none, the prefix must hold no objects but
// Fil's own, or the error is ErrForeign. warn is called with a message for the user.
func Open(ctx context.Context, a Address, warn func(message string)) (*Bucket, error) {
	o, err := connect(ctx, a)
	if err != nil {
		return nil, err
	}
	b := &Bucket{record: newRecord(o), plain: a.Plain, warn: warn, dirty: map[string]bool{}}
	if _, err := b.record.refresh(ctx); err != nil {
		return nil, err
	}
	if b.record.tag == "" {
		if err := b.checkNew(ctx, a); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// checkNew returns an error if a prefix without a head is not for a publication: if it has objects of others,
// and none of Fil, or if it lies in that of another publication. If only the head was lost, all is published
// again.
func (b *Bucket) checkNew(ctx context.Context, a Address) error {
	foreign := false
	for found, err := range b.record.list(ctx) {
		if err != nil {
			return err
		}
		if strings.HasPrefix(found.key, blobPrefix) {
			return nil
		}
		foreign = foreign || !strings.HasPrefix(found.key, ownPrefix)
	}
	if foreign {
		return &Error{Address: a.String(), Work: "opening", Err: ErrForeign, Hint: "name an empty prefix, as in " + scheme + a.Bucket + "/fil"}
	}
	above := objects{client: b.record.client, bucket: a.Bucket, tries: b.record.tries}
	for rest := strings.TrimSuffix(a.Prefix, "/"); rest != ""; {
		rest = rest[:max(strings.LastIndexByte(rest, '/'), 0)]
		above.prefix = strings.TrimPrefix(rest+"/", "/")
		if _, _, err := above.stat(ctx, headKey); err == nil {
			return &Error{Address: a.String(), Work: "opening", Err: ErrNested, Hint: "name a prefix that does not lie in " + scheme + a.Bucket + "/" + above.prefix}
		}
	}
	return nil
}

// Refresh reads the head again at the beginning of a run: another publisher may have replaced it.
// accept says that the publication of this run may delete more than half of all objects.
func (b *Bucket) Refresh(ctx context.Context, accept bool) error {
	b.accept = accept
	_, err := b.record.refresh(ctx)
	b.current = err == nil
	return err
}

// Manifest returns the manifest of the last publication, as far as this process knows it.
func (b *Bucket) Manifest(ctx context.Context) (*manifest.Manifest, error) { return b.record.load(ctx) }

// State returns a value that changes with each publication. It is "" if there is none, or if one has
// to be finished.
func (b *Bucket) State() string {
	if len(b.record.head.pending) > 0 || len(b.dirty) > 0 || b.record.head.plain != b.plain {
		return ""
	}
	return b.record.tag
}

// Intact returns true: it is not known without a request whether an object is as the manifest says.
func (b *Bucket) Intact(manifest.File) bool { return true }

// Files returns the files of the last publication. They are read from the store.
func (b *Bucket) Files() fs.FS {
	m := b.record.manifest
	if m == nil {
		m = &manifest.Manifest{}
	}
	return files{m, b.record.objects, b.record.blob}
}

// ForeignFiles returns the objects below the prefix that Fil did not write. The last publication that compared
// every file has found them.
func (b *Bucket) ForeignFiles(context.Context) ([]string, error) { return b.foreign, nil }

// Abandon ends a publication that was begun. The objects that it has uploaded are unused: the next
// publication that compares every file deletes them.
func (b *Bucket) Abandon() error {
	if b.uploads != nil {
		b.uploads.abandon()
		b.uploads = nil
	}
	return nil
}

// Close ends the use of the bucket.
func (b *Bucket) Close() error { return b.Abandon() }

// errNotBegun is the error of a publication without Begin.
var errNotBegun = errors.New("the publication was not begun")
