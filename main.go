// Command fil turns a folder of writing into RSS, Atom and JSON Feed, regenerates them on a
// schedule and serves them. README.md explains how to use it; the documentation of package
// fil/feed explains how the code is organized.
package main

import (
	"os"

	"fil/feed/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
