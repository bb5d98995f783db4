package build

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"math/rand/v2"
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

// model is what an author does to a site, and what subscribers may expect of it.
type model struct {
	*world
	seed   uint64
	log    []string // what happened
	pieces []*piece
	// owner maps every ID that was given out to its article.
	owner map[string]*piece
	// touched are the pieces that have changed since the last completed run. A piece changes once
	// between two runs, because Fil may not recognise an article after two changes.
	touched map[*piece]bool
	// left are the paths that a file has left since then. A new file there would be taken for the
	// old one, edited.
	leftPaths map[string]bool
	saved     bool // there is an earlier state to be restored
	killAt    int  // the operation of the next run at which the process ends, 0 for none
}

// piece is one article, whatever becomes of its file.
type piece struct {
	n, edits int
	path     string
	title    string
	date     time.Time
	draft    bool
	removed  bool
	id       string // "" until it is public
}

func (p *piece) text() string {
	draft := ""
	if p.draft {
		draft = "draft: true\n"
	}
	return fmt.Sprintf("---\ntitle: %s\ndate: %s\n%s---\n\nmarker-%dx, %d.\n", p.title, p.date.Format(time.DateOnly), draft, p.n, p.edits)
}

func newModel(t *testing.T, seed uint64) *model {
	w := &world{t: t, r: rand.New(rand.NewPCG(seed, 23)), dir: t.TempDir(), now: time.Date(2024, 2, 20, 8, 0, 0, 0, time.UTC)}
	m := &model{world: w, seed: seed, owner: map[string]*piece{}, touched: map[*piece]bool{}, leftPaths: map[string]bool{}}
	w.write("site.yaml", "title: T\nbase_url: https://un.example/\nid_authority: un.example,2024\npages: true\nfeed: {limit: 4}\n")
	for range 6 {
		m.create(m.unusedPath())
	}
	return m
}

func (m *model) logf(format string, args ...any) { m.log = append(m.log, fmt.Sprintf(format, args...)) }

// free returns a path without a file. Often there was a file before.
func (m *model) unusedPath() string {
	for among := 14; ; among++ {
		path := fmt.Sprintf("p%d.md", m.r.IntN(among))
		if _, err := os.Lstat(m.path(path)); err != nil && !m.leftPaths[path] {
			return path
		}
	}
}

func (m *model) create(path string) {
	p := &piece{n: len(m.pieces), path: path, date: time.Date(2024, time.Month(1+m.r.IntN(2)), 1+m.r.IntN(19), 0, 0, 0, 0, time.UTC)}
	p.title = fmt.Sprintf("T%d", p.n)
	m.pieces = append(m.pieces, p)
	m.touched[p] = true
	m.logf("create %d at %s", p.n, path)
	m.write(path, p.text())
}

// some returns a piece that has a file and has not changed since the last run, nil if there is none.
func (m *model) unchangedPiece() *piece {
	var free []*piece
	for _, p := range m.pieces {
		if !p.removed && !m.touched[p] {
			free = append(free, p)
		}
	}
	if len(free) == 0 {
		return nil
	}
	p := free[m.r.IntN(len(free))]
	m.touched[p] = true
	return p
}

func (m *model) move(p *piece, to string) {
	m.logf("move %d from %s to %s", p.n, p.path, to)
	if err := os.Rename(m.path(p.path), m.path(to)); err != nil {
		m.t.Fatal(err)
	}
	m.leftPaths[p.path], p.path = true, to
	delete(m.leftPaths, to)
}

// change is one thing that an author does.
func (m *model) change() {
	p := m.unchangedPiece()
	if p == nil || m.r.IntN(5) == 0 {
		m.create(m.unusedPath())
		return
	}
	save := func(what string) {
		p.edits++
		m.logf("%s %d at %s", what, p.n, p.path)
		m.write(p.path, p.text())
	}
	switch m.r.IntN(10) {
	case 0:
		save("edit")
	case 1:
		p.title += "b"
		save("retitle")
	case 2:
		p.date = p.date.AddDate(0, 0, -1)
		save("redate")
	case 3:
		m.move(p, m.unusedPath())
	case 4:
		m.move(p, m.unusedPath())
		save("edit")
	case 5: // another one takes its place in the same run
		from := p.path
		m.move(p, m.unusedPath())
		save("edit")
		delete(m.leftPaths, from)
		m.create(from)
	case 6:
		if q := m.unchangedPiece(); q != nil {
			p.path, q.path = q.path, p.path
			save("swap")
			q.edits++
			m.logf("swap %d at %s", q.n, q.path)
			m.write(q.path, q.text())
		}
	case 7:
		p.draft = !p.draft
		save(fmt.Sprint("draft ", p.draft))
	case 8:
		if p.date.Year() > 2024 {
			p.date = p.date.AddDate(-900, 0, 0)
		} else {
			p.date = p.date.AddDate(900, 0, 0)
		}
		save("mistype the year of")
	case 9:
		m.logf("remove %d from %s", p.n, p.path)
		if err := os.Remove(m.path(p.path)); err != nil {
			m.t.Fatal(err)
		}
		m.leftPaths[p.path], p.removed = true, true
	}
}

