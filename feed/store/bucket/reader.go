package bucket

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"fil/feed/manifest"
)

// Reader reads the publication in a bucket for a server. Poll and Restore are for one goroutine at a
// time; LastAnswer is safe for concurrent use.
type Reader struct {
	record *record
	cache  *blobCache // nil without a folder for it
	// answered is when the store last answered, in Unix nanoseconds; 0 means not yet.
	answered atomic.Int64
	failure  atomic.Pointer[failure] // the last one since the bucket answered
}

// Publication is one publication in a bucket.
type Publication struct {
	Manifest *manifest.Manifest
	Files    fs.FS
	Site     manifest.Site
}

// ErrNothing means that nothing is published in the bucket.
var ErrNothing = errors.New("nothing is published there yet")

// NewReader returns a reader of a bucket. It makes no request. Small files that were read once, and the
// record of the last publication, are kept in the folder cacheDir, unless that is "".
func NewReader(ctx context.Context, a Address, cacheDir string) (*Reader, error) {
	o, err := connectWith(ctx, a, readTries)
	if err != nil {
		return nil, err
	}
	r := &Reader{record: newRecord(o)}
	r.record.blob = r.ifUp(r.record.blob)
	if cacheDir != "" {
		own := hashOf([]byte(a.Endpoint + " " + a.String()))[:16] // another bucket has a folder of its own
		r.cache, err = openCache(filepath.Join(cacheDir, own), r.record.blob)
		if err != nil {
			return nil, err
		}
		r.record.blob = r.cache.get
	}
	return r, nil
}

// pollTimeout is how long a server waits for the record of a publication.
const pollTimeout = 20 * time.Second

// downTime is for how long a bucket that has failed to answer is not asked for files.
const downTime = time.Second

// ifUp returns load, but with the error of the last call for as long as the bucket counts as down: readers of
// files that are not in the cache are not kept waiting.
func (r *Reader) ifUp(load func(ctx context.Context, hash string) ([]byte, error)) func(ctx context.Context, hash string) ([]byte, error) {
	return func(ctx context.Context, hash string) ([]byte, error) {
		if f := r.failure.Load(); f != nil && time.Since(f.at) < downTime {
			return nil, f.err
		}
		data, err := load(ctx, hash)
		if err != nil && !errors.Is(err, errMissing) {
			r.failure.Store(&failure{time.Now(), err})
		}
		return data, err
	}
}

// failure says when a bucket has failed to answer, and how.
type failure struct {
	at  time.Time
	err error
}

// Poll asks for the publication. It returns nil if that has not changed since the last call. The error is
// ErrNothing if there is none.
func (r *Reader) Poll(ctx context.Context) (*Publication, error) {
	ctx, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	changed, err := r.record.refresh(ctx)
	if err == nil || errors.Is(err, errHead) {
		r.answered.Store(time.Now().UnixNano())
		r.failure.Store(nil)
	}
	if err != nil {
		return nil, err
	}
	if r.record.tag == "" {
		return nil, ErrNothing
	}
	if !changed {
		return nil, nil
	}
	p, err := r.publication(ctx)
	if err != nil {
		r.record.tag = "" // the next call reads it again
		return nil, err
	}
	if r.cache != nil {
		r.cache.keep(r.record)
	}
	return p, nil
}

// LastAnswer returns when the store last answered, the zero time if it has not yet.
func (r *Reader) LastAnswer() time.Time {
	if at := r.answered.Load(); at != 0 {
		return time.Unix(0, at)
	}
	return time.Time{}
}

// Restore returns the publication that the cache has of an earlier process. It makes no request. It
// returns nil if there is none.
func (r *Reader) Restore(ctx context.Context) (*Publication, error) {
	if r.cache == nil {
		return nil, nil
	}
	data, err := os.ReadFile(r.cache.headFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	h, err := readHead(data)
	if err != nil {
		return nil, nil // of another version: the store has it
	}
	if h.base != "" && !r.cache.has(h.base) {
		return nil, nil
	}
	r.record.set("", h, data)
	return r.publication(ctx)
}

// publication returns the publication of the head.
func (r *Reader) publication(ctx context.Context) (*Publication, error) {
	m, err := r.record.load(ctx)
	if err != nil {
		return nil, err
	}
	if m.Sequence() == 0 { // the first publisher has not come to its end yet
		return nil, ErrNothing
	}
	f, ok := m.File(manifest.SiteFile)
	if !ok {
		return nil, fmt.Errorf("the publication has no %s: publish it once with this version of fil", manifest.SiteFile)
	}
	text, err := r.record.blob(ctx, f.Hash)
	if err != nil {
		return nil, err
	}
	site, err := manifest.ReadSite(text)
	if err != nil {
		return nil, err
	}
	return &Publication{m, files{m, r.record.objects, r.record.blob}, site}, nil
}

// blobCache keeps blobs in a folder. A blob that cannot be written there is fetched again by the next process.
type blobCache struct {
	dir  string
	load func(ctx context.Context, hash string) ([]byte, error)
}

func openCache(dir string, load func(ctx context.Context, hash string) ([]byte, error)) (*blobCache, error) {
	if err := os.MkdirAll(filepath.Join(dir, "blobs"), 0o755); err != nil {
		return nil, fmt.Errorf("making the cache folder: %w", err)
	}
	return &blobCache{dir, load}, nil
}

func (c *blobCache) headFile() string            { return filepath.Join(c.dir, "manifest") }
func (c *blobCache) blobFile(hash string) string { return filepath.Join(c.dir, "blobs", hash) }

func (c *blobCache) has(hash string) bool {
	_, err := os.Stat(c.blobFile(hash))
	return err == nil
}

// get returns a blob from the folder, else from the store.
func (c *blobCache) get(ctx context.Context, hash string) ([]byte, error) {
	if isHash(hash) {
		if data, err := os.ReadFile(c.blobFile(hash)); err == nil && hashOf(data) == hash {
			return data, nil
		}
	}
	data, err := c.load(ctx, hash)
	if err == nil && hashOf(data) == hash {
		_ = writeFile(c.blobFile(hash), data)
	}
	return data, err
}

// keep writes the head to the folder, and removes blobs that the publication does not have, and files of
// interrupted writes.
func (c *blobCache) keep(r *record) {
	if writeFile(c.headFile(), r.data) != nil {
		return
	}
	used := map[string]bool{r.head.base: true}
	for _, f := range r.manifest.Files() {
		used[f.Hash] = true
	}
	entries, _ := os.ReadDir(filepath.Join(c.dir, "blobs"))
	for _, e := range entries {
		if info, err := e.Info(); !used[e.Name()] && (err == nil && (isHash(e.Name()) || time.Since(info.ModTime()) > time.Hour)) {
			_ = os.Remove(c.blobFile(e.Name())) // the next call tries again
		}
	}
}
