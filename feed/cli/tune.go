package cli

import (
	"math"
	"os"
	"runtime/debug"
)

// few is up to how many files a run need not think of what it holds.
const few = 30_000

// tune lets the garbage collector take its time while files are read: that allocates much
// and keeps little. What is planned and published of many files is kept, and then it has
// to be thrifty again. Who says otherwise by GOGC or GOMEMLIMIT has the last word.
func tune(files int, reading bool) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	const (
		base    = 96 << 20
		perFile = 2 << 10
		relaxed = 400
		thrifty = 20
	)
	if reading || files <= few {
		debug.SetGCPercent(relaxed)
		debug.SetMemoryLimit(base + int64(files)*perFile)
		return
	}
	debug.SetGCPercent(thrifty)
	debug.SetMemoryLimit(math.MaxInt64)
}
