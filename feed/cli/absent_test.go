package cli

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// faults.md 83: if the content folder is missing or empty at the start, fil serve serves the last
// publication with its site.yaml, and runs once content is there.
func TestStartWithoutContent(t *testing.T) {
	dir := site(t)
	content, moved := filepath.Join(dir, "content"), filepath.Join(dir, "away")
	if err := os.WriteFile(filepath.Join(content, "site.yaml"), []byte("title: T\nbase_url: https://t.example/blog/\nhubs: [http://127.0.0.1:1/]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if status := fil(t, dir, "build"); status != exitOK {
		t.Fatal(status)
	}
	for name, folderStays := range map[string]bool{"missing": false, "empty": true} {
		if err := os.Rename(content, moved); err != nil {
			t.Fatal(err)
		}
		if folderStays {
			if err := os.MkdirAll(filepath.Join(content, "lost+found"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		p := start(t, dir, "--offline")
		p.await("missing or empty")
		resp, err := http.Get(p.base + "/blog/atom.xml")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK || !strings.Contains(resp.Header.Get("Link"), "http://127.0.0.1:1/") {
			t.Errorf("%s: %d, %v", name, resp.StatusCode, resp.Header)
		}
		if folderStays {
			if err := os.RemoveAll(content); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Rename(moved, content); err != nil {
			t.Fatal(err)
		}
		p.await("published")
		p.signal(syscall.SIGTERM)
		if status := p.end(); status != exitOK {
			t.Errorf("%s: exit status %d", name, status)
		}
	}
	// Without a publication a missing content folder is an error.
	for _, gone := range []string{"content", "dist"} {
		if err := os.RemoveAll(filepath.Join(dir, gone)); err != nil {
			t.Fatal(err)
		}
	}
	if status := fil(t, dir, "serve", "--addr", "127.0.0.1:0"); status != exitUsage {
		t.Errorf("nothing at all: exit status %d", status)
	}
}
