package feed

import (
	"runtime"
	"sync"
)

// Parts calls f for parts of what has n places, each of so many at the least, on all cores
// at once, and returns when all have returned.
func Parallel(n, least int, f func(from, to int)) {
	parts := min(runtime.GOMAXPROCS(0), n/least)
	if parts < 2 {
		f(0, n)
		return
	}
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() { f(n*i/parts, n*(i+1)/parts) })
	}
	wg.Wait()
}
