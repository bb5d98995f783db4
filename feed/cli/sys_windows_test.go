package cli

import (
	"errors"
	"os/exec"
)

// detach does nothing: on Windows a command has no controlling terminal.
func detach(*exec.Cmd) {}

// mkfifo fails: Windows has no named pipes among files.
func mkfifo(string) error { return errors.ErrUnsupported }
