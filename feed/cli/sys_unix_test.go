//go:build unix

package cli

import (
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// detach starts a command without a terminal.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// mkfifo makes a pipe with a name.
func mkfifo(name string) error { return syscall.Mkfifo(name, 0o644) }

// cpuTime is how long this process has computed.
func cpuTime(t testing.TB) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
