package bucket

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"math"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"fil/feed/manifest"
)

// retention is how long a blob stays that no file has any more: a server may answer from an earlier head.
const retention = time.Hour

// Begin begins a publication. lost are the files under whose public names another publication may have
// been written. If watched is true for every file of however large a publication, Begin lists all
// objects, and lost are also those that are missing or have another size.
func (b *Bucket) Begin(ctx context.Context, watched func(f manifest.File, total int) bool) (have *manifest.Manifest, lost map[string]bool, err error) {
	if !b.current {
		if _, err := b.record.refresh(ctx); err != nil {
			return nil, nil, err
		}
	}
	b.current = false
	have, err = b.record.load(ctx)
	if err != nil {
		return nil, nil, err
	}
	b.known, lost, b.orphans = map[string]bool{}, map[string]bool{}, nil
	for _, f := range have.Files() {
		b.known[f.Hash] = true
	}
	for key := range b.record.head.unused { // it may be deleted at this moment
		delete(b.known, strings.TrimPrefix(key, blobPrefix))
	}
	if b.plain {
		for _, name := range b.record.head.pending {
			lost[name] = true
		}
		maps.Copy(lost, b.dirty)
		if b.record.tag != "" && !b.record.head.plain {
			for name := range have.Files() {
				lost[name] = true
			}
		}
	}
	if watched != nil && watched(manifest.File{}, math.MaxInt) {
		if err := b.verify(ctx, have, lost); err != nil {
			return nil, nil, err
		}
	}
	b.uploads = newUploads(ctx, b.record.objects, maps.Clone(b.known))
	return have, lost, nil
}

// verify lists all objects. It adds to lost the files whose objects are missing or have another size, and
// to b.orphans the blobs that a publisher has left that did not come to its end.
func (b *Bucket) verify(ctx context.Context, have *manifest.Manifest, lost map[string]bool) error {
	sizes, now := map[string]int64{}, b.record.now()
	b.foreign = nil
	for found, err := range b.record.list(ctx) {
		if err != nil {
			return err
		}
		sizes[found.key] = found.size
		_, unused := b.record.head.unused[found.key]
		switch hash, isBlob := strings.CutPrefix(found.key, blobPrefix); {
		case unused:
		case isBlob:
			if !b.known[hash] && hash != b.record.head.base && now.Sub(found.modified) > retention {
				b.orphans = append(b.orphans, found.key)
			}
		case !strings.HasPrefix(found.key, ownPrefix) && (!b.plain || !have.Has(found.key)) && !slices.Contains(b.record.head.pending, found.key):
			b.foreign = append(b.foreign, found.key)
		}
	}
	for name, f := range have.Files() {
		if size, exists := sizes[blobKey(f.Hash)]; !exists || size != f.Size {
			lost[name] = true
			delete(b.known, f.Hash)
		}
		if size, exists := sizes[name]; b.plain && (!exists || size != f.Size) {
			lost[name] = true
		}
	}
	return nil
}

// Publish commits the change. If another publisher has committed one since Begin, the error is
// ErrConflict, and nothing is published.
func (b *Bucket) Publish(ctx context.Context, c manifest.Change) (*manifest.Manifest, error) {
	if b.uploads == nil {
		return nil, errNotBegun
	}
	err := b.uploads.wait()
	b.uploads = nil
	if err != nil {
		return nil, err
	}
	before := b.record.manifest
	next := before.Apply(c)
	names := b.toWrite(next, c)
	if len(names) > 0 {
		claim, clashing := *b.record.head, clashing(names, c.Remove)
		claim.plain = true
		claim.pending = slices.Compact(slices.Sorted(slices.Values(slices.Concat(claim.pending, names, clashing))))
		if err := b.replaceHead(ctx, &claim); err != nil {
			return nil, err
		}
		b.removeAll(ctx, clashing)
		if err := b.writePublic(ctx, next, names); err != nil {
			return nil, err
		}
	}
	now := b.record.now()
	h, err := b.nextHead(ctx, before, next, c, now)
	if err != nil {
		return nil, err
	}
	left, removed := b.deletable(h, next, now)
	for _, key := range b.removeAll(ctx, left) {
		delete(h.unused, key)
	}
	if err := b.replaceHead(ctx, h); err != nil {
		if errors.Is(err, ErrConflict) {
			for _, name := range names { // what the other publisher has written there may be overwritten
				b.dirty[name] = true
			}
		}
		return nil, err
	}
	b.dirty, b.record.manifest = map[string]bool{}, next
	b.removeAll(ctx, removed)
	return next, nil
}

