package cli

import (
	"errors"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"fil/feed/disk"
)

// cmdStatus runs fil, and fails if it has another exit status, as in status 3 build --quiet.
func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N args...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec("fil", args[1:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("fil %s: %v", strings.Join(args[1:], " "), err)
	}
	if got != want {
		ts.Fatalf("fil %s: exit status %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// cmdMtimes writes the names, times and inodes of all files and folders in a folder to a file: mtimes DIR
// FILE.
func cmdMtimes(ts *testscript.TestScript, _ bool, args []string) {
	var b strings.Builder
	dir := ts.MkAbs(args[0])
	ts.Check(filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		b.WriteString(strings.TrimPrefix(name, dir) + " " + info.ModTime().String() + " " + strconv.FormatUint(disk.Inode(info), 10) + "\n")
		return nil
	}))
	ts.Check(writeFile(ts.MkAbs(args[1]), b.String()))
}

// cmdMkfifo makes named pipes: mkfifo FILE….
func cmdMkfifo(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		ts.Check(mkfifo(ts.MkAbs(name)))
	}
}

// cmdLatin1 recodes a file from UTF-8 to ISO 8859-1: latin1 FILE.
func cmdLatin1(ts *testscript.TestScript, _ bool, args []string) {
	var b []byte
	for _, r := range ts.ReadFile(args[0]) {
		b = append(b, byte(r))
	}
	ts.Check(writeFile(ts.MkAbs(args[0]), string(b)))
}

// cmdSqueeze truncates a file to N bytes: squeeze FILE N.
func cmdSqueeze(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(writeFile(ts.MkAbs(args[0]), ts.ReadFile(args[0])[:n]))
}
