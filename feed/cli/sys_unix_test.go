//go:build unix

package cli

import (
	"os/exec"
	"syscall"
)

// detach starts a command without a terminal.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// mkfifo makes a pipe with a name.
func mkfifo(name string) error { return syscall.Mkfifo(name, 0o644) }
