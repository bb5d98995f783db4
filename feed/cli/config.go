package cli

import (
	"time"

	"fil/feed/build"
	"fil/feed/schedule"
	"fil/feed/serve"
	"fil/feed/source"
)

// config returns the configuration of the engine by the settings.
func (a *app) config() build.Config {
	c, set := a.engine, a.settings
	c.Content, c.Dist, c.State, c.BaseURL, c.Host = set.content, set.dist, set.state, set.baseURL, set.host
	c.Serving, c.Preview, c.Offline = set.serving, set.drafts, set.offline
	if set.settle != "" {
		settle, _ := source.ParseSettle(set.settle) // it was checked at the start
		c.Settle = &settle
	}
	c.CheckSchedule = func(spec string) error {
		_, err := schedule.Parse(spec, time.UTC)
		return err
	}
	c.Progress, c.Clock = a.progress, a.clock
	c.Warn = func(message string) {
		a.clearBars()
		a.complain("warning", message, "")
	}
	c.Info = func(message string) { a.note("%s", message) }
	return c
}

// precheck reads site.yaml and the schedule before anything is touched.
func (a *app) precheck() error {
	site, err := a.config().ReadSite()
	if err != nil {
		return err
	}
	_, err = a.schedules(site)
	return err
}

// checkHost returns the error of usage for a --host that Fil does not know.
func (a *app) checkHost() error {
	if a.settings.host == "" {
		return nil
	}
	if err := build.CheckHost(a.settings.host); err != nil {
		return build.Misused("leave it out for any other host", "--host %q: %w", a.settings.host, err)
	}
	return nil
}

// fileMemory is the default for how many bytes of files a server holds in memory: a fifth of what
// the container has.
func fileMemory() int64 {
	const part = 5
	return min(serve.DefaultMemory, max(build.HeapLimit()/part, 1<<20))
}
