package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	xlanguage "golang.org/x/text/language"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/source/inventory"
)

func (a *app) newCommand() *cobra.Command {
	var section, language string
	var draft bool
	cmd := &cobra.Command{
		Use: "new TITLE", Short: "Begin an article, in a file with its date, ID and slug", Args: cobra.MinimumNArgs(1),
		Example: "  fil new \"Un titre\"\n  fil new \"A note\" --section notes --draft=false",
		RunE: func(_ *cobra.Command, args []string) error {
			return a.begin(strings.Join(args, " "), section, language, draft)
		},
	}
	cmd.Flags().StringVar(&section, "section", "", "the `FOLDER` of content that it goes into")
	cmd.Flags().StringVar(&language, "language", "", "its language as a BCP 47 `TAG`, where it is not the site's")
	cmd.Flags().BoolVar(&draft, "draft", true, "keep it out of sight until its text is there; --draft=false leaves that out")
	return cmd
}

// begin writes the file of a new article. Its ID is pinned: neither a new name nor a lost
// memory changes it.
func (a *app) begin(title, section, language string, draft bool) error {
	root, err := a.config().OpenContent()
	if err != nil {
		return err
	}
	defer root.Close()
	site, err := a.config().ReadSite()
	if err != nil {
		return err
	}
	if title = strings.Join(strings.Fields(strings.ToValidUTF8(title, "\ufffd")), " "); title == "" {
		return build.Misused(`write it as in fil new "A title"`, "the title is empty")
	}
	now := a.clock().In(site.TimeZone)
	slug := site.Slug(title)
	if slug == "" {
		return build.Misused("give it one with a letter or a digit", "the title %q makes no address", title)
	}
	folder := strings.Trim(filepath.ToSlash(section), "/")
	if folder != "" && (!fs.ValidPath(folder) || inventory.Ignored(path.Base(folder)) || strings.HasPrefix(folder, "_")) {
		return build.Misused("name a folder of content, as in --section notes", "--section %q is no folder for articles", section)
	}
	if _, err := xlanguage.Parse(language); language != "" && err != nil {
		return build.Misused("write it as in --language fr", "--language %q is no language", language)
	}
	name := strings.TrimPrefix(folder+"/"+now.Format(time.DateOnly)+"-"+slug+".md", "/")
	article := &feed.Article{Path: name, Stem: feed.Stem(name), Section: folder, Published: now, Matter: &feed.Matter{Slug: slug}}
	if err := site.AssignAddress(article, ""); err != nil {
		return build.Misused("give it another title", "%v", err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\ndate: %s\nslug: %s\n", strconv.Quote(title), now.Format("2006-01-02 15:04"), slug)
	id := article.ID
	if site.IDAuthority == "" { // else it would be its address, which may yet change
		id = "urn:uuid:" + uuid.NewString()
	}
	fmt.Fprintf(&b, "id: %s\n", strconv.Quote(id))
	if language != "" {
		fmt.Fprintf(&b, "language: %s\n", strconv.Quote(language))
	}
	if draft {
		b.WriteString("draft: true\n")
	}
	b.WriteString("---\n\n")
	if err := writeNew(root, name, b.String()); err != nil {
		return err
	}
	fmt.Fprintln(a.stdout, filepath.Join(a.settings.content, filepath.FromSlash(name)))
	if draft {
		a.note("it is a draft: take out the line draft: true when its text is there")
	}
	return nil
}

// writeNew writes a file where there is none.
func writeNew(root *os.Root, name, text string) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("making the folder of %s: %w", name, err)
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return build.Failed("nothing was written; give it another title, or edit that file", "%s is there already", name)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
