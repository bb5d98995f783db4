package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// BeingWritten reports whether some process on this machine has a file open to write to it. A
// lease for reading is only given while there is none (fcntl(2), F_SETLEASE); where the file
// system or its owner do not allow that, the answer is no.
func BeingWritten(f *os.File) bool {
	conn, err := f.SyscallConn()
	if err != nil {
		return false
	}
	written := false
	err = conn.Control(func(fd uintptr) {
		_, err := unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_RDLCK)
		if written = errors.Is(err, unix.EAGAIN); err == nil {
			_, _ = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_UNLCK) // else closing ends it
		}
	})
	return written && err == nil
}
