package disk

import (
	"errors"
	"os"
)

// TempDir creates a temporary folder. If the system's folder for temporary files is read-only or
// missing, it tries /dev/shm, /var/tmp and the working directory.
func TempDir(prefix string) (dir string, err error) {
	for _, parent := range []string{"", "/dev/shm", "/var/tmp", "."} {
		made, failed := os.MkdirTemp(parent, prefix)
		if failed == nil {
			return made, nil
		}
		err = errors.Join(err, failed)
	}
	return "", err
}
