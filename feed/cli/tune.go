package cli

import (
	"math"
	"os"
	"runtime/debug"
)

// few is up to how many files a run need not think of what it holds.
const few = 30_000

// phase is what a run is about.
type phase int

const (
	readAll    phase = iota // everything: that allocates much and keeps little
	publishAll              // everything: what is planned is kept
	followUp                // what has changed since the last run
)

// tune lets the garbage collector take its time while there is room, and makes it thrifty
// where much is held. Who says otherwise by GOGC or GOMEMLIMIT has the last word.
func tune(files int, p phase) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	const (
		base    = 96 << 20
		perFile = 2 << 10
		relaxed = 400
		usual   = 100
		thrifty = 20
	)
	percent, limit := relaxed, int64(base+files*perFile)
	switch {
	case files <= few || p == readAll:
	case p == publishAll:
		percent, limit = thrifty, math.MaxInt64
	default:
		percent, limit = usual, math.MaxInt64
	}
	debug.SetGCPercent(percent)
	debug.SetMemoryLimit(limit)
}
