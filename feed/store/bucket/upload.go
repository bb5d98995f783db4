package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"

	"fil/feed/manifest"
)

// uploads are the uploads of blobs of one publication. The first error ends all of them.
type uploads struct {
	objects *objects
	group   *errgroup.Group
	ctx     context.Context // of the publication: uploads go on after Stage has returned
	cancel  context.CancelFunc

	mu   sync.Mutex
	have map[string]bool // hashes of blobs that are in the store, or on their way
}

func newUploads(ctx context.Context, o *objects, have map[string]bool) *uploads {
	ctx, cancel := context.WithCancel(ctx)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(concurrent)
	return &uploads{objects: o, group: group, ctx: ctx, cancel: cancel, have: have}
}

// end returns when all uploads have ended, with the first error.
func (u *uploads) end() error {
	defer u.cancel()
	return u.group.Wait()
}

// abandon ends all uploads.
func (u *uploads) abandon() {
	u.cancel()
	_ = u.end() // that they were canceled
}

// spoolSize is the size from which a blob waits for its upload in a temporary file.
const spoolSize = 8 << 20

// maxBlob is the size of the largest object that a store takes with one request.
const maxBlob = 5 << 30

// Stage uploads the bytes of a file, unless the bucket has them. It returns when they are on their way,
// up to 16 files at once; an error is returned by one of the next calls, or by Publish. It is safe for
// concurrent use.
func (b *Bucket) Stage(ctx context.Context, f manifest.File, write func(io.Writer) error) error {
	u := b.uploads
	if u == nil {
		return errNotBegun
	}
	if err := errors.Join(ctx.Err(), context.Cause(u.ctx)); err != nil {
		return err
	}
	u.mu.Lock()
	has := u.have[f.Hash]
	u.have[f.Hash] = true
	u.mu.Unlock()
	if has {
		return nil
	}
	if f.Size > maxBlob {
		return fmt.Errorf("it has %d bytes, and a bucket takes files up to 5 GiB", f.Size)
	}
	body, err := spool(f.Size, write)
	if err != nil {
		return err
	}
	u.group.Go(func() error {
		defer body.Close()
		_, err := u.objects.put(u.ctx, blobKey(f.Hash), body, f.Size, headersOf(f, true), nil)
		return err
	})
	return nil
}

// body is the body of an upload, which may be read again.
type body interface {
	io.ReadSeeker
	io.Closer
}

// spool returns what write writes, size bytes. A large body is in a file that Close removes.
func spool(size int64, write func(io.Writer) error) (body, error) {
	if size < spoolSize {
		var buffer bytes.Buffer
		buffer.Grow(int(size))
		err := write(&buffer)
		return inMemory{bytes.NewReader(buffer.Bytes())}, err
	}
	file, err := os.CreateTemp("", "fil-upload-")
	if err != nil {
		return nil, err
	}
	temporary := temporaryFile{file}
	err = write(file)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, temporary.Close())
	}
	return temporary, nil
}

type inMemory struct{ *bytes.Reader }

// Close implements io.Closer.
func (inMemory) Close() error { return nil }

type temporaryFile struct{ *os.File }

// Close closes and removes the file.
func (f temporaryFile) Close() error { return errors.Join(f.File.Close(), os.Remove(f.Name())) }
