package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/build"
)

func (a *app) pinCommand() *cobra.Command {
	all := false
	cmd := &cobra.Command{
		Use: "pin", Short: "Write remembered IDs into the front matter of articles that have moved", Args: cobra.NoArgs,
		Example: "  fil pin",
		Long: "An article whose file was renamed keeps its ID because fil remembers it. fil pin writes\n" +
			"the ID into its front matter, so that it stays even if fil's memory is lost. Nothing else\n" +
			"in the file changes.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			pinned, refused := 0, error(nil)
			err := build.Pin(cmd.Context(), a.config(), all, func(article *feed.Meta, err error) {
				a.clearBars()
				if err != nil {
					a.report("error", article.Path+": "+err.Error(), "")
					refused = errDegraded
					return
				}
				pinned++
				if !a.settings.quiet {
					fmt.Fprintf(a.stdout, "pinned %s in %s\n", article.ID, feed.Visible(article.Path))
				}
			})
			a.clearBars()
			if err != nil {
				return err
			}
			if !a.settings.quiet {
				fmt.Fprintf(a.stdout, "pinned %d\n", pinned)
			}
			return refused
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "write the IDs of all articles, and not only of those that have moved")
	return cmd
}
