//go:build e2e

package deploy

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// program returns the path of a program that .ci/run installs.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: .ci/run installs it", name)
	}
	return path
}

// TestCaddyfile has Caddy read its file.
func TestCaddyfile(t *testing.T) {
	out, err := exec.Command(program(t, "caddy"), "adapt", "--config", "Caddyfile", "--validate").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "reverse_proxy") {
		t.Errorf("%v: %s", err, out)
	}
}

// TestNginx puts nginx with its file in front of two servers of Fil. It answers from its cache, keeps
// answers for browsers and for readers apart, and goes on while no server runs.
func TestNginx(t *testing.T) {
	dir := t.TempDir()
	fil := filepath.Join(dir, "fil")
	if out, err := exec.Command("go", "build", "-o", fil, "../..").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	build := exec.Command(fil, "build", "--content", "../../content", "--dist", filepath.Join(dir, "dist"), "--state", filepath.Join(dir, "state"), "--base-url", "http://example.org/")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	conf, err := os.ReadFile("nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	var servers []*exec.Cmd
	for _, port := range []string{"8080", "8081"} {
		server := exec.Command(fil, "serve", "--publish=false", "--addr", "127.0.0.1:0", "--content", "../../content", "--dist", filepath.Join(dir, "dist"), "--state", filepath.Join(dir, "state"))
		out, err := server.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { server.Process.Kill(); _ = server.Wait() })
		servers = append(servers, server)
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		_, addr, _ := strings.Cut(strings.TrimSuffix(strings.TrimSpace(line), "/"), "http://")
		conf = bytes.ReplaceAll(conf, []byte("127.0.0.1:"+port), []byte(addr))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := listener.Addr().String()
	listener.Close()
	conf = bytes.ReplaceAll(conf, []byte("listen 80;"), []byte("listen "+addr+";"))
	conf = bytes.ReplaceAll(conf, []byte("/var/cache/nginx/fil"), []byte(filepath.Join(dir, "cache")))
	main := fmt.Sprintf("daemon off;\npid %s/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n%s}\n", dir, conf)
	if os.Getuid() == 0 {
		main = "user root;\n" + main
	}
	if err := os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(main), 0o644); err != nil {
		t.Fatal(err)
	}
	nginx := program(t, "nginx")
	if out, err := exec.Command(nginx, "-t", "-c", filepath.Join(dir, "nginx.conf")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	proxy := exec.Command(nginx, "-c", filepath.Join(dir, "nginx.conf"))
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Process.Kill(); _ = proxy.Wait() })

	get := func(headers ...string) (status int, cache, body, tag string) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			r, err := http.NewRequest(http.MethodGet, "http://"+addr+"/atom.xml", nil)
			if err != nil {
				t.Fatal(err)
			}
			for i := 0; i < len(headers); i += 2 {
				r.Header.Set(headers[i], headers[i+1])
			}
			resp, err := http.DefaultClient.Do(r)
			if err == nil && resp.StatusCode != http.StatusServiceUnavailable { // nothing is served in the first moment
				defer resp.Body.Close()
				data, _ := io.ReadAll(resp.Body)
				return resp.StatusCode, resp.Header.Get("X-Cache"), string(data), resp.Header.Get("Etag")
			}
			if err == nil {
				resp.Body.Close()
			}
			if time.Now().After(deadline) {
				t.Fatal(err)
			}
		}
	}
	status, cache, feed, tag := get()
	if status != http.StatusOK || cache != "MISS" || !strings.Contains(feed, "<feed") || tag == "" {
		t.Errorf("the first answer: %d %s %q", status, cache, tag)
	}
	if _, cache, body, _ := get(); cache != "HIT" || body != feed {
		t.Errorf("the second answer: %s", cache)
	}
	if status, _, _, _ := get("If-None-Match", tag); status != http.StatusNotModified {
		t.Errorf("with the entity tag: %d", status)
	}
	if _, _, body, _ := get("Sec-Fetch-Dest", "document"); !strings.Contains(body, "<html") {
		t.Error("a browser gets the feed")
	}
	if _, _, body, _ := get(); body != feed {
		t.Error("a reader gets what a browser got")
	}
	for _, server := range servers {
		server.Process.Kill()
	}
	if status, _, body, _ := get(); status != http.StatusOK || body != feed {
		t.Errorf("without servers: %d", status)
	}
}
