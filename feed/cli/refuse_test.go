package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// If site.yaml or a folder is wrong, each command that needs it fails with an error, without a panic, and
// leaves no temporary files.
func TestWrongFolders(t *testing.T) {
	site := func(text string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) { put(t, filepath.Join(dir, "content", "site.yaml"), text) }
	}
	for what, spoil := range map[string]func(t *testing.T, dir string){
		"an unknown key":     site("titel: x\n"),
		"no YAML":            site("title: [x\n"),
		"no address":         site("base_url: example.org\n"),
		"no time zone":       site("timezone: Mars\n"),
		"no schedule":        site("schedule: jamais\n"),
		"a podcast's guid":   site("podcast: {title: x}\n"),
		"site.yaml a folder": func(t *testing.T, dir string) { makeFolder(t, filepath.Join(dir, "content", "site.yaml")) },
		"site.yml":           func(t *testing.T, dir string) { put(t, filepath.Join(dir, "content", "site.yml"), "title: x\n") },
		"no content":         func(t *testing.T, dir string) { remove(t, filepath.Join(dir, "content")) },
		"content a file": func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, "content"))
			put(t, filepath.Join(dir, "content"), "x")
		},
		"dist a file":         func(t *testing.T, dir string) { put(t, filepath.Join(dir, "dist"), "x") },
		"dist of others":      func(t *testing.T, dir string) { put(t, filepath.Join(dir, "dist", "x.html"), "x") },
		"the state a file":    func(t *testing.T, dir string) { put(t, filepath.Join(dir, ".fil"), "x") },
		"dist locked":         func(t *testing.T, dir string) { lockFolders(t, dir, "other-state", "dist") },
		"the state locked":    func(t *testing.T, dir string) { lockFolders(t, dir, ".fil", "other-dist") },
		"the memory a folder": func(t *testing.T, dir string) { makeFolder(t, filepath.Join(dir, ".fil", "memory.db")) },
	} {
		for _, command := range []string{"build", "build --dry-run", "check", "next", "pin", "new Titre", "init", "version", "serve --addr nonsense", "preview --addr nonsense"} {
			t.Run(what+"/"+command, func(t *testing.T) {
				dir, tmp := t.TempDir(), t.TempDir()
				t.Chdir(dir)
				t.Setenv("TMPDIR", tmp)
				put(t, filepath.Join(dir, "content", "2024-01-01-a.md"), "Un texte.\n")
				spoil(t, dir)
				var stdout, stderr bytes.Buffer
				status := Main(strings.Fields(command), strings.NewReader(""), &stdout, &stderr)
				if status < 0 || status > exitDegraded {
					t.Errorf("exit status %d", status)
				}
				if said := stderr.String(); strings.Contains(said, "goroutine") || status != exitOK && !strings.Contains(said, "error:") {
					t.Errorf("exit status %d: %s", status, said)
				}
				left, err := os.ReadDir(tmp)
				if err != nil || len(left) > 0 {
					t.Errorf("left behind: %v, %v", left, err)
				}
			})
		}
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	makeFolder(t, filepath.Dir(name))
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func makeFolder(t *testing.T, name string) {
	t.Helper()
	if err := os.MkdirAll(name, 0o755); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
}

// lockFolders starts another process that serves, and so locks, a dist and a state folder until the end
// of the test.
func lockFolders(t *testing.T, dir, state, dist string) {
	t.Helper()
	tmp := os.Getenv("TMPDIR")
	t.Setenv("TMPDIR", t.TempDir()) // the temporary files of the other process do not count
	p := start(t, dir, "--state", state, "--dist", dist)
	p.await("published")
	t.Setenv("TMPDIR", tmp)
}
