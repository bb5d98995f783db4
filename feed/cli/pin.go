package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/source"
)

func (a *app) pinCommand() *cobra.Command {
	all := false
	cmd := &cobra.Command{
		Use: "pin", Short: "Write remembered IDs into the front matter of articles that have moved", Args: cobra.NoArgs,
		Long: "An article whose file was renamed keeps its ID because fil remembers it. fil pin writes\n" +
			"the ID into its front matter, so that even a lost memory cannot change it. Nothing else\n" +
			"in the file changes.",
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := build.Identify(cmd.Context(), a.config())
			a.clearBars()
			if err != nil {
				return err
			}
			root, err := a.config().OpenContent()
			if err != nil {
				return err
			}
			defer root.Close()
			pinned, refused := 0, error(nil)
			for _, article := range r.Articles {
				if article.Pinned || !all && article.ID == r.Site.OwnID(article) {
					continue
				}
				if err := source.PinFile(root, article.Path, article.ID); err != nil {
					a.complain("error", article.Path+": "+err.Error(), "")
					refused = errDegraded
					continue
				}
				pinned++
				if !a.settings.quiet {
					fmt.Fprintf(a.stdout, "pinned %s in %s\n", article.ID, feed.Visible(article.Path))
				}
			}
			if !a.settings.quiet {
				fmt.Fprintf(a.stdout, "pinned %d\n", pinned)
			}
			return refused
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "write the IDs of all articles, also of those that have not moved yet")
	return cmd
}
