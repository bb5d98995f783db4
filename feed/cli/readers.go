package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/readers"
	"fil/feed/serve"
)

func (a *app) readersCommand() *cobra.Command {
	days, format := 7, "text"
	cmd := &cobra.Command{
		Use: "readers", Short: "Print how many subscribers each feed has, and with which readers", Args: cobra.NoArgs,
		Example: "  fil readers                  also while fil serve is running\n  fil readers --days 90 --format json",
		RunE:    func(*cobra.Command, []string) error { return a.readers(days, format) },
	}
	cmd.Flags().IntVar(&days, "days", days, "for how many days, `N`")
	cmd.Flags().StringVar(&format, "format", format, "`text`, or json")
	return cmd
}

// readers prints the sums of the last days, and the readers of the last day that is over.
func (a *app) readers(n int, format string) error {
	if n < 1 || format != "text" && format != "json" {
		return build.Misused("write it as in --days 30 --format json", "--days is at least 1, and --format text or json")
	}
	days, err := a.readersFolder().Days(n)
	if err != nil {
		return fmt.Errorf("reading the counts of readers: %w", err)
	}
	if format == "json" {
		text, err := json.MarshalIndent(append([]readers.Day{}, days...), "", "  ") // [] for none
		if err == nil {
			fmt.Fprintf(a.stdout, "%s\n", text)
		}
		return err
	}
	if len(days) == 0 {
		a.printNote("nothing is counted yet: fil serve counts who fetches feeds, unless %s says count: false", "site.yaml")
		return nil
	}
	for _, d := range days {
		fmt.Fprintf(a.stdout, "%s subscribers %d, downloads %d\n", d.Date, d.Subscribers(), d.DownloadCount())
	}
	status := readersStatus(days, a.clock())
	fmt.Fprintf(a.stdout, "\n%s\n", status.Date)
	for _, s := range status.Subscribers {
		fmt.Fprintf(a.stdout, "%6d %s %s\n", s.Count, feed.Visible(s.Feed), feed.Visible(s.Reader))
	}
	for _, d := range status.Downloads {
		fmt.Fprintf(a.stdout, "%6d downloads %s\n", d.Count, feed.Visible(d.Episode))
	}
	return nil
}

// readersStatus returns the status of the last day that is over. Only if there is none, it returns that of the present
// day.
func readersStatus(days []readers.Day, now time.Time) (status serve.Readers) {
	if len(days) == 0 {
		return status
	}
	shown := days[len(days)-1]
	if len(days) > 1 && shown.Date == readers.Date(now) {
		shown = days[len(days)-2]
	}
	status.Date, status.Subscribers = shown.Date, subscribersOf(shown)
	for episode, n := range shown.Downloads {
		status.Downloads = append(status.Downloads, serve.Download{Episode: episode, Count: n})
	}
	slices.SortFunc(status.Downloads, func(a, b serve.Download) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Episode, b.Episode))
	})
	for _, d := range days {
		status.History = append(status.History, serve.ReadersDay{Date: d.Date, Subscribers: d.Subscribers(), Downloads: d.DownloadCount()})
	}
	return status
}

// subscribersOf returns the subscribers of a day, the largest number first.
func subscribersOf(d readers.Day) (all []serve.Subscribers) {
	for name, by := range d.Feeds {
		for reader, n := range by {
			all = append(all, serve.Subscribers{Feed: name, Reader: reader, Count: n})
		}
	}
	slices.SortFunc(all, func(a, b serve.Subscribers) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Feed, b.Feed), cmp.Compare(a.Reader, b.Reader))
	})
	return all
}
