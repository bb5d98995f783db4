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

// fewFiles is the number of files up to which a run takes so little memory that it need not be
// bounded.
const fewFiles = 30_000

// runKind says how much a run has to read, and so how much memory it will take.
type runKind int

const (
	// coldRun reads, plans and publishes everything.
	coldRun runKind = iota
	// restartRun is the first run of a process that finds a cache: it loads the cache, and reads what
	// has changed.
	restartRun
	// warmRun is a later run of a process: the cache is loaded already.
	warmRun
)

// tuneGC sets when the garbage collector starts during a run: later than by default, while there is
// memory left. At 100,000 articles it took half of the time of a run when the heap was kept within a
// fifth more than the live data. Nothing is set if the user has set GOGC or GOMEMLIMIT.
func tuneGC(files int, pages bool, kind runKind) {
	if userTunesGC() {
		return
	}
	const relaxed, usual = 400, 100
	percent, limit := relaxed, memoryLimit(files, pages)
	switch {
	case files <= fewFiles:
	case kind == warmRun:
		percent, limit = usual, math.MaxInt64
	case kind == restartRun:
		// The limit avoids a last collection before the plan, which otherwise happens in some runs and
		// not in others, without more memory than is needed: to get more pages from the system took a
		// tenth of the time at 100,000 articles.
		const base, perFile = 64 << 20, 2900
		percent, limit = usual, int64(base+files*perFile)
	}
	setGC(percent, limit)
}

// userTunesGC reports whether the user has set GOGC or GOMEMLIMIT.
func userTunesGC() bool { return os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" }

// setGC makes the garbage collector start when the heap has grown by percent, or when limit bytes are
// in use. In a container the limit is not more than containerLimit.
func setGC(percent int, limit int64) {
	const usual = 100
	if available := containerLimit(); limit > available {
		percent, limit = min(percent, usual), available
	}
	debug.SetGCPercent(percent)
	debug.SetMemoryLimit(limit)
}

// containerLimit returns how many bytes the heap may take in this container (cgroup v1 or v2);
// math.MaxInt64 outside of a container. It is 7/10 of the container's memory. The rest is for stacks,
// mapped files, and buffers of the kernel that are counted with the process.
var containerLimit = sync.OnceValue(func() int64 {
	const numerator, denominator = 7, 10
	limit, err := memlimit.FromCgroup()
	if err != nil || limit == 0 || limit > math.MaxInt64/numerator {
		return math.MaxInt64
	}
	return int64(limit) * numerator / denominator
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

// memoryLimit returns how many bytes a cold run over a number of files may take. Most of it is live
// data after everything was planned, which is more if articles have pages.
func memoryLimit(files int, pages bool) int64 {
	const (
		base      = 128 << 20
		perFile   = 3500 // of the first files
		many      = 100_000
		beyond    = 740 // for each file beyond the first many, without pages
		withPages = 2900
	)
	more := beyond
	if pages {
		more = withPages
	}
	return int64(base + min(files, many)*perFile + max(0, files-many)*more)
}

// raiseLimit raises the memory limit after reading, if the articles take more memory than those of
// most sites, for example by long titles or many tags. Otherwise the garbage collector would run all
// the time.
func raiseLimit(files int) {
	if files <= fewFiles || userTunesGC() {
		return
	}
	runtime.GC() // updates the number that liveHeap returns; one collection more is worth it
	if need := liveHeap() / 4 * 5; need > debug.SetMemoryLimit(-1) {
		debug.SetMemoryLimit(min(need, containerLimit()))
	}
}

// liveHeap returns how many bytes were live at the end of the last garbage collection.
func liveHeap() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(sample[0].Value.Uint64())
}

// TuneIdle sets when the garbage collector starts while a server waits for its next run. fileCache is
// how many bytes the server's cache of files may take. If few bytes are live, collections are made
// rarer than by default, because each one delays requests. Nothing is set if the user has set GOGC or
// GOMEMLIMIT.
func TuneIdle(fileCache int64) {
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
		percent, limit = relaxed, 2*little+fileCache+fileCache/2
	}
	setGC(percent, limit)
}

// prefault takes memory from the system that the run is about to need, and writes to each page of it.
// A page that is read before it is written to is mapped twice, and each time the other cores are
// interrupted. With pages written beforehand, ten thousand articles take a sixth less time on two
// virtual cores, and no more memory.
func prefault(files int, pages bool, kind runKind) {
	if files < 5000 || userTunesGC() {
		return
	}
	const (
		pageSize   = 4 << 10
		perFile    = 3 << 9 // bytes of a cached record
		maxRecords = 256 << 20
		maxCold    = 384 << 20
	)
	size := min(int64(files*perFile), maxRecords)
	if kind == coldRun {
		size = min(memoryLimit(files, pages)*3/4, maxCold)
	}
	if size > containerLimit()/2 {
		return
	}
	block := make([]byte, size)
	for i := 0; i < len(block); i += pageSize {
		block[i] = 1
	}
	runtime.KeepAlive(block)
}
