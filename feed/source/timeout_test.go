package source

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// An article that takes too long is refused, and not tried again; the others are rendered.
func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, release := &Timeouts{}, make(chan struct{})
		var asked atomic.Int32
		o := Options{Timeouts: p, Length: func(string) int64 { asked.Add(1); <-release; return 0 }}
		fsys := files("slow.md", "---\ndate: 2024-01-01\nenclosures: [https://a.example/e.mp3]\n---\nUn.\n", "fine.md", "---\ndate: 2024-01-01\n---\nDeux.\n")
		for range 2 {
			began := time.Now()
			content, err := readWhole(t.Context(), fsys, testSite, o)
			if err != nil || len(content.Articles) != 1 || len(content.Refused) != 1 || content.Refused[0] != "slow.md" {
				t.Fatalf("%v, %v", content, err)
			}
			if p := content.Problems[0]; !strings.Contains(p.Message, "more than 30 seconds") || p.Hint == "" {
				t.Error(p)
			}
			if asked.Load() > 1 || time.Since(began) > 2*articleTimeout {
				t.Errorf("it was tried %d times, for %v", asked.Load(), time.Since(began))
			}
		}
		close(release)
		synctest.Wait()
		if p.abandoned != 0 {
			t.Errorf("%d are left", p.abandoned)
		}
	})
}

// When the context ends, run returns soon and marks no file as slow.
func TestTimeoutContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p, release, began := &Timeouts{}, make(chan struct{}), time.Now()
		time.AfterFunc(time.Second, cancel)
		err := p.run(ctx, [16]byte{1}, func() error { <-release; return nil })
		if !errors.Is(err, errTimeout) || !errors.Is(err, context.Canceled) || time.Since(began) > 5*time.Second || len(p.slow) > 0 {
			t.Errorf("%v, after %v", err, time.Since(began))
		}
		close(release)
	})
}
