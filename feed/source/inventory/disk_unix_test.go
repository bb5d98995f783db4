//go:build unix

package inventory

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDisk walks files of a disk: links, pipes and stamps.
func TestDisk(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) {
		t.Helper()
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(dir, "a.md"), "a")
	write(filepath.Join(outside, "b.md"), "bcd")
	link("a.md", "link.md")
	link(outside, "folder")
	link("absent.md", "broken.md")
	fsys := os.DirFS(dir)
	inv := walk(t, fsys)
	if got := paths(inv.Articles, func(f File) string { return f.Path }); got != "a.md link.md" {
		t.Errorf("articles %s", got)
	}
	var got []string
	for _, p := range inv.Problems {
		got = append(got, p.Path+": "+p.Message)
	}
	if want := "broken.md: the link cannot be followed: no such file or directory|folder: a link to a folder is not followed"; strings.Join(got, "|") != want {
		t.Errorf("problems %q", got)
	}
	if inv.Articles[0].Stamp != inv.Articles[1].Stamp {
		t.Error("a link has not the stamp of its target")
	}
	// The time of a change cannot be set: the stamp of a file that was just written is not sure.
	stamp := inv.Articles[0].Stamp
	if stamp.Size != 1 || stamp.Modified != old.UnixNano() {
		t.Errorf("%+v", stamp)
	}
	if stamp.Changed != 0 && (inv.Sure || Sure(stamp, inv.Before)) {
		t.Error("a file that was changed a moment ago is sure")
	}
	// Another file of the same size and time, under the same name.
	write(filepath.Join(dir, "new"), "b")
	if err := os.Rename(filepath.Join(dir, "new"), filepath.Join(dir, "a.md")); err != nil {
		t.Fatal(err)
	}
	if again := walk(t, fsys); stamp.Inode != 0 && (again.Articles[0].Stamp == stamp || again.Digest == inv.Digest) {
		t.Error("a file that was replaced has the same stamp")
	}
}
