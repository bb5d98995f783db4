package schedule

import (
	"context"
	"time"
)

// Every calls f at intervals until ctx is done, the first time after one interval. While f runs, no
// further call begins.
func Every(ctx context.Context, interval time.Duration, f func()) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			f()
		}
	}
}
