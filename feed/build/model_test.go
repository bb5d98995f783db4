package build

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fil/feed/disk"
	"fil/feed/feedtest"
	"fil/feed/manifest"
)

var errKilled = errors.New("killed")

// publish makes one run, and reports whether it was completed, and not killed.
func (m *model) publish() bool {
	var n atomic.Int64
	kill := int64(m.killAt)
	m.killAt = 0
	hook := func(disk.Op, string) error {
		if kill > 0 && n.Add(1) >= kill {
			return errKilled
		}
		return nil
	}
	m.stderr.Reset()
	var err error
	if m.engine != nil || m.r.IntN(3) == 0 && kill == 0 {
		m.logf("run")
		m.world.run(nil)
	} else {
		m.logf("build, killed at %d", kill)
		c := m.config("dist", "state")
		c.Fault = hook
		err = buildOnce(m.t.Context(), c, Ask{Accept: true})
	}
	if kill > 0 && n.Load() >= kill {
		return false
	}
	if err != nil {
		m.fail("%v\n%s", err, m.stderr.String())
	}
	m.changedPieces, m.leftPaths = map[*piece]bool{}, map[string]bool{}
	return true
}

// document holds the elements of an Atom document that are checked.
type document struct {
	Links []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
	Entries []struct {
		ID      string `xml:"id"`
		Content string `xml:"content"`
	} `xml:"entry"`
}

var marker = regexp.MustCompile(`marker-(\d+)x`)

// check checks the invariants that hold after each completed run.
func (m *model) check() {
	m.t.Helper()
	dist := filepath.Join(m.dir, "dist")
	files := feedtest.Published(m.t, dist)
	m.checkManifest(dist)
	live := map[string]*piece{}
	for _, p := range m.pieces {
		name := fmt.Sprintf("marker-%dx", p.n)
		if !p.removed && !p.draft && !p.date.After(m.now) {
			live[name] = p
			continue
		}
		for file, text := range files {
			if strings.Contains(text, name) {
				m.fail("%s is withheld, and public in %s", name, file)
			}
		}
	}
	seen := map[string]string{} // ID by marker, over all archives
	for next := "atom.xml"; next != ""; {
		var d document
		if err := xml.Unmarshal([]byte(files[next]), &d); err != nil {
			m.fail("%s: %v", next, err)
		}
		for _, e := range d.Entries {
			name := marker.FindString(e.Content)
			if before, twice := seen[name]; twice && before != e.ID {
				m.fail("%s has two IDs: %s and %s", name, before, e.ID)
			}
			seen[name] = e.ID
		}
		next = ""
		for _, link := range d.Links {
			if link.Rel == "prev-archive" {
				next = strings.TrimPrefix(link.Href, "https://un.example/")
			}
		}
	}
	for name, p := range live {
		id, there := seen[name]
		switch {
		case !there:
			m.fail("%s is in no document of the chain of archives", name)
		case p.id != "" && p.id != id:
			m.fail("%s had the ID %s, and has %s now", name, p.id, id)
		case m.owner[id] != nil && m.owner[id] != p:
			m.fail("%s has the ID %s, which is that of marker-%dx", name, id, m.owner[id].n)
		}
		p.id, m.owner[id] = id, p
	}
	if len(seen) != len(live) {
		m.fail("%d articles are in the feed, and %d are live", len(seen), len(live))
	}
}

// checkManifest checks that every file has the hash of which its ETag is made.
func (m *model) checkManifest(dist string) {
	m.t.Helper()
	f, err := os.Open(filepath.Join(dist, ".fil-dist/manifest"))
	if err != nil {
		m.fail("%v", err)
	}
	defer f.Close()
	record, _, err := manifest.Read(f)
	if err != nil {
		m.fail("%v", err)
	}
	for name, file := range record.Files() {
		data, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil {
			m.fail("%v", err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != file.Hash {
			m.fail("%s does not have the hash of the manifest", name)
		}
	}
}

// checkUnchanged checks that a run without changes writes nothing.
func (m *model) checkUnchanged() {
	m.t.Helper()
	before := m.stampsOf("dist")
	if !m.publish() {
		m.fail("the run was killed")
	}
	if after := m.stampsOf("dist"); !slices.Equal(before, after) {
		m.fail("a run without changes has written:\n%v\n%v", before, after)
	}
}

// stampsOf returns the name, mtime and inode of each file of a folder.
func (m *model) stampsOf(folder string) (stamps []string) {
	for name := range feedtest.Published(m.t, filepath.Join(m.dir, folder)) {
		info, err := os.Stat(filepath.Join(m.dir, folder, name))
		if err != nil {
			m.t.Fatal(err)
		}
		stamps = append(stamps, fmt.Sprint(name, info.ModTime().UnixNano(), disk.Inode(info)))
	}
	slices.Sort(stamps)
	return stamps
}

// Over random histories of an author's changes, of killed runs, and of folders that are deleted or
// restored: an article keeps its ID, and no two have the same; every file has the hash that the
// manifest says; the chain of archives has every article; nothing withheld is public; a run without
// changes writes nothing; and a cold build gives the same bytes.
func TestModel(t *testing.T) {
	n, steps := histories(500, 8), 9
	seeds := slices.Collect(func(yield func(uint64) bool) {
		for seed := range n {
			if !yield(seed) {
				return
			}
		}
	})
	if n < 80 { // histories that reuse withdrawn IDs, and that find a journal
		seeds = append(seeds, 51, 80)
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			m := newModel(t, seed)
			for step := range steps {
				m.now = m.now.Add(time.Duration(m.r.IntN(30)) * time.Hour)
				if step > 0 {
					m.restorePiece()
					for range 1 + m.r.IntN(3) {
						m.change()
					}
				}
				if m.r.IntN(2) == 0 {
					m.breakFolders()
				}
				if step == steps-1 {
					m.killAt = 0
					m.copyState("state", "before")
				}
				if m.publish() {
					m.check()
				}
			}
			m.compare(fmt.Sprintf("seed %d\n%s", seed, strings.Join(m.log, "\n")))
			m.checkUnchanged()
		})
	}
}
