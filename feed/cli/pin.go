package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

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
				if err := pin(root, article.Path, article.ID); err != nil {
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

// pin rewrites one file, beside and renamed: an author's text is never half there.
func pin(root *os.Root, name, id string) error {
	data, err := root.ReadFile(name)
	if err != nil {
		return err
	}
	out, err := source.Pin(data, id)
	if err != nil {
		return err
	}
	info, err := root.Stat(name)
	if err != nil {
		return err
	}
	beside := name + ".fil-new~"
	f, err := root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, info.Mode().Perm())
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is in the way", beside)
	} else if err != nil {
		return err
	}
	_, err = f.Write(out)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = root.Rename(beside, name)
	}
	if err != nil {
		return errors.Join(err, root.Remove(beside))
	}
	return nil
}
