package bucket

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"math"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"fil/feed/manifest"
)

// Begin begins a publication. lost are the files under whose public names another publication may have
// been written. If watched chooses every file of a publication of any size, Begin lists all objects: then
// lost are also the files whose objects are missing, have another size, or were written after the head.
func (b *Bucket) Begin(ctx context.Context, watched func(f manifest.File, total int) bool) (have *manifest.Manifest, lost map[string]bool, err error) {
	if err := b.Abandon(); err != nil {
		return nil, nil, err
	}
	if !b.current {
		if _, err := b.record.refresh(ctx); err != nil {
			return nil, nil, err
		}
	}
	b.current = false
	if err := b.awaitClaim(ctx); err != nil {
		return nil, nil, err
	}
	have, err = b.record.load(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := b.settle(ctx, have); err != nil {
		return nil, nil, err
	}
	known := map[string]bool{}
	for _, f := range have.Files() {
		known[f.Hash] = true
	}
	for key := range b.record.head.unused { // it may be deleted at this moment
		delete(known, strings.TrimPrefix(key, blobPrefix))
	}
	lost = b.unsettled(have)
	if watched != nil && watched(manifest.File{}, math.MaxInt) {
		if err := b.verify(ctx, have, known, lost); err != nil {
			return nil, nil, err
		}
	}
	b.uploads = newUploads(ctx, b.record.objects, known)
	return have, lost, nil
}

// claimTime is for how long the claim of another publisher is respected, because it is about to commit, and
// claimPause is between two looks. Tests shorten them.
var claimTime, claimPause = 15 * time.Second, 500 * time.Millisecond

// awaitClaim waits while another publisher has claimed the head, until it has committed, or its claim is so
// old that it may have ended.
func (b *Bucket) awaitClaim(ctx context.Context) error {
	for len(b.record.head.pending) > 0 && len(b.dirty) == 0 && b.record.now().Sub(b.record.modified) < claimTime {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(claimPause):
		}
		if _, err := b.record.refresh(ctx); err != nil {
			return err
		}
	}
	return nil
}

// unsettled returns the files whose public objects may be of another publication.
func (b *Bucket) unsettled(have *manifest.Manifest) map[string]bool {
	lost := map[string]bool{}
	if !b.plain {
		return lost
	}
	maps.Copy(lost, b.dirty)
	for _, name := range b.record.head.pending {
		lost[name] = true
	}
	if b.record.tag != "" && !b.record.head.plain {
		for name := range have.Files() {
			lost[name] = true
		}
	}
	return lost
}

// verify lists all objects. It adds the files to lost that are not as the manifest says, removes blobs that
// are missing from known, and deletes blobs of publications that were never committed.
func (b *Bucket) verify(ctx context.Context, have *manifest.Manifest, known, lost map[string]bool) error {
	objects := map[string]listed{}
	long, orphans := b.record.now().Add(-retention), []string(nil)
	b.foreign = nil
	for found, err := range b.record.list(ctx) {
		if err != nil {
			return err
		}
		objects[found.key] = found
		_, unused := b.record.head.unused[found.key]
		hash, isBlob := strings.CutPrefix(found.key, blobPrefix)
		switch {
		case unused:
		case isBlob && !known[hash] && hash != b.record.head.base && found.modified.Before(long):
			orphans = append(orphans, found.key)
		case isBlob || strings.HasPrefix(found.key, ownPrefix):
		case !b.plain || !have.Has(found.key):
			b.foreign = append(b.foreign, found.key)
		}
	}
	committed := objects[headKey].modified // not by the clock of this machine, which cannot tell times within a second
	for name, f := range have.Files() {
		if blob, exists := objects[blobKey(f.Hash)]; !exists || blob.size != f.Size {
			lost[name] = true
			delete(known, f.Hash)
		}
		// A publisher that was overtaken may have written it after the one whose head this is.
		if public, exists := objects[name]; b.plain && (!exists || public.size != f.Size || public.modified.After(committed)) {
			lost[name] = true
		}
	}
	if most := len(objects) / 2; len(orphans) > most && !b.accept {
		orphans = orphans[:most]
	}
	b.removeAll(ctx, orphans)
	return nil
}

// Publish commits the change. If another publisher has committed one since Begin, the error is
// ErrConflict, and nothing is published.
func (b *Bucket) Publish(ctx context.Context, c manifest.Change) (*manifest.Manifest, error) {
	if b.uploads == nil {
		return nil, errNotBegun
	}
	err := b.uploads.end()
	b.uploads = nil
	if err != nil {
		return nil, err
	}
	before := b.record.manifest
	next := before.Apply(c)
	if err := b.publishNames(ctx, next, c); err != nil {
		return nil, err
	}
	now := b.record.now()
	h, err := b.nextHead(ctx, before, next, c, now)
	if err != nil {
		return nil, err
	}
	due, err := b.due(ctx, h, next, now)
	if err != nil {
		return nil, err
	}
	if err := b.replaceHead(ctx, h); err != nil {
		return nil, err
	}
	b.dirty, b.record.manifest = map[string]bool{}, next
	b.removeAll(ctx, due)
	return next, nil
}

