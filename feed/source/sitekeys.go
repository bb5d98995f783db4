package source

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/mozillazg/go-unidecode"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// siteKeys are the keys of site.yaml.
var siteKeys = map[string]func(r *siteReader, v *frontmatter.Value) error{
	"title":        func(r *siteReader, v *frontmatter.Value) error { return requiredInto(&r.site.Title, v, "title") },
	"subtitle":     func(r *siteReader, v *frontmatter.Value) error { return textInto(&r.site.Subtitle, v, "subtitle") },
	"base_url":     readBaseURL,
	"language":     readLanguage,
	"languages":    readLanguages,
	"authors":      readSiteAuthors,
	"rights":       func(r *siteReader, v *frontmatter.Value) error { return textInto(&r.site.Rights, v, "rights") },
	"icon":         func(r *siteReader, v *frontmatter.Value) error { r.icon = v; return nil },
	"logo":         func(r *siteReader, v *frontmatter.Value) error { r.logo = v; return nil },
	"timezone":     readTimeZone,
	"id_authority": readAuthority,
	"ids":          readIDs,
	"permalinks":   readPermalinks,
	"pages":        readPages,
	"raw_feeds": func(r *siteReader, v *frontmatter.Value) (err error) {
		r.site.RawFeeds, err = v.Bool("raw_feeds")
		return err
	},
	"markdown": func(r *siteReader, v *frontmatter.Value) (err error) {
		r.site.Markdown, err = v.Bool("markdown")
		return err
	},
	"news":     func(r *siteReader, v *frontmatter.Value) (err error) { r.site.News, err = v.Bool("news"); return err },
	"me":       func(r *siteReader, v *frontmatter.Value) error { return readTargets(&r.site.Me, v, "me") },
	"accounts": readAccounts,
	"dates": func(r *siteReader, v *frontmatter.Value) error {
		s, err := v.Str("dates")
		if err == nil && s != "git" && s != "file" {
			return frontmatter.Errorf(v.Line, "write dates: git, or leave it out", "dates is git or file, not %q", s)
		}
		r.site.GitDates = s == "git"
		return err
	},
	"license":  readSiteLicense,
	"robots":   readRobots,
	"nav":      func(r *siteReader, v *frontmatter.Value) error { r.nav = v; return nil },
	"feed":     readFeedOptions,
	"each":     readEach,
	"feeds":    readNamed,
	"moved":    func(r *siteReader, v *frontmatter.Value) error { r.moved = v; return nil },
	"paths":    func(r *siteReader, v *frontmatter.Value) error { return readPaths(&r.site.Paths, v) },
	"retired":  readRetired,
	"podcast":  readPodcast,
	"schedule": readSchedule,
	"hubs":     func(r *siteReader, v *frontmatter.Value) error { return readTargets(&r.site.Hubs, v, "hubs") },
	"hub":      readHub,
	"webhooks": readWebhooks,
	"posts":    readPosts,
	"count": func(r *siteReader, v *frontmatter.Value) error {
		count, err := v.Bool("count")
		r.site.NoCount = !count
		return err
	},
	"ping": func(r *siteReader, v *frontmatter.Value) error { return readTargets(&r.site.Ping, v, "ping") },
	"allow_private_hubs": func(r *siteReader, v *frontmatter.Value) (err error) {
		r.site.AllowPrivateHubs, err = v.Bool("allow_private_hubs")
		return err
	},
	"slugs": readSlugs,
	"lower_paths": func(r *siteReader, v *frontmatter.Value) (err error) {
		r.site.LowerPaths, err = v.Bool("lower_paths")
		return err
	},
	"dated_paths": func(r *siteReader, v *frontmatter.Value) (err error) {
		r.site.DatedPaths, err = v.Bool("dated_paths")
		return err
	},
	"undated": func(r *siteReader, v *frontmatter.Value) error {
		s, err := v.Str("undated")
		if err == nil && s != "page" && s != "article" {
			err = frontmatter.Errorf(v.Line, "write undated: page, or undated: article", "undated is page or article, not %q", s)
		}
		r.site.UndatedPages = s == "page"
		return err
	},
	"settle": readSettle,
	"limits": readLimits,
	"deltas": readDeltas,
	"trust_assets": func(r *siteReader, v *frontmatter.Value) (err error) {
		r.site.TrustAssets, err = v.Bool("trust_assets")
		return err
	},
	"host":            readHost,
	"updated":         readUpdated,
	"fetch_limit":     readFetchLimit,
	"trusted_proxies": readProxies,
}

