package cli

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/hosts"
	"fil/feed/publish"
	"fil/feed/source/inventory"
)

func (a *app) buildCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "build", Short: "Publish once, and end", Args: cobra.NoArgs,
		Example: "  fil build --dry-run                   what would subscribers see?\n  fil build --base-url https://example.org/ --host netlify\n  fil build --strict                    for CI: warnings are errors",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.checkSite(); err != nil {
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
	cmd.Flags().BoolVar(&a.settings.verify, "verify", false, "check that no published file was changed or lost, and not only feeds")
	cmd.Flags().BoolVar(&a.settings.accept, "accept", false, "publish even what floods subscribers or empties feeds")
	a.strictFlag(cmd)
	cmd.Flags().StringVar(&a.settings.host, "host", "", "also write the files that the static host `NAME` reads: "+strings.Join(hosts.Names(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("host", cobra.FixedCompletions(hosts.Names(), cobra.ShellCompDirectiveNoFileComp)) // the flag is there
	cmd.Flags().BoolVar(&a.settings.offline, "offline", false, offlineUsage)
	cmd.Flags().BoolVar(&a.settings.dryRun, "dry-run", false, "say what subscribers would see, and write nothing")
	return cmd
}

func (a *app) build(ctx context.Context) error {
	engine, err := build.Open(ctx, a.config())
	if err != nil {
		return err
	}
	defer engine.Close()
	out, err := engine.Run(ctx, build.Ask{Accept: a.settings.accept, Verify: a.settings.verify, SkipSettle: true, Once: true})
	a.clearBars()
	if err != nil {
		return err
	}
	engine.Commit(out)
	a.printProblems(out.Report.Problems)
	a.printRenames(out.Renames)
	for _, line := range out.Grown {
		a.printNote("%s", line)
	}
	a.printAdvice(out.Site)
	a.printForeign(ctx, engine, out)
	a.printOutcome(out)
	return a.degraded(out.Report.Problems)
}

func (a *app) strictFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.settings.strict, "strict", false, "treat warnings as errors")
}

// offlineUsage is the help of --offline.
const offlineUsage = "make no requests for the lengths of enclosures on other sites"

// degraded returns the error that a command ends with after it has printed these problems: nil if none
// of them is an error, or a warning with --strict.
func (a *app) degraded(problems []*feed.Problem) error {
	if a.settings.strict && len(problems) > 0 || (&publish.Report{Problems: problems}).Degraded() {
		return errDegraded
	}
	return nil
}

// printRenames prints which articles were found in a file of another name, if their IDs are not in the
// files.
func (a *app) printRenames(renames []feed.Rename) {
	for _, r := range renames {
		if r.Was.Path != r.Now.Path && !r.Now.Pinned {
			a.printNote("%s was %s and keeps its ID %s; fil pin writes it into the file", r.Now.Path, r.Was.Path, r.Now.ID)
		}
	}
}

// dryRun prints what a build would change for subscribers, one item a line.
func (a *app) dryRun(ctx context.Context) error {
	forecast, err := build.DryRun(ctx, a.config())
	a.clearBars()
	if err != nil {
		return err
	}
	a.printProblems(forecast.Problems)
	a.printComparison(forecast.Comparison)
	for _, path := range forecast.Revised {
		fmt.Fprintln(a.stdout, "updated "+feed.Visible(path))
	}
	for _, shrunk := range forecast.Shrunk {
		fmt.Fprintln(a.stdout, feed.Visible(shrunk.String()))
	}
	a.printPosts(forecast.Site, forecast.Events)
	fmt.Fprintf(a.stdout, "known %d, new %d, again %d, gone %d, problems %d\n", forecast.Previous, len(forecast.New), len(forecast.Reissued), len(forecast.Gone), len(forecast.Problems))
	if forecast.Refused != nil {
		return forecast.Refused
	}
	return a.degraded(forecast.Problems)
}

// printComparison prints the articles that subscribers would see for the first time, once more, or no
// more.
func (a *app) printComparison(c feed.Comparison) {
	for _, list := range []struct {
		word     string
		articles []*feed.Meta
	}{{"new", c.New}, {"again", c.Reissued}, {"gone", c.Gone}} {
		for _, article := range list.articles {
			fmt.Fprintf(a.stdout, "%s %s %s (%s)\n", list.word, article.ID, feed.Visible(article.Title), feed.Visible(article.Path))
		}
	}
}

// maxNamed is how many files are printed without --verbose.
const maxNamed = 20

// printOutcome prints the files that a run has written and removed, and a summary.
func (a *app) printOutcome(out *build.Outcome) {
	if a.settings.quiet {
		return
	}
	r := out.Report
	limit := maxNamed
	if a.settings.verbose {
		limit = math.MaxInt
	}
	printFirst(a.stdout, "", limit, len(r.Written), "more", func(i int) string { return "written " + feed.Visible(r.Written[i]) })
	printFirst(a.stdout, "", limit, len(r.Removed), "more removed", func(i int) string { return "removed " + feed.Visible(r.Removed[i]) })
	a.printWaiting(out.Waiting)
	fmt.Fprintf(a.stdout, "articles %d, feeds %d, written %d, unchanged %d, removed %d, problems %d, in %s\n",
		r.Articles, r.Feeds, len(r.Written), r.Unchanged, len(r.Removed), len(r.Problems), round(out.Took))
}

// printWaiting prints the numbers of drafts and of other articles that are not in the feeds.
func (a *app) printWaiting(w feed.Waiting) {
	if text := w.String(); text != "" && !a.settings.quiet {
		fmt.Fprintln(a.stdout, text)
	}
}

// printAdvice prints what site.yaml lacks for feeds that the public subscribes to.
func (a *app) printAdvice(site *feed.Site) {
	if feed.LocalURL(site.BaseURL) {
		a.printNote("feeds are made for %s; before others subscribe, set base_url in %s to the public address", site.BaseURL, inventory.SiteFile)
	}
	if site.IDAuthority == "" {
		a.printNote("IDs are made from addresses: if fil's memory is lost and the address changes, so does every ID; set id_authority in %s before others subscribe", inventory.SiteFile)
	}
}

// printForeign prints how many files in dist Fil did not make. A run does not change them.
func (a *app) printForeign(ctx context.Context, engine *build.Engine, out *build.Outcome) {
	foreign, err := engine.ForeignFiles(ctx, out, a.settings.verify)
	if err == nil && len(foreign) > 0 {
		if len(foreign) == 1 {
			a.printNote("%s in %s was not made by fil and stays as it is", foreign[0], a.settings.dist)
			return
		}
		a.printNote("%d files in %s were not made by fil and stay as they are, such as %s", len(foreign), a.settings.dist, foreign[0])
	}
}
