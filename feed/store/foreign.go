package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"fil/feed/disk"
	"fil/feed/manifest"
)

// adopt reads the files of a publication whose manifest is not there.
func (d *Dir) adopt(ctx context.Context) (*manifest.Manifest, error) {
	names, err := d.ForeignFiles(ctx)
	if err != nil {
		return nil, err
	}
	var found manifest.Change
	for _, name := range names {
		f, err := d.read(name)
		if err != nil {
			continue // then it is written anew
		}
		found.Put = append(found.Put, f)
	}
	return (&manifest.Manifest{}).Apply(found), nil
}

func (d *Dir) read(name string) (manifest.File, error) {
	// Without waiting: a pipe opens at once, and is then seen to be none.
	file, err := d.root.OpenFile(name, os.O_RDONLY|disk.NonBlock, 0)
	if err != nil {
		return manifest.File{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.ModTime().Nanosecond() != 0 {
		return manifest.File{}, errors.Join(err, ErrForeign)
	}
	h := sha256.New()
	_, err = io.Copy(h, file)
	return manifest.File{Name: name, Size: info.Size(), Hash: hex.EncodeToString(h.Sum(nil)), Since: info.ModTime().UTC()}, err
}

// Strangers lists files in the folder that are not in the manifest and not Fil's
// own: they are left alone, and not served. Names with a dot are nobody's business.
func (d *Dir) ForeignFiles(ctx context.Context) ([]string, error) {
	if err := d.load(); err != nil {
		return nil, err
	}
	var found []string
	err := fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		switch {
		case name != "." && strings.HasPrefix(e.Name(), "."):
			if e.IsDir() {
				return fs.SkipDir
			}
		case !e.IsDir():
			if _, ok := d.current.File(name); !ok {
				found = append(found, name)
			}
		}
		return nil
	})
	return found, err
}

// Published reports whether a folder holds a publication.
func Published(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, manifestFile))
	return err == nil && info.Size() > 0
}

// Holder returns the number of the process that has a folder open, 0 where none has
// or the folder is none of Fil's. It changes nothing.
func Holder(dir string) int {
	f, err := os.Open(filepath.Join(dir, lockFile))
	if err != nil {
		return 0
	}
	defer f.Close()
	return holder(f)
}
