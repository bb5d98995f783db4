package build

import (
	"math"
	"os"
	"runtime/debug"
	"sync"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

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

// HeapLimit returns how many bytes the heap may take, by the container and by GOMEMLIMIT: math.MaxInt64
// if neither bounds it.
func HeapLimit() int64 {
	limit := containerLimit()
	if os.Getenv("GOMEMLIMIT") != "" {
		limit = min(limit, debug.SetMemoryLimit(-1))
	}
	return limit
}

// limitMemory makes the garbage collector respect the container's limit, unless the user has set
// GOMEMLIMIT.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(containerLimit())
	}
}
