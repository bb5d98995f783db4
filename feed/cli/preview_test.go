package cli

import (
	"bufio"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fil/feed/feedtest"
	"fil/feed/page"
	"fil/feed/serve"
)

// A preview shows drafts and articles of the future, marked as such, only on this machine, and does not
// change dist.
func TestPreview(t *testing.T) {
	dir := site(t)
	put(t, filepath.Join(dir, "content/site.yaml"), "title: S\nlanguage: fr\nbase_url: https://fil.example/blog/\nid_authority: fil.example,2024\nhubs: [https://hub.example/]\n")
	put(t, filepath.Join(dir, "content/idée/index.md"), "---\ntitle: Une idée\ndate: 2024-02-01\ndraft: true\n---\n\n![](a.png)\n")
	put(t, filepath.Join(dir, "content/idée/a.png"), "x")
	put(t, filepath.Join(dir, "content/suite.md"), "---\ntitle: La suite\ndate: 2126-12-01\n---\n\nPlus tard.\n")
	if status := fil(t, dir, "build"); status != 0 {
		t.Fatalf("exit status %d", status)
	}
	before := feedtest.Published(t, filepath.Join(dir, "dist"))
	p := start(t, dir, "--drafts")
	p.await("reason=start articles=3")
	_, home := p.get("/")
	for _, want := range []string{">Brouillon</p>", ">Paraîtra le 1er décembre 2126</p>", `<meta name="robots" content="noindex">`, `<script src="/blog/` + page.ScriptName + `" defer>`, `href="/blog/suite/"`} {
		if !strings.Contains(home, want) {
			t.Errorf("the home page has no %s:\n%s", want, home)
		}
	}
	for path, want := range map[string]string{"/suite/": `class="mark"`, "/idée/": `class="mark"`, "/idée/a.png": "x", "/atom.xml": "La suite", "/" + serve.PreviewScript: "EventSource"} {
		if resp, body := p.get(path); resp.StatusCode != 200 || !strings.Contains(body, want) || strings.Contains(body, "hub.example") || resp.Header.Get("X-Robots-Tag") != "noindex" || resp.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %s, %v\n%s", path, resp.Status, resp.Header, body)
		}
	}

	// When a text is saved, an open page receives an event.
	resp, err := http.Get(p.base + "/-/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	events := bufio.NewScanner(resp.Body)
	events.Scan()
	first := events.Text()
	put(t, filepath.Join(dir, "content/idée/index.md"), "---\ntitle: Une idée\ndate: 2024-02-01\ndraft: true\n---\n\nMieux.\n")
	for events.Scan() && (events.Text() == "" || events.Text() == first) {
	}
	if _, body := p.get("/idée/"); !strings.Contains(body, "Mieux") {
		t.Errorf("what was saved is not there:\n%s", body)
	}

	p.signal(syscall.SIGTERM)
	if status := p.end(); status != 0 {
		t.Errorf("exit status %d: %s", status, p.logged())
	}
	if after := feedtest.Published(t, filepath.Join(dir, "dist")); len(after) != len(before) || after["index.html"] != before["index.html"] {
		t.Error("the preview has changed dist")
	}
	if _, err := os.Stat(filepath.Join(dir, ".fil/preview/dist/index.html")); err != nil {
		t.Error(err)
	}
	for _, addr := range []string{":8080", "0.0.0.0:0", "192.168.1.2:80", "unix:x.sock", "fil.example:80"} {
		if status := fil(t, dir, "preview", "--addr", addr); status != exitUsage {
			t.Errorf("fil preview --addr %s: exit status %d", addr, status)
		}
	}
	if page.ScriptName != serve.PreviewScript {
		t.Error("pages ask for another script than is answered")
	}
}
