//go:build e2e

package cli

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
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// faults.md 58: fil answers beside ten thousand idle connections and during a flood of requests. The
// access log has a limited number of lines a second.
func TestManyConnections(t *testing.T) {
	const many = 10_000
	dir := site(t)
	p := start(t, dir, "--access-log", "combined", "--max-connections", "5000")
	p.await("published")
	host := strings.TrimPrefix(p.base, "http://")
	before := p.memory()
	var idle []net.Conn
	defer func() {
		for _, c := range idle {
			c.Close()
		}
	}()
	for range many {
		c, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatalf("connection %d: %v", len(idle), err)
		}
		idle = append(idle, c)
	}
	began := time.Now()
	if resp, _ := p.get("/atom.xml"); resp.StatusCode != http.StatusOK {
		t.Error(resp.StatusCode)
	}
	t.Logf("an answer beside %d idle connections after %v; %d MiB, before them %d", many, time.Since(began).Round(time.Millisecond), p.memory()>>20, before>>20)
	if grown := p.memory() - before; grown > 200<<20 {
		t.Errorf("%d MiB for idle connections", grown>>20)
	}
	const requests = 20_000
	for range requests {
		if resp, _ := p.get("/atom.xml"); resp.StatusCode != http.StatusOK {
			t.Fatal(resp.StatusCode)
		}
	}
	took := time.Since(began)
	if lines := strings.Count(p.logged(), "GET /atom.xml"); lines > int(took/time.Second+2)*500 || lines < 500 {
		t.Errorf("%d lines in %v", lines, took)
	}
	p.signal(syscall.SIGTERM)
	if status := p.end(); status != 0 {
		t.Error(status)
	}
}

