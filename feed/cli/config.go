package cli

import (
	"time"

	"github.com/robfig/cron/v3"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/schedule"
	"fil/feed/serve"
	"fil/feed/source"
)

// config returns the configuration of the engine.
func (a *app) config() build.Config {
	c, set := a.engine, a.settings
	c.Content, c.Dist, c.State, c.BaseURL, c.Host = set.content, set.dist, set.state, set.baseURL, set.host
	c.Serving, c.Preview, c.Offline = set.serving, set.drafts, set.offline
	if set.settle != "" {
		settle, _ := source.ParseSettle(set.settle) // checkServe has checked it
		c.Settle = &settle
	}
	c.CheckSchedule = func(spec string) error {
		_, err := schedule.Parse(spec, time.UTC)
		return err
	}
	c.Progress, c.Clock = a.progress, a.clock
	c.Warn = func(message string) {
		a.clearBars()
		a.report("warning", message, "")
	}
	c.Info = func(message string) { a.printNote("%s", message) }
	return c
}

// checkSite returns the error of site.yaml, of --host or of the schedule, before anything is written.
func (a *app) checkSite() error {
	site, err := a.config().ReadSite()
	if err != nil {
		return err
	}
	_, err = a.schedules(site)
	return err
}

// specs returns the cron specs in force: those of --schedule, else of site.yaml, else the default.
func (a *app) specs(site *feed.Site) []string {
	switch {
	case a.settings.schedule != "":
		return []string{a.settings.schedule}
	case len(site.Schedule) > 0:
		return site.Schedule
	}
	return []string{schedule.Default}
}

// schedules returns the parsed specs.
func (a *app) schedules(site *feed.Site) ([]cron.Schedule, error) {
	all, err := schedule.ParseAll(a.specs(site), site.TimeZone)
	if err != nil {
		return nil, build.Misused(`write it as in --schedule "*/15 * * * *"`, "%w", err)
	}
	return all, nil
}

// defaultMemory returns the default of --memory, in bytes: a fifth of the memory of the container, up to
// that of the server.
func defaultMemory() int64 {
	const share = 5
	return min(serve.DefaultMemory, max(build.HeapLimit()/share, 1<<20))
}
