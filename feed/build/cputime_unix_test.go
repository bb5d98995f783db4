//go:build unix

package build

import (
	"syscall"
	"testing"
	"time"
)

// cpuTime returns the CPU time of this process on all cores.
func cpuTime(t testing.TB) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
