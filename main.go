// Command fil turns a folder of writing into RSS, Atom and JSON Feed, regenerates
// them on a schedule and serves them. See README.md, and package fil/feed for the
// manual of its parts.
package main

import (
	"os"

	"fil/feed/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
