package cli

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path"
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
			"asks what flags do not say (five questions), and asks again if an answer cannot be used.\n" +
			"With --theme it writes the built-in theme into content/_theme\n" +
			"instead: each file there replaces the built-in one.\n" +
			"Files that exist are never overwritten.",
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
	cmd.Flags().StringVar(&given.Author, "author", "", "the author's `NAME`")
	cmd.Flags().BoolVar(&theme, "theme", false, "write the built-in theme into content/_theme")
	return cmd
}

// openNewContent opens the content folder. If there is none, it creates it.
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
	if name := source.ExistingSite(root); name != "" {
		return build.Failed("edit it; fil init begins new sites", "%s has a %s already", a.settings.content, name)
	}
	given = given.Tidied()
	now := a.clock()
	// Before any question: a wrong flag ends the command.
	if err := checkAnswers(given, now); err != nil {
		return err
	}
	if err := a.askQuestions(&given, now); err != nil {
		return err
	}
	if given.Title == "" {
		given.Title = source.DefaultTitle
	}
	if err := writeNew(root, inventory.SiteFile, given.Text(now)); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "written %s\n", path.Join(a.settings.content, inventory.SiteFile))
	if written, err := source.HasContent(root.FS()); written || err != nil {
		return err // the first article is for an empty folder
	}
	title, text := source.Welcome(given.Language)
	if err := a.createArticle(source.NewArticle{Title: title}, text); err != nil {
		return err
	}
	a.printNextSteps()
	return nil
}

// printNextSteps prints the commands to use after fil init.
func (a *app) printNextSteps() {
	if a.settings.quiet {
		return
	}
	fmt.Fprint(a.stdout, "\nWhat comes next:\n"+
		"  fil preview           look at the site, before anybody else does\n"+
		"  fil new \"A title\"     begin an article\n"+
		"  fil build             publish into dist, for any host; or fil serve\n")
}

// askQuestions asks for the fields that flags have left empty, if standard input is a terminal. It
// asks again if site.yaml would not accept an answer.
func (a *app) askQuestions(given *source.NewSite, now time.Time) error {
	in, ok := a.in.(*os.File)
	if !ok || !isTerminal(in) {
		return nil
	}
	lines := bufio.NewReader(in)
	for _, q := range []struct {
		answer   *string
		question string
	}{
		{&given.Title, "What is the site called?"},
		{&given.BaseURL, "What will its address be (https://example.org/, or nothing yet)?"},
		{&given.Language, "In which language (fr, en, …)?"},
		{&given.TimeZone, "In which time zone are its dates (" + source.MachineZone() + ")?"},
		{&given.Author, "Who writes?"},
	} {
		for missing := *q.answer == ""; missing; {
			fmt.Fprint(a.stderr, q.question+" ")
			line, err := lines.ReadString('\n')
			if err != nil {
				fmt.Fprintln(a.stderr)
				return build.Failed("nothing was written; answer by flags: see fil init --help", "the questions were not answered")
			}
			*q.answer = strings.TrimSpace(line)
			*given = given.Tidied()
			err = checkAnswers(*given, now)
			missing = err != nil
			if missing {
				a.status(err)
				*q.answer = ""
			}
		}
	}
	return nil
}

// initTheme writes the files of the built-in theme that do not exist in content/_theme yet.
func (a *app) initTheme() error {
	root, err := a.openNewContent()
	if err != nil {
		return err
	}
	defer root.Close()
	written, existing, err := page.WriteBuiltIn(root, build.ThemeFolder)
	for _, name := range existing {
		a.printNote("%s exists already and was not changed", name)
	}
	for _, name := range written {
		fmt.Fprintf(a.stdout, "written %s\n", path.Join(a.settings.content, name))
	}
	if err != nil {
		return err
	}
	if len(written) > 0 {
		a.printNote("delete the files that you do not change: the built-in ones take their place, and new versions of Fil improve them")
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
