package memory

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// TestPeek copies a memory that is being written to: each copy has all articles of one publication.
func TestPeek(t *testing.T) {
	dir := t.TempDir()
	if m, err := Peek(dir); m != nil || err != nil {
		t.Fatalf("without a memory: %v, %v", m, err)
	}
	m, _, err := Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	stop, stopped := make(chan struct{}), make(chan error, 1)
	write := func(n int) error {
		p := Publication{Site: feedtest.Site(), Ran: time.Unix(int64(n), 0)}
		for i := range 3000 {
			p.Articles = append(p.Articles, &feed.Meta{Path: fmt.Sprintf("%d.md", i), Stem: fmt.Sprint(i), ID: fmt.Sprint("urn:", i), Title: fmt.Sprint(n)})
		}
		return m.Keep(p)
	}
	if err := write(0); err != nil {
		t.Fatal(err)
	}
	go func() {
		for n := 1; ; n++ {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			if err := write(n); err != nil {
				stopped <- err
				return
			}
		}
	}()
	for range 20 {
		peeked, err := Peek(dir)
		if err != nil {
			t.Error(err)
			break
		}
		published := peeked.Published()
		if len(published) != 3000 {
			t.Errorf("%d articles are returned", len(published))
		}
		for _, k := range published {
			if k.Title != published[0].Title {
				t.Errorf("articles of the publications %s and %s", k.Title, published[0].Title)
				break
			}
		}
		if err := peeked.Close(); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

// TestCopyConsistent commits during the first copy, so that a second one is needed.
func TestCopyConsistent(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "db"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	copies := 0
	err = copyConsistent(f, func() error {
		copies++
		if copies > 1 {
			return nil
		}
		_, err := f.WriteString("a commit")
		return err
	})
	if err != nil || copies != 2 {
		t.Errorf("%d copies, %v", copies, err)
	}
	if err := copyConsistent(f, func() error { _, err := f.WriteString("."); return err }); err == nil {
		t.Error("a file that changes during each copy was copied")
	}
}
