package cli

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Commands that only read run while fil serve runs: they read a copy of the memory.
func TestBesideServe(t *testing.T) {
	dir := site(t)
	p := start(t, dir)
	p.await("published")
	if err := os.Rename(filepath.Join(dir, "content/2024-01-a.md"), filepath.Join(dir, "content/2024-01-b.md")); err != nil {
		t.Fatal(err)
	}
	p.await("reason=change")
	for _, args := range [][]string{{"build", "--dry-run"}, {"pin"}, {"check"}, {"next"}} {
		if status := fil(t, dir, args...); status != 0 {
			t.Errorf("fil %s beside fil serve: exit status %d", args, status)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "content/2024-01-b.md"))
	if err != nil || !strings.Contains(string(text), "tag:fil.example,2024:2024-01-a") {
		t.Errorf("fil pin beside fil serve has not written the ID: %v\n%s", err, text)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "fil-peek-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	p.signal(syscall.SIGTERM)
	p.end()
}

// At a public address, fil serve delays a new article until its file has not changed for a while.
func TestServeSettles(t *testing.T) {
	dir := site(t)
	p := start(t, dir, "--base-url", "https://fil.example/", "--settle", "1s")
	p.await("published")
	put(t, filepath.Join(dir, "content/2024-02-b.md"), "Un second.\n")
	p.await("new articles wait until their files have not changed for a while files=[2024-02-b.md]")
	p.await("reason=due articles=2")
	put(t, filepath.Join(dir, "content/2024-02-c.md"), "Un troisième.\n")
	p.await("not changed for a while")
	p.signal(syscall.SIGHUP)
	p.await("reason=SIGHUP articles=3")
	p.signal(syscall.SIGTERM)
	p.end()
	if status := fil(t, dir, "serve", "--settle", "soon"); status != 2 {
		t.Errorf("--settle soon: exit status %d", status)
	}
}

// Files that static hosts read are copied to dist, and not served.
func TestHostFilesAreNotServed(t *testing.T) {
	dir := site(t)
	for _, name := range []string{"_headers", "_redirects", ".nojekyll", "CNAME"} {
		put(t, filepath.Join(dir, "content", name), "x\n")
	}
	p := start(t, dir)
	p.await("published")
	for _, name := range []string{"_headers", "_redirects", ".nojekyll", "CNAME"} {
		if _, err := os.Stat(filepath.Join(dir, "dist", name)); err != nil {
			t.Error(err)
		}
		if resp, _ := p.get("/" + name); resp.StatusCode != 404 {
			t.Errorf("/%s: %s", name, resp.Status)
		}
	}
}
