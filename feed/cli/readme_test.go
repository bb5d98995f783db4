package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"fil/feed/build"
	"fil/feed/source"
)

// block is a fenced block of the README.
type block struct {
	language string
	line     int
	lines    []string
}

// readmeBlocks returns the fenced blocks of the README, in order, and its text.
func readmeBlocks(t *testing.T) (blocks []block, text string) {
	t.Helper()
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var open *block
	for n, line := range strings.Split(string(data), "\n") {
		language, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && open == nil:
			open = &block{language: language, line: n + 1}
		case fence:
			blocks, open = append(blocks, *open), nil
		case open != nil:
			open.lines = append(open.lines, line)
		}
	}
	return blocks, string(data)
}

// The README has a valid site.yaml, names only flags that exist, and has fewer than 250 lines.
func TestReadme(t *testing.T) {
	blocks, text := readmeBlocks(t)
	if n := strings.Count(text, "\n"); n >= 250 {
		t.Errorf("it has %d lines", n)
	}
	sites := 0
	for _, b := range blocks {
		if b.language != "yaml" {
			continue
		}
		sites++
		if _, err := source.ParseSite([]byte(strings.Join(b.lines, "\n")), source.Overrides{DefaultBaseURL: build.DefaultBaseURL, CheckHost: build.CheckHost}); err != nil {
			t.Errorf("README.md:%d: %v", b.line, err)
		}
	}
	if sites == 0 {
		t.Error("there is no site.yaml in it")
	}
	help := ""
	root := Command()
	for _, cmd := range root.Commands() {
		help += cmd.Flags().FlagUsages() + cmd.InheritedFlags().FlagUsages()
	}
	otherFlags := map[string]bool{"--system": true, "--home": true, "--now": true, "--delete": true, "--exclude": true, "--help": true} // flags of other programs
	for _, flag := range regexp.MustCompile(`--[a-z][a-z-]+`).FindAllString(text, -1) {
		if !otherFlags[flag] && !strings.Contains(help, flag+" ") {
			t.Errorf("it names %s, which no command has", flag)
		}
	}
}
