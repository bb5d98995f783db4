package build

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// model is a site with an author who changes it at random, and what subscribers may rely on.
type model struct {
	*world
	pieces []*piece
	// owner maps every ID that was published to its article.
	owner map[string]*piece
	// changedPieces are the pieces that have changed since the last completed run. A piece changes only
	// once between two runs, because after two changes Fil may take it for a new article.
	changedPieces map[*piece]bool
	// leftPaths are the paths from which a file was moved or removed since the last completed run.
	// No new piece is created there, because Fil would take it for the old one, edited.
	leftPaths map[string]bool
	saved     bool // "earlier" holds a copy of the state folder
	killAt    int  // the disk operation of the next run from which on all fail; 0 for none
}

// piece is an article, which stays the same when its file is moved, removed or restored.
type piece struct {
	n, edits int
	path     string
	title    string
	date     time.Time
	draft    bool
	removed  bool
	id       string // "" until it is published
}

func (p *piece) text() string {
	draft := ""
	if p.draft {
		draft = "draft: true\n"
	}
	return fmt.Sprintf("---\ntitle: %s\ndate: %s\n%s---\n\nmarker-%dx, %d.\n", p.title, p.date.Format(time.DateOnly), draft, p.n, p.edits)
}

func newModel(t *testing.T, seed uint64) *model {
	w := &world{t: t, r: rand.New(rand.NewPCG(seed, 23)), seed: seed, dir: t.TempDir(), now: time.Date(2024, 2, 20, 8, 0, 0, 0, time.UTC)}
	m := &model{world: w, owner: map[string]*piece{}, changedPieces: map[*piece]bool{}, leftPaths: map[string]bool{}}
	w.write("site.yaml", "title: T\nbase_url: https://un.example/\nid_authority: un.example,2024\npages: true\nfeed: {limit: 4}\n")
	for range 6 {
		m.create(m.unusedPath())
	}
	return m
}

// unusedPath returns a path without a file. Often there was a file before.
func (m *model) unusedPath() string {
	for n := 14; ; n++ {
		path := fmt.Sprintf("p%d.md", m.r.IntN(n))
		if _, err := os.Lstat(m.path(path)); err != nil && !m.leftPaths[path] {
			return path
		}
	}
}

// create writes a new piece. Its date is not that of a removed piece of the same path, which would be
// taken for it with another title (rule 6 of feed.History.Match).
func (m *model) create(path string) {
	p := &piece{n: len(m.pieces), path: path, date: time.Date(2024, time.Month(1+m.r.IntN(2)), 1+m.r.IntN(19), 0, 0, 0, 0, time.UTC)}
	for slices.ContainsFunc(m.pieces, func(q *piece) bool { return q.path == path && q.date.Equal(p.date) }) {
		p.date = p.date.AddDate(0, 0, -1)
	}
	p.title = fmt.Sprintf("T%d", p.n)
	m.pieces = append(m.pieces, p)
	m.changedPieces[p] = true
	m.logf("create %d at %s", p.n, path)
	m.write(path, p.text())
}

// unchangedPiece returns a piece that has a file and has not changed since the last completed run,
// nil if there is none. It counts as changed from then on.
func (m *model) unchangedPiece() *piece {
	var unchanged []*piece
	for _, p := range m.pieces {
		if !p.removed && !m.changedPieces[p] {
			unchanged = append(unchanged, p)
		}
	}
	if len(unchanged) == 0 {
		return nil
	}
	p := unchanged[m.r.IntN(len(unchanged))]
	m.changedPieces[p] = true
	return p
}

// move renames the file of a piece.
func (m *model) move(p *piece, to string) {
	m.logf("move %d from %s to %s", p.n, p.path, to)
	if err := os.Rename(m.path(p.path), m.path(to)); err != nil {
		m.t.Fatal(err)
	}
	m.leftPaths[p.path], p.path = true, to
	delete(m.leftPaths, to)
}

// change makes one random change of an author.
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
	case 5: // another piece is created at the old path in the same run
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
		m.remove(p.path)
		m.leftPaths[p.path], p.removed = true, true
	}
}

// restorePiece restores a removed piece with the same text, at random under another path.
func (m *model) restorePiece() {
	for _, p := range m.pieces {
		if p.removed && !m.changedPieces[p] {
			if _, err := os.Lstat(m.path(p.path)); err == nil || m.leftPaths[p.path] || m.r.IntN(2) == 0 {
				p.path = m.unusedPath()
			}
			p.removed, m.changedPieces[p] = false, true
			m.logf("bring %d back to %s", p.n, p.path)
			m.write(p.path, p.text())
			return
		}
	}
}

// breakFolders closes the engine, removes or restores folders, or has the next run killed.
func (m *model) breakFolders() {
	stop := func() {
		if m.engine != nil {
			m.engine.Close()
			m.engine = nil
		}
	}
	remove := func(name string) {
		m.logf("delete %s", name)
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
		if m.saved && len(m.changedPieces) == 0 {
			stop()
			m.logf("restore an earlier state")
			m.copyState("earlier", "state")
			m.owner = map[string]*piece{} // the restored memory does not know the IDs published since
			for _, p := range m.pieces {
				p.id = ""
			}
		}
	case 5:
		if m.engine == nil && len(m.changedPieces) == 0 {
			m.copyState("state", "earlier")
			m.saved = true
		}
	case 6:
		stop()
	}
}
