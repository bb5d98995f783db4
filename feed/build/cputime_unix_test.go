//go:build unix

package build

import (
	"syscall"
	"testing"
	"time"
)

// cpuTime is the time that all cores have computed for this process.
func cpuTime(t testing.TB) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
