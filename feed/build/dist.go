package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"fil/feed/disk"
	"fil/feed/manifest"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/store"
	"fil/feed/store/bucket"
)

// dist is where a publication is: a folder or a bucket.
type dist interface {
	publish.Store
	io.Closer

	Manifest(ctx context.Context) (*manifest.Manifest, error)
	// Files returns the files. They can be read until Close.
	Files() fs.FS
	// State returns a value that changes with each publication. It is "" if one has to be finished, or if
	// the manifest is lost.
	State() string
	// Intact reports whether a file has the recorded size and mtime, as far as that is known at once.
	Intact(f manifest.File) bool
	// ForeignFiles returns the names of files that Fil did not make.
	ForeignFiles(ctx context.Context) ([]string, error)

	// Refresh is called when a run begins, because something else may have changed the place. accept says
	// that the user has accepted what the run publishes. The error is errReplaced if there is another
	// folder by now: then it must be opened again.
	Refresh(ctx context.Context, accept bool) error
	// Abandon ends a publication that has failed.
	Abandon() error
}

// errReplaced means that another folder has been put in the place of dist, or that it was emptied.
var errReplaced = errors.New("the dist folder was replaced")

// folder is a folder with a publication.
type folder struct {
	*store.Dir
	root *os.Root
	name string
}

// openFolder opens the folder of a publication, which it creates if needed, and locks it.
func (c Config) openFolder() (*folder, error) {
	if err := os.MkdirAll(c.Dist, 0o755); err != nil {
		return nil, fmt.Errorf("making the dist folder: %w", err)
	}
	root, err := os.OpenRoot(c.Dist)
	if err != nil {
		return nil, fmt.Errorf("opening the dist folder: %w", err)
	}
	files := memory.Files{Dir: c.State}
	d, err := store.Open(root, c.Fault, files.FolderID(c.Dist))
	if err != nil {
		root.Close()
		return nil, c.wrapStoreError(err)
	}
	_ = files.SaveFolder(c.Dist, d.ID()) // needed only if the marker file in dist is deleted
	return &folder{d, root, c.Dist}, nil
}

// Refresh implements dist.
func (f *folder) Refresh(context.Context, bool) error {
	if IsSameFolder(f.root, f.name) && f.HoldsLock() {
		return nil
	}
	return errReplaced
}

// Publish implements publish.Store.
func (f *folder) Publish(ctx context.Context, c manifest.Change) (*manifest.Manifest, error) {
	m, err := f.Dir.Publish(ctx, c)
	if err == nil && !IsSameFolder(f.root, f.name) {
		err = errors.New("the dist folder was replaced meanwhile; the next run publishes into the new one")
	}
	return m, err
}

// Manifest implements dist.
func (f *folder) Manifest(context.Context) (*manifest.Manifest, error) { return f.Dir.Manifest() }

// Files implements dist.
func (f *folder) Files() fs.FS { return disk.NewFS(f.root) }

// Close implements io.Closer.
func (f *folder) Close() error { return errors.Join(f.Dir.Close(), f.root.Close()) }

// openDist opens dist for this process to publish into.
func (c Config) openDist(ctx context.Context) (dist, error) {
	if !bucket.IsAddress(c.Dist) {
		f, err := c.openFolder()
		if err != nil { // not a nil *folder in a dist
			return nil, err
		}
		return f, nil
	}
	address, err := bucket.ParseAddress(c.Dist)
	if err != nil {
		return nil, Misused("write it as s3://BUCKET/PREFIX?endpoint=URL&region=REGION&plain=false", "--dist %s: %w", c.Dist, err)
	}
	b, err := bucket.Open(ctx, address, c.withDefaults().Warn)
	if err != nil {
		return nil, WrapBucketError(err)
	}
	return b, nil
}

// WrapBucketError makes an error of package bucket an [*Error] with its hint. It returns other errors as they are.
func WrapBucketError(err error) error {
	var of *bucket.Error
	switch {
	case errors.Is(err, bucket.ErrForeign) && errors.As(err, &of):
		return Misused(of.Hint, "%w", err)
	case errors.As(err, &of):
		return Failed(of.Hint, "%w", err)
	}
	return err
}
