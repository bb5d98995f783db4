package source

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"fil/feed/source/frontmatter"

	"fil/feed"
)

// SiteFile is where the site is described, in content.
const SiteFile = "site.yaml"

// Asset is a file of content that is published as it is, at its own path.
type Asset struct {
	Path string // in content, and in dist
	Size int64  // bytes
	// Stamp is what the file system says of it; Sure, that it cannot have changed
	// without that changing too.
	Stamp feed.Stamp
	Sure  bool
}

// rootAssets are texts at the root of content that the world asks for by name.
var rootAssets = map[string]bool{
	"robots.txt": true, "humans.txt": true, "ads.txt": true, "app-ads.txt": true, "security.txt": true,
	"llms.txt": true, "CNAME": true,
}

// hostFiles are files at the root of content that static hosts read, and pass through although
// others of such names are not for publishing.
var hostFiles = map[string]bool{"_headers": true, "_redirects": true, ".nojekyll": true, ".htaccess": true}

// Inventory is what lies in content, by names and stamps.
type Inventory struct {
	// Digest is a hash of all files with their stamps: where it is the same, nothing has
	// come, gone or changed. Sure says that nothing can have changed without that changing too.
	Digest [sha256.Size]byte
	Sure   bool

	before   time.Time
	tick     time.Duration
	latest   int64    // change of a file, in nanoseconds since 1970: that of one that has gone, perhaps
	patched  []string // files that may be others than at the last reading; nil: any may
	articles []file
	assets   []Asset
	foreign  []file // in formats that are not read
	problems []*feed.Problem
	unread   []string // folders
	row      []byte   // of the digest, used again and again
}

// Files counts what is to be read or published.
func (inv *Inventory) Files() int { return len(inv.articles) + len(inv.assets) }

// Forget lets the files go, once they have been read: what Digest and Sure say stays.
func (inv *Inventory) Forget() { inv.articles = nil }

// file is an article's file.
type file struct {
	path  string
	stamp feed.Stamp
}

// entry is one file as a walk finds it.
type entry struct {
	path  string
	mode  fs.FileMode
	stamp feed.Stamp
	err   error // why it is not what it seems
}

// dirStater is an fs.FS that lists a folder with what the file system says of each
// file, at less cost than asking for one after the other. The list need not be in order.
type dirStater interface {
	StatDir(name string) ([]fs.FileInfo, error)
}

// walker lists content on all cores. Nothing is opened but folders.
type walker struct {
	fsys   fs.FS
	tokens chan struct{}
	since  time.Time
	news   func() // called once, when something has changed since; nil: nobody asks
}

// listing is what lies in one folder and below, in the order of names.
type listing struct {
	files []entry
	below []*listing // a folder's, at its place: nil for a file of files
	done  chan struct{}
	name  string
	err   error
}

// list lists a folder. Those below are listed by others, where there is somebody.
func (w *walker) list(name string) *listing {
	l := &listing{name: name, done: make(chan struct{})}
	defer close(l.done)
	infos, err := w.stat(name)
	if err != nil {
		l.err = err
		return l
	}
	slices.SortFunc(infos, func(a, b fs.FileInfo) int { return strings.Compare(a.Name(), b.Name()) })
	l.files, l.below = make([]entry, 0, len(infos)), make([]*listing, 0, len(infos))
	for _, info := range infos {
		child := path.Join(name, info.Name())
		if child == SiteFile || Ignored(info.Name()) && !hostFiles[child] {
			continue
		}
		if w.news != nil && info.ModTime().After(w.since) {
			w.news()
		}
		if !info.IsDir() {
			l.files, l.below = append(l.files, w.entry(child, info)), append(l.below, nil)
			continue
		}
		sub := &listing{name: child, done: make(chan struct{})}
		l.files, l.below = append(l.files, entry{}), append(l.below, sub)
		select {
		case w.tokens <- struct{}{}:
			go func() {
				defer func() { <-w.tokens }()
				w.fill(sub)
			}()
		default:
			w.fill(sub)
		}
	}
	return l
}

