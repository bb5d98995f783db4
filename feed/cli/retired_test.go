package cli

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// Every old address of a retired feed redirects to the new one, with and without a last slash. An
// address that cannot redirect is an error.
func TestRetiredAddresses(t *testing.T) {
	dir := site(t)
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "content/site.yaml"), []byte("title: S\nbase_url: https://s.example/\n"+text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(`retired:
  - {feed: index.xml, to: https://new.example/atom.xml}
  - {feed: /feed, to: https://new.example/feed}
  - {feed: feed.xml, to: https://new.example/rss.xml}
  - {feed: https://s.example/blog/atom.xml, to: https://new.example/b}
  - {feed: fl%C3%BCx/rss/, to: https://new.example/x}
  - {feed: tags/old, to: https://new.example/atom.xml}
`)
	p := start(t, dir)
	p.await("published")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	for address, to := range map[string]string{
		"/index.xml": "https://new.example/atom.xml", "/index.xml/": "https://new.example/atom.xml", "/feed": "https://new.example/feed", "/feed/": "https://new.example/feed",
		"/feed/atom.xml": "https://new.example/feed", "/feed.xml": "https://new.example/rss.xml", "/feed.xml/": "https://new.example/rss.xml", "/blog/atom.xml": "https://new.example/b", "/fl%C3%BCx/rss": "https://new.example/x",
		"/fl%C3%BCx/rss/": "https://new.example/x", "/tags/old/atom.xml": "https://new.example/atom.xml", "/tags/old/": "https://new.example/",
	} {
		resp, err := client.Get(p.base + address)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusMovedPermanently || resp.Header.Get("Location") != to {
			t.Errorf("%s: %d to %s, want %s", address, resp.StatusCode, resp.Header.Get("Location"), to)
		}
	}
	p.cmd.Process.Kill()
	p.end()
	for _, wrong := range []string{"../x", "a/../b", "?feed=rss2", "feed?x=1", "https://other.example/feed", "", "a#b", ".fil-dist/x", "a//b"} {
		write("retired: [{feed: '" + wrong + "', to: https://new.example/}]\n")
		if fil(t, dir, "build") != exitUsage {
			t.Errorf("%s is accepted without an error", wrong)
		}
	}
	write("retired: [{feed: a, to: https://new.example/}]\n")
	if fil(t, dir, "build", "--quiet") != exitDegraded { // the site has a page at that address
		t.Error("the address of a page is accepted without an error")
	}
}
