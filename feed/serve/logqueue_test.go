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

// writeLines writes n lines, and returns how long that took.
func writeLines(t *testing.T, l *LogQueue, text string, n int) time.Duration {
	t.Helper()
	began := time.Now()
	for i := range n {
		if _, err := fmt.Fprintf(l, "%s %d\n", text, i); err != nil {
			t.Fatal(err)
		}
	}
	return time.Since(began)
}

// If the reader hangs, one Write waits for patience and the later ones drop their lines at once. The
// number of dropped lines is reported when the reader goes on.
func TestLogQueueHangingReader(t *testing.T) {
	for _, patience := range []time.Duration{0, time.Second} {
		synctest.Test(t, func(t *testing.T) {
			out, in := io.Pipe()
			l := NewLogQueue(in, patience, false)
			writeLines(t, l, "being written", 1)
			synctest.Wait()
			if took := writeLines(t, l, "waits", maxPending); took != 0 {
				t.Errorf("with room in the queue, writing took %v", took)
			}
			if took := writeLines(t, l, "left out", 7); took != patience {
				t.Errorf("without room, writing took %v, want %v", took, patience)
			}
			var lines []string
			go func() {
				for s := bufio.NewScanner(out); s.Scan(); {
					lines = append(lines, s.Text())
				}
			}()
			synctest.Wait()
			writeLines(t, l, "again", 2)
			l.Close(t.Context())
			l.Close(t.Context())
			in.Close()
			synctest.Wait()
			end := []string{"waits 499", "# 7 lines were left out", "again 0", "again 1"}
			if len(lines) != 1+maxPending+3 || !slices.Equal(lines[maxPending:], end) {
				t.Errorf("%d lines, the last %q", len(lines), lines[max(0, len(lines)-4):])
			}
			if _, err := l.Write([]byte("late\n")); !errors.Is(err, os.ErrClosed) {
				t.Errorf("after Close: %v", err)
			}
		})
	}
}

// A burst of lines is written in full if the reader is slow but works.
func TestLogQueueSlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b strings.Builder
		l := NewLogQueue(slowWriter{&b}, time.Second, false)
		writeLines(t, l, "line", 10*maxPending)
		l.Close(t.Context())
		if n := strings.Count(b.String(), "\n"); n != 10*maxPending || strings.Contains(b.String(), "#") {
			t.Errorf("%d lines of %d", n, 10*maxPending)
		}
	})
}

// slowWriter takes a tenth of a second for each Write.
type slowWriter struct{ io.Writer }

// Write implements io.Writer.
func (s slowWriter) Write(line []byte) (int, error) {
	time.Sleep(100 * time.Millisecond) // in the fake time of a synctest bubble
	return s.Writer.Write(line)
}

// Close waits no longer than its context. The last line reports the dropped lines.
func TestLogQueueClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, in := io.Pipe()
		l := NewLogQueue(in, 0, true)
		writeLines(t, l, "being written", 1)
		synctest.Wait()
		writeLines(t, l, "line", maxPending+3)
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		l.Close(soon)
		if time.Since(began) != time.Second {
			t.Errorf("Close returned after %v", time.Since(began))
		}
		go func() {
			l.Close(t.Context())
			in.Close()
		}()
		go l.Drop() // after Close: not counted
		all, _ := io.ReadAll(out)
		if !strings.HasSuffix(string(all), "\n{\"left_out\":3}\n") {
			t.Errorf("the last line is %q", all[max(0, len(all)-40):])
		}
	})
}