func (w *walker) fill(sub *listing) {
	found := w.list(sub.name)
	sub.files, sub.below, sub.err = found.files, found.below, found.err
	close(sub.done)
}

func (w *walker) stat(name string) ([]fs.FileInfo, error) {
	if fsys, ok := w.fsys.(dirStater); ok {
		return fsys.StatDir(name)
	}
	entries, err := fs.ReadDir(w.fsys, name)
	infos := make([]fs.FileInfo, 0, len(entries))
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			infos = append(infos, info)
		}
	}
	return infos, err
}

// entry is one file. A link is what it leads to.
func (w *walker) entry(name string, info fs.FileInfo) entry {
	e := entry{path: name, mode: info.Mode().Type(), stamp: stampOf(info)}
	if e.mode&fs.ModeSymlink != 0 {
		led, err := fs.Stat(w.fsys, name)
		if err != nil {
			e.err = err
			return e
		}
		e.mode, e.stamp = led.Mode().Type(), stampOf(led)
		if e.mode.IsDir() {
			e.mode |= fs.ModeSymlink
		}
	}
	return e
}

// Walk lists content, once. A file that has been left alone for a tick can be known again
// by its stamp. Only a root that cannot be read is an error.
func Walk(fsys fs.FS, tick time.Duration) (*Inventory, error) {
	return WalkSince(fsys, tick, time.Time{}, nil)
}

// WalkSince does the same, and calls news once, if it is not nil, as soon as it meets a file
// or a folder that was changed after a time: most likely there will be something to do.
func WalkSince(fsys fs.FS, tick time.Duration, since time.Time, news func()) (*Inventory, error) {
	if news != nil {
		news = sync.OnceFunc(news)
	}
	inv := &Inventory{before: time.Now().Add(-tick), tick: tick, Digest: sha256.Sum256(nil)}
	w := &walker{fsys, make(chan struct{}, runtime.GOMAXPROCS(0)), since, news}
	root := w.list(".")
	if root.err != nil {
		return nil, fmt.Errorf("reading the content folder: %w", root.err)
	}
	inv.take(root)
	inv.bundle()
	inv.Sure = inv.latest < inv.before.UnixNano()
	return inv, nil
}

// Assets lists the files that go with articles.
func (inv *Inventory) Assets() []Asset { return inv.assets }

// digest adds a file to the digest, or takes it out again: the digest is the sum of the
// files' hashes, bit by bit, so that their order does not matter.
func (inv *Inventory) digest(e entry) {
	row := append(inv.row[:0], e.path...)
	for _, n := range []uint64{0, uint64(e.mode), uint64(e.stamp.Size), uint64(e.stamp.Modified), uint64(e.stamp.Changed), e.stamp.Inode} {
		row = binary.LittleEndian.AppendUint64(row, n)
	}
	sum := sha256.Sum256(row)
	for i := range inv.Digest {
		inv.Digest[i] ^= sum[i]
	}
	inv.row = row
}

// take files what a listing has found.
func (inv *Inventory) take(l *listing) {
	for i, sub := range l.below {
		if sub == nil {
			inv.file(l.files[i])
			continue
		}
		<-sub.done
		if sub.err != nil {
			inv.refuse(sub.name, "cannot be read: %v", cause(sub.err))
			inv.unread = append(inv.unread, sub.name)
			inv.digest(entry{path: sub.name + "/unread"})
			continue
		}
		inv.take(sub)
	}
}

