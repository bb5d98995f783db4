package cli

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// process is a running fil.
type process struct {
	t    *testing.T
	dir  string
	cmd  *exec.Cmd
	base string
	// lines receives the lines of standard error. It is closed at its end.
	lines chan string
	mu    sync.Mutex
	log   strings.Builder
}

// start starts fil serve in a folder, and waits until it has printed its address.
func start(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	p := &process{t: t, dir: dir, lines: make(chan string, 1000)}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd = exec.Command(self, append([]string{"--addr", "127.0.0.1:0"}, args...)...)
	p.cmd.Dir = dir
	p.cmd.Env = append(os.Environ(), "FIL_TEST_AS_FIL=1")
	detach(p.cmd)
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() })
	go func() {
		for in := bufio.NewScanner(stderr); in.Scan(); {
			p.mu.Lock()
			p.log.WriteString(in.Text() + "\n")
			p.mu.Unlock()
			p.lines <- in.Text()
		}
		close(p.lines)
	}()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("no address (%v): %s", err, p.logged())
	}
	fields := strings.Fields(line)
	p.base = strings.TrimSuffix(fields[len(fields)-1], "/")
	return p
}

func (p *process) logged() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// await waits for a line of the log that contains words, and returns it.
func (p *process) await(words string) string {
	p.t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		select {
		case line, ok := <-p.lines:
			if !ok {
				p.t.Fatalf("fil ended before it said %q: %s", words, p.logged())
			}
			if strings.Contains(line, words) {
				return line
			}
		case <-deadline:
			p.t.Fatalf("fil never said %q: %s", words, p.logged())
		}
	}
}

func (p *process) get(path string) (*http.Response, string) {
	p.t.Helper()
	resp, err := http.Get(p.base + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp, string(body)
}

// request sends a request with an Authorization header, if that is not "", and returns the status.
func (p *process) request(method, path, authorization string) int {
	p.t.Helper()
	r, err := http.NewRequest(method, p.base+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func (p *process) signal(s os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// end waits for the process and returns its exit status.
func (p *process) end() int {
	for range p.lines { // read to the end first: Wait closes the pipe
	}
	_ = p.cmd.Wait() // the exit status is returned
	return p.cmd.ProcessState.ExitCode()
}

// site makes a folder with a site of one article.
func site(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"content/site.yaml":    "title: S\nid_authority: fil.example,2024\n",
		"content/2024-01-a.md": "---\ntitle: Premier\n---\nTexte.\n",
	} {
		if err := writeFile(filepath.Join(dir, name), text); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// fil runs fil to its end in a folder, and returns its exit status.
func fil(t *testing.T, dir string, args ...string) int {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "FIL_TEST_AS_FIL=1")
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	t.Logf("fil %s: %s", strings.Join(args, " "), out)
	return cmd.ProcessState.ExitCode()
}
