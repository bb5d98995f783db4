package disk

import (
	"errors"
	"os"
)

// Scratch makes a folder for what is needed for a moment: in the folder for temporary files, or,
// where that is read-only or missing, in memory or in the working directory.
func Scratch(prefix string) (dir string, err error) {
	for _, parent := range []string{"", "/dev/shm", "/var/tmp", "."} {
		made, failed := os.MkdirTemp(parent, prefix)
		if failed == nil {
			return made, nil
		}
		err = errors.Join(err, failed)
	}
	return "", err
}
