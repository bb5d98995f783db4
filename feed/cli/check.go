package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"fil/feed/build"
)

func (a *app) checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "check", Short: "Say what is wrong with content, and write nothing", Args: cobra.NoArgs,
		Example: "  fil check\n  fil check --strict --verbose",
		RunE: func(cmd *cobra.Command, _ []string) error {
			checked, err := build.Check(cmd.Context(), a.config())
			a.clearBars()
			if err != nil {
				return err
			}
			a.printProblems(checked.Problems)
			a.printWaiting(checked.Waiting)
			if !a.settings.quiet {
				fmt.Fprintf(a.stdout, "articles %d, feeds %d, problems %d\n", checked.Articles, checked.Feeds, len(checked.Problems))
			}
			return a.degraded(checked.Problems)
		},
	}
	cmd.Flags().BoolVar(&a.settings.verbose, "verbose", false, "print every warning, also if many are alike")
	a.strictFlag(cmd)
	return cmd
}
