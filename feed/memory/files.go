package memory

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Files stores two small files in the state folder. One says which folder Fil publishes into: if
// the folder's marker was deleted, Fil still knows that the folder is its own. The other is the
// site.yaml that was published last: with it, dist can be served when content is missing.
type Files struct {
	Dir string // the state folder; it is created when it is needed
}

const folderFile, siteFile = "dist", "site.yaml"

// Site returns the text of the site.yaml that was published last; ok is false if it is not stored.
func (c Files) Site() (text []byte, ok bool) {
	text, err := os.ReadFile(filepath.Join(c.Dir, siteFile))
	return text, err == nil
}

// SaveSite stores the text of a site.yaml.
func (c Files) SaveSite(text []byte) error {
	if before, ok := c.Site(); ok && bytes.Equal(before, text) {
		return nil
	}
	name := filepath.Join(c.Dir, siteFile)
	if err := os.WriteFile(name+".new", text, 0o644); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// FolderID returns the ID that was stored for the folder dist, "" if there is none.
func (c Files) FolderID(dist string) string {
	data, err := os.ReadFile(filepath.Join(c.Dir, folderFile))
	if err != nil {
		return ""
	}
	id, name, _ := strings.Cut(strings.TrimSuffix(string(data), "\n"), " ")
	if abs, err := filepath.Abs(dist); err != nil || abs != name {
		return ""
	}
	return id
}

// SaveFolder stores the folder dist and its ID, in place of an earlier folder.
func (c Files) SaveFolder(dist, id string) error {
	if id == "" || c.FolderID(dist) == id {
		return nil
	}
	abs, err := filepath.Abs(dist)
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(c.Dir, 0o755), os.WriteFile(filepath.Join(c.Dir, folderFile), []byte(id+" "+abs+"\n"), 0o644))
}
