package cli

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/page"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// answers are what fil init asks for.
type answers struct{ title, baseURL, language, timezone, author string }

func (a *app) initCommand() *cobra.Command {
	var given answers
	var theme bool
	cmd := &cobra.Command{
		Use: "init", Short: "Begin a site, or with --theme a theme of its own", Args: cobra.NoArgs,
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
	cmd.Flags().StringVar(&given.title, "title", "", "the site's `NAME`")
	cmd.Flags().StringVar(&given.baseURL, "base-url", "", "the public `URL`")
	cmd.Flags().StringVar(&given.language, "language", "", "the language as a BCP 47 `TAG`")
	cmd.Flags().StringVar(&given.timezone, "timezone", "", "the time `ZONE` of its dates, as in Africa/Bamako; default: this machine's")
	cmd.Flags().StringVar(&given.author, "author", "", "who writes (`NAME`)")
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
func (a *app) initSite(given answers) error {
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
	given = given.tidied()
	now := a.clock()
	// What was answered is read as site.yaml is: a slip in it is told now.
	if err := given.check(now); err != nil {
		return err
	}
	if err := a.question(&given, now); err != nil {
		return err
	}
	if given.title == "" {
		given.title = source.DefaultTitle
	}
	if err := writeNew(root, inventory.SiteFile, siteText(given, now)); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "written %s\n", path.Join(a.settings.content, inventory.SiteFile))
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil || slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() != inventory.SiteFile && !inventory.Ignored(e.Name()) }) {
		return err // there is writing already
	}
	first := welcome(given.language)
	if err := a.begin(first.title, "", "", false); err != nil {
		return err
	}
	if err := a.fill(root, first.text); err != nil {
		return err
	}
	a.tellSteps()
	return nil
}

// tellSteps names what comes after fil init.
func (a *app) tellSteps() {
	if a.settings.quiet {
		return
	}
	fmt.Fprint(a.stdout, "\nWhat comes next:\n"+
		"  fil preview           look at the site, before anybody else does\n"+
		"  fil new \"A title\"     begin an article\n"+
		"  fil build             publish into dist, for any host; or fil serve\n")
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

// question asks for what flags have not answered, on a terminal and only there. An answer that
// cannot be used is told, and asked for again.
func (a *app) question(given *answers, now time.Time) error {
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
		{&given.timezone, "In which time zone are its dates (" + machineZone() + ")?"},
		{&given.author, "Who writes?"},
	} {
		for again := *q.into == ""; again; {
			fmt.Fprint(a.stderr, q.question+" ")
			line, err := lines.ReadString('\n')
			if *q.into = strings.TrimSpace(line); err != nil {
				fmt.Fprintln(a.stderr)
				return build.Failed("nothing was written; answer by flags: see fil init --help", "the questions were not answered")
			}
			*given = given.tidied()
			wrong := given.check(now)
			if again = wrong != nil; again {
				a.status(wrong)
				*q.into = ""
			}
		}
	}
	return nil
}

// tidied returns answers with what most people leave out of an address.
func (g answers) tidied() answers {
	if strings.Contains(g.baseURL, ".") && !strings.Contains(g.baseURL, "://") {
		g.baseURL = "https://" + g.baseURL
	}
	return g
}

// check reads the answers as site.yaml would be read. The error has no line of a file that is
// not there.
func (g answers) check(now time.Time) error {
	_, err := source.ParseSite([]byte(siteText(g, now)), source.Overrides{DefaultBaseURL: build.DefaultBaseURL})
	var wrong *source.SiteError
	if errors.As(err, &wrong) {
		return build.Misused(wrong.Hint, "%s", wrong.Message)
	}
	return err
}

// machineZone is the time zone of this machine by its name in the IANA database, UTC where
// none can be found.
func machineZone() string {
	names := []string{strings.TrimPrefix(os.Getenv("TZ"), ":"), time.Local.String()}
	if link, err := os.Readlink("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(link, "zoneinfo/"); ok {
			names = append(names, name)
		}
	}
	if data, err := os.ReadFile("/etc/timezone"); err == nil {
		names = append(names, strings.TrimSpace(string(data)))
	}
	for _, name := range names {
		if name == "" || name == "Local" {
			continue
		}
		if _, err := time.LoadLocation(name); err == nil {
			return name
		}
	}
	return "UTC"
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
	if u, err := url.Parse(given.baseURL); err == nil && u.Hostname() != "" && !feed.LocalURL(given.baseURL) {
		authority = u.Hostname() + "," + now.Format("2006")
	}
	line("id_authority", authority, "example.org,"+now.Format("2006")+"   # pin it once: IDs then outlive every change of address")
	line("timezone", cmp.Or(given.timezone, machineZone()), "")
	b.WriteString("each: [tag]\nslugs: ascii   # addresses without accents: /elections/\nschedule: \"*/15 * * * *\"\n")
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
		target := build.ThemeFolder + "/" + name
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
