package bucket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"fil/feed/manifest"
)

// retention is how long a blob stays that no file has any more: a server may answer from an earlier head.
const retention = time.Hour

// settle removes public names that no publication has: those of a publication that was never committed, and all of
// them if the address says plain=false now. It replaces the head if there are any.
func (b *Bucket) settle(ctx context.Context, have *manifest.Manifest) error {
	var names []string
	for _, name := range b.record.head.pending {
		if !have.Has(name) || !b.plain {
			names = append(names, name)
		}
	}
	if b.record.head.plain && !b.plain {
		names = slices.AppendSeq(names, maps.Keys(maps.Collect(have.Files())))
	}
	if len(names) == 0 {
		return nil
	}
	now := b.record.now()
	h := *b.record.head
	h.plain = h.plain && b.plain
	h.pending = slices.DeleteFunc(slices.Clone(h.pending), func(name string) bool { return slices.Contains(names, name) })
	h.unused = map[string]time.Time{}
	maps.Copy(h.unused, b.record.head.unused)
	for _, name := range names {
		h.unused[name] = now
	}
	if err := b.replaceHead(ctx, &h); err != nil {
		return err
	}
	b.removeAll(ctx, names)
	return nil
}

// unused returns the objects that no file of the next publication has, and from when on they may be
// deleted.
func (b *Bucket) unused(before, next *manifest.Manifest, base string, now time.Time) map[string]time.Time {
	unused := map[string]time.Time{}
	maps.Copy(unused, b.record.head.unused)
	if old := b.record.head.base; old != "" {
		unused[blobKey(old)] = now.Add(retention)
	}
	for name := range next.ChangedSince(before) {
		if f, existed := before.File(name); existed {
			unused[blobKey(f.Hash)] = now.Add(retention)
		}
		if b.record.head.plain {
			unused[name] = now
		}
	}
	used := map[string]bool{blobKey(base): true}
	for _, f := range next.Files() {
		used[blobKey(f.Hash)] = true
	}
	maps.DeleteFunc(unused, func(key string, _ time.Time) bool { return used[key] || b.plain && next.Has(key) })
	return unused
}

// due returns the unused objects of a head that are to be deleted after it is committed, and takes those out
// of it that are gone already. They are at most half of all objects, unless more was accepted: the public
// names first, which nobody should see any more, then the blobs that are unused for longest.
func (b *Bucket) due(ctx context.Context, h *head, next *manifest.Manifest, now time.Time) ([]string, error) {
	var due []string
	for key, at := range h.unused {
		if !at.After(now) {
			due = append(due, key)
		}
	}
	exists := make([]bool, len(due))
	var group errgroup.Group
	group.SetLimit(concurrent)
	for i, key := range due {
		if h.unused[key].Equal(now) { // it was published until now
			exists[i] = true
			continue
		}
		group.Go(func() error {
			_, _, err := b.record.stat(ctx, key)
			exists[i] = !errors.Is(err, errMissing)
			if !exists[i] {
				return nil
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var left []string
	for i, key := range due {
		if exists[i] {
			left = append(left, key)
		} else {
			delete(h.unused, key)
		}
	}
	slices.SortFunc(left, func(x, y string) int {
		isBlob := func(key string) int { return strings.Count(key[:min(len(key), len(blobPrefix))], blobPrefix) }
		return cmp.Or(isBlob(x)-isBlob(y), h.unused[x].Compare(h.unused[y]), strings.Compare(x, y))
	})
	all := next.Len() + len(h.unused)
	if b.plain {
		all += next.Len()
	}
	if len(left) > all/2 && !b.accept {
		left = left[:all/2]
	}
	return left, nil
}

// removeAll deletes objects. It leaves those alone that were written after the head of this publisher, or blobs
// that are not unused for the retention yet, because another publisher uses them again. What it does not delete stays
// in the head's list for a later publication.
func (b *Bucket) removeAll(ctx context.Context, keys []string) {
	if len(keys) == 0 {
		return
	}
	// The times of two objects can be compared, but not that of an object with the Date of an answer: servers of
	// one store do not agree to the second.
	tag, committed, err := b.record.stat(ctx, headKey)
	if err != nil {
		b.warn(fmt.Sprintf("unused objects stay in the bucket until a later run: %v", err))
		return
	}
	if tag != b.record.tag {
		return // another publisher has gone on, and will delete them
	}
	long := b.record.now().Add(-retention)
	errs := make([]error, len(keys))
	var group errgroup.Group
	group.SetLimit(concurrent)
	for i, key := range keys {
		group.Go(func() error {
			latest := committed
			if strings.HasPrefix(key, blobPrefix) {
				latest = long
			}
			_, modified, err := b.record.stat(ctx, key)
			if err == nil && !modified.After(latest) {
				err = b.record.remove(ctx, key)
			}
			if !errors.Is(err, errMissing) {
				errs[i] = err
			}
			return nil
		})
	}
	_ = group.Wait() // the errors are in errs
	if err := cmp.Or(errs...); err != nil {
		b.warn(fmt.Sprintf("unused objects stay in the bucket until a later run: %v", err))
	}
}