// publishNames claims the head and writes the public names of a change. From the claim until the commit
// these may be of this publication, or of one that has overtaken it.
func (b *Bucket) publishNames(ctx context.Context, next *manifest.Manifest, c manifest.Change) error {
	names := b.toWrite(next, c)
	if len(names) == 0 {
		return nil
	}
	inTheWay := clashing(names, c.Remove)
	claim := *b.record.head
	claim.plain = true
	claim.pending = slices.Compact(slices.Sorted(slices.Values(slices.Concat(claim.pending, names, inTheWay))))
	if err := b.replaceHead(ctx, &claim); err != nil {
		return err
	}
	for _, name := range claim.pending {
		b.dirty[name] = true
	}
	b.removeAll(ctx, inTheWay)
	return b.writePublic(ctx, next, names)
}

// replaceHead writes a head in the place of the one that this process has read or written last. If it is
// not there any more, the error is ErrConflict.
func (b *Bucket) replaceHead(ctx context.Context, h *head) error {
	h.writer = rand.Text()
	data := h.encode()
	write := func(match string) (tag string, err error) {
		return b.record.put(ctx, headKey, bytes.NewReader(data), int64(len(data)), headers{"text/plain; charset=utf-8", "", "no-cache"}, &match)
	}
	tag, err := write(b.record.tag)
	if errors.Is(err, errConflict) || errors.Is(err, errMissing) {
		found, readErr := b.record.get(ctx, headKey, "")
		if readErr != nil || !bytes.Equal(found.data, data) {
			return ErrConflict
		}
		tag, err = found.tag, nil // this head was written, and the answer lost
	}
	if err != nil {
		return err
	}
	if b.record.tag == "" { // the first head: does the store know conditions?
		if _, err := write(""); !errors.Is(err, errConflict) {
			return cmp.Or(err, error(&Error{Address: scheme + b.record.bucket, Work: "writing to", Err: errUnconditional, Hint: hints["NotImplemented"]}))
		}
	}
	b.record.tag, b.record.head, b.record.data, b.record.modified = tag, h, data, b.record.now()
	return nil
}

// toWrite returns the public names that the change puts, in the order in which they are written.
func (b *Bucket) toWrite(next *manifest.Manifest, c manifest.Change) []string {
	if !b.plain {
		return nil
	}
	names := make([]string, 0, len(c.Put)+len(b.dirty))
	for _, f := range c.Put {
		names = append(names, f.Name)
	}
	for _, name := range slices.Concat(b.record.head.pending, slices.Collect(maps.Keys(b.dirty))) {
		if next.Has(name) {
			names = append(names, name)
		}
	}
	if !b.record.head.plain {
		names = slices.Collect(maps.Keys(maps.Collect(next.Files())))
	}
	slices.SortFunc(names, func(x, y string) int {
		return cmp.Or(cmp.Compare(classOf(next, x), classOf(next, y)), strings.Compare(x, y))
	})
	return slices.Compact(names)
}

// clashing returns the removed names that are folders of written ones, or lie in them. Some stores are
// folders of a file system, and cannot have both.
func clashing(names, removed []string) (clash []string) {
	if len(removed) == 0 {
		return nil
	}
	written, folders := map[string]bool{}, map[string]bool{}
	for _, name := range names {
		written[name] = true
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	for _, name := range removed {
		clashes := folders[name]
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			clashes = clashes || written[dir]
		}
		if clashes {
			clash = append(clash, name)
		}
	}
	return clash
}

// writePublic copies blobs to their public names, one class of files after the other.
func (b *Bucket) writePublic(ctx context.Context, next *manifest.Manifest, names []string) error {
	for len(names) > 0 {
		n := 1
		for n < len(names) && classOf(next, names[n]) == classOf(next, names[0]) {
			n++
		}
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(concurrent)
		for _, name := range names[:n] {
			f, _ := next.File(name)
			group.Go(func() error { return b.record.copy(ctx, blobKey(f.Hash), name, headersOf(f, false)) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
		names = names[n:]
	}
	return nil
}

// maxLog is the size of the log in a head above which it becomes a blob, if it is a considerable part of
// the whole manifest.
const maxLog = 64 << 10

// nextHead returns the head of the next publication. It uploads a new base if the log has grown large.
func (b *Bucket) nextHead(ctx context.Context, before, next *manifest.Manifest, c manifest.Change, now time.Time) (*head, error) {
	h := &head{base: b.record.head.base, plain: b.plain}
	if before.Sequence() == 0 && h.base == "" {
		h.log = c.Journal()
	} else {
		h.log = append(slices.Clone(b.record.head.log), c.Encode()...)
	}
	if len(h.log) > maxLog && len(h.log) > 20*next.Len() { // a line has 150 to 300 bytes
		log := next.Encode()
		sum := sha256.Sum256(log)
		base := manifest.File{Hash: hex.EncodeToString(sum[:]), Size: int64(len(log)), Type: "text/plain; charset=utf-8"}
		if _, err := b.record.put(ctx, blobKey(base.Hash), bytes.NewReader(log), base.Size, headersOf(base, true), nil); err != nil {
			return nil, err
		}
		h.base, h.log = base.Hash, nil
	}
	h.unused = b.unused(before, next, h.base, now)
	return h, nil
}
