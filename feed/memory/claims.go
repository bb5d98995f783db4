package memory

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Claims remembers which folder Fil publishes into, and under which site.yaml: a folder whose
// marker was thrown away is known again, and not taken for somebody's own; and what was published
// can be served before content is there.
type Claims struct {
	Dir string // the state folder, which is made when it is needed
}

const claimFile, siteFile = "dist", "site.yaml"

// Site returns the text of the site.yaml that was published last; ok is false if it is not known.
func (c Claims) Site() (text []byte, ok bool) {
	text, err := os.ReadFile(filepath.Join(c.Dir, siteFile))
	return text, err == nil
}

// KeepSite remembers the text of a site.yaml.
func (c Claims) SaveSite(text []byte) error {
	if before, ok := c.Site(); ok && bytes.Equal(before, text) {
		return nil
	}
	name := filepath.Join(c.Dir, siteFile)
	if err := os.WriteFile(name+".new", text, 0o644); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// Of returns the ID under which the folder of that name was claimed, "" if it was not.
func (c Claims) FolderID(dist string) string {
	data, err := os.ReadFile(filepath.Join(c.Dir, claimFile))
	if err != nil {
		return ""
	}
	id, name, _ := strings.Cut(strings.TrimSuffix(string(data), "\n"), " ")
	if abs, err := filepath.Abs(dist); err != nil || abs != name {
		return ""
	}
	return id
}

// Claim remembers a folder, in the place of the one before.
func (c Claims) SaveFolder(dist, id string) error {
	if id == "" || c.FolderID(dist) == id {
		return nil
	}
	abs, err := filepath.Abs(dist)
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(c.Dir, 0o755), os.WriteFile(filepath.Join(c.Dir, claimFile), []byte(id+" "+abs+"\n"), 0o644))
}
