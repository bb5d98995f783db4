package serve

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// say writes so many lines, and returns how long that took.
func say(t *testing.T, l *LogQueue, text string, n int) time.Duration {
	t.Helper()
	began := time.Now()
	for i := range n {
		if _, err := fmt.Fprintf(l, "%s %d\n", text, i); err != nil {
			t.Fatal(err)
		}
	}
	return time.Since(began)
}

// Nobody waits for who does not take the lines, but once; and what was left out is told when
// he does.
func TestLinesUnread(t *testing.T) {
	for _, patience := range []time.Duration{0, time.Second} {
		synctest.Test(t, func(t *testing.T) {
			out, in := io.Pipe()
			l := NewLogQueue(in, patience, false)
			say(t, l, "being written", 1)
			synctest.Wait()
			if took := say(t, l, "waits", maxPending); took != 0 {
				t.Errorf("who has room waits for %v", took)
			}
			if took := say(t, l, "left out", 7); took != patience {
				t.Errorf("who has none waits for %v, want %v", took, patience)
			}
			var lines []string
			go func() {
				for s := bufio.NewScanner(out); s.Scan(); {
					lines = append(lines, s.Text())
				}
			}()
			synctest.Wait()
			say(t, l, "again", 2)
			l.Close(t.Context())
			l.Close(t.Context())
			in.Close()
			synctest.Wait()
			end := []string{"waits 499", "# 7 lines were left out", "again 0", "again 1"}
			if len(lines) != 1+maxPending+3 || !slices.Equal(lines[maxPending:], end) {
				t.Errorf("%d lines, the last %q", len(lines), lines[max(0, len(lines)-4):])
			}
			if _, err := l.Write([]byte("to nobody\n")); !errors.Is(err, os.ErrClosed) {
				t.Errorf("after the end: %v", err)
			}
		})
	}
}

// Many lines at once are all written, by somebody who takes them slowly.
func TestLinesSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b strings.Builder
		l := NewLogQueue(slowly{&b}, time.Second, false)
		say(t, l, "line", 10*maxPending)
		l.Close(t.Context())
		if n := strings.Count(b.String(), "\n"); n != 10*maxPending || strings.Contains(b.String(), "#") {
			t.Errorf("%d lines of %d", n, 10*maxPending)
		}
	})
}

// slowly writes, and takes its time.
type slowly struct{ io.Writer }

// Write takes a tenth of a second.
func (s slowly) Write(line []byte) (int, error) {
	time.Sleep(100 * time.Millisecond) // synctest's
	return s.Writer.Write(line)
}

// The end is not waited for for ever, and what was left out last is told at it.
func TestLinesClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, in := io.Pipe()
		l := NewLogQueue(in, 0, true)
		say(t, l, "being written", 1)
		synctest.Wait()
		say(t, l, "line", maxPending+3)
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if l.Close(soon); time.Since(began) != time.Second {
			t.Errorf("it ends after %v", time.Since(began))
		}
		go func() {
			l.Close(t.Context())
			in.Close()
		}()
		go l.Drop() // is too late
		all, _ := io.ReadAll(out)
		if !strings.HasSuffix(string(all), "\n{\"left_out\":3}\n") {
			t.Errorf("the last is %q", all[max(0, len(all)-40):])
		}
	})
}
