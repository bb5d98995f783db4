package build

import (
	"errors"
	"io/fs"
	"strings"

	"fil/feed"
	"fil/feed/disk"
	"fil/feed/memory"
	"fil/feed/page"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// ReadSite reads site.yaml. If the content folder is absent (see [Config.ContentAbsent]), it returns
// the site as it was last published.
func (c Config) ReadSite() (*feed.Site, error) {
	c = c.withDefaults()
	if c.ContentAbsent() {
		return c.publishedSite()
	}
	root, err := c.OpenContent()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return c.readSite(disk.NewFS(root))
}

// readSite reads the site.yaml of an open content folder.
func (c Config) readSite(fsys fs.FS) (*feed.Site, error) {
	return c.parseSite(func(o source.Overrides) (*feed.Site, error) { return source.ReadSite(fsys, o) })
}

// parseSite parses a site.yaml, and overrides it with the configuration.
func (c Config) parseSite(parse func(o source.Overrides) (*feed.Site, error)) (*feed.Site, error) {
	site, err := parse(source.Overrides{
		BaseURL: c.BaseURL, DefaultBaseURL: c.DefaultBaseURL, CheckSchedule: c.CheckSchedule, CheckHost: CheckHost,
	})
	if err != nil {
		return site, err
	}
	site.LanguageName = page.LanguageName
	switch {
	case c.Serving: // a server answers browsers with pages by itself
		site.HostedBy = ""
	case c.Host != "":
		site.HostedBy = c.Host
	}
	if c.Preview {
		site.Preview, site.Hubs, site.Ping = true, nil, nil
	}
	return site, nil
}

// describe reads site.yaml. Where that is wrong, and it was right before in this process,
// the site goes on as it was: articles appear and leave while their site.yaml is mended.
func (e *Engine) loadSite(fsys fs.FS) (site *feed.Site, scope string, wrong *source.SiteError, err error) {
	site, err = e.readSite(fsys)
	if errors.As(err, &wrong) && e.site != nil {
		return e.site, e.siteScope, wrong, nil
	}
	if err == nil {
		scope, err = scopeOfCache(fsys, site, e.Offline)
	}
	if err == nil {
		e.site, e.siteScope = site, scope
	}
	return site, scope, nil, err
}

// goesOn is what is wrong with site.yaml where a run went by an earlier one.
func keptSiteProblem(wrong *source.SiteError) *feed.Problem {
	problem := wrong.Problem
	problem.Hint = strings.TrimPrefix(problem.Hint+"; the site goes on as it was", "; ")
	return &problem
}

// lastSite is the site as it was last published.
func (c Config) publishedSite() (*feed.Site, error) {
	text, _ := memory.Claims{Dir: c.State}.Site()
	return c.parseSite(func(o source.Overrides) (*feed.Site, error) { return source.ParseSite(text, o) })
}

// keepSite remembers the site.yaml of what was published.
func (c Config) saveSite(fsys fs.FS) {
	text, err := fs.ReadFile(fsys, inventory.SiteFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return
	}
	_ = memory.Claims{Dir: c.State}.SaveSite(text) // without it a start without content waits for it
}