// unknownKey returns an error that suggests a similar key, or else lists all keys.
func unknownKey[V any](f frontmatter.Field, keys map[string]V) error {
	key := strings.ToLower(strings.ReplaceAll(f.Key, "-", "_"))
	if _, ok := keys[key]; ok {
		return frontmatter.Errorf(f.Line, "did you mean "+key+"?", "unknown key %q", f.Key)
	}
	if alias, ok := siteAliases[strings.ReplaceAll(key, "_", "")]; ok {
		if _, ok := keys[alias]; ok {
			return frontmatter.Errorf(f.Line, "did you mean "+alias+"?", "unknown key %q", f.Key)
		}
	}
	if near := Nearest(key, keys); near != "" {
		return frontmatter.Errorf(f.Line, "did you mean "+near+"?", "unknown key %q", f.Key)
	}
	return frontmatter.Errorf(f.Line, "the keys are "+sortedKeys(keys), "unknown key %q", f.Key)
}

// siteAliases maps keys of other tools, without underscores, to keys of site.yaml.
var siteAliases = map[string]string{
	"url": "base_url", "siteurl": "base_url", "baseurl": "base_url", "description": "subtitle", "tagline": "subtitle",
	"lang": "language", "languagecode": "language", "locale": "language", "author": "authors", "copyright": "rights",
	"tz": "timezone", "timezone": "timezone", "zone": "timezone", "permalink": "permalinks", "cron": "schedule",
	"pings": "ping", "webhook": "webhooks", "post": "posts", "menu": "nav", "navigation": "nav", "name": "title", "favicon": "icon", "limit": "feed", "maxbytes": "max_bytes", "items": "limit",
}

// readSlugs reads how names become parts of addresses: ascii transliterates them (Élections becomes
// /elections/); unicode, the default, keeps letters of every script.
func readSlugs(r *siteReader, v *frontmatter.Value) error {
	s, err := v.Str("slugs")
	switch {
	case err != nil:
		return err
	case s == "ascii":
		r.site.Transliterate = unidecode.Unidecode
	case s == "hugo":
		r.site.Slugify = feed.HugoSlug
	case s == "pelican":
		r.site.Transliterate, r.site.Slugify = unidecode.Unidecode, feed.PelicanSlug
	case s != "unicode":
		return frontmatter.Errorf(v.Line, "write slugs: ascii, slugs: unicode, or that of another program: hugo, pelican", "slugs is ascii, unicode, hugo or pelican, not %q", s)
	}
	return nil
}

// creativeCommons matches the names of licenses whose addresses are known: CC BY-SA 4.0, cc-by-4.0, CC0.
var creativeCommons = regexp.MustCompile(`^(?i)cc[ -]?(?:(by(?:-nc)?(?:-nd|-sa)?)[ -]([1-4]\.[0-9])|0(?:[ -]1\.0)?)$`)

// readSiteLicense reads the license of the site: its address, its name if that of Creative Commons, or both.
func readSiteLicense(r *siteReader, v *frontmatter.Value) error {
	l := &r.site.License
	if v.Kind == frontmatter.Scalar && strings.Contains(v.Text, "://") {
		return asAddress("license", func(l *feed.License) *string { return &l.URL })(l, v)
	}
	if err := readLicense(l, v); err != nil {
		return err
	}
	if m := creativeCommons.FindStringSubmatch(l.Name); m != nil && l.URL == "" {
		l.URL = "https://creativecommons.org/publicdomain/zero/1.0/"
		if m[1] != "" {
			l.URL = "https://creativecommons.org/licenses/" + strings.ToLower(m[1]) + "/" + m[2] + "/"
		}
	}
	if l.Name != "" && l.URL == "" {
		return frontmatter.Errorf(v.Line, "write license: {name: …, url: https://example.org/license}", "the address of the license %q is not known", l.Name)
	}
	return nil
}

