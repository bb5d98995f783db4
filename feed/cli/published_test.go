package cli

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"fil/feed/check"
)

// feedName matches the names of the feeds and archives of dist, and of the list of feeds.
var feedName = regexp.MustCompile(`(^|/)(atom|rss)(-[0-9a-f]+)?\.xml$|(^|/)feed\.json$|\.opml$`)

// wantNoFindings checks all feeds of a folder as fil check does: nothing is wrong with them.
func wantNoFindings(t *testing.T, dist string) {
	t.Helper()
	checked := 0
	err := filepath.WalkDir(dist, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !feedName.MatchString(filepath.ToSlash(name)) {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		checked++
		for _, f := range check.Document(data, check.Options{Now: time.Now()}).Findings {
			t.Errorf("%s: %v", name, f)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 3 {
		t.Errorf("%d feeds are in %s", checked, dist)
	}
}

// Nothing is wrong with the feeds of the repository's own content.
func TestOwnFeeds(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
	if status := fil(t, dir, "build", "--base-url", "https://fil.example/"); status != exitOK {
		t.Fatalf("fil build: %d", status)
	}
	wantNoFindings(t, filepath.Join(dir, "dist"))
}
