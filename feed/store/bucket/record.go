package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"fil/feed/manifest"
)

// Keys below the prefix. Names of dist never begin with ".fil/".
const (
	ownPrefix  = ".fil/"
	headKey    = ownPrefix + "manifest"
	leaseKey   = ownPrefix + "lease"
	blobPrefix = ownPrefix + "blobs/"
)

// blobKey is the key of the bytes with this SHA-256 in hex. They are never overwritten.
func blobKey(hash string) string { return blobPrefix + hash }

// isHash reports whether a text is a SHA-256 in hex. The record of a publication is read from the bucket:
// anything else could be a path.
func isHash(text string) bool {
	return len(text) == 64 && strings.Trim(text, "0123456789abcdef") == ""
}

// record is what a process knows of the publication in a bucket. The zero head means that there is
// none.
type record struct {
	*objects
	tag  string // the entity tag of the head object, "" if there is none
	head *head
	data []byte // the head object
	// modified is when it was written, by the store's clock.
	modified time.Time
	// manifest is that of the head, once it was needed; nil before.
	manifest *manifest.Manifest
	// blob returns the bytes of a blob; it is get, unless there is a cache.
	blob func(ctx context.Context, hash string) ([]byte, error)
}

func newRecord(o *objects) *record {
	r := &record{objects: o, head: &head{}}
	r.blob = func(ctx context.Context, hash string) ([]byte, error) {
		if !isHash(hash) {
			return nil, fmt.Errorf("%q is no hash of a file", hash)
		}
		found, err := o.get(ctx, blobKey(hash), "")
		return found.data, err
	}
	return r
}

// refresh asks the store for the head, and reports whether it is another one than before. It is one
// request.
func (r *record) refresh(ctx context.Context) (changed bool, err error) {
	found, err := r.get(ctx, headKey, r.tag)
	switch {
	case errors.Is(err, errUnchanged):
		return false, nil
	case errors.Is(err, errMissing):
		changed = r.tag != ""
		r.tag, r.head, r.data, r.manifest = "", &head{}, nil, &manifest.Manifest{}
		return changed, nil
	case err != nil:
		return false, err
	}
	h, err := readHead(found.data)
	if err != nil {
		return false, r.explain("reading", headKey, err)
	}
	r.set(found.tag, h, found.data)
	r.modified = found.modified
	return true, nil
}

// set makes another head the current one. The manifest is extended by what its log has more than that
// of the former one; else it is read again when it is needed.
func (r *record) set(tag string, h *head, data []byte) {
	if more, found := bytes.CutPrefix(h.log, r.head.log); found && r.manifest != nil && h.base == r.head.base && r.tag != "" {
		next, complete := r.manifest.Extend(more)
		r.manifest = next
		if !complete {
			r.manifest = nil
		}
	} else {
		r.manifest = nil
	}
	r.tag, r.head, r.data = tag, h, data
}

// load returns the manifest of the head. It makes a request for the base the first time.
func (r *record) load(ctx context.Context) (*manifest.Manifest, error) {
	if r.manifest != nil {
		return r.manifest, nil
	}
	var base []byte
	if r.head.base != "" {
		var err error
		base, err = r.blob(ctx, r.head.base)
		if err != nil {
			return nil, err
		}
	}
	log := append(base, r.head.log...)
	if len(log) == 0 {
		r.manifest = &manifest.Manifest{}
		return r.manifest, nil
	}
	m, valid, err := manifest.Read(bytes.NewReader(log))
	if err == nil && valid != int64(len(log)) {
		err = fmt.Errorf("it is damaged behind byte %d", valid)
	}
	if err != nil {
		return nil, &Error{Address: scheme + r.bucket + "/" + r.prefix + headKey, Work: "reading the record of the publication in", Err: err}
	}
	r.manifest = m
	return m, nil
}
