//go:build bench

// Package bench measures fil beside the servers and publishers that people use instead, in
// one run on one machine, and prints ratios:
//
//	go test -tags bench -v -timeout 60m ./feed/bench
//
// It needs two cores, Linux, and wrk and nginx from the system's packages; Caddy and Hugo
// are installed through the Go module proxy, once, into the user's cache.
package bench

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The versions that fil is measured beside.
const (
	caddyModule = "github.com/caddyserver/caddy/v2/cmd/caddy@v2.11.9"
	hugoModule  = "github.com/gohugoio/hugo@v0.165.0"
)

// needed is the path of a program of the system's packages.
func needed(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%v; install it: apt-get install wrk nginx-light util-linux", err)
	}
	return path
}

// installed is the path of a Go program of others', which is built where it is not there
// yet.
func installed(t *testing.T, module string) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	name, version, _ := strings.Cut(module, "@")
	bin := filepath.Join(cache, "fil-bench", version)
	program := filepath.Join(bin, filepath.Base(name))
	if _, err := os.Stat(program); err == nil {
		return program
	}
	t.Logf("installing %s", module)
	cmd := exec.Command("go", "install", module)
	cmd.Env = append(os.Environ(), "GOBIN="+bin, "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go install %s: %v\n%s", module, err, out)
	}
	return program
}

// built builds a main package of a folder.
func built(t *testing.T, folder, pkg string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	cmd := exec.Command("go", "build", "-o", program, pkg)
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	return program
}

// freePort is a port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// The server has a core of its own, and so has what asks it.
const (
	serverCore = "0"
	clientCore = "1"
)

// running is a server under way.
type running struct {
	cmd *exec.Cmd
	log bytes.Buffer
}

// started starts a server on its core, and waits until it answers at url.
func started(t *testing.T, url string, command ...string) *running {
	t.Helper()
	r := &running{cmd: exec.Command("taskset", append([]string{"-c", serverCore}, command...)...)}
	r.cmd.Stdout, r.cmd.Stderr = &r.log, &r.log
	r.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-r.cmd.Process.Pid, syscall.SIGTERM)
		_ = r.cmd.Wait()
	})
	for range 200 {
		resp, err := http.Get(url)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return r
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	_ = syscall.Kill(-r.cmd.Process.Pid, syscall.SIGKILL)
	_ = r.cmd.Wait()
	t.Fatalf("%s does not answer at %s:\n%s", command[0], url, r.log.Bytes())
	return nil
}

// cpu is the time that a server and its children have used.
func (r *running) cpu(t *testing.T) time.Duration {
	t.Helper()
	const tick = time.Second / 100 // USER_HZ, which is 100 wherever Linux tells of it
	sum := time.Duration(0)
	for _, pid := range family(r.cmd.Process.Pid) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			t.Fatal(err)
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		for _, field := range fields[11:13] { // utime and stime, proc(5)
			n, _ := strconv.Atoi(field)
			sum += time.Duration(n) * tick
		}
	}
	return sum
}

// family is a process and all that it has started.
func family(pid int) []int {
	all := []int{pid}
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		children, _ := os.ReadFile(list) // a thread may have ended
		for field := range strings.FieldsSeq(string(children)) {
			child, _ := strconv.Atoi(field)
			all = append(all, family(child)...)
		}
	}
	return all
}

// nginx is nginx's configuration for a folder, as its documentation tells one to make it
// fast.
func nginx(t *testing.T, port, root, more string) string {
	t.Helper()
	dir := t.TempDir()
	conf := fmt.Sprintf(`user root;
worker_processes 1;
daemon off;
pid %[1]s/pid;
error_log stderr warn;
events { worker_connections 4096; }
http {
  types { application/rss+xml xml; text/html html; }
  access_log off;
  sendfile on; tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=1000 inactive=60s; open_file_cache_valid 1s;
  client_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
  gzip_vary on;
  %[4]s
  server { listen 127.0.0.1:%[2]s backlog=4096; root %[3]s; add_header Cache-Control "public, max-age=300"; }
}
`, dir, port, root, more)
	if os.Getuid() != 0 {
		conf = strings.TrimPrefix(conf, "user root;\n")
	}
	return written(t, filepath.Join(dir, "nginx.conf"), conf)
}

// written writes a file, and returns its name.
func written(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}
