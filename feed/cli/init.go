package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fil/feed/build"
	"fil/feed/page"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

func (a *app) initCommand() *cobra.Command {
	var given source.NewSite
	var theme bool
	cmd := &cobra.Command{
		Use: "init", Short: "Begin a site, or with --theme a theme of its own", Args: cobra.NoArgs,
		Example: "  fil init\n  fil init --title \"Le fil\" --base-url https://example.org/ --language fr --timezone Africa/Bamako --author Awa\n  fil init --theme",
		Long: "fil init writes site.yaml and a first article into the content folder. On a terminal it\n" +
			"asks five questions, as far as flags do not answer them, and asks again where an answer\n" +
			"cannot be used. With --theme it writes the built-in theme into content/_theme\n" +
			"instead: each file there replaces the built-in one.\n" +
			"Nothing that is there already is ever written over.",
		RunE: func(*cobra.Command, []string) error {
			if theme {
				return a.initTheme()
			}
			return a.initSite(given)
		},
	}
	cmd.Flags().StringVar(&given.Title, "title", "", "the site's `NAME`")
	cmd.Flags().StringVar(&given.BaseURL, "base-url", "", "the public `URL`")
	cmd.Flags().StringVar(&given.Language, "language", "", "the language as a BCP 47 `TAG`")
	cmd.Flags().StringVar(&given.TimeZone, "timezone", "", "the time `ZONE` of its dates, as in Africa/Bamako; default: this machine's")
	cmd.Flags().StringVar(&given.Author, "author", "", "who writes (`NAME`)")
	cmd.Flags().BoolVar(&theme, "theme", false, "write the built-in theme into content/_theme")
	return cmd
}

// openNewContent opens the content folder, which it makes where there is none.
func (a *app) openNewContent() (*os.Root, error) {
	if err := os.MkdirAll(a.settings.content, 0o755); err != nil {
		return nil, build.Failed("", "making the content folder: %w", err)
	}
	return a.config().OpenContent()
}

// initSite writes site.yaml and a first article.
func (a *app) initSite(given source.NewSite) error {
	root, err := a.openNewContent()
	if err != nil {
		return err
	}
	defer root.Close()
	for _, name := range []string{inventory.SiteFile, "site.yml"} {
		if _, err := root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return build.Failed("edit it; fil init begins new sites", "%s has a %s already", a.settings.content, name)
		}
	}
	given = given.Tidied()
	now := a.clock()
	// What was answered is read as site.yaml is: a slip in it is told now.
	if err := checkAnswers(given, now); err != nil {
		return err
	}
	if err := a.question(&given, now); err != nil {
		return err
	}
	if given.Title == "" {
		given.Title = source.DefaultTitle
	}
	if err := writeNew(root, inventory.SiteFile, given.Text(now)); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "written %s\n", path.Join(a.settings.content, inventory.SiteFile))
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil || slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() != inventory.SiteFile && !inventory.Ignored(e.Name()) }) {
		return err // there is writing already
	}
	title, text := source.Welcome(given.Language)
	if err := a.createArticle(source.NewArticle{Title: title}, text); err != nil {
		return err
	}
	a.printNextSteps()
	return nil
}

// printNextSteps names what comes after fil init.
func (a *app) printNextSteps() {
	if a.settings.quiet {
		return
	}
	fmt.Fprint(a.stdout, "\nWhat comes next:\n"+
		"  fil preview           look at the site, before anybody else does\n"+
		"  fil new \"A title\"     begin an article\n"+
		"  fil build             publish into dist, for any host; or fil serve\n")
}

// question asks for what flags have not answered, on a terminal and only there. An answer that
// cannot be used is told, and asked for again.
func (a *app) question(given *source.NewSite, now time.Time) error {
	in, ok := a.in.(*os.File)
	if !ok || !isTerminal(in) {
		return nil
	}
	lines := bufio.NewReader(in)
	for _, q := range []struct {
		into     *string
		question string
	}{
		{&given.Title, "What is the site called?"},
		{&given.BaseURL, "What will its address be (https://example.org/, or nothing yet)?"},
		{&given.Language, "In which language (fr, en, …)?"},
		{&given.TimeZone, "In which time zone are its dates (" + source.MachineZone() + ")?"},
		{&given.Author, "Who writes?"},
	} {
		for again := *q.into == ""; again; {
			fmt.Fprint(a.stderr, q.question+" ")
			line, err := lines.ReadString('\n')
			if *q.into = strings.TrimSpace(line); err != nil {
				fmt.Fprintln(a.stderr)
				return build.Failed("nothing was written; answer by flags: see fil init --help", "the questions were not answered")
			}
			*given = given.Tidied()
			wrong := checkAnswers(*given, now)
			if again = wrong != nil; again {
				a.status(wrong)
				*q.into = ""
			}
		}
	}
	return nil
}

// initTheme writes the files of the built-in theme that are not there.
func (a *app) initTheme() error {
	root, err := a.openNewContent()
	if err != nil {
		return err
	}
	defer root.Close()
	written, kept, err := page.WriteBuiltIn(root, build.ThemeFolder)
	for _, name := range kept {
		a.printNote("%s is there already, and was left alone", name)
	}
	for _, name := range written {
		fmt.Fprintf(a.stdout, "written %s\n", path.Join(a.settings.content, name))
	}
	if err != nil {
		return err
	}
	if len(written) > 0 {
		a.printNote("keep those that you change, and delete the others: they go on with Fil")
	}
	return nil
}

// checkAnswers returns an error of usage for answers that site.yaml would not accept.
func checkAnswers(given source.NewSite, now time.Time) error {
	err := given.Check(now, build.DefaultBaseURL)
	if wrong := (*source.SiteError)(nil); errors.As(err, &wrong) {
		return build.Misused(wrong.Hint, "%s", wrong.Message)
	}
	return err
}
