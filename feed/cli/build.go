package cli

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/hosts"
	"fil/feed/manifest"
	"fil/feed/publish"
	"fil/feed/source/inventory"
)

func (a *app) buildCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "build", Short: "Publish once, and end", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.checkHost(); err != nil {
				return err
			}
			if err := a.precheck(); err != nil {
				return err
			}
			if a.settings.dryRun {
				return a.dryRun(cmd.Context())
			}
			return a.build(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&a.settings.baseURL, "base-url", "", "the `URL` that readers see")
	cmd.Flags().BoolVar(&a.settings.verbose, "verbose", false, "name every file that was written")
	cmd.Flags().BoolVar(&a.settings.verify, "verify", false, "look at every published file, and not only at feeds")
	cmd.Flags().BoolVar(&a.settings.accept, "accept", false, "publish also what would flood subscribers")
	a.strictFlag(cmd)
	cmd.Flags().StringVar(&a.settings.host, "host", "", "also write what the static host `NAME` reads: "+strings.Join(hosts.Names(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("host", cobra.FixedCompletions(hosts.Names(), cobra.ShellCompDirectiveNoFileComp)) // the flag is there
	cmd.Flags().BoolVar(&a.settings.offline, "offline", false, offlineUsage)
	cmd.Flags().BoolVar(&a.settings.dryRun, "dry-run", false, "say what subscribers would see, and write nothing")
	return cmd
}

func (a *app) build(ctx context.Context) error {
	e, err := build.Open(a.config())
	if err != nil {
		return err
	}
	defer e.Close()
	out, err := e.Run(ctx, build.Ask{Accept: a.settings.accept, Verify: a.settings.verify, SkipSettle: true, Once: true})
	a.clearBars()
	if err != nil {
		return err
	}
	e.Commit(out)
	a.problems(out.Report.Problems)
	a.tellRenames(out.Renames)
	for _, line := range out.Grown {
		a.note("%s", line)
	}
	a.advise(out.Site)
	a.tellForeign(ctx, e, out)
	a.tell(out)
	return a.degraded(out.Report.Problems)
}

func (a *app) strictFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.settings.strict, "strict", false, "take warnings for errors")
}

// offlineUsage says what --offline does.
const offlineUsage = "ask nobody for the length of enclosures that lie elsewhere"

// degraded returns the error that a command ends with after it has printed these problems: nil if none
// of them is an error, or a warning with --strict.
func (a *app) degraded(problems []*feed.Problem) error {
	if a.settings.strict && len(problems) > 0 || (&publish.Report{Problems: problems}).Degraded() {
		return errDegraded
	}
	return nil
}

// tellRenames says which articles live elsewhere than they did.
func (a *app) tellRenames(renames []feed.Rename) {
	for _, r := range renames {
		if r.Was.Path != r.Now.Path && !r.Now.Pinned {
			a.note("%s was %s and keeps its ID %s; fil pin writes it into the file", r.Now.Path, r.Was.Path, r.Now.ID)
		}
	}
}

// dryRun prints what a build would be to subscribers, item by item.
func (a *app) dryRun(ctx context.Context) error {
	f, err := build.DryRun(ctx, a.config())
	a.clearBars()
	if err != nil {
		return err
	}
	a.problems(f.Problems)
	a.tellComparison(f.Comparison)
	for _, path := range f.Revised {
		fmt.Fprintln(a.stdout, "updated "+feed.Visible(path))
	}
	for _, shrunk := range f.Shrunk {
		fmt.Fprintln(a.stdout, feed.Visible(describeShrunk(shrunk)))
	}
	fmt.Fprintf(a.stdout, "known %d, new %d, again %d, gone %d, problems %d\n", f.Previous, len(f.New), len(f.Reissued), len(f.Gone), len(f.Problems))
	if f.Refused != nil {
		return f.Refused
	}
	return a.degraded(f.Problems)
}

// tellComparison names every article that a subscriber would see anew, or no more.
func (a *app) tellComparison(c feed.Comparison) {
	for _, list := range []struct {
		word     string
		articles []*feed.Article
	}{{"new", c.New}, {"again", c.Reissued}, {"gone", c.Gone}} {
		for _, article := range list.articles {
			fmt.Fprintf(a.stdout, "%s %s %s (%s)\n", list.word, article.ID, feed.Visible(article.Title), feed.Visible(article.Path))
		}
	}
}

