package cli

import (
	"math"
	"os"
	"runtime/debug"
)

// few is up to how many files a run need not think of what it holds.
const few = 30_000

// tune lets the garbage collector take its time while there is room: a run allocates
// much and keeps little, and then ends, or idles. Who says otherwise by GOGC or
// GOMEMLIMIT has the last word.
func tune(files int) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	const (
		base    = 96 << 20
		perFile = 2 << 10
		relaxed = 400
		thrifty = 50
	)
	// With few files the limit is what holds; with more, what a run keeps comes so near to
	// any limit worth having that the collector would do nothing but run.
	if files <= few {
		debug.SetGCPercent(relaxed)
		debug.SetMemoryLimit(base + int64(files)*perFile)
		return
	}
	debug.SetGCPercent(thrifty)
	debug.SetMemoryLimit(math.MaxInt64)
}
