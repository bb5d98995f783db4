package feed

import (
	"runtime"
	"sync"
)

// Parallel splits the indexes from 0 to n into ranges of at least least indexes, calls f for all ranges
// at once, one per core, and returns when all calls have returned. If there is only one range, f runs
// on the caller's goroutine; it is called for n = 0 too.
func Parallel(n, least int, f func(from, to int)) {
	ranges := min(runtime.GOMAXPROCS(0), n/least)
	if ranges < 2 {
		f(0, n)
		return
	}
	var wg sync.WaitGroup
	for i := range ranges {
		wg.Go(func() { f(n*i/ranges, n*(i+1)/ranges) })
	}
	wg.Wait()
}
