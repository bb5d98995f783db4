package bucket

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
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

// Refresh makes the folder what the bucket is: it lists all objects, removes files whose objects are gone, and
// reads those that are new or changed. Files have the times of their objects. If it fails, some files may be
// newer than others; the next call completes them.
func (m *Mirror) Refresh(ctx context.Context) error {
	root, err := os.OpenRoot(m.dir)
	if err != nil {
		return err
	}
	defer root.Close()
	have, now := m.recorded(), map[string]listed{}
	for found, err := range m.objects.list(ctx) {
		if err != nil {
			return err
		}
		if isFile(found.key) {
			now[found.key] = found
		}
	}
	if len(now) == 0 {
		return &Error{Address: scheme + m.objects.bucket + "/" + m.objects.prefix, Work: "reading content from", Err: ErrEmpty, Hint: "correct the address, or copy the content there"}
	}
	changed, err := removeOthers(root, now)
	if err != nil {
		return err
	}
	for key := range have {
		if _, there := now[key]; !there {
			changed = true
			delete(have, key)
		}
	}
	var todo []listed
	for key, found := range now {
		if info, err := root.Lstat(key); have[key] == found.tag && err == nil && info.Mode().IsRegular() && info.Size() == found.size && info.ModTime().Equal(found.modified) {
			continue
		}
		todo = append(todo, found)
	}
	if len(todo) == 0 && !changed {
		return nil
	}
	var mu sync.Mutex // guards have
	var group errgroup.Group
	group.SetLimit(concurrent)
	for _, found := range todo {
		group.Go(func() error {
			err := m.fetch(ctx, root, found)
			if errors.Is(err, errMissing) { // it was deleted meanwhile
				return nil
			}
			if err == nil {
				mu.Lock()
				have[found.key] = found.tag
				mu.Unlock()
			}
			return err
		})
	}
	err = group.Wait()
	data, _ := json.Marshal(have) // texts have no error
	return errors.Join(err, writeFile(filepath.Join(m.dir, mirrorRecord), data))
}

// removeOthers removes the files of a mirror whose objects are not among all, and folders that are empty then.
func removeOthers(root *os.Root, all map[string]listed) (removed bool, err error) {
	var gone []string
	err = fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if _, wanted := all[name]; err == nil && !e.IsDir() && !wanted && name != mirrorRecord {
			gone = append(gone, name)
		}
		return err
	})
	for _, name := range gone {
		if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return true, err
		}
		for dir := path.Dir(name); dir != "." && root.Remove(dir) == nil; dir = path.Dir(dir) { // if it is empty
		}
	}
	return len(gone) > 0, err
}

// isFile reports whether a key can be the name of a file of content. Others are those of folders in a console,
// and paths that lead elsewhere.
func isFile(key string) bool {
	return fs.ValidPath(key) && filepath.IsLocal(filepath.FromSlash(key)) && key != mirrorRecord
}

// recorded returns the entity tags of the objects that the folder has, by key.
func (m *Mirror) recorded() map[string]string {
	have := map[string]string{}
	data, err := os.ReadFile(filepath.Join(m.dir, mirrorRecord))
	if err != nil || json.Unmarshal(data, &have) != nil {
		return map[string]string{} // all is read again
	}
	return have
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
	temporary := path.Join(path.Dir(found.key), temporaryPrefix+rand.Text()) // other processes may copy the same object
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
