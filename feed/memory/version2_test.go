package memory

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// stateOfVersion2 returns a folder with the state that commit acd47dd has left, after an article was
// renamed, one removed, one made a draft and one added. want.json has what it holds.
func stateOfVersion2(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	f, err := os.Open("testdata/acd47dd/memory.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, fileName), data, 0o600)
	}
	if err == nil {
		err = os.CopyFS(dir, os.DirFS("testdata/acd47dd"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// A state folder of version 2 is opened with every ID, arrival, last form, old address, definition of a
// feed, ping and version.
func TestUpgrade(t *testing.T) {
	dir := stateOfVersion2(t)
	for range 2 { // it is upgraded, and opened again
		m := opened(t, dir, nil)
		feedtest.Golden(t, "acd47dd/want.json", describe(t, m))
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "bodies-1")); !os.IsNotExist(err) {
		t.Errorf("the old file of texts is left: %v", err)
	}
}

// Peek reads a state folder of version 2, and leaves it as it is.
func TestPeekVersion2(t *testing.T) {
	dir := stateOfVersion2(t)
	m, err := Peek(dir)
	if err != nil || m == nil {
		t.Fatal(m, err)
	}
	defer m.Close()
	if len(m.Published()) != 8 || lastForm(t, m, "notes/deux.md", &feed.Site{BaseURL: "https://fil.example/", TimeZone: time.UTC}) == nil {
		t.Error(m.Published())
	}
	if old, err := opened(t, dir, nil).db.isVersion2(); old || err != nil {
		t.Error(err)
	}
}

// An upgrade without the file of texts, or with damaged texts, has all that is not a text.
func TestUpgradeWithoutTexts(t *testing.T) {
	for name, damage := range map[string]func(file string) error{
		"missing":   os.Remove,
		"truncated": func(file string) error { return os.Truncate(file, 7) },
		"zeros":     func(file string) error { return os.WriteFile(file, make([]byte, 1<<16), 0o600) },
	} {
		dir := stateOfVersion2(t)
		if err := damage(filepath.Join(dir, "bodies-1")); err != nil {
			t.Fatal(err)
		}
		m := opened(t, dir, nil)
		if n := len(m.Published()); n != 8 {
			t.Errorf("%s: %d articles", name, n)
		}
		for _, a := range m.Published() {
			if a.ID == "" || a.Title == "" || a.Permalink == "" || a.Published.IsZero() {
				t.Errorf("%s: %+v", name, a)
			}
			if _, err := m.LastForm(a.Path, &feed.Site{TimeZone: time.UTC}); err == nil {
				t.Errorf("%s: %s has a text", name, a.Path)
			}
		}
	}
}

// Two processes that open a memory of version 2 at the same time do not upgrade it twice: the second one
// would not find the texts.
func TestUpgradeOnce(t *testing.T) {
	dir := stateOfVersion2(t)
	name := filepath.Join(dir, fileName)
	first, err := openDatabase(name)
	if err != nil {
		t.Fatal(err)
	}
	second := make(chan *Memory)
	go func() {
		m, _, err := Open(dir, nil)
		if err != nil {
			t.Error(err)
		}
		second <- m
	}()
	time.Sleep(200 * time.Millisecond) // the second one waits for the lock
	if err := errors.Join(first.upgrade(dir), first.Close()); err != nil {
		t.Error(err)
	}
	if m := <-second; m != nil {
		defer m.Close()
		lastForm(t, m, "notes/deux.md", &feed.Site{TimeZone: time.UTC})
	}
}

// describe returns what a memory holds as want.json has it.
func describe(t *testing.T, m *Memory) []byte {
	t.Helper()
	zone, err := time.LoadLocation("Africa/Bamako")
	if err != nil {
		t.Fatal(err)
	}
	site := &feed.Site{BaseURL: "https://fil.example/", TimeZone: zone}
	owed, err := m.Owed()
	if err != nil {
		t.Fatal(err)
	}
	versions, err := m.Versions()
	if err != nil {
		t.Fatal(err)
	}
	forms, published, withdrawn := map[string]any{}, []any{}, []any{}
	for _, a := range m.Published() {
		forms[a.Path] = lastForm(t, m, a.Path, site)
		published = append(published, a)
	}
	for _, w := range m.Withdrawn() {
		withdrawn = append(withdrawn, w)
	}
	forms["index.md"] = lastForm(t, m, "index.md", site)
	data, err := json.MarshalIndent(map[string]any{"published": published, "withdrawn": withdrawn, "entered": m.Entered("choix"), "moved": m.Moved(), "feeds": m.Feeds(), "sizes": m.Sizes(),
		"documents": m.DocumentSizes(), "public": m.Public(), "withheld": m.Withheld(), "retained": m.Retained(), "ran": m.Ran(), "owed": owed, "versions": versions, "forms": forms}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(data, '\n')
}
