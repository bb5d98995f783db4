package cli

import (
	"math"
	"os"
	"runtime/debug"
)

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
	// Below this many files the limit is what holds; above, what a run keeps comes so
	// near to any limit worth having that the collector would do nothing but run.
	const few = 30_000
	if files <= few {
		debug.SetGCPercent(relaxed)
		debug.SetMemoryLimit(base + int64(files)*perFile)
		return
	}
	debug.SetGCPercent(thrifty)
	debug.SetMemoryLimit(math.MaxInt64)
}
