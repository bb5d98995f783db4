//go:build unix

package cli

import (
	"os/exec"
	"syscall"
)

// detach makes a command start in a session of its own, without a controlling terminal.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// mkfifo makes a named pipe.
func mkfifo(name string) error { return syscall.Mkfifo(name, 0o644) }