// file files one entry. A device or a pipe is nothing, because to open it could wait
// for ever.
func (inv *Inventory) file(e entry) {
	inv.digest(e)
	switch {
	case e.err != nil:
		inv.refuse(e.path, "the link cannot be followed: %v", cause(e.err))
		return
	case e.mode.IsDir():
		inv.warn(e.path, "a link to a folder is not followed", "move the folder itself into content")
		return
	}
	inv.latest = max(inv.latest, e.stamp.Modified, e.stamp.Changed)
	switch {
	case e.mode != 0:
		inv.warn(e.path, "it is no regular file, and left out", "")
	case strings.HasPrefix(path.Base(e.path), "_index."):
		inv.assets = append(inv.assets, Asset{Path: e.path, Size: e.stamp.Size, Stamp: e.stamp})
	case isArticle(e.path):
		inv.articles = append(inv.articles, file{e.path, e.stamp})
	case isForeign(e.path):
		inv.foreign = append(inv.foreign, file{e.path, e.stamp})
	case !inDrafts(e.path):
		inv.assets = append(inv.assets, Asset{Path: e.path, Size: e.stamp.Size, Stamp: e.stamp})
	}
}

// cause is an error without the name that a problem has anyway.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// bundle makes .txt files beside an index file assets of that article.
func (inv *Inventory) bundle() {
	bundles := map[string]bool{}
	for _, f := range inv.articles {
		folder, base := path.Split(f.path)
		if folder != "" && strings.TrimSuffix(base, path.Ext(base)) == "index" {
			bundles[folder] = true
		}
	}
	if len(bundles) == 0 {
		return
	}
	kept := inv.articles[:0]
	for _, f := range inv.articles {
		folder, base := path.Split(f.path)
		if bundles[folder] && strings.EqualFold(path.Ext(base), ".txt") && !strings.HasPrefix(base, "index.") {
			inv.assets = append(inv.assets, Asset{Path: f.path, Size: f.stamp.Size, Stamp: f.stamp})
			continue
		}
		kept = append(kept, f)
	}
	inv.articles = kept
	slices.SortFunc(inv.assets, func(a, b Asset) int { return InOrder(a.Path, b.Path) })
}

func (inv *Inventory) refuse(name, format string, args ...any) {
	inv.problems = append(inv.problems, &feed.Problem{Path: name, Message: fmt.Sprintf(format, args...)})
}

func (inv *Inventory) warn(name, message, hint string) {
	inv.problems = append(inv.problems, &feed.Problem{Path: name, Warning: true, Message: message, Hint: hint})
}

// maxArticle is the most bytes of an article's file: what is larger is not writing.
const maxArticle = 2 << 20

// readArticle reads a file, with what the file system says of it. A file that is being
// written is read again; one that goes on changing is an error, and its last good version
// stays up until it has settled.
func readArticle(fsys fs.FS, name string) (data []byte, info fs.FileInfo, err error) {
	const tries = 3
	for range tries {
		var settled bool
		if data, info, settled, err = readOnce(fsys, name); settled || err != nil {
			return data, info, err
		}
	}
	return nil, nil, frontmatter.Errorf(0, "it is read again once it is left alone", "it changes while it is read")
}

// readOnce reads a file, and reports whether it was the same before and after.
func readOnce(fsys fs.FS, name string) (data []byte, info fs.FileInfo, settled bool, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, nil, false, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, nil, false, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, false, fmt.Errorf("it is no regular file")
	}
	if data, err = readUpTo(f, info.Size()); err != nil {
		return nil, nil, false, err
	}
	after, err := f.Stat()
	if err != nil {
		return nil, nil, false, err
	}
	return data, info, stampOf(info) == stampOf(after) && int64(len(data)) == info.Size(), nil
}

// readUpTo reads a file that should have that size.
func readUpTo(f io.Reader, size int64) ([]byte, error) {
	if size > maxArticle {
		return nil, frontmatter.Errorf(0, "part it, or keep it as an asset with another extension", "it is larger than %d MB", maxArticle>>20)
	}
	data := make([]byte, size+1) // one more, to see that it has grown
	n := 0
	for n < int(size) { // whether that is the end, the next look at the file tells
		more, err := f.Read(data[n:])
		if n += more; errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
	}
	return data[:n], nil
}
