//go:build bench

// Package bench compares fil with other servers and site generators, in one run on one machine, and
// prints ratios:
//
//	go test -tags bench -v -timeout 60m ./feed/bench
//
// TestServers compares fil with nginx and Caddy by CPU per request. TestDayOfPolling compares fil
// with Hugo and nginx by the bytes sent to polling subscribers.
//
// The tests need Linux, two cores, and the system's packages of wrk, nginx and util-linux. They
// install Caddy and Hugo through the Go module proxy, once, into the user's cache folder.
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

// The versions that fil is compared with.
const (
	caddyModule = "github.com/caddyserver/caddy/v2/cmd/caddy@v2.11.9"
	hugoModule  = "github.com/gohugoio/hugo@v0.165.0"
)

// systemProgram returns the path of a program from the system's packages.
func systemProgram(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%v; install it: apt-get install wrk nginx-light util-linux", err)
	}
	return path
}

// goProgram returns the path of the program of a Go module, which it installs if the cache folder
// does not have that version.
func goProgram(t *testing.T, module string) string {
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

// buildProgram builds the main package pkg in folder, and returns the path of the program.
func buildProgram(t *testing.T, folder, pkg string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	cmd := exec.Command("go", "build", "-o", program, pkg)
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	return program
}

// freePort returns a TCP port of the loopback interface that is not in use.
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

// The cores of the server and of the client, so that they do not compete.
const (
	serverCore = "0"
	clientCore = "1"
)

// process is a running server.
type process struct {
	cmd *exec.Cmd
	log bytes.Buffer // its output
}

// startServer starts a server on serverCore and waits up to 10 seconds for a 200 from url. The server
// is ended with the test.
func startServer(t *testing.T, url string, command ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command("taskset", append([]string{"-c", serverCore}, command...)...)}
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGTERM)
		_ = p.cmd.Wait()
	})
	for range 200 {
		resp, err := http.Get(url)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return p
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	_ = p.cmd.Wait()
	t.Fatalf("%s does not answer at %s:\n%s", command[0], url, p.log.Bytes())
	return nil
}

// cpu returns the CPU time that the server and its children have used.
func (p *process) cpu(t *testing.T) time.Duration {
	t.Helper()
	const tick = time.Second / 100 // USER_HZ, which is 100 on all architectures of Linux
	sum := time.Duration(0)
	for _, pid := range processTree(p.cmd.Process.Pid) {
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

// processTree returns the IDs of a process and of all its descendants.
func processTree(pid int) []int {
	all := []int{pid}
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		children, _ := os.ReadFile(list) // a thread may have ended
		for field := range strings.FieldsSeq(string(children)) {
			child, _ := strconv.Atoi(field)
			all = append(all, processTree(child)...)
		}
	}
	return all
}

// nginxConfig writes a configuration that serves the folder root with the settings for speed that
// nginx's documentation recommends, and returns its path. more is added to the http block.
func nginxConfig(t *testing.T, port, root, more string) string {
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
	return writeFile(t, filepath.Join(dir, "nginx.conf"), conf)
}

// writeFile writes a file and its folder, and returns its name.
func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}
