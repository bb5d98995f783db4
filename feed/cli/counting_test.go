package cli

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// fil serve counts who fetches feeds, stores the numbers when it ends, and shows them on the status page; with count: false
// it does neither.
func TestCountsReaders(t *testing.T) {
	dir := site(t)
	fetch := func(p *process, agents ...string) {
		for _, agent := range agents {
			r, err := http.NewRequest(http.MethodGet, p.base+"/atom.xml", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("User-Agent", agent)
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
		}
	}
	p := start(t, dir, "--admin-addr", "127.0.0.1:0")
	status := p.await("fil shows its status at ")
	p.await("reason=start")
	fetch(p, "Feedly/1.0 (41 subscribers)", "Feedly/1.0 (42 subscribers)", "newsboat/2.38", "newsboat/2.38", "Googlebot/2.1")
	resp, err := http.Get(status[strings.Index(status, "http://"):])
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || !strings.Contains(string(page), "43 subscribers on ") || !strings.Contains(string(page), "<td>Feedly</td>") {
		t.Errorf("%v: %s", err, page)
	}
	p.signal(syscall.SIGTERM)
	p.end()
	names, err := filepath.Glob(filepath.Join(dir, ".fil/readers/*.json"))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	text, err := os.ReadFile(names[0])
	if err != nil || !strings.HasSuffix(string(text), `"feeds":{"atom.xml":{"Feedly":42,"newsboat":1}}}`+"\n") {
		t.Errorf("%s, %v", text, err)
	}
	if err := os.RemoveAll(filepath.Dir(names[0])); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(filepath.Join(dir, "content/site.yaml"), "title: S\nid_authority: fil.example,2024\ncount: false\n"); err != nil {
		t.Fatal(err)
	}
	p = start(t, dir, "--admin-addr", "127.0.0.1:0")
	status = p.await("fil shows its status at ")
	p.await("reason=start")
	fetch(p, "newsboat/2.38")
	resp, err = http.Get(strings.Replace(status[strings.Index(status, "http://"):], "/status", "/metrics", 1))
	if err != nil {
		t.Fatal(err)
	}
	page, err = io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || strings.Contains(string(page), "newsboat") || !strings.Contains(string(page), "fil_downloads 0") {
		t.Errorf("metrics, %v: %s", err, page)
	}
	p.signal(syscall.SIGTERM)
	p.end()
	if _, err := os.Stat(filepath.Dir(names[0])); !os.IsNotExist(err) {
		t.Errorf("counted nevertheless: %v", err)
	}
}
