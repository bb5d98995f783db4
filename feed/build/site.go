package build

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net/url"
	"strings"

	"fil/feed"
	"fil/feed/check"
	"fil/feed/disk"
	"fil/feed/memory"
	"fil/feed/page"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// ReadSite reads site.yaml, and checks Host. If the content folder is absent (see [Config.ContentAbsent]), it returns
// the site of the last publication.
func (c Config) ReadSite() (*feed.Site, error) {
	c = c.withDefaults()
	if c.Host != "" {
		if err := CheckHost(c.Host); err != nil {
			return nil, Misused("leave it out for any other host", "--host %q: %w", c.Host, err)
		}
	}
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

// readSite reads site.yaml from an open content folder.
func (c Config) readSite(fsys fs.FS) (*feed.Site, error) {
	return c.parseSite(func(o source.Overrides) (*feed.Site, error) { return source.ReadSite(fsys, o) })
}

// parseSite calls parse with the overrides of the configuration, and sets the fields of the site that
// only the configuration decides.
func (c Config) parseSite(parse func(o source.Overrides) (*feed.Site, error)) (*feed.Site, error) {
	overrides := source.Overrides{BaseURL: c.BaseURL, DefaultBaseURL: c.DefaultBaseURL, CheckSchedule: c.CheckSchedule, CheckHost: CheckHost, Category: check.AppleCategory}
	site, err := parse(overrides)
	if err == nil && c.Preview {
		overrides.BaseURL, err = c.previewURL(site)
		if err == nil {
			site, err = parse(overrides)
		}
	}
	if err != nil {
		return site, err
	}
	site.LanguageName = page.LanguageName
	switch {
	case c.Serving: // Fil's own server needs no files for a static host
		site.HostedBy = ""
	case c.Host != "":
		site.HostedBy = c.Host
	}
	if c.Preview {
		site.Preview, site.Hubs, site.Hub, site.Ping, site.Webhooks, site.Posts = true, nil, false, nil, nil, nil
	}
	if !site.HasHub() {
		site.Hubs = site.OtherHubs()
	}
	if err := c.checkSecrets(site); err != nil {
		return nil, err
	}
	return site, nil
}

// previewURL returns the base URL of a preview: the path of the site's address on this machine. With
// the address itself, links would lead to what is published.
func (c Config) previewURL(site *feed.Site) (string, error) {
	u, err := url.Parse(site.BaseURL)
	if err != nil {
		return "", err
	}
	return c.DefaultBaseURL + u.EscapedPath(), nil
}

// loadSite reads site.yaml and returns the site with the scope of its cache. If site.yaml has an
// error and an earlier run of this process could read it, it returns the site of that run with the
// error as siteError: articles are still published while site.yaml is wrong. accept says that the user
// agrees to publish without the settings that site.yaml had.
func (e *Engine) loadSite(ctx context.Context, fsys fs.FS, accept bool) (site *feed.Site, scope string, siteError *source.SiteError, err error) {
	site, err = e.readSite(fsys)
	if err == nil && !accept {
		err = e.checkSiteIsThere(fsys)
	}
	if errors.As(err, &siteError) && e.site != nil {
		return e.site, e.siteScope, siteError, nil
	}
	if err == nil {
		scope, err = e.scopeOfCache(ctx, fsys, site)
	}
	if err == nil {
		e.site, e.siteScope = site, scope
	}
	return site, scope, nil, err
}

// checkSiteIsThere returns a *SiteError if site.yaml is missing or empty although the last publication had one:
// with the defaults, all addresses would be those of this machine, and feeds would be gone.
func (c Config) checkSiteIsThere(fsys fs.FS) error {
	published, _ := memory.Files{Dir: c.State}.Site()
	text, err := fs.ReadFile(fsys, inventory.SiteFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) || len(bytes.TrimSpace(text)) > 0 || len(bytes.TrimSpace(published)) == 0 {
		return nil
	}
	return &source.SiteError{Problem: feed.Problem{Path: inventory.SiteFile, Message: "it is missing or empty, and the last publication had its settings",
		Hint: "put it back; if all settings are to be the defaults: fil build --accept"}}
}

// keptSiteProblem is the problem of a run that used the site of an earlier run, because site.yaml has
// an error.
func keptSiteProblem(siteError *source.SiteError) *feed.Problem {
	problem := siteError.Problem
	problem.Hint = strings.TrimPrefix(problem.Hint+"; the site goes on as it was", "; ")
	return &problem
}

// publishedSite returns the site of the last publication, from the copy of its site.yaml in the state
// folder.
func (c Config) publishedSite() (*feed.Site, error) {
	text, _ := memory.Files{Dir: c.State}.Site()
	return c.parseSite(func(o source.Overrides) (*feed.Site, error) { return source.ParseSite(text, o) })
}

// saveSite copies the site.yaml of the publication into the state folder, so that a server can start
// while content is absent. An error is ignored: such a start then waits for content.
func (c Config) saveSite(fsys fs.FS) {
	text, err := fs.ReadFile(fsys, inventory.SiteFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return
	}
	_ = memory.Files{Dir: c.State}.SaveSite(text)
}
