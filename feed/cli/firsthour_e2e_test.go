//go:build e2e

package cli

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// walk runs the commands of the README in a copy of the repository's content, with an empty home.
type walk struct {
	t        *testing.T
	dir, bin string
}

// TestFirstHour runs every command of the README in order, and compares its output with the README's.
// Numbers and times may differ.
func TestFirstHour(t *testing.T) {
	top := t.TempDir()
	w := &walk{t, filepath.Join(top, "fil"), filepath.Join(top, "bin")}
	if out, err := exec.Command("go", "build", "-o", filepath.Join(w.bin, "fil"), "fil").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.CopyFS(filepath.Join(w.dir, "content"), os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", filepath.Join(top, "home"))
	t.Setenv("PATH", w.bin+":"+os.Getenv("PATH"))
	blocks, _ := readmeBlocks(t)
	ran := 0
	for _, b := range blocks {
		switch b.language {
		case "sh": // it needs another machine: only its syntax is checked
			if out, err := exec.Command("bash", "-n", "-c", strings.Join(b.lines, "\n")).CombinedOutput(); err != nil {
				t.Errorf("README.md:%d: %v: %s", b.line, err, out)
			}
		case "console":
			ran += w.run(b)
		}
	}
	if ran < 10 {
		t.Errorf("only %d commands were run", ran)
	}
}

// run runs the commands of a block, and returns their number.
func (w *walk) run(b block) (ran int) {
	for i := 0; i < len(b.lines); {
		command, ok := strings.CutPrefix(b.lines[i], "$ ")
		if !ok {
			w.t.Fatalf("README.md:%d: the block does not begin with a command", b.line)
		}
		end := i + 1
		for end < len(b.lines) && !strings.HasPrefix(b.lines[end], "$ ") {
			end++
		}
		want := b.lines[i+1 : end]
		began := time.Now()
		switch {
		case command == "go test ./...": // this test is part of it
		case command == "go run .":
			w.serve("fil", want, b.line)
		case command == "fil preview":
			w.serve(command, want, b.line)
		default:
			w.shell(command, want, b.line)
		}
		w.t.Logf("%6.2f s  %s", time.Since(began).Seconds(), command)
		i, ran = end, ran+1
	}
	return ran
}

// shell runs a command to its end. If it changes the working directory, the next commands run there.
func (w *walk) shell(command string, want []string, line int) {
	w.t.Helper()
	cmd := exec.Command("bash", "-c", command+"\nstatus=$?\npwd > "+w.bin+"/pwd\nexit $status")
	cmd.Dir = w.dir
	out, _ := cmd.CombinedOutput() // some commands fail as the README says: their output is compared
	w.compare(string(out), want, command, line)
	if dir, err := os.ReadFile(filepath.Join(w.bin, "pwd")); err == nil {
		w.dir = strings.TrimSpace(string(dir))
	}
}

// serve runs a server until it has printed the wanted lines, and then ends it by SIGTERM.
func (w *walk) serve(command string, want []string, line int) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", "exec "+command)
	cmd.Dir = w.dir
	out := &outputBuffer{more: make(chan struct{}, 1)}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	for !similar(out.String(), want) && ctx.Err() == nil {
		select {
		case <-out.more:
		case <-ctx.Done():
		}
	}
	w.compare(out.String(), want, command, line)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		w.t.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		w.t.Errorf("README.md:%d: %s ends with %v", line, command, err)
	}
}

func (w *walk) compare(got string, want []string, command string, line int) {
	w.t.Helper()
	if !similar(got, want) {
		w.t.Errorf("README.md:%d: $ %s\n%s\nwant\n%s", line, command, got, strings.Join(want, "\n"))
	}
}

// outputBuffer collects the output of a command. more receives after each write.
type outputBuffer struct {
	mu   sync.Mutex
	b    bytes.Buffer
	more chan struct{}
}

// Write implements io.Writer.
func (s *outputBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
	return s.b.Write(p)
}

func (s *outputBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var (
	number  = regexp.MustCompile(`\d+(?:\\\.\d+)?`)
	weekday = regexp.MustCompile(`\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b`)
)

// similar reports whether a text has the wanted lines in order, whatever their numbers and times. A
// wanted line "…" is ignored.
func similar(got string, want []string) bool {
	lines := strings.Split(got, "\n")
	for _, line := range want {
		if line == "…" {
			continue
		}
		pattern := number.ReplaceAllString(regexp.QuoteMeta(line), `\d+(?:\.\d+)?`)
		pattern = regexp.MustCompile(`\)\?(?:ms|µs)`).ReplaceAllString(pattern, `)?(?:ms|µs|s)`)
		pattern = weekday.ReplaceAllString(pattern, `\w{3}`)
		wanted := regexp.MustCompile("^" + pattern + "$")
		for len(lines) > 0 && !wanted.MatchString(lines[0]) {
			lines = lines[1:]
		}
		if len(lines) == 0 {
			return false
		}
		lines = lines[1:]
	}
	return true
}