// back brings a piece back that was removed, as it was, perhaps to another place.
func (m *model) restorePiece() {
	for _, p := range m.pieces {
		if p.removed && !m.touched[p] {
			if _, err := os.Lstat(m.path(p.path)); err == nil || m.leftPaths[p.path] || m.r.IntN(2) == 0 {
				p.path = m.unusedPath()
			}
			p.removed, m.touched[p] = false, true
			m.logf("bring %d back to %s", p.n, p.path)
			m.write(p.path, p.text())
			return
		}
	}
}

// disaster removes or restores folders, or ends a process.
func (m *model) breakFolders() {
	stop := func() {
		if m.engine != nil {
			m.engine.Close()
			m.engine = nil
		}
	}
	remove := func(name string) {
		m.logf("throw away %s", name)
		if err := os.RemoveAll(filepath.Join(m.dir, name)); err != nil {
			m.t.Fatal(err)
		}
	}
	switch m.r.IntN(7) {
	case 0:
		stop()
		remove("dist")
	case 1:
		stop()
		remove("dist/.fil-dist")
	case 2:
		stop()
		remove("state/cache")
	case 3:
		m.killAt = 1 + m.r.IntN(120)
	case 4:
		if m.saved && len(m.touched) == 0 {
			stop()
			m.logf("restore an earlier state")
			m.copyState("earlier", "state")
			m.owner = map[string]*piece{} // what was given out since is forgotten
			for _, p := range m.pieces {
				p.id = ""
			}
		}
	case 5:
		if m.engine == nil && len(m.touched) == 0 {
			m.copyState("state", "earlier")
			m.saved = true
		}
	case 6:
		stop()
	}
}

var errKilled = errors.New("killed")

// publish is one run, and reports whether it ended.
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
	m.touched, m.leftPaths = map[*piece]bool{}, map[string]bool{}
	return true
}

func (m *model) fail(format string, args ...any) {
	m.t.Helper()
	m.t.Fatalf("seed %d: %s\n%s", m.seed, fmt.Sprintf(format, args...), strings.Join(m.log, "\n"))
}

// document is the part of an Atom document that is checked.
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

// check verifies the invariants that hold after each run.
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
	seen := map[string]string{} // IDs by markers, along the chain of archives
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
			m.fail("%s is nowhere in the chain of archives", name)
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

// checkManifest verifies that every file has the hash that its ETag is made of.
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
			m.fail("%s is not what the manifest says", name)
		}
	}
}

// checkUnchanged verifies that a run without changes writes nothing.
func (m *model) checkUnchanged() {
	m.t.Helper()
	before := m.stampsOf("dist")
	if !m.publish() {
		m.fail("it was killed")
	}
	if after := m.stampsOf("dist"); !slices.Equal(before, after) {
		m.fail("a run without changes has written:\n%v\n%v", before, after)
	}
}

// stampsOf are the names and times of the files of a folder.
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

// Over random histories of an author, of kills and of folders that are thrown away or restored: an
// article has one ID for ever, and no two have one; every file is what its ETag says; the chain of
// archives loses nothing; nothing withheld is public; a run without changes writes nothing; and a
// cold build is what was published run by run.
func TestModel(t *testing.T) {
	n, steps := uint64(30), 9
	switch {
	case raceDetector:
		n = 6
	case os.Getenv("CI") != "":
		n = 500
	}
	if more := os.Getenv("FIL_TEST_HISTORIES"); more != "" {
		fmt.Sscan(more, &n)
	}
	for seed := range n {
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
