// Command manual writes Fil's man pages and shell completions into a folder, for a release:
//
//	go run ./feed/manual DIR
//
// It is a separate program, so that fil does not contain the libraries that only this one needs.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra/doc"

	"fil/feed/cli"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: manual DIR")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// write writes man/*.1 and completions/fil.{bash,zsh,fish,ps1} into dir.
func write(dir string) error {
	man, completions := filepath.Join(dir, "man"), filepath.Join(dir, "completions")
	for _, folder := range []string{man, completions} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	root := cli.Command()
	root.DisableAutoGenTag = true // no date, so that the same program writes the same bytes
	if err := doc.GenManTree(root, &doc.GenManHeader{Title: "FIL", Section: "1", Source: "Fil", Manual: "Fil"}, man); err != nil {
		return fmt.Errorf("writing the man pages: %w", err)
	}
	for name, generate := range map[string]func(file string) error{
		"fil.bash": func(file string) error { return root.GenBashCompletionFileV2(file, true) },
		"fil.zsh":  root.GenZshCompletionFile,
		"fil.fish": func(file string) error { return root.GenFishCompletionFile(file, true) },
		"fil.ps1":  root.GenPowerShellCompletionFileWithDesc,
	} {
		if err := generate(filepath.Join(completions, name)); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	return nil
}
