package feedtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Published returns the files of a dist folder as texts, by their names, without the folders of
// Fil's own records.
func Published(t testing.TB, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case !d.IsDir():
			data, err := os.ReadFile(name)
			got[name[len(dir)+1:]] = string(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
