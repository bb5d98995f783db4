package cli

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// version returns the versions of the program and of Go, as the build has recorded them.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	return strings.TrimSpace(info.Main.Version + " " + info.GoVersion)
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		Example: "  fil version",
		Run:     func(*cobra.Command, []string) { fmt.Fprintf(a.stdout, "fil %s\n", version()) },
	}
}
