package memory

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"fil/feed"
	"fil/feed/feedtest"
)

// Open sets a file that is not a database aside, whatever it contains; an empty file becomes a
// database.
func TestDamaged(t *testing.T) {
	for name, data := range map[string][]byte{"garbage": []byte("x"), "zeros": make([]byte, 1<<16), "a page": make([]byte, 1<<12), "empty": nil} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, fileName), data, 0o600); err != nil {
			t.Fatal(err)
		}
		m, setAside, err := Open(dir, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if (setAside == "") != (name == "empty") {
			t.Errorf("%s: set aside as %q", name, setAside)
		}
		m.Close()
	}
}

// A file that was set aside is not overwritten by the next one: after a downgrade and an upgrade,
// the first one is the good one.
func TestSetAsideTwice(t *testing.T) {
	dir := t.TempDir()
	for i, text := range []string{"first", "second", "third"} {
		if err := os.WriteFile(filepath.Join(dir, fileName), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		m, setAside, err := Open(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		m.Close()
		if data, err := os.ReadFile(setAside); string(data) != text || err != nil {
			t.Errorf("%s was set aside as %s: %q, %v", text, setAside, data, err)
		}
		if entries, _ := filepath.Glob(filepath.Join(dir, fileName+".unread*")); len(entries) != i+1 {
			t.Errorf("set aside are %v", entries)
		}
	}
}

// Damage of any page that is found after Open does not end the process. Keep sets the file aside, and
// the next one stores the publication.
func TestDamagedLater(t *testing.T) {
	dir := t.TempDir()
	m := opened(t, dir, nil)
	articles := many(60)
	if err := keep(t, m, Publication{}, articles...); err != nil {
		t.Fatal(err)
	}
	m.Close()
	name := filepath.Join(dir, fileName)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for page := 2; page < len(whole)/pageSize; page++ {
		damaged := slices.Clone(whole)
		clear(damaged[page*pageSize : (page+1)*pageSize])
		if err := os.WriteFile(name, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		m, _, err := Open(dir, nil)
		if err != nil {
			t.Errorf("page %d: %v", page, err)
			continue
		}
		keepTwice(t, fmt.Sprint("page ", page), m, articles)
		m.Close()
	}
}

// The subscriptions of a database that was set aside are not counted any more.
func TestDamagedSubscriptions(t *testing.T) {
	m := opened(t, t.TempDir(), nil)
	defer m.Close()
	s := Subscription{Kind: "content", Topic: "https://fil.example/atom.xml", Callback: "https://reader.example/"}
	for range 2 {
		if err := m.Subscribe(s, "1"); err != nil {
			t.Fatal(err)
		}
		if all, of := m.CountSubscriptions(s.Callback); all != 1 || of != 1 {
			t.Errorf("%d subscriptions, %d of the domain", all, of)
		}
		if err := m.replaceDamaged(); err != nil {
			t.Fatal(err)
		}
	}
	if all, of := m.CountSubscriptions(s.Callback); all != 0 || of != 0 {
		t.Errorf("set aside: %d subscriptions, %d of the domain", all, of)
	}
}

// keepTwice stores articles in a damaged memory: the first time may fail, the second time may not.
func keepTwice(t *testing.T, name string, m *Memory, articles []*feed.Article) {
	t.Helper()
	m.Published()
	_, _ = m.LastForm(articles[7].Path, feedtest.Site()) // errors are expected
	articles[len(articles)/2].Title = name               // so that there is something to write
	if err := keep(t, m, Publication{}, articles...); err != nil && !errors.Is(err, errDamaged) {
		t.Errorf("%s: %v", name, err)
	}
	if err := keep(t, m, Publication{}, articles...); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if n := len(m.Published()); n != len(articles) || lastForm(t, m, articles[7].Path, feedtest.Site()) == nil {
		t.Errorf("%s: %d articles are stored", name, n)
	}
}

// A memory of a newer version is refused, and stays as it is. One whose version is damaged is set aside, and
// not upgraded as an empty one of version 2.
func TestOtherVersion(t *testing.T) {
	for version, aside := range map[string]bool{"4": false, "12": false, "2": true, "": true, "4x": true, "-4": true} {
		dir := t.TempDir()
		m := opened(t, dir, nil)
		if err := keep(t, m, Publication{}, many(1)...); err != nil {
			t.Fatal(err)
		}
		err := m.update(func(tx *bbolt.Tx) error { return putMeta(tx, metaVersion, version) })
		if err := errors.Join(err, m.Close()); err != nil {
			t.Fatal(err)
		}
		m, name, err := Open(dir, nil)
		if refused := errors.Is(err, ErrNewer); refused == aside || (name != "") != aside || !aside && m != nil {
			t.Errorf("version %q: set aside as %q, %v", version, name, err)
		}
		if m != nil {
			m.Close()
		}
	}
}

// many returns n articles.
func many(n int) (articles []*feed.Article) {
	for i := range n {
		a := feedtest.Articles()[0]
		a.Path, a.Stem, a.ID = fmt.Sprintf("%03d.md", i), fmt.Sprintf("%03d", i), fmt.Sprint("urn:", i)
		articles = append(articles, a)
	}
	return articles
}

// A file that was truncated, at any size, is set aside by Open. If it is truncated while it is
// open, Keep sets it aside, and reading mapped pages that are gone does not end the process.
func TestTruncated(t *testing.T) {
	dir := t.TempDir()
	m := opened(t, dir, nil)
	articles := many(200)
	if err := keep(t, m, Publication{}, articles...); err != nil {
		t.Fatal(err)
	}
	m.Close()
	name := filepath.Join(dir, fileName)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for size := int64(len(whole)) - 2*growBy; size > 0; size -= 3 * pageSize / 2 { // at and between the ends of pages
		for _, inUse := range []bool{false, true} {
			if err := errors.Join(os.WriteFile(name, whole, 0o600), os.RemoveAll(name+".unread")); err != nil {
				t.Fatal(err)
			}
			truncate := func() {
				if err := os.Truncate(name, size); err != nil {
					t.Fatal(err)
				}
			}
			if !inUse {
				truncate()
			}
			m, setAside, err := Open(dir, nil)
			if err != nil || (setAside == "") != inUse {
				t.Fatalf("%d of %d bytes: set aside as %q, %v", size, len(whole), setAside, err)
			}
			if inUse {
				truncate()
			}
			keepTwice(t, fmt.Sprint(size, " bytes, in use: ", inUse), m, articles)
			if err := m.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