// replaceHead writes a head in the place of the one that this process has read or written last. If it is
// not there any more, the error is ErrConflict.
func (b *Bucket) replaceHead(ctx context.Context, h *head) error {
	h.writer = rand.Text()
	data := h.encode()
	tag, err := b.record.put(ctx, headKey, bytes.NewReader(data), int64(len(data)), headers{"text/plain; charset=utf-8", "", "no-cache"}, &b.record.tag)
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
	b.record.tag, b.record.head, b.record.data = tag, h, data
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

// unused returns the objects that no file of the next publication has, and from when on they may be
// deleted.
func (b *Bucket) unused(before, next *manifest.Manifest, base string, now time.Time) map[string]time.Time {
	unused := map[string]time.Time{}
	maps.Copy(unused, b.record.head.unused)
	for _, key := range b.orphans {
		unused[key] = time.Time{}
	}
	if old := b.record.head.base; old != "" {
		unused[blobKey(old)] = now.Add(retention)
	}
	public := slices.Clone(b.record.head.pending)
	for name := range next.ChangedSince(before) {
		f, existed := before.File(name)
		if existed {
			unused[blobKey(f.Hash)] = now.Add(retention)
		}
		if b.record.head.plain {
			public = append(public, name)
		}
	}
	if b.record.head.plain && !b.plain {
		public = append(public, slices.Collect(maps.Keys(maps.Collect(before.Files())))...)
	}
	for _, name := range public {
		unused[name] = now
	}
	used := map[string]bool{blobKey(base): true}
	for _, f := range next.Files() {
		used[blobKey(f.Hash)] = true
	}
	maps.DeleteFunc(unused, func(key string, _ time.Time) bool { return used[key] || b.plain && next.Has(key) })
	return unused
}

// deletable returns the unused objects of a head that may be deleted now: left are those of an earlier
// publication, removed the public names that this one removes. If they are more than half of all objects,
// there are none unless that was accepted.
func (b *Bucket) deletable(h *head, next *manifest.Manifest, now time.Time) (left, removed []string) {
	for key, at := range h.unused {
		switch {
		case at.Before(now):
			left = append(left, key)
		case at.Equal(now):
			removed = append(removed, key)
		}
	}
	all := next.Len() + len(h.unused)
	if b.plain {
		all += next.Len()
	}
	if n := len(left) + len(removed); 2*n > all && !b.accept {
		b.warn(fmt.Sprintf("%d of %d objects in the bucket are not used any more, and stay: fil build --accept deletes them", n, all))
		return nil, nil
	}
	return left, removed
}

// removeAll deletes objects, and returns those that are gone. Others stay in the head's list, and are
// deleted by a later publication.
func (b *Bucket) removeAll(ctx context.Context, keys []string) []string {
	errs := make([]error, len(keys))
	var group errgroup.Group
	group.SetLimit(concurrent)
	for i, key := range keys {
		group.Go(func() error { errs[i] = b.record.remove(ctx, key); return nil })
	}
	_ = group.Wait() // its errors are in errs
	if err := errors.Join(errs...); err != nil {
		b.warn(fmt.Sprintf("unused objects stay in the bucket until a later run: %v", cmp.Or(errs...)))
	}
	var gone []string
	for i, key := range keys {
		if errs[i] == nil {
			gone = append(gone, key)
		}
	}
	return gone
}
