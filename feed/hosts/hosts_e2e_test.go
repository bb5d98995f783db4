//go:build e2e

package hosts

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"fil/feed/manifest"
)

// writeDist writes a small dist with the configuration files of a host, and returns its folder.
func writeDist(t *testing.T, host string) (root string) {
	t.Helper()
	root = t.TempDir()
	site := Site{Prefix: "/", Feeds: []Feed{{"feeds.opml", "text/x-opml; charset=utf-8"}, {"atom.xml", "application/atom+xml; charset=utf-8"}, {"tags/blé/rss.xml", "application/rss+xml; charset=utf-8"}},
		Copies: []Feed{{"old/index.xml", "application/rss+xml; charset=utf-8"}, {"feed/index.html", "application/rss+xml; charset=utf-8"}, {"old/atom.xml", "application/rss+xml; charset=utf-8"}},
		Redirects: []manifest.Redirect{{From: "été 2024/index.html", To: "été/index.html", Status: 301}, {From: `it's (a) [1]+$x/index.html`, To: "https://elsewhere.example/a?b=c", Status: 301},
			{From: "👩\u200d🌾 a\u00a0b/index.html", To: "été/index.html", Status: 301}, {From: "prix/index.html", To: "prix-$1/index.html", Status: 301},
			{From: "gone/index.html", Status: 410}}}
	files := map[string]string{"index.html": "<p>Bonjour", "404.html": "<p>Rien", "atom.xml": "<feed/>", "tags/blé/rss.xml": "<rss/>", "feeds.opml": "<opml/>", "-/style-1.css": "p{}", "old/index.xml": "<rss/>", "feed/index.html": "<rss/>", "old/atom.xml": "<rss/>", "été/index.html": "<p>L’été"}
	for _, f := range For(host, site) {
		files[f.Name] = f.Text
	}
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// freePort returns a TCP port on which no process listens.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// checkAnswers requests the files, redirects and removed addresses of writeDist from a server, and
// checks the answers.
func checkAnswers(t *testing.T, base string) {
	t.Helper()
	client := &http.Client{Timeout: 5 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	get := func(path string) *http.Response {
		t.Helper()
		for tries := 0; ; tries++ {
			resp, err := client.Get(base + path)
			if err == nil {
				resp.Body.Close()
				return resp
			}
			if tries == 100 {
				t.Fatal(err)
			}
			time.Sleep(50 * time.Millisecond) // the server does not report when it begins to listen
		}
	}
	for path, want := range map[string]string{"/atom.xml": "application/atom+xml; charset=utf-8", "/tags/bl%C3%A9/rss.xml": "application/rss+xml; charset=utf-8", "/feeds.opml": "text/x-opml; charset=utf-8",
		"/old/index.xml": "application/rss+xml; charset=utf-8", "/feed/": "application/rss+xml; charset=utf-8", "/feed/index.html": "application/rss+xml; charset=utf-8", "/old/atom.xml": "application/rss+xml; charset=utf-8"} {
		resp := get(path)
		if got := resp.Header.Get("Content-Type"); resp.StatusCode != 200 || !strings.EqualFold(got, want) || resp.Header.Get("Cache-Control") != cacheFeed || resp.Header.Get("X-Content-Type-Options") != "nosniff" || resp.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %s, %v", path, resp.Status, resp.Header)
		}
	}
	if resp := get("/-/style-1.css"); resp.StatusCode != 200 || resp.Header.Get("Cache-Control") != cacheForever {
		t.Errorf("/-/style-1.css: %s, %v", resp.Status, resp.Header)
	}
	if resp := get("/"); resp.StatusCode != 200 || !strings.EqualFold(resp.Header.Get("Content-Type"), "text/html; charset=utf-8") {
		t.Errorf("/: %s, %v", resp.Status, resp.Header)
	}
	for path, want := range map[string]string{"/%C3%A9t%C3%A9%202024/": "/%C3%A9t%C3%A9/", "/%C3%A9t%C3%A9%202024": "/%C3%A9t%C3%A9/", "/%F0%9F%91%A9%E2%80%8D%F0%9F%8C%BE%20a%C2%A0b/": "/%C3%A9t%C3%A9/", "/prix/": "/prix-$1/", "/it's%20(a)%20%5B1%5D+$x/": "https://elsewhere.example/a?b=c"} {
		if resp := get(path); resp.StatusCode != 301 || !strings.EqualFold(strings.ReplaceAll(strings.TrimPrefix(resp.Header.Get("Location"), base), "%24", "$"), want) {
			t.Errorf("%s: %s to %s", path, resp.Status, resp.Header.Get("Location"))
		}
	}
	for path, want := range map[string]int{"/gone/": 410, "/gone": 410, "/nowhere/": 404} {
		if resp := get(path); resp.StatusCode != want {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
}

// startServer runs a command until the test ends, and logs its output if the test has failed.
func startServer(t *testing.T, name string, args ...string) {
	t.Helper()
	var output strings.Builder
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &output, &output, 5*time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // the server ends its child processes
		_ = cmd.Wait()                          // its error is the signal
		if t.Failed() {
			t.Log(output.String())
		}
	})
}

// TestNginx serves a small dist with the written directives.
func TestNginx(t *testing.T) {
	root, port := writeDist(t, "nginx"), freePort(t)
	conf := filepath.Join(t.TempDir(), "nginx.conf")
	text := fmt.Sprintf("daemon off;\npid %[1]s.pid;\nerror_log stderr;\nevents {}\nhttp {\n  types { text/html html; text/css css; }\n  access_log off;\n  client_body_temp_path %[1]s.body;\n  proxy_temp_path %[1]s.proxy;\n  fastcgi_temp_path %[1]s.fcgi;\n  uwsgi_temp_path %[1]s.uwsgi;\n  scgi_temp_path %[1]s.scgi;\n  server {\n    listen 127.0.0.1:%d;\n    root %q;\n    include %q;\n  }\n}\n",
		conf, port, root, filepath.Join(root, nginxName))
	if err := os.WriteFile(conf, []byte("user root;\n"+text), 0o644); err != nil {
		t.Fatal(err)
	}
	startServer(t, "nginx", "-c", conf)
	checkAnswers(t, fmt.Sprintf("http://127.0.0.1:%d", port))
}

// TestApache serves a small dist with the written .htaccess.
func TestApache(t *testing.T) {
	root, port := writeDist(t, "apache"), freePort(t)
	if err := os.Chmod(filepath.Dir(root), 0o755); err != nil { // Apache's child processes run as www-data
		t.Fatal(err)
	}
	conf := filepath.Join(t.TempDir(), "httpd.conf")
	var modules strings.Builder
	for _, name := range []string{"mpm_event", "authz_core", "dir", "mime", "headers", "alias"} {
		fmt.Fprintf(&modules, "LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n", name, name)
	}
	text := fmt.Sprintf("%sServerRoot /\nServerName localhost\nListen 127.0.0.1:%d\nPidFile %s.pid\nErrorLog /dev/stderr\nUser www-data\nGroup www-data\nTypesConfig /etc/mime.types\nAddType text/html .html\nAddType text/css .css\nDocumentRoot %q\nDirectoryIndex index.html\n<Directory %q>\n  AllowOverride All\n  Require all granted\n</Directory>\n",
		modules.String(), port, conf, root, root)
	text = strings.Replace(text, "TypesConfig /etc/mime.types\n", "TypesConfig /dev/null\n", 1)
	if err := os.WriteFile(conf, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	startServer(t, "apache2", "-DFOREGROUND", "-f", conf)
	checkAnswers(t, fmt.Sprintf("http://127.0.0.1:%d", port))
}
