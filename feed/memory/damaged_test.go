package memory

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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
		for _, name := range []string{fileName, bodiesName(1)} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		m, setAside, err := Open(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		m.Close()
		for _, aside := range []string{setAside, setAside + "-" + bodiesName(1)} {
			if data, err := os.ReadFile(aside); string(data) != text || err != nil {
				t.Errorf("%s was set aside as %s: %q, %v", text, aside, data, err)
			}
		}
		if entries, _ := filepath.Glob(filepath.Join(dir, fileName+".unread*")); len(entries) != 2*(i+1) {
			t.Errorf("set aside are %v", entries)
		}
	}
}

// Damage of any page that is found after Open does not end the process: Keep sets the file aside
// and stores the publication in a new one.
func TestDamagedLater(t *testing.T) {
	dir := t.TempDir()
	m, _, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	var articles []*feed.Article
	for i := range 60 {
		a := *feedtest.Articles()[0]
		a.Path = strings.Repeat("x", i+1) + ".md"
		articles = append(articles, &a)
	}
	if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: articles}); err != nil {
		t.Fatal(err)
	}
	m.Close()
	name := filepath.Join(dir, fileName)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for page := 2; page < len(whole)/os.Getpagesize(); page++ {
		damaged := slices.Clone(whole)
		clear(damaged[page*os.Getpagesize() : (page+1)*os.Getpagesize()])
		if err := os.WriteFile(name, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		m, _, err := Open(dir, nil)
		if err != nil {
			t.Errorf("page %d: %v", page, err)
			continue
		}
		m.Published()
		m.Article(articles[7].Path, feedtest.Site())
		if err := keep(t, m, Publication{Site: feedtest.Site(), Articles: articles}); err != nil {
			t.Errorf("page %d: %v", page, err)
		}
		if _, ok := m.Article(articles[7].Path, feedtest.Site()); !ok {
			t.Errorf("page %d: the article is not stored", page)
		}
		m.Close()
	}
}

// A file that was truncated, at any size, is set aside by Open. If it is truncated while it is
// open, Keep sets it aside, and reading mapped pages that are gone does not end the process.
func TestCut(t *testing.T) {
	dir, site := t.TempDir(), feedtest.Site()
	m, _, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := Publication{Site: site, Articles: many(500), Body: func(*feed.Article) feed.Body { return feed.Body{} }}
	if err := m.Keep(p); err != nil {
		t.Fatal(err)
	}
	m.Close()
	name := filepath.Join(dir, fileName)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for size := int64(len(whole)) - 2*growBy; size > 0; size -= 3 * int64(os.Getpagesize()) / 2 { // at and between the ends of pages
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
				m.Published()
				m.Article(p.Articles[7].Path, site)
			}
			p.Articles[len(p.Articles)/2].Title = fmt.Sprint(size, inUse) // so that there is something to write
			if err := m.Keep(p); err != nil {
				t.Fatalf("%d of %d bytes: %v", size, len(whole), err)
			}
			if n := len(m.Published()); n != len(p.Articles) {
				t.Errorf("%d of %d bytes: %d articles are stored", size, len(whole), n)
			}
			if err := m.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
