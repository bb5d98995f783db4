package memory

import (
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"fil/feed/disk"
)

// A batch of several frames is read back as it was written, and so are the batches after it.
func TestLogFrames(t *testing.T) {
	root, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	folder, want := disk.New(root, nil), map[string]string{}
	for batch := range 3 {
		got := map[string]string{}
		l := openRowLog(folder, "log", "scope", func(key, value string) { got[key] = value })
		if !maps.Equal(got, want) {
			t.Fatalf("the log has %d rows before batch %d, want %d, or their values differ", len(got), batch, len(want))
		}
		next := func(i int) logRow {
			r := logRow{fmt.Sprint(batch, i), []byte(strings.Repeat(fmt.Sprint(i), maxFrame/3))}
			want[r.key] = string(r.value)
			return r
		}
		rows := func(yield func(logRow) bool) {
			for i := range 10 {
				if !yield(next(i)) {
					return
				}
			}
		}
		if err := l.appendBatch(rows, next(10)); err != nil {
			t.Fatal(err)
		}
	}
}
