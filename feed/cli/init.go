package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	xlanguage "golang.org/x/text/language"

	"fil/feed/page"
	"fil/feed/source"
)

// answers are what fil init asks for.
type answers struct{ title, baseURL, language, author string }

func (a *app) initCommand() *cobra.Command {
	var given answers
	var theme bool
	cmd := &cobra.Command{
		Use: "init", Short: "Begin a site, or with --theme a theme of its own", Args: cobra.NoArgs,
		Long: "fil init writes site.yaml and a first article into the content folder. On a terminal it\n" +
			"asks four questions, as far as flags do not answer them. With --theme it writes the\n" +
			"built-in theme into content/_theme instead: each file there replaces the built-in one.\n" +
			"Nothing that is there already is ever written over.",
		RunE: func(*cobra.Command, []string) error {
			if theme {
				return a.initTheme()
			}
			return a.initSite(given)
		},
	}
	cmd.Flags().StringVar(&given.title, "title", "", "the site's `NAME`")
	cmd.Flags().StringVar(&given.baseURL, "base-url", "", "the public `URL`")
	cmd.Flags().StringVar(&given.language, "language", "", "the language as a BCP 47 `TAG`")
	cmd.Flags().StringVar(&given.author, "author", "", "who writes (`NAME`)")
	cmd.Flags().BoolVar(&theme, "theme", false, "write the built-in theme into content/_theme")
	return cmd
}

// openNewContent opens the content folder, which it makes where there is none.
func (a *app) openNewContent() (*os.Root, error) {
	if err := os.MkdirAll(a.settings.content, 0o755); err != nil {
		return nil, failed("", "making the content folder: %w", err)
	}
	return a.openContent()
}

// initSite writes site.yaml and a first article.
func (a *app) initSite(given answers) error {
	root, err := a.openNewContent()
	if err != nil {
		return err
	}
	defer root.Close()
	for _, name := range []string{source.SiteFile, "site.yml"} {
		if _, err := root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return failed("edit it; fil init begins new sites", "%s has a %s already", a.settings.content, name)
		}
	}
	if err := a.question(&given); err != nil {
		return err
	}
	if given.title == "" {
		given.title = source.DefaultTitle
	}
	if strings.Contains(given.baseURL, ".") && !strings.Contains(given.baseURL, "://") { // what most people say
		given.baseURL = "https://" + given.baseURL
	}
	now := a.clock()
	if err := writeNew(root, source.SiteFile, siteText(given, now)); err != nil {
		return err
	}
	// What was answered is read as site.yaml is: a slip in it is told now.
	if _, err := a.site(contentFS{root}, defaultBaseURL); err != nil {
		return errors.Join(err, root.Remove(source.SiteFile))
	}
	fmt.Fprintf(a.stdout, "written %s\n", path.Join(a.settings.content, source.SiteFile))
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil || slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() != source.SiteFile && !source.Ignored(e.Name()) }) {
		return err // there is writing already
	}
	first := welcome(given.language)
	if err := a.begin(first.title, "", "", false); err != nil {
		return err
	}
	return a.fill(root, first.text)
}

// fill adds the text of the first article, which has just been begun.
func (a *app) fill(root *os.Root, text string) error {
	names, err := fs.Glob(root.FS(), "*.md")
	if err != nil || len(names) != 1 {
		return err
	}
	f, err := root.OpenFile(names[0], os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// firstArticle is what a new site begins with.
type firstArticle struct{ title, text string }

func welcome(language string) firstArticle {
	if strings.HasPrefix(language, "fr") {
		return firstArticle{"Bonjour", "Voici le premier article. Modifiez-le, ou écrivez-en un autre avec `fil new \"Un titre\"`.\n"}
	}
	return firstArticle{"Hello", "This is the first article. Change it, or begin another with `fil new \"A title\"`.\n"}
}

// question asks for what flags have not answered, on a terminal and only there.
func (a *app) question(given *answers) error {
	in, ok := a.in.(*os.File)
	if !ok || !isTerminal(in) {
		return nil
	}
	lines := bufio.NewReader(in)
	for _, q := range []struct {
		into     *string
		question string
	}{
		{&given.title, "What is the site called?"},
		{&given.baseURL, "What will its address be (https://example.org/, or nothing yet)?"},
		{&given.language, "In which language (fr, en, …)?"},
		{&given.author, "Who writes?"},
	} {
		if *q.into != "" {
			continue
		}
		for again := true; again; {
			fmt.Fprint(a.stderr, q.question+" ")
			line, err := lines.ReadString('\n')
			if *q.into = strings.TrimSpace(line); err != nil {
				fmt.Fprintln(a.stderr)
				return failed("nothing was written; answer by flags: see fil init --help", "the questions were not answered")
			}
			_, err = xlanguage.Parse(given.language)
			again = q.into == &given.language && given.language != "" && err != nil
		}
	}
	return nil
}

// siteText is a site.yaml with the answers, and with what is to be pinned once.
func siteText(given answers, now time.Time) string {
	var b strings.Builder
	line := func(key, value, otherwise string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, strconv.Quote(value))
		} else if otherwise != "" {
			fmt.Fprintf(&b, "# %s: %s\n", key, otherwise)
		}
	}
	line("title", given.title, "")
	line("base_url", given.baseURL, "https://example.org/   # the public address; set it before feeds are for the world")
	line("language", given.language, "en")
	if given.author != "" {
		fmt.Fprintf(&b, "authors: [%s]\n", strconv.Quote(given.author))
	}
	authority := ""
	if host := hostOf(given.baseURL); host != "" && !local(given.baseURL) {
		authority = host + "," + now.Format("2006")
	}
	line("id_authority", authority, "example.org,"+now.Format("2006")+"   # pin it once: IDs then outlive every change of address")
	b.WriteString("each: [tag]\nschedule: \"*/15 * * * *\"\n")
	return b.String()
}

// initTheme writes the files of the built-in theme that are not there.
func (a *app) initTheme() error {
	root, err := a.openNewContent()
	if err != nil {
		return err
	}
	defer root.Close()
	files, err := page.BuiltIn()
	if err != nil {
		return err
	}
	written := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		target := themeFolder + "/" + name
		if _, err := root.Lstat(target); !errors.Is(err, fs.ErrNotExist) {
			a.note("%s is there already, and was left alone", target)
			continue
		}
		if err := writeNew(root, target, string(files[name])); err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "written %s\n", path.Join(a.settings.content, target))
		written++
	}
	if written > 0 {
		a.note("keep those that you change, and delete the others: they go on with Fil")
	}
	return nil
}
