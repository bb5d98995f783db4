package cli

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// At an old address of a feed the feed itself is answered, because some readers follow no redirects: the
// same bytes, entity tag and self link. With redirect, or in a file of dist for static hosts, too.
func TestMovedAddresses(t *testing.T) {
	dir := site(t)
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "content/site.yaml"), []byte("title: S\nbase_url: https://s.example/blog/\n"+text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(`moved:
  index.xml: rss.xml
  feed: rss.xml
  feed/: /rss.xml
  https://s.example/blog/feed/atom/: https://s.example/blog/atom.xml
  feed.php: {to: atom.xml, redirect: true}
  "?feed=rss2": rss.xml
  "/index.php?type=json&format=feed": feed.json
  "?old": {to: atom.xml, redirect: true}
  topics/*/index.xml: tags/*/rss.xml
`)
	if err := os.WriteFile(filepath.Join(dir, "content/2024-02-b.md"), []byte("---\ntitle: B\ntags: [x]\n---\nTexte.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p := start(t, dir)
	p.await("published")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	get := func(address string) (*http.Response, []byte) {
		t.Helper()
		resp, err := client.Get(p.base + address)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, body
	}
	for address, name := range map[string]string{
		"/index.xml": "rss.xml", "/feed": "rss.xml", "/feed/": "rss.xml", "/feed/atom/": "atom.xml", "/feed/atom": "atom.xml", "/blog/feed/": "rss.xml",
		"/?feed=rss2": "rss.xml", "/topics/x/index.xml": "tags/x/rss.xml", "/index.php?format=feed&type=json": "feed.json",
	} {
		want, bytesOf := get("/" + name)
		resp, body := get(address)
		if resp.StatusCode != http.StatusOK || !bytes.Equal(body, bytesOf) {
			t.Errorf("%s: %d, %.60s", address, resp.StatusCode, body)
		}
		for _, header := range []string{"Content-Type", "Etag", "Last-Modified", "Link", "Cache-Control"} {
			if got := resp.Header.Get(header); got != want.Header.Get(header) || got == "" {
				t.Errorf("%s: %s is %q, want %q", address, header, got, want.Header.Get(header))
			}
		}
	}
	for _, address := range []string{"/feed.php", "/?old=", "/?old"} {
		if resp, _ := get(address); resp.StatusCode != http.StatusMovedPermanently || resp.Header.Get("Location") != "/blog/atom.xml" {
			t.Errorf("%s: %d to %s", address, resp.StatusCode, resp.Header.Get("Location"))
		}
	}
	for address, want := range map[string]string{"/": "text/html", "/?feed=other": "text/html", "/?x=1": "text/html"} {
		if resp, _ := get(address); resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), want) {
			t.Errorf("%s: %d, %s", address, resp.StatusCode, resp.Header.Get("Content-Type"))
		}
	}
	rss, err := os.ReadFile(filepath.Join(dir, "dist/rss.xml"))
	if err != nil || !bytes.Contains(rss, []byte(`href="https://s.example/blog/rss.xml" rel="self"`)) {
		t.Errorf("%v, or the self link is not that of the new address", err)
	}
	for _, name := range []string{"index.xml", "feed/index.html"} {
		if copied, err := os.ReadFile(filepath.Join(dir, "dist", name)); err != nil || !bytes.Equal(copied, rss) {
			t.Errorf("dist/%s is no copy of rss.xml: %v", name, err)
		}
	}
	p.cmd.Process.Kill()
	p.end()
	for _, wrong := range []string{"../x: rss.xml", "/: rss.xml", "a#b: rss.xml", "https://other.example/feed: rss.xml", "a: https://other.example/rss.xml", "a: /", "a: {redirect: true}", "a: {to: rss.xml, why: x}", "a: rss.xml?x=1"} {
		write("moved: {" + wrong + "}\n")
		if fil(t, dir, "build", "--quiet") != exitUsage {
			t.Errorf("%s is accepted without an error", wrong)
		}
	}
	for _, refused := range []string{"x.xml: none.xml", "a/: rss.xml", "rss.xml: atom.xml"} { // the site has a page at a/
		write("moved: {" + refused + "}\n")
		if fil(t, dir, "build", "--quiet") != exitDegraded {
			t.Errorf("%s is published without a problem", refused)
		}
	}
}
