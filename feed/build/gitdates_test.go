package build

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Articles without a date have that of their first commit, and all are updated when they were last
// committed. A shallow clone is refused.
func TestGitDates(t *testing.T) {
	dir := t.TempDir()
	run := func(where string, at int64, args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", where, "-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"}, args...)...)
		date := time.Unix(at, 0).UTC().Format(time.RFC3339)
		cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GIT_") }), "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v: %s", args, err, out)
		}
	}
	content := filepath.Join(dir, "site", "content")
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(content, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	day := func(n int) int64 { return time.Date(2024, 1, n, 12, 0, 0, 0, time.UTC).Unix() }
	write("site.yaml", "title: S\nbase_url: https://fil.example/\nid_authority: fil.example,2024\ndates: git\n")
	write("un.md", "---\ntitle: Un\n---\n\nTexte.\n")
	write("été/deux.md", "---\ntitle: Deux\ndate: 2023-12-01\n---\n\nTexte.\n")
	site := filepath.Join(dir, "site")
	run(dir, 0, "init", "-q", site)
	run(site, 0, "add", "-A")
	run(site, day(1), "commit", "-q", "-m", "eins")
	run(site, 0, "mv", "content/un.md", "content/one.md")
	run(site, day(3), "commit", "-q", "-m", "zwei")
	write("été/deux.md", "---\ntitle: Deux\ndate: 2023-12-01\n---\n\nTexte changé.\n")
	run(site, day(5), "commit", "-q", "-a", "-m", "drei")
	write("trois.md", "---\ntitle: Trois\n---\n\nPas encore.\n")
	if err := os.Chtimes(filepath.Join(content, "trois.md"), time.Unix(day(7), 0), time.Unix(day(7), 0)); err != nil {
		t.Fatal(err)
	}

	// Neither a hook of another repository nor the author's configuration changes the dates.
	t.Setenv("GIT_DIR", filepath.Join(dir, "nowhere"))
	t.Setenv("GIT_INDEX_FILE", "x")
	t.Setenv("GIT_CONFIG_COUNT", "2")
	t.Setenv("GIT_CONFIG_KEY_0", "log.showRoot")
	t.Setenv("GIT_CONFIG_VALUE_0", "false")
	t.Setenv("GIT_CONFIG_KEY_1", "diff.orderFile")
	t.Setenv("GIT_CONFIG_VALUE_1", "/nowhere")
	listing, err := List(t.Context(), Config{Content: content, Dist: filepath.Join(dir, "dist"), State: filepath.Join(dir, "state")})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, a := range listing.Articles {
		got[a.Path] = a.Published.Format(time.DateOnly) + " " + a.Updated.Format(time.DateOnly)
	}
	for path, want := range map[string]string{"one.md": "2024-01-01 2024-01-03", "été/deux.md": "2023-12-01 2024-01-05", "trois.md": "2024-01-07 2024-01-07"} {
		if got[path] != want {
			t.Errorf("%s: %s, want %s", path, got[path], want)
		}
	}

	// A commit is noticed by the next run of the same process.
	e, err := Open(t.Context(), Config{Content: content, Dist: filepath.Join(dir, "dist"), State: filepath.Join(dir, "state"), UploadDelay: -1, Offline: true})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	updated := func() string {
		t.Helper()
		out, err := e.Run(t.Context(), Ask{SkipSettle: true})
		if err != nil {
			t.Fatal(err)
		}
		e.Commit(out)
		return e.set.Article("one.md").Updated.Format(time.DateOnly)
	}
	if got := updated(); got != "2024-01-03" {
		t.Errorf("one.md was updated on %s", got)
	}
	write("one.md", "---\ntitle: Un\n---\n\nTexte, revu.\n")
	run(site, day(9), "commit", "-q", "-a", "-m", "vier")
	if got := updated(); got != "2024-01-09" {
		t.Errorf("after a commit, one.md was updated on %s", got)
	}

	shallow := filepath.Join(dir, "shallow")
	run(dir, 0, "clone", "-q", "--depth", "1", "file://"+site, shallow)
	for name, folder := range map[string]string{"shallow": filepath.Join(shallow, "content"), "no repository": t.TempDir()} {
		if name != "shallow" {
			if err := os.WriteFile(filepath.Join(folder, "site.yaml"), []byte("dates: git\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		_, err := List(t.Context(), Config{Content: folder, Dist: filepath.Join(dir, "d"), State: filepath.Join(dir, "s")})
		if err == nil || !strings.Contains(err.Error(), "dates: git: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseLog(f *testing.F) {
	f.Add([]byte("\x0117\n\x00M\x00a.md\x00R100\x00b.md\x00c.md\x00\x0112\n\x00A\x00b.md\x00"))
	f.Fuzz(func(t *testing.T, out []byte) {
		for name, d := range parseLog(out) {
			if d.first.IsZero() || d.last.IsZero() {
				t.Errorf("%q has no dates", name)
			}
		}
	})
}
