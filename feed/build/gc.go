package build

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// few is up to how many files a run need not think of what it holds.
const fewFiles = 30_000

// phase is what a run is about.
type runKind int

const (
	coldRun    runKind = iota // is read, planned, published and kept
	restartRun                // what has changed since the last run, in a process that begins
	warmRun                   // the same, in one that has all at hand
)

// tune lets the garbage collector take its time while there is room: at 100,000 articles it
// took half of all time where it had to hold the heap at a fifth more than what was live.
// Who says otherwise by GOGC or GOMEMLIMIT has the last word.
func tuneGC(files int, pages bool, p runKind) {
	if userTunesGC() {
		return
	}
	const relaxed, usual = 400, 100
	percent, limit := relaxed, memoryLimit(files, pages)
	switch {
	case files <= fewFiles:
	case p == warmRun:
		percent, limit = usual, math.MaxInt64
	case p == restartRun:
		// Whether the last collection comes before the plan or not is luck, and each page of
		// memory more has to be Ask for: at 100,000 that was a tenth of the time.
		const base, perFile = 64 << 20, 2900
		percent, limit = usual, int64(base+files*perFile)
	}
	setGC(percent, limit)
}

// othersTune reports whether somebody has said by GOGC or GOMEMLIMIT when to collect.
func userTunesGC() bool { return os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" }

// collect has the collector run when the heap has grown by so many percent, or when so many bytes
// are in use; within what a container has, in any case.
func setGC(percent int, limit int64) {
	const usual = 100
	if room := containerLimit(); limit > room {
		percent, limit = min(percent, usual), room
	}
	debug.SetGCPercent(percent)
	debug.SetMemoryLimit(limit)
}

// contained is how many bytes the heap may take in this container (cgroup v1 or v2):
// math.MaxInt64 outside of one. The rest is for stacks, files that are mapped, and buffers of the
// kernel that are counted with the process.
var containerLimit = sync.OnceValue(func() int64 {
	const part, of = 7, 10
	limit, err := memlimit.FromCgroup()
	if err != nil || limit == 0 || limit > math.MaxInt64/part {
		return math.MaxInt64
	}
	return int64(limit) * part / of
})

// HeapLimit returns how many bytes the heap may take, by the container (cgroup v1 or v2) and by
// GOMEMLIMIT: math.MaxInt64 if neither bounds it.
func HeapLimit() int64 {
	limit := containerLimit()
	if os.Getenv("GOMEMLIMIT") != "" {
		limit = min(limit, debug.SetMemoryLimit(-1))
	}
	return limit
}

// limitFor is how much memory a run may take that reads so many files: what is live is the
// most part of it, when all is planned, and where articles have pages that is more.
func memoryLimit(files int, pages bool) int64 {
	const (
		base      = 128 << 20
		perFile   = 3500
		many      = 100_000
		beyond    = 740 // for each file that is more
		withPages = 2900
	)
	more := beyond
	if pages {
		more = withPages
	}
	return int64(base + min(files, many)*perFile + max(0, files-many)*more)
}

// ease raises the limit where what was read takes more of it than it does on most sites, long
// titles or many tags: the collector would do nothing but collect.
func raiseLimit(files int) {
	if files <= fewFiles || userTunesGC() {
		return
	}
	runtime.GC() // a glance at what is live, once, is worth it
	if need := liveHeap() / 4 * 5; need > debug.SetMemoryLimit(-1) {
		debug.SetMemoryLimit(min(need, containerLimit()))
	}
}

// live is how many bytes were in use when the last collection was over.
func liveHeap() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	if metrics.Read(sample); sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(sample[0].Value.Uint64())
}

// Rest is for a process that waits for its next run, and serves, with room for so many
// bytes of files: where little is live, a request need not pay for a collection that often.
func TuneIdle(room int64) {
	if userTunesGC() {
		return
	}
	const (
		little  = 64 << 20
		relaxed = 400
		usual   = 100
	)
	percent, limit := usual, int64(math.MaxInt64)
	if liveHeap() < little {
		percent, limit = relaxed, 2*little+room+room/2
	}
	setGC(percent, limit)
}

// warm has the system hand out, at once, memory that a run is about to take in any case.
// A page that is read before it is written to is mapped twice, and each time the other
// cores are interrupted: written to beforehand, ten thousand articles cost a sixth less, on
// two virtual cores, and no more memory.
func prefault(files int, pages bool, p runKind) {
	if files < 5000 || userTunesGC() {
		return
	}
	const pageSize, perFile, known, underWay = 4 << 10, 3 << 9, 256 << 20, 384 << 20
	size := min(int64(files*perFile), known) // what is known of articles
	if p == coldRun {
		size = min(memoryLimit(files, pages)*3/4, underWay) // at a time
	}
	if size > containerLimit()/2 {
		return
	}
	memory := make([]byte, size)
	for i := 0; i < len(memory); i += pageSize {
		memory[i] = 1
	}
	runtime.KeepAlive(memory)
}
