package page

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
)

// WriteBuiltIn writes the files of the built-in theme into a folder of root. It returns the names of
// the files that it has written, and of those that were there already and are left as they were.
func WriteBuiltIn(root *os.Root, folder string) (written, kept []string, err error) {
	files, err := BuiltIn()
	if err != nil {
		return nil, nil, err
	}
	for _, base := range slices.Sorted(maps.Keys(files)) {
		name := folder + "/" + base
		if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return written, kept, fmt.Errorf("making the folder of %s: %w", name, err)
		}
		f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			kept = append(kept, name)
			continue
		}
		if err != nil {
			return written, kept, fmt.Errorf("writing %s: %w", name, err)
		}
		_, err = f.Write(files[base])
		err = errors.Join(err, f.Close())
		if err != nil {
			return written, kept, fmt.Errorf("writing %s: %w", name, err)
		}
		written = append(written, name)
	}
	return written, kept, nil
}
