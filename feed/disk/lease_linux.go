package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// BeingWritten reports whether a process on this machine has a file open for writing. Linux grants
// a read lease only while none has (fcntl(2), F_SETLEASE). If the file system does not support
// leases, or the file belongs to another user, BeingWritten returns false.
func BeingWritten(f *os.File) bool {
	conn, err := f.SyscallConn()
	if err != nil {
		return false
	}
	written := false
	err = conn.Control(func(fd uintptr) {
		_, err := unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_RDLCK)
		written = errors.Is(err, unix.EAGAIN)
		if err == nil {
			_, _ = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_UNLCK) // closing the file would end the lease as well
		}
	})
	return written && err == nil
}
