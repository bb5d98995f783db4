package bucket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Mirror copies a bucket with content to a folder.
type Mirror struct {
	objects *objects
	dir     string
}

// mirrorRecord is the file of the folder that says which objects it has. Content has no files of such
// names: they begin with a dot.
const mirrorRecord = ".fil-mirror.json"

// OpenMirror returns a mirror of a bucket in a folder, which it creates if needed. It makes no request.
func OpenMirror(ctx context.Context, a Address, dir string) (*Mirror, error) {
	o, err := connect(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the folder for content: %w", err)
	}
	return &Mirror{o, dir}, nil
}

// Refresh makes the folder what the bucket is: it lists all objects, reads those that are new or changed,
// and removes files whose objects are gone. Files have the times of their objects. If it fails, some files
// may be newer than others; the next call completes them.
func (m *Mirror) Refresh(ctx context.Context) error {
	have := map[string]string{} // entity tags by key
	data, err := os.ReadFile(filepath.Join(m.dir, mirrorRecord))
	if err == nil {
		err = json.Unmarshal(data, &have)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		have = map[string]string{} // all is read again
	}
	root, err := os.OpenRoot(m.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	now, changed := map[string]string{}, false
	var mu sync.Mutex
	group, fetchContext := errgroup.WithContext(ctx)
	group.SetLimit(concurrent)
	for found, listErr := range m.objects.list(ctx) {
		if listErr != nil {
			_ = group.Wait() // the error of the listing comes first
			return listErr
		}
		if strings.HasSuffix(found.key, "/") || !fs.ValidPath(found.key) || found.key == mirrorRecord { // a folder of a console, or no name of a file
			continue
		}
		mu.Lock()
		now[found.key] = found.tag
		mu.Unlock()
		if _, err := root.Lstat(found.key); have[found.key] == found.tag && err == nil {
			continue
		}
		changed = true
		group.Go(func() error {
			err := m.fetch(fetchContext, root, found)
			if errors.Is(err, errMissing) { // it was deleted meanwhile
				err = nil
				mu.Lock()
				delete(now, found.key)
				mu.Unlock()
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for key := range have {
		if _, there := now[key]; !there {
			changed = true
			if err := root.Remove(key); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			for dir := path.Dir(key); dir != "." && root.Remove(dir) == nil; dir = path.Dir(dir) { // if it is empty
			}
		}
	}
	if !changed {
		return nil
	}
	data, err = json.Marshal(now)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(m.dir, mirrorRecord), data)
}

// fetch reads an object into its file.
func (m *Mirror) fetch(ctx context.Context, root *os.Root, found listed) error {
	in, err := m.objects.open(ctx, found.key, 0)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := root.MkdirAll(path.Dir(found.key), 0o755); err != nil {
		return err
	}
	temporary := path.Join(path.Dir(found.key), temporaryPrefix+path.Base(found.key))
	out, err := root.Create(temporary)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	err = errors.Join(err, out.Close())
	if err == nil {
		err = root.Chtimes(temporary, time.Now(), found.modified)
	}
	if err == nil {
		err = root.Rename(temporary, found.key)
	}
	if err != nil {
		_ = root.Remove(temporary) // the error before it says more
		return fmt.Errorf("reading %s: %w", found.key, err)
	}
	return nil
}
