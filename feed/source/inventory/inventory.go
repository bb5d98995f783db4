package inventory

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"fil/feed"
)

// SiteFile is the path of the site's configuration in content. An inventory does not contain it.
const SiteFile = "site.yaml"

// Asset is a file of content that is published unchanged, at the same path.
type Asset struct {
	Path  string // in content, and in dist
	Size  int64  // in bytes
	Stamp feed.Stamp
	// Sure means that a later change of the file also changes its stamp, see [Sure]. Walk leaves it false: it is set
	// when the file is read.
	Sure bool
}

// Inventory is the list of all files in content, with their stamps. [Walk] makes one.
type Inventory struct {
	// Digest is a hash of the paths, types and stamps of all files. If it is that of an earlier inventory, no file has
	// been added, removed or changed.
	Digest [sha256.Size]byte
	// Sure means that every later change also changes Digest, because no file was changed within the last tick.
	Sure bool

	Before   time.Time       // one tick before the walk: stamps older than that are sure
	Changed  []string        // paths that may have changed since the inventory before; nil if any may have
	Articles []File          // files that are read, in the order of ComparePaths, as are Assets and Foreign
	Assets   []Asset         // files that are published unchanged
	Foreign  []File          // texts in formats that are not read: they are not published
	Problems []*feed.Problem // links, devices and folders that are left out
	Unread   []string        // folders that could not be read

	tick   time.Duration // how long two changes may leave the same stamp
	latest int64         // newest time in any stamp so far, in nanoseconds since 1970; that file may be gone since
	buffer []byte        // of hash
}

// File is a file of content with its stamp.
type File struct {
	Path  string
	Stamp feed.Stamp
}

// hash adds a file to the digest, or removes it again. The digest is the XOR of the files' hashes, so that their order does
// not matter.
func (inv *Inventory) hash(e entry) {
	row := append(inv.buffer[:0], e.path...)
	for _, n := range []uint64{0, uint64(e.mode), uint64(e.stamp.Size), uint64(e.stamp.Modified), uint64(e.stamp.Changed), e.stamp.Inode} {
		row = binary.LittleEndian.AppendUint64(row, n)
	}
	sum := sha256.Sum256(row)
	for i := range inv.Digest {
		inv.Digest[i] ^= sum[i]
	}
	inv.buffer = row
}

// collect adds the files of a listing and of the folders below it, and waits for those that are still being listed.
func (inv *Inventory) collect(l *listing) {
	for i, sub := range l.below {
		if sub == nil {
			inv.add(l.files[i])
			continue
		}
		<-sub.done
		if sub.err != nil {
			inv.addError(sub.name, "cannot be read: %v", cause(sub.err))
			inv.Unread = append(inv.Unread, sub.name)
			inv.hash(entry{path: sub.name + "/unread"})
			continue
		}
		inv.collect(sub)
	}
}

// add adds one file to the list it belongs to. A device or a pipe is left out, because opening it could block for ever.
func (inv *Inventory) add(e entry) {
	inv.hash(e)
	switch {
	case e.err != nil:
		inv.addError(e.path, "the link cannot be followed: %v", cause(e.err))
		return
	case e.mode.IsDir():
		inv.addWarning(e.path, "a link to a folder is not followed", "move the folder itself into content")
		return
	}
	inv.latest = max(inv.latest, e.stamp.Modified, e.stamp.Changed)
	switch {
	case e.mode != 0:
		inv.addWarning(e.path, "it is no regular file, and left out", "")
	case strings.HasPrefix(path.Base(e.path), "_index."):
		inv.Assets = append(inv.Assets, Asset{Path: e.path, Size: e.stamp.Size, Stamp: e.stamp})
	case IsArticle(e.path):
		inv.Articles = append(inv.Articles, File{e.path, e.stamp})
	case isForeign(e.path):
		inv.Foreign = append(inv.Foreign, File{e.path, e.stamp})
	case !InDrafts(e.path):
		inv.Assets = append(inv.Assets, Asset{Path: e.path, Size: e.stamp.Size, Stamp: e.stamp})
	}
}

// cause returns an error without the path, which a problem has in a field of its own.
func cause(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// moveBundled moves the .txt files in the folder of an index file to the assets: they belong to that article. An index file
// at the root of content has no bundle.
func (inv *Inventory) moveBundled() {
	bundles := map[string]bool{}
	for _, f := range inv.Articles {
		folder, base := path.Split(f.Path)
		if folder != "" && strings.TrimSuffix(base, path.Ext(base)) == "index" {
			bundles[folder] = true
		}
	}
	if len(bundles) == 0 {
		return
	}
	articles := inv.Articles[:0]
	for _, f := range inv.Articles {
		folder, base := path.Split(f.Path)
		if bundles[folder] && strings.EqualFold(path.Ext(base), ".txt") && !strings.HasPrefix(base, "index.") {
			inv.Assets = append(inv.Assets, Asset{Path: f.Path, Size: f.Stamp.Size, Stamp: f.Stamp})
			continue
		}
		articles = append(articles, f)
	}
	inv.Articles = articles
	slices.SortFunc(inv.Assets, func(a, b Asset) int { return feed.ComparePaths(a.Path, b.Path) })
}

// addError adds a problem that is an error.
func (inv *Inventory) addError(name, format string, args ...any) {
	inv.Problems = append(inv.Problems, &feed.Problem{Path: name, Message: fmt.Sprintf(format, args...)})
}

// addWarning adds a problem that is a warning.
func (inv *Inventory) addWarning(name, message, hint string) {
	inv.Problems = append(inv.Problems, &feed.Problem{Path: name, Warning: true, Message: message, Hint: hint})
}

// Select returns the articles and the assets that have one of the paths, in the order of paths. Other paths are ignored.
func (inv *Inventory) Select(paths []string) (files []File, assets []Asset) {
	for _, name := range paths {
		if at, found := inv.findArticle(name); found {
			files = append(files, inv.Articles[at])
		}
		if at, found := inv.FindAsset(name); found {
			assets = append(assets, inv.Assets[at])
		}
	}
	return files, assets
}