// maxNamed is how many files are named without --verbose.
const maxNamed = 20

// tell prints what changed, and the summary.
func (a *app) tell(out *build.Outcome) {
	if a.settings.quiet {
		return
	}
	r := out.Report
	most := maxNamed
	if a.settings.verbose {
		most = math.MaxInt
	}
	printFirst(a.stdout, "", most, len(r.Written), "more", func(i int) string { return "written " + feed.Visible(r.Written[i]) })
	printFirst(a.stdout, "", most, len(r.Removed), "more removed", func(i int) string { return "removed " + feed.Visible(r.Removed[i]) })
	a.tellWaiting(out.Waiting)
	fmt.Fprintf(a.stdout, "articles %d, feeds %d, written %d, unchanged %d, removed %d, problems %d, in %s\n",
		r.Articles, r.Feeds, len(r.Written), r.Unchanged, len(r.Removed), len(r.Problems), round(out.Took))
}

// tellWaiting prints which articles readers do not see yet.
func (a *app) tellWaiting(w feed.Waiting) {
	if text := w.String(); text != "" && !a.settings.quiet {
		fmt.Fprintln(a.stdout, text)
	}
}

func round(d time.Duration) time.Duration {
	switch {
	case d > time.Second:
		return d.Round(10 * time.Millisecond)
	case d > time.Millisecond:
		return d.Round(100 * time.Microsecond)
	}
	return d.Round(time.Microsecond)
}

// problems prints problems as compilers do, or as records.
func (a *app) problems(problems []*feed.Problem) {
	log := a.logger()
	if a.settings.logFormat != "json" && !a.settings.verbose {
		problems = feed.GroupProblems(problems)
	}
	for _, p := range problems {
		kind := "error"
		if p.Warning && !a.settings.strict {
			kind = "warning"
		}
		switch {
		case a.settings.quiet && kind == "warning":
		case a.settings.logFormat == "json":
			record(log, p)
		default:
			a.complain(kind, p.Error(), p.Hint)
		}
	}
}

// record logs a problem with its place; what it has not is left out.
func record(log *slog.Logger, p *feed.Problem) {
	level, args := slog.LevelError, []any{"file", p.Path}
	if p.Warning {
		level = slog.LevelWarn
	}
	if p.Line > 0 {
		args = append(args, "line", p.Line)
	}
	if p.Hint != "" {
		args = append(args, "hint", p.Hint)
	}
	log.Log(context.Background(), level, p.Message, args...)
}

// advise says what is missing in site.yaml before feeds are for the world.
func (a *app) advise(site *feed.Site) {
	if feed.LocalURL(site.BaseURL) {
		a.note("feeds are made for %s; for the world they need a public address: set base_url in %s", site.BaseURL, inventory.SiteFile)
	}
	if site.IDAuthority == "" {
		a.note("IDs are permalinks: but for fil's memory, a change of address would change every ID; pin id_authority in %s, once", inventory.SiteFile)
	}
}

// tellForeign names files in dist that fil did not make: they are left alone.
// To look for them in a large dist takes longer than all else.
func (a *app) tellForeign(ctx context.Context, e *build.Engine, out *build.Outcome) {
	if files := out.Report.Unchanged + len(out.Report.Written); !publish.WatchRule(a.settings.verify)(manifest.File{}, files) {
		return
	}
	foreign, err := e.ForeignFiles(ctx)
	if err != nil || len(foreign) == 0 {
		return
	}
	a.note("%d files in %s are not fil's and are left alone, such as %s", len(foreign), a.settings.dist, foreign[0])
}

func (a *app) checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "check", Short: "Say what is wrong with content, and write nothing", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			checked, err := build.Check(cmd.Context(), a.config())
			a.clearBars()
			if err != nil {
				return err
			}
			a.problems(checked.Problems)
			a.tellWaiting(checked.Waiting)
			if !a.settings.quiet {
				fmt.Fprintf(a.stdout, "articles %d, feeds %d, problems %d\n", checked.Articles, checked.Feeds, len(checked.Problems))
			}
			return a.degraded(checked.Problems)
		},
	}
	cmd.Flags().BoolVar(&a.settings.verbose, "verbose", false, "name each warning, also where many are alike")
	a.strictFlag(cmd)
	return cmd
}
