package cli

import (
	"fmt"
	"runtime/debug"
	"time"

	"github.com/robfig/cron/v3"
	"github.com/spf13/cobra"

	"fil/feed"
	"fil/feed/schedule"
)

// schedules are those in force: the flag's, site.yaml's, or the default.
func (a *app) schedules(site *feed.Site) ([]cron.Schedule, error) {
	specs := site.Schedule
	if a.settings.schedule != "" {
		specs = []string{a.settings.schedule}
	}
	if len(specs) == 0 {
		specs = []string{schedule.Default}
	}
	var all []cron.Schedule
	for _, spec := range specs {
		s, err := schedule.Parse(spec, site.TimeZone)
		if err != nil {
			return nil, misused(`write it as in --schedule "*/15 * * * *"`, "schedule %q: %w", spec, err)
		}
		all = append(all, s)
	}
	return all, nil
}

func (a *app) nextCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "next", Short: "Print the next five runs", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			root, err := a.openContent()
			if err != nil {
				return err
			}
			defer root.Close()
			site, err := a.site(contentFS{root}, defaultBaseURL)
			if err != nil {
				return err
			}
			all, err := a.schedules(site)
			if err != nil {
				return err
			}
			for _, t := range schedule.Next(all, time.Now().In(site.TimeZone), 5) {
				fmt.Fprintf(a.stdout, "%s %s\n", t.In(site.TimeZone).Format("Mon 2006-01-02 15:04:05 -07:00"), site.TimeZone)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&a.settings.schedule, "schedule", "", "a cron `SPEC` instead of site.yaml's")
	return cmd
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		Run: func(*cobra.Command, []string) {
			version, golang := "(unknown)", ""
			if info, ok := debug.ReadBuildInfo(); ok {
				version, golang = info.Main.Version, info.GoVersion
			}
			fmt.Fprintf(a.stdout, "fil %s %s\n", version, golang)
		},
	}
}
