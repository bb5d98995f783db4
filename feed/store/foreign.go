package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"fil/feed/disk"
	"fil/feed/manifest"
)

// adopt makes a manifest from the files in the folder, after the manifest was lost.
func (d *Dir) adopt(ctx context.Context) (*manifest.Manifest, error) {
	names, err := d.ForeignFiles(ctx)
	if err != nil {
		return nil, err
	}
	var found manifest.Change
	for _, name := range names {
		f, err := d.readFile(name)
		if err != nil {
			continue // its file is published again
		}
		found.Put = append(found.Put, f)
	}
	return (&manifest.Manifest{}).Apply(found), nil
}

// readFile returns the manifest's record of a file. A file that is not regular, or whose mtime has a
// fraction of a second, was not made by Fil: the error is ErrForeign.
func (d *Dir) readFile(name string) (manifest.File, error) {
	// NonBlock, so that opening a pipe does not wait for a writer.
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

// ForeignFiles returns the files in the folder that are not in the manifest. They are not changed
// and not served. Names that begin with a dot are skipped.
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
