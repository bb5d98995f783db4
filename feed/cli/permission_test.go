//go:build e2e

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

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
	build := func() (string, int) {
		cmd := exec.Command("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", fil, "build")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "FIL_TEST_AS_FIL=1", "HOME=/nonexistent")
		out, _ := cmd.CombinedOutput() // the caller checks the status
		return string(out), cmd.ProcessState.ExitCode()
	}
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