// If the reader of the log has stopped reading or has ended, fil still answers, publishes and ends.
func TestUnreadLog(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	unread, stderr, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer unread.Close()
	cmd := exec.Command(self, "--addr", "127.0.0.1:0", "--access-log", "combined")
	cmd.Dir, cmd.Env, cmd.Stderr = site(t), append(os.Environ(), "FIL_TEST_AS_FIL=1"), stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stderr.Close() // the process has a copy
	t.Cleanup(func() { cmd.Process.Kill() })
	output := bufio.NewScanner(stdout)
	output.Scan()
	base := output.Text()[strings.LastIndex(output.Text(), " ")+1:]
	client := &http.Client{Timeout: 30 * time.Second} // a request that takes longer is stuck
	agent := strings.Repeat("a reader ", 50)          // so that the log is larger than the buffer of a pipe
	get := func() string {
		t.Helper()
		r, err := http.NewRequest(http.MethodGet, base+"atom.xml", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("User-Agent", agent)
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return string(body)
	}
	publish := func(title string) {
		t.Helper()
		text := "---\ntitle: " + title + "\ndate: 2024-01-01\n---\n\nUn.\n"
		if err := os.WriteFile(filepath.Join(cmd.Dir, "content", title+".md"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		for began := time.Now(); !strings.Contains(get(), title); {
			if time.Since(began) > 30*time.Second {
				t.Fatalf("%s is not published", title)
			}
		}
	}
	publish("avant")
	for range 5000 {
		get()
	}
	publish("pendant")
	publish("encore") // the previous run has ended, and was logged
	unread.Close()
	publish("ensuite")
	publish("enfin")
	began := time.Now()
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil || time.Since(began) > drainTime {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}

// memory returns the resident set size of the process, in bytes.
func (p *process) memory() int {
	p.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	found := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	kib, err := strconv.Atoi(string(found[1]))
	if err != nil {
		p.t.Fatal(err)
	}
	return kib << 10
}

// faults.md 57: a client that has stopped reading does not keep the process from ending.
func TestDrainsWithinABound(t *testing.T) {
	dir := site(t)
	large(t, dir)
	p := start(t, dir)
	p.await("published")
	resp, err := http.Get(p.base + "/large.mp3")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	began := time.Now()
	p.signal(syscall.SIGTERM)
	if status := p.end(); status != 0 || time.Since(began) > 2*drainTime {
		t.Errorf("status %d after %v", status, time.Since(began))
	}
}

// curl sends a request, and returns the head and the body of the response.
func curl(t *testing.T, args ...string) (head, body string) {
	t.Helper()
	cmd := exec.Command("curl", append([]string{"-sS", "-D", "/dev/stderr", "--max-time", "20"}, args...)...)
	var out, err bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &err
	if e := cmd.Run(); e != nil {
		t.Fatalf("curl %v: %v\n%s", args, e, &err)
	}
	return strings.ReplaceAll(err.String(), "\r", ""), out.String()
}

// curl gets responses as RFC 9110 demands: encodings, conditions, ranges, methods and limits.
func TestCurl(t *testing.T) {
	dir := site(t)
	large(t, dir)
	p := start(t, dir)
	p.await("published")
	feed := p.base + "/atom.xml"
	_, plain := curl(t, feed)
	for _, coding := range []string{"gzip", "br", "zstd"} {
		if head, body := curl(t, "--compressed", "-H", "Accept-Encoding: "+coding, feed); body != plain {
			t.Errorf("%s: %s", coding, head)
		}
	}
	tag := filepath.Join(dir, "etag")
	curl(t, "--compressed", "--etag-save", tag, feed)
	if head, body := curl(t, "--compressed", "--etag-compare", tag, feed); !strings.HasPrefix(head, "HTTP/1.1 304 ") || body != "" || len(head) > 400 {
		t.Errorf("%d bytes:\n%s", len(head), head)
	}
	published := filepath.Join(dir, "time")
	curl(t, "-R", "-o", published, feed)
	if head, _ := curl(t, "-z", published, feed); !strings.HasPrefix(head, "HTTP/1.1 304 ") {
		t.Error(head)
	}
	if head, body := curl(t, "-r", "100-199", p.base+"/large.mp3"); !strings.HasPrefix(head, "HTTP/1.1 206 ") || len(body) != 100 {
		t.Errorf("%d bytes:\n%s", len(body), head)
	}
	if head, body := curl(t, "-r", "0-1,8-9", p.base+"/large.mp3"); !strings.Contains(head, "multipart/byteranges") || strings.Count(body, "Content-Range") != 2 {
		t.Errorf("%s\n%s", head, body)
	}
	half := filepath.Join(dir, "half")
	if err := os.WriteFile(half, bytes.Repeat([]byte("x"), largeSize/2), 0o644); err != nil {
		t.Fatal(err)
	}
	curl(t, "-C", "-", "-o", half, p.base+"/large.mp3") // an interrupted download is resumed
	if info, err := os.Stat(half); err != nil || info.Size() != largeSize {
		t.Errorf("%v, %v", info, err)
	}
	if head, _ := curl(t, "-I", feed); !strings.Contains(head, fmt.Sprintf("Content-Length: %d\n", len(plain))) {
		t.Error(head)
	}
	if head, _ := curl(t, "-X", "PUT", feed); !strings.HasPrefix(head, "HTTP/1.1 405 ") || !strings.Contains(head, "Allow: GET, HEAD, OPTIONS") {
		t.Error(head)
	}
	if head, _ := curl(t, "--path-as-is", p.base+"/../site.yaml"); !strings.HasPrefix(head, "HTTP/1.1 404 ") {
		t.Error(head)
	}
	if head, _ := curl(t, p.base+"/"+strings.Repeat("x", 4000)); !strings.HasPrefix(head, "HTTP/1.1 404 ") {
		t.Error(head)
	}
	if head, _ := curl(t, "-H", "X: "+strings.Repeat("x", 20<<10), feed); !strings.HasPrefix(head, "HTTP/1.1 431 ") {
		t.Error(head)
	}
	p.signal(syscall.SIGTERM)
	p.end()
}

// With TLS, fil serves HTTP/2.
func TestCurlHTTP2(t *testing.T) {
	dir := site(t)
	large(t, dir)
	cert, key, _ := certified(t, dir)
	p := start(t, dir, "--tls-cert", cert, "--tls-key", key)
	p.await("published")
	if head, body := curl(t, "-k", "--http2", "--compressed", p.base+"/atom.xml"); !strings.HasPrefix(head, "HTTP/2 200") || !strings.Contains(body, "<feed") {
		t.Error(head)
	}
	if head, body := curl(t, "-k", "--http2", p.base+"/large.mp3"); !strings.HasPrefix(head, "HTTP/2 200") || len(body) != largeSize {
		t.Errorf("%d bytes: %s", len(body), head)
	}
	p.signal(syscall.SIGTERM)
	p.end()
}