// readAccounts reads the author's names at services.
func readAccounts(r *siteReader, v *frontmatter.Value) error {
	if v.Kind != frontmatter.Table {
		return frontmatter.Errorf(v.Line, `write accounts: {mastodon: "@awa@mastodon.example"}`, "accounts is a table of services, not %s", v.Kind)
	}
	for _, f := range v.Fields {
		name, err := f.Value.Str("accounts")
		if err != nil {
			return err
		}
		r.site.Accounts = append(r.site.Accounts, feed.Account{Service: f.Key, Name: plaintext.OneLine(name)})
	}
	return nil
}

// readRobots reads what programs may do with the site.
func readRobots(r *siteReader, v *frontmatter.Value) error {
	const hint = "write robots: {ai: deny}"
	if v.Kind != frontmatter.Table {
		return frontmatter.Errorf(v.Line, hint, "robots is a table, not %s", v.Kind)
	}
	for _, f := range v.Fields {
		s, err := f.Value.Str("robots")
		if err == nil && (f.Key != "ai" || s != "deny" && s != "allow") {
			err = frontmatter.Errorf(f.Line, hint, "robots: ai is deny or allow, and there is no other key")
		}
		if err != nil {
			return err
		}
		r.site.DenyAI = s == "deny"
	}
	return nil
}

// readDeltas reads which clients get deltas of feeds (see the README).
func readDeltas(r *siteReader, v *frontmatter.Value) error {
	s, err := v.Str("deltas")
	if err == nil && s != "known" && s != "all" && s != "off" {
		return frontmatter.Errorf(v.Line, "write deltas: known, deltas: all or deltas: off", "deltas is known, all or off, not %q", s)
	}
	r.site.Deltas = s
	return err
}

// limitKeys are the keys below limits.
var limitKeys = map[string]func(l *feed.Limits) *int{
	"tags":    func(l *feed.Limits) *int { return &l.Tags },
	"authors": func(l *feed.Limits) *int { return &l.Authors },
	"text":    func(l *feed.Limits) *int { return &l.Text },
	"files":   func(l *feed.Limits) *int { return &l.Files },
}

// readLimits reads the limits of an article.
func readLimits(r *siteReader, v *frontmatter.Value) error {
	if v.Kind != frontmatter.Table {
		return frontmatter.Errorf(v.Line, "write "+sortedKeys(limitKeys)+" below it, indented", "limits is a table, not %s", v.Kind)
	}
	for _, f := range v.Fields {
		limit, ok := limitKeys[f.Key]
		if !ok {
			return unknownKey(f, limitKeys)
		}
		n, err := f.Value.Number(f.Key, 1)
		if err != nil {
			return err
		}
		*limit(&r.site.Limits) = int(n)
	}
	return nil
}

// readSettle reads for how long fil serve waits before it publishes a new article.
func readSettle(r *siteReader, v *frontmatter.Value) error {
	s, err := v.Str("settle")
	if err == nil {
		r.site.Settle, err = ParseSettle(s)
	}
	if err != nil {
		return frontmatter.Errorf(v.Line, "write it as in settle: 30s, or 0 for at once", "settle %q: %v", s, err)
	}
	return nil
}

// ParseSettle parses a duration from 0 to one hour, such as 30s, 2m, or 30, which is in seconds.
func ParseSettle(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if n, number := strconv.Atoi(s); number == nil {
		d, err = time.Duration(n)*time.Second, nil
	}
	switch {
	case err != nil:
		return 0, errors.New("it is no time, such as 30s")
	case d < 0 || d > time.Hour:
		return 0, errors.New("it is not between 0 and an hour")
	}
	return d, nil
}

// readUpdated reads whether Fil sets an article's time of update when its text changes.
func readUpdated(r *siteReader, v *frontmatter.Value) error {
	s, err := v.Str("updated")
	if err == nil && s != "auto" && s != "manual" {
		return frontmatter.Errorf(v.Line, "write updated: auto, or updated: manual", "updated is auto or manual, not %q", s)
	}
	r.site.AutoUpdated = s == "auto"
	return err
}

// readHost reads the static host that will serve dist.
func readHost(r *siteReader, v *frontmatter.Value) error {
	s, err := v.Str("host")
	if err == nil && r.checkHost != nil {
		if err := r.checkHost(s); err != nil {
			return frontmatter.Errorf(v.Line, "leave host out for any other", "host %q: %v", s, err)
		}
	}
	r.site.HostedBy = s
	return err
}
