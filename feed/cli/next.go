package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/schedule"
)

func (a *app) nextCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "next", Short: "Print the next five runs, and the next ten articles that come due", Args: cobra.NoArgs,
		Example: "  fil next\n  fil next --schedule \"*/15 * * * *\"",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.next(cmd.Context()) },
	}
	cmd.Flags().StringVar(&a.settings.schedule, "schedule", "", "a cron `SPEC` instead of site.yaml's")
	return cmd
}

// How much fil next prints.
const (
	nextRuns = 5
	nextDue  = 10
)

// next prints the times of the next runs, and the articles that will appear or expire. Before them it
// prints warnings about specs that are valid, but may not mean what their author thinks.
func (a *app) next(ctx context.Context) error {
	if err := a.checkSite(); err != nil {
		return err
	}
	listing, err := build.List(ctx, a.config())
	a.clearBars()
	if err != nil {
		return err
	}
	all, err := a.schedules(listing.Site)
	if err != nil {
		return err
	}
	for _, spec := range a.specs(listing.Site) {
		for _, remark := range schedule.Lint(spec) {
			a.report("warning", fmt.Sprintf("schedule %q: %s", spec, remark), "")
		}
	}
	if listing.Unread > 0 {
		a.report("warning", fmt.Sprintf("articles or folders that cannot be read, and may be due too: %d", listing.Unread), "fil check says why")
	}
	now := a.clock().In(listing.Site.TimeZone)
	for _, at := range schedule.Next(all, now, nextRuns) {
		fmt.Fprintln(a.stdout, formatTime(at, listing.Site.TimeZone))
	}
	for _, d := range feed.DueMoments(listing.Articles, now, nextDue) {
		what := "publishes"
		if d.Expires {
			what = "expires"
		}
		fmt.Fprintf(a.stdout, "%s %s %s (%s)\n", formatTime(d.At, listing.Site.TimeZone), what, feed.Visible(d.Article.Title), feed.Visible(d.Article.Path))
	}
	return nil
}

// formatTime formats a time with its weekday, offset and zone.
func formatTime(at time.Time, zone *time.Location) string {
	return at.In(zone).Format("Mon 2006-01-02 15:04:05 -07:00 ") + zone.String()
}
