package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"fil/feed"
)

// SiteFile is where the site is described, in content.
const SiteFile = "site.yaml"

// Asset is a file of content that is published as it is, at its own path.
type Asset struct {
	Path string // in content, and in dist
	Size int64  // bytes
}

// rootAssets are texts at the root of content that the world asks for by name.
var rootAssets = map[string]bool{
	"robots.txt": true, "humans.txt": true, "ads.txt": true, "app-ads.txt": true, "security.txt": true,
	"llms.txt": true, "CNAME": true,
}

// inventory is what lies in content.
type inventory struct {
	articles []string // paths of article files, sorted
	sizes    map[string]int64
	assets   []Asset
	problems []*feed.Problem
	unread   []string // folders
}

// walk lists content, once. Nothing is opened but folders.
func walk(fsys fs.FS) (*inventory, error) {
	inv := &inventory{sizes: map[string]int64{}}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if name == "." {
				return err
			}
			inv.refuse(name, "cannot be read: %v", cause(err))
			if d != nil && d.IsDir() {
				inv.unread = append(inv.unread, name)
			}
			return nil
		}
		if name == "." || name == SiteFile {
			return nil
		}
		if ignored(d.Name()) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		inv.file(fsys, name, d)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the content folder: %w", err)
	}
	inv.bundle()
	return inv, nil
}

// file files one entry. A link is what it leads to; a device or a pipe is nothing,
// because to open it could wait for ever.
func (inv *inventory) file(fsys fs.FS, name string, d fs.DirEntry) {
	if d.IsDir() {
		return
	}
	mode := d.Type()
	var size int64
	if mode&fs.ModeSymlink != 0 {
		info, err := fs.Stat(fsys, name)
		if err != nil {
			inv.refuse(name, "the link cannot be followed: %v", cause(err))
			return
		}
		if mode = info.Mode().Type(); mode.IsDir() {
			inv.warn(name, "a link to a folder is not followed", "move the folder itself into content")
			return
		}
		size = info.Size()
	} else if info, err := d.Info(); err == nil {
		size = info.Size()
	}
	inv.sizes[name] = size
	switch {
	case mode != 0:
		inv.warn(name, "it is no regular file, and left out", "")
	case isArticle(name):
		inv.articles = append(inv.articles, name)
	case !inFolder(name, "_drafts"):
		inv.assets = append(inv.assets, Asset{Path: name, Size: size})
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
func (inv *inventory) bundle() {
	bundles := map[string]bool{}
	for _, name := range inv.articles {
		folder, base := path.Split(name)
		if folder != "" && strings.TrimSuffix(base, path.Ext(base)) == "index" {
			bundles[folder] = true
		}
	}
	kept := inv.articles[:0]
	for _, name := range inv.articles {
		folder, base := path.Split(name)
		if bundles[folder] && strings.EqualFold(path.Ext(base), ".txt") && !strings.HasPrefix(base, "index.") {
			inv.assets = append(inv.assets, Asset{Path: name, Size: inv.sizes[name]})
			continue
		}
		kept = append(kept, name)
	}
	inv.articles = kept
}

func (inv *inventory) refuse(name, format string, args ...any) {
	inv.problems = append(inv.problems, &feed.Problem{Path: name, Message: fmt.Sprintf(format, args...)})
}

func (inv *inventory) warn(name, message, hint string) {
	inv.problems = append(inv.problems, &feed.Problem{Path: name, Warning: true, Message: message, Hint: hint})
}

func isArticle(name string) bool {
	if strings.HasPrefix(name, ".well-known/") || rootAssets[name] {
		return false
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".html", ".htm", ".txt":
		return true
	}
	return false
}

// ignored knows names that are not for publishing: hidden ones, those with an
// underscore, and what editors, file managers and file transfers leave behind.
func ignored(base string) bool {
	switch base {
	case "_posts", "_drafts", ".well-known":
		return false
	case "4913", "Thumbs.db", "desktop.ini", "node_modules":
		return true
	}
	if base[0] == '.' || base[0] == '_' || base[0] == '#' && strings.HasSuffix(base, "#") {
		return true
	}
	for _, tail := range []string{"~", ".swp", ".swo", ".swx", ".tmp", ".part", ".crdownload", ".bak", ".orig"} {
		if strings.HasSuffix(base, tail) {
			return true
		}
	}
	return false
}

// maxArticle is the most bytes of an article's file: what is larger is not writing.
const maxArticle = 2 << 20

// readArticle reads a whole file, within the cap.
func readArticle(fsys fs.FS, name string) ([]byte, fs.FileInfo, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("it is no regular file")
	}
	data, err := io.ReadAll(io.LimitReader(f, maxArticle+1))
	if err != nil {
		return nil, nil, err
	}
	if len(data) > maxArticle {
		return nil, nil, fault(0, "part it, or keep it as an asset with another extension",
			"it is larger than %d MB", maxArticle>>20)
	}
	return data, info, nil
}
