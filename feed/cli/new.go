package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"fil/feed/build"
	"fil/feed/source"
	"fil/feed/source/frontmatter"
)

func (a *app) newCommand() *cobra.Command {
	var article source.NewArticle
	cmd := &cobra.Command{
		Use: "new TITLE", Short: "Begin an article, in a file with its date, ID and slug", Args: cobra.MinimumNArgs(1),
		Example: "  fil new \"Un titre\"\n  fil new \"A note\" --section notes --draft=false",
		RunE: func(_ *cobra.Command, args []string) error {
			article.Title = strings.Join(args, " ")
			return a.createArticle(article, "")
		},
	}
	cmd.Flags().StringVar(&article.Folder, "section", "", "the `FOLDER` of content for its file")
	cmd.Flags().StringVar(&article.Language, "language", "", "its language as a BCP 47 `TAG`, if it is not the site's")
	cmd.Flags().BoolVar(&article.Draft, "draft", true, "mark it as a draft, which is not published; --draft=false does not")
	return cmd
}

// createArticle writes the file of a new article, with a body that may be "".
func (a *app) createArticle(article source.NewArticle, body string) error {
	root, err := a.config().OpenContent()
	if err != nil {
		return err
	}
	defer root.Close()
	site, err := a.config().ReadSite()
	if err != nil {
		return err
	}
	name, front, err := article.Text(site, a.clock())
	if wrong := (*frontmatter.Error)(nil); errors.As(err, &wrong) {
		return build.Misused(wrong.Hint, "%s", wrong.Message)
	}
	if err != nil {
		return err
	}
	if err := writeNew(root, name, front+body); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, filepath.Join(a.settings.content, filepath.FromSlash(name)))
	if article.Draft {
		a.printNote("it is a draft: to publish it, remove the line draft: true")
	}
	return nil
}

// writeNew writes a file of content. It returns an error if the file exists.
func writeNew(root *os.Root, name, text string) error {
	err := source.WriteNew(root, name, text)
	if errors.Is(err, fs.ErrExist) {
		return build.Failed("nothing was written; give it another title, or edit that file", "%s exists already", name)
	}
	return err
}
