//go:build e2e

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// unprivileged gives a folder to a user without privileges, and returns a function that builds it as that user.
func unprivileged(t *testing.T, dir string) (build func() (output string, status int)) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The other user needs access to the binary and the folder.
	fil := filepath.Join(dir, "fil")
	tool(t, "cp", self, fil)
	tool(t, "chmod", "-R", "a+rX", dir)
	for up := filepath.Dir(dir); up != "/"; up = filepath.Dir(up) {
		tool(t, "chmod", "a+x", up)
	}
	tool(t, "chown", "-R", "65534:65534", dir)
	return func() (string, int) {
		cmd := exec.Command("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", fil, "build")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "FIL_TEST_AS_FIL=1", "HOME=/nonexistent")
		out, _ := cmd.CombinedOutput() // the caller checks the status
		return string(out), cmd.ProcessState.ExitCode()
	}
}

// faults.md 35: files that cannot be read are named, their last versions stay, and the rest is published.
// It runs as an unprivileged user, because root ignores permissions.
func TestPermissionDenied(t *testing.T) {
	dir := site(t)
	for _, name := range []string{"content/sub/2024-02-b.md", "content/2024-03-c.md"} {
		if err := writeFile(filepath.Join(dir, name), "---\ntitle: "+filepath.Base(name)+"\n---\nTexte.\n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := writeFile(filepath.Join(dir, "content/sub/p.png"), "png"); err != nil {
		t.Fatal(err)
	}
	build := unprivileged(t, dir)
	if out, status := build(); status != 0 {
		t.Fatalf("%d: %s", status, out)
	}
	tool(t, "chmod", "000", filepath.Join(dir, "content/sub"), filepath.Join(dir, "content/2024-03-c.md"))
	out, status := build()
	if status != 3 || !strings.Contains(out, "sub: cannot be read: permission denied") || !strings.Contains(out, "2024-03-c.md: cannot be read: permission denied") {
		t.Errorf("%d: %s", status, out)
	}
	if !strings.Contains(out, "articles 3,") || !strings.Contains(out, "removed 0") {
		t.Errorf("what was published is gone: %s", out)
	}
	tool(t, "chmod", "555", filepath.Join(dir, "dist"), filepath.Join(dir, "dist/.fil-dist/stage"))
	if err := writeFile(filepath.Join(dir, "content/2024-04-d.md"), "x"); err != nil {
		t.Fatal(err)
	}
	if out, status := build(); status != 1 || !strings.Contains(out, "permission denied") {
		t.Errorf("a dist that cannot be written: %d: %s", status, out)
	}
}

// What only a draft refers to is not published while the draft, or its folder, cannot be read. That does not depend
// on the cache.
func TestDraftThatCannotBeRead(t *testing.T) {
	for _, locked := range []string{"content/private/d.md", "content/private"} {
		dir := site(t)
		put(t, filepath.Join(dir, "content/private/d.md"), "---\ntitle: D\ndraft: true\n---\n![](../img/secret.png)\n")
		put(t, filepath.Join(dir, "content/img/secret.png"), "secret")
		build := unprivileged(t, dir)
		for _, step := range [][]string{nil, {"chmod", "000", filepath.Join(dir, locked)}, {"rm", filepath.Join(dir, ".fil/cache.db")}} {
			if step != nil {
				tool(t, step[0], step[1:]...)
			}
			if out, status := build(); status != 0 && status != 3 {
				t.Fatalf("%d: %s", status, out)
			}
			if _, err := os.Stat(filepath.Join(dir, "dist/img/secret.png")); err == nil {
				t.Errorf("%s, after %v: the picture of a draft is published", locked, step)
			}
		}
	}
}

// An article of a folder that could not be read goes when its file turns out to be removed.
func TestRemovedWhileUnreadable(t *testing.T) {
	dir := site(t)
	put(t, filepath.Join(dir, "content/sub/a.md"), "---\ntitle: A\ndate: 2024-02-01\n---\nA.\n")
	put(t, filepath.Join(dir, "content/sub/b.md"), "---\ntitle: B\ndate: 2024-02-02\n---\nB.\n")
	build := unprivileged(t, dir)
	build()
	page, sub := filepath.Join(dir, "dist/sub/b/index.html"), filepath.Join(dir, "content/sub")
	tool(t, "chmod", "000", sub)
	tool(t, "rm", filepath.Join(dir, ".fil/cache.db"))
	if out, status := build(); status != 3 {
		t.Fatalf("%d: %s", status, out)
	}
	if _, err := os.Stat(page); err != nil {
		t.Error(err)
	}
	tool(t, "chmod", "755", sub)
	tool(t, "rm", filepath.Join(sub, "b.md"))
	if out, status := build(); status != 0 {
		t.Fatalf("%d: %s", status, out)
	}
	if _, err := os.Stat(page); err == nil {
		t.Error("the page of a removed article stays")
	}
}
