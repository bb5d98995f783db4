package source

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/source/inventory"
)

// siteOverrides checks schedules and hosts as the commands do, in a simple way.
var siteOverrides = Overrides{
	DefaultBaseURL: "https://fil.example",
	CheckSchedule: func(spec string) error {
		if len(strings.Fields(spec)) != 5 && !strings.HasPrefix(spec, "@") {
			return errors.New("it has not five fields")
		}
		return nil
	},
	CheckHost: func(name string) error {
		if name != "netlify" {
			return errors.New("it is unknown")
		}
		return nil
	},
}

// Each row is a site.yaml, and a value of the site that it sets.
func TestSiteValues(t *testing.T) {
	const guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
	podcast := "podcast:\n  guid: " + guid + "\n"
	for _, c := range []struct {
		yaml string
		get  func(s *feed.Site) any
		want string
	}{
		{"", func(s *feed.Site) any { return s.Title }, "Fil"},
		{"title: Le fil", func(s *feed.Site) any { return s.Title }, "Le fil"},
		{"title: |\n  Deux\n  lignes", func(s *feed.Site) any { return s.Title }, "Deux lignes"},
		{"title:", func(s *feed.Site) any { return s.Title }, "Fil"}, // no value: the default
		{"subtitle: Notes", func(s *feed.Site) any { return s.Subtitle }, "Notes"},
		{"rights: © Awa", func(s *feed.Site) any { return s.Rights }, "© Awa"},
		// base_url
		{"", func(s *feed.Site) any { return s.BaseURL }, "https://fil.example/"},
		{"base_url: https://example.org", func(s *feed.Site) any { return s.BaseURL }, "https://example.org/"},
		{"base_url: https://example.org/", func(s *feed.Site) any { return s.BaseURL }, "https://example.org/"},
		{"base_url: https://example.org/blog", func(s *feed.Site) any { return s.BaseURL }, "https://example.org/blog/"},
		{"base_url: https://example.org:8443/", func(s *feed.Site) any { return s.BaseURL }, "https://example.org:8443/"},
		{"base_url: http://127.0.0.1:8080", func(s *feed.Site) any { return s.BaseURL }, "http://127.0.0.1:8080/"},
		{"base_url: http://[::1]:8080", func(s *feed.Site) any { return s.BaseURL }, "http://[::1]:8080/"},
		{"base_url: https://élu.example/", func(s *feed.Site) any { return s.BaseURL }, "https://xn--lu-9ia.example/"},
		{"base_url: https://EXAMPLE.org/", func(s *feed.Site) any { return s.BaseURL }, "https://example.org/"},
		// language, timezone
		{"language: fr", func(s *feed.Site) any { return s.Language }, "fr"},
		{"language: pt_BR", func(s *feed.Site) any { return s.Language }, "pt-BR"},
		{"language: ''", func(s *feed.Site) any { return s.Language }, ""},
		{"", func(s *feed.Site) any { return s.TimeZone }, "UTC"},
		{"timezone: Africa/Bamako", func(s *feed.Site) any { return s.TimeZone }, "Africa/Bamako"},
		{"timezone: UTC", func(s *feed.Site) any { return s.TimeZone }, "UTC"},
		// authors
		{"", func(s *feed.Site) any { return s.DefaultAuthors() }, "[{Fil    }]"},
		{"title: T", func(s *feed.Site) any { return s.DefaultAuthors() }, "[{T    }]"},
		{"authors: Awa", func(s *feed.Site) any { return s.Authors }, "[{Awa    }]"},
		{"authors: [Awa, {name: Ben, url: https://b.example/, email: b@b.example}]", func(s *feed.Site) any { return s.Authors }, "[{Awa    } {Ben https://b.example/ b@b.example  }]"},
		// icon, logo
		{"icon: icon.png", func(s *feed.Site) any { return s.Icon }, "https://fil.example/icon.png"},
		{"icon: /img/icon.png", func(s *feed.Site) any { return s.Icon }, "https://fil.example/img/icon.png"},
		{"logo: https://x.example/l.png", func(s *feed.Site) any { return s.Logo }, "https://x.example/l.png"},
		{"icon: icon.png\nbase_url: https://example.org/blog", func(s *feed.Site) any { return s.Icon }, "https://example.org/blog/icon.png"}, // in any order
		// id_authority
		{"id_authority: example.org,2024", func(s *feed.Site) any { return s.IDAuthority }, "example.org,2024"},
		{"id_authority: Example.org, 2024-01", func(s *feed.Site) any { return s.IDAuthority }, "example.org,2024-01"},
		{"id_authority: awa@example.org,2024-01-15", func(s *feed.Site) any { return s.IDAuthority }, "awa@example.org,2024-01-15"},
		// permalinks, pages
		{"", func(s *feed.Site) any { return s.Pages }, "true"},
		{"pages: false", func(s *feed.Site) any { return s.Pages }, "false"},
		{"permalinks: https://other.example/{slug}", func(s *feed.Site) any { return s.Pages }, "false"}, // the pages are there
		{"permalinks: https://fil.example/{slug}/", func(s *feed.Site) any { return s.Pages }, "true"},
		{"permalinks: /{year}/{month}/{day}/{section}/{slug}/", func(s *feed.Site) any { return s.Permalinks }, "/{year}/{month}/{day}/{section}/{slug}/"},
		{"permalinks: /{slug}.html", func(s *feed.Site) any { return s.Permalinks }, "/{slug}.html"},
		// slugs
		{"", func(s *feed.Site) any { return s.Slug("Élections") }, "élections"},
		{"slugs: unicode", func(s *feed.Site) any { return s.Slug("Élections") }, "élections"},
		{"slugs: ascii", func(s *feed.Site) any { return s.Slug("Élections") }, "elections"},
		// nav
		{"nav: [{title: A, to: about}]", func(s *feed.Site) any { return s.Nav }, "[{A https://fil.example/about/}]"},
		{"nav: [{title: A, to: _pages/about.md}]", func(s *feed.Site) any { return s.Nav }, "[{A https://fil.example/about/}]"},
		{"nav: [{title: A, to: /about/}]", func(s *feed.Site) any { return s.Nav }, "[{A https://fil.example/about/}]"},
		{"nav: [{title: A, to: cv.pdf}]", func(s *feed.Site) any { return s.Nav }, "[{A https://fil.example/cv.pdf}]"},
		{"nav: [{title: A, to: \"about#x\"}]", func(s *feed.Site) any { return s.Nav }, "[{A https://fil.example/about/#x}]"},
		{"nav: [{title: A, to: /}]", func(s *feed.Site) any { return s.Nav }, "[{A https://fil.example/}]"},
		{"nav: [{title: A, to: https://x.example/}, {title: B, to: \"mailto:awa@example.org\"}]", func(s *feed.Site) any { return s.Nav }, "[{A https://x.example/} {B mailto:awa@example.org}]"},
		// feed
		{"", func(s *feed.Site) any { return fmt.Sprint(s.Feed.Limit, s.Feed.MaxBytes, s.Feed.SummaryOnly) }, "20 0 false"},
		{"feed: {limit: 5, max_bytes: 524288, content: summary}", func(s *feed.Site) any { return fmt.Sprint(s.Feed.Limit, s.Feed.MaxBytes, s.Feed.SummaryOnly) }, "5 524288 true"},
		{"feed: {max_bytes: 524_288, content: full}", func(s *feed.Site) any { return fmt.Sprint(s.Feed.Limit, s.Feed.MaxBytes, s.Feed.SummaryOnly) }, "20 524288 false"},
		{"feed: {limit: }", func(s *feed.Site) any { return s.Feed.Limit }, "20"},
		// each, feeds, retired
		{"", func(s *feed.Site) any { return s.Each }, "[tag]"},
		{"each: [tag, author, section, language]", func(s *feed.Site) any { return s.Each }, "[tag author section language]"},
		{"each: author, section", func(s *feed.Site) any { return s.Each }, "[author section]"},
		{"each: []", func(s *feed.Site) any { return s.Each }, "[]"},
		{"feeds: [{name: news}]", func(s *feed.Site) any { d := s.Named[0]; return fmt.Sprint(d.Path, ", ", d.Title, ", ", d.Limit) }, "news, Fil – news, 20"},
		{"feeds: [{name: News, title: Des nouvelles, limit: 3, archive: true}]", func(s *feed.Site) any {
			d := s.Named[0]
			return fmt.Sprint(d.Path, ", ", d.Title, ", ", d.Limit, d.Archive)
		}, "news, Des nouvelles, 3 true"},
		{"feed: {limit: 7, max_bytes: 9}\nfeeds: [{name: news}]", func(s *feed.Site) any { d := s.Named[0]; return fmt.Sprint(d.Limit, d.MaxBytes) }, "7 9"},
		{"feeds: [{name: news, tags: [Mali, blé], sections: a, authors: [Awa], languages: [fr, pt_BR]}]",
			func(s *feed.Site) any {
				d := s.Named[0]
				return fmt.Sprint(d.Tags, d.Sections, d.Authors, d.Languages)
			}, "[Mali blé] [a] [Awa] [fr pt-BR]"},
		{"feeds: [{name: news, not: {tags: [sport]}}]", func(s *feed.Site) any { return s.Named[0].Not.Tags }, "[sport]"},
		{"retired: [{feed: tags/old, to: https://x.example/atom.xml}]", func(s *feed.Site) any { return s.Retired }, "[{tags/old https://x.example/atom.xml}]"},
		{"retired: [{feed: /tags/old/, to: https://x.example/atom.xml}]", func(s *feed.Site) any { return s.Retired }, "[{tags/old https://x.example/atom.xml}]"},
		{"retired: [{feed: /, to: https://x.example/atom.xml}]", func(s *feed.Site) any { return s.Retired }, "[{ https://x.example/atom.xml}]"},
		{"retired: [{feed: https://fil.example/vieux.xml, to: https://x.example/atom.xml}]", func(s *feed.Site) any { return s.Retired }, "[{vieux.xml https://x.example/atom.xml}]"},
		{"moved: {index.xml: rss.xml, feed/: /rss.xml, flux d’été: tags/blé/atom.xml}", func(s *feed.Site) any { return s.Moved }, "[{index.xml  rss.xml false} {feed/index.html  rss.xml false} {flux d’été  tags/blé/atom.xml false}]"},
		{"moved: {\"?feed=rss2\": rss.xml, \"a.php?x=1\": {to: rss.xml, redirect: true}}", func(s *feed.Site) any { return s.Moved }, "[{index.html feed=rss2 rss.xml false} {a.php x=1 rss.xml true}]"},
		{"moved: {tags/*/index.xml: tags/*/rss.xml}", func(s *feed.Site) any { return s.Moved }, "[{tags/*/index.xml  tags/*/rss.xml false}]"},
		{"paths: {atom: index.xml, rss: /feed/rss.xml}", func(s *feed.Site) any { return s.Paths }, "{index.xml feed/rss.xml }"},
		{"feeds: [{name: news, paths: {json: news.json}}]", func(s *feed.Site) any { return s.Named[0].Paths }, "{  news.json}"},
		{"languages: [fr, en]", func(s *feed.Site) any { return s.Each }, "[tag language]"},
		{"languages: [fr, pt_br]", func(s *feed.Site) any { return s.Languages }, "[fr pt-BR]"},
		{"ids: https://x.example{address}", func(s *feed.Site) any { return s.IDPattern }, "https://x.example{address}"},
		{"ids: tag:x.example,{year}-{month}:{slug}", func(s *feed.Site) any { return s.IDPattern }, "tag:x.example,{year}-{month}:{slug}"},
		{"moved:\nbase_url: https://x.example/b/", func(s *feed.Site) any { return s.Moved }, "[]"},
		{"moved: {https://x.example/b/a: https://x.example/b/rss.xml}\nbase_url: https://x.example/b/", func(s *feed.Site) any { return s.Moved }, "[{a  rss.xml false}]"},
		// schedule, settle, updated, deltas, limits, host
		{"schedule: \"*/15 * * * *\"", func(s *feed.Site) any { return s.Schedule }, "[*/15 * * * *]"},
		{"schedule: \"0,30 * * * *\"", func(s *feed.Site) any { return s.Schedule }, "[0,30 * * * *]"}, // one spec, with a comma
		{"schedule: [\"@hourly\", \"0 7 * * mon-fri\"]", func(s *feed.Site) any { return s.Schedule }, "[@hourly 0 7 * * mon-fri]"},
		{"", func(s *feed.Site) any { return s.Settle }, "30s"},
		{"settle: 0", func(s *feed.Site) any { return s.Settle }, "0s"},
		{"settle: 2m", func(s *feed.Site) any { return s.Settle }, "2m0s"},
		{"settle: 45", func(s *feed.Site) any { return s.Settle }, "45s"},
		{"", func(s *feed.Site) any { return s.AutoUpdated }, "false"},
		{"updated: auto", func(s *feed.Site) any { return s.AutoUpdated }, "true"},
		{"updated: manual", func(s *feed.Site) any { return s.AutoUpdated }, "false"},
		{"", func(s *feed.Site) any { return s.Deltas }, "known"},
		{"deltas: off", func(s *feed.Site) any { return s.Deltas }, "off"},
		{"", func(s *feed.Site) any {
			return fmt.Sprint(s.Limits.Tags, s.Limits.Authors, s.Limits.Text, s.Limits.Files)
		}, "50 20 0 1000000"},
		{"limits: {tags: 5, text: 100}", func(s *feed.Site) any {
			return fmt.Sprint(s.Limits.Tags, s.Limits.Authors, s.Limits.Text, s.Limits.Files)
		}, "5 20 100 1000000"},
		{"host: netlify", func(s *feed.Site) any { return s.HostedBy }, "netlify"},
		// hubs, ping, trusted_proxies, fetch_limit and switches
		{"hubs: [https://h.example/, https://h.example/, https://i.example/]", func(s *feed.Site) any { return s.Hubs }, "[https://h.example/ https://i.example/]"}, // each once
		{"hubs: https://h.example/", func(s *feed.Site) any { return s.Hubs }, "[https://h.example/]"},
		{"ping: [https://rpc.example/]", func(s *feed.Site) any { return s.Ping }, "[https://rpc.example/]"},
		{"trusted_proxies: 10.0.0.0/8", func(s *feed.Site) any { return s.TrustedProxies }, "[10.0.0.0/8]"},
		{"fetch_limit: 0", func(s *feed.Site) any { return s.FetchLimit }, "0"},
		{"fetch_limit: 12", func(s *feed.Site) any { return s.FetchLimit }, "12"},
		{"raw_feeds: true", func(s *feed.Site) any { return s.RawFeeds }, "true"},
		{"trust_assets: true", func(s *feed.Site) any { return s.TrustAssets }, "true"},
		{"allow_private_hubs: true", func(s *feed.Site) any { return s.AllowPrivateHubs }, "true"},
		// podcast
		{"", func(s *feed.Site) any { return s.Podcast == nil }, "true"},
		{podcast, func(s *feed.Site) any { p := s.Podcast; return fmt.Sprint(p.Title, ", ", p.Author, ", ", p.Type) }, "Fil, Fil, episodic"},
		{"authors: Awa\ntitle: T\n" + podcast, func(s *feed.Site) any { p := s.Podcast; return fmt.Sprint(p.Title, ", ", p.Author) }, "T, Awa"},
		{"logo: l.png\n" + podcast, func(s *feed.Site) any { return s.Podcast.Image }, "https://fil.example/l.png"},
		{podcast + "  image: cover.png", func(s *feed.Site) any { return s.Podcast.Image }, "https://fil.example/cover.png"},
		{podcast + "  type: serial\n  explicit: true\n  locked: yes", func(s *feed.Site) any { p := s.Podcast; return fmt.Sprint(p.Type, p.Explicit, p.Locked) }, "serialtrue true"},
		{podcast + "  category: [News > Daily News, Arts]", func(s *feed.Site) any { return s.Podcast.Categories }, "[News > Daily News Arts]"},
		{podcast + "  owner: {name: Awa, email: awa@example.org}", func(s *feed.Site) any { return s.Podcast.Owner }, "{Awa  awa@example.org  }"},
		{podcast + "  funding: {url: https://x.example/don, text: Aidez}", func(s *feed.Site) any { return s.Podcast.Funding }, "[{https://x.example/don Aidez}]"},
		{podcast + "  funding: [{url: https://x.example/a}, {url: https://x.example/b}]", func(s *feed.Site) any { return s.Podcast.Funding }, "[{https://x.example/a } {https://x.example/b }]"},
	} {
		s, err := ReadSite(files(inventory.SiteFile, c.yaml+"\n"), siteOverrides)
		if err != nil {
			t.Errorf("%q: %v", c.yaml, err)
			continue
		}
		if got := fmt.Sprint(c.get(s)); got != c.want {
			t.Errorf("%q: %s, want %s", c.yaml, got, c.want)
		}
	}
}

// Each row is a site.yaml with an error: its line, a part of its message and of its hint.
func TestSiteErrors(t *testing.T) {
	const guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
	podcast := "podcast:\n  guid: " + guid + "\n"
	for _, c := range []struct {
		yaml          string
		line          int
		message, hint string
	}{
		// Keys.
		{"tilte: x", 1, `unknown key "tilte"`, "did you mean title?"},
		{"Title: x", 1, `unknown key "Title"`, "did you mean title?"},
		{"base-url: x", 1, `unknown key "base-url"`, "did you mean base_url?"},
		{"url: https://x.example/", 1, `unknown key "url"`, "did you mean base_url?"},
		{"description: x", 1, `unknown key "description"`, "did you mean subtitle?"},
		{"author: x", 1, `unknown key "author"`, "did you mean authors?"},
		{"lang: fr", 1, `unknown key "lang"`, "did you mean language?"},
		{"menu: []", 1, `unknown key "menu"`, "did you mean nav?"},
		{"favicon: x", 1, `unknown key "favicon"`, "did you mean icon?"},
		{"cron: x", 1, `unknown key "cron"`, "did you mean schedule?"},
		{"copyright: x", 1, `unknown key "copyright"`, "did you mean rights?"},
		{"xyzzy: x", 1, `unknown key "xyzzy"`, "the keys are accounts, allow_private_hubs, authors, base_url"},
		{"title: x\ntitle: y", 2, "given twice", "keep one of the two"},
		{"title: x\n\n# un commentaire\nxyzzy: y", 4, "unknown key", ""},
		// Title and addresses.
		{"title: ''", 1, "title is empty", ""},
		{"title: {a: b}", 1, "single value", ""},
		{"base_url: example.org", 1, "base_url", "https://example.org/"},
		{"base_url: /blog/", 1, "base_url", "https://example.org/"},
		{"base_url: https://example.org/?a=b", 1, "more than a host and a path", "https://example.org/"},
		{"base_url: \"https://example.org/#a\"", 1, "more than a host and a path", ""},
		{"base_url: https://awa:secret@example.org/", 1, "more than a host and a path", ""},
		{"base_url: https://example.org:99999/", 1, "between 1 and 65535", ""},
		{"base_url: https://-.example/", 1, "its host is no name", ""},
		{"base_url: mailto:awa@example.org", 1, "base_url", ""},
		{"icon: [a]", 1, "single value", ""},
		{"icon: ftp://x.example/i.png", 1, "icon", "a file in content or an address"},
		{"logo: \"%zz\"", 1, "no address", ""},
		// Language, time zone, authors, authority.
		{"language: french", 1, "not a language", "BCP 47"},
		{"language: [fr, en]", 1, "single value", ""},
		{"timezone: CEST", 1, "not a time zone", "Europe/Paris"},
		{"timezone: local", 1, "not a time zone", ""},
		{"timezone: ''", 1, "not a time zone", ""},
		{"authors: [{name: A, url: b}]", 1, "url", "https://example.org/"},
		{"authors:\n  - name: A\n    email: nope", 3, "not an email address", "name@example.org"},
		{"authors:\n  - name: A\n    bio: x", 3, `unknown key "bio"`, "name, url, email, avatar and fediverse"},
		{"id_authority: example.org", 1, "has no date", "id_authority: example.org,2024"},
		{"id_authority: exa mple.org,2024-13", 1, "not a name and a date", "example.org,2024"},
		{"id_authority: -x,2024", 1, "not a name and a date", ""},
		// Permalinks, pages, slugs, nav.
		{"permalinks: /{slug}/{titel}/", 1, "the unknown part {titel}", "its parts are categories, collection,"},
		{"permalinks: /{slug/", 1, "the unknown part", ""},
		{"permalinks: /{year}/{month}/", 1, "without {slug}", ""},
		{"permalinks: \"{slug}/\"", 1, "neither a path nor an address", ""},
		{"permalinks: /a b/{slug}/", 1, "neither a path nor an address", ""},
		{"permalinks: \"/{slug}/?x\"", 1, "neither a path nor an address", ""},
		{"permalinks: /tags/{slug}/", 1, "permalinks", "/{year}/{slug}/"}, // no article may be there
		{"permalinks: https://other.example/{slug}/\npages: true", 2, "another host", "pages: false"},
		{"pages: perhaps", 1, "true or false", "write true or false"},
		{"slugs: latin", 1, "ascii, unicode, hugo or pelican", "slugs: ascii"},
		{"nav: about", 1, "nav is a list", "{title: About, to: about}"},
		{"nav:\n  - title: A", 2, "a link has title and to", ""},
		{"nav:\n  - {title: A, url: b}", 2, `unknown key "url"`, ""},
		{"nav:\n  - title: A\n    to: //x.example/", 3, "lacks https", ""},
		{"nav:\n  - title: A\n    to: ftp://x.example/", 3, "to", ""},
		// Feeds.
		{"feed: []", 1, "feed is a table", "limit, max_bytes, content, archive and after"},
		{"feed:\n  limit: 0", 2, "at least 1", ""},
		{"feed:\n  limit: 2.5", 2, "whole number", ""},
		{"feed:\n  max_bytes: 1k", 2, "whole number", ""},
		{"feed:\n  content: short", 2, "full or summary", "write full or summary"},
		{"feed:\n  items: 5", 2, "unknown key", "did you mean limit?"},
		{"feed:\n  archive: yes", 2, "archive is json", "archive: json"},
		{"feed:\n  after: '{titel}'", 2, "unknown field {titel}", "{title}, {url} and {email}"},
		{"feed:\n  after: [a]", 2, "after", ""},
		{"feed:\n  after: '<a href=\"javascript:x()\">x</a>'", 2, "after", ""},
		{"dates: hg", 1, "git or file", "write dates: git"},
		{"markdown: perhaps", 1, "true or false", ""}, {"news: perhaps", 1, "true or false", ""},
		{"me: x", 1, "me", ""}, {"accounts: [a]", 1, "a table of services", "mastodon"},
		{"license: {name: x, adress: y}", 1, "unknown key", ""}, {"license: ftp://x.example/", 1, "license", ""}, {"license: Ma licence", 1, "the address of the license", "url: "},
		{"robots: {ai: never}", 1, "deny or allow", "robots: {ai: deny}"}, {"robots: deny", 1, "a table", ""},
		{"authors: {name: A, fediverse: awa}", 1, "no account", "@awa@mastodon.example"},
		{"each: [tag, year]", 1, `unknown kind "year"`, "[tag, author, section, language]"},
		{"feeds: news", 1, "feeds is a list", ""},
		{"feeds:\n  - news", 2, "a feed is a table", ""},
		{"feeds:\n  - {tags: [a]}", 2, "a feed without name", ""},
		{"feeds:\n  - {name: \"!\"}", 2, "cannot be at", "another name"},
		{"feeds:\n  - {name: tags}", 2, "cannot be at /tags/", "another name"},
		{"feeds:\n  - {name: News}\n  - {name: news}", 3, "the feed of line 2 has the address /news/ too", "another name"},
		{"feeds:\n  - name: news\n    tag: x", 3, `unknown key "tag"`, "did you mean tags?"},
		{"feeds:\n  - name: news\n    not: x", 3, "not is a table", "not: {tags: [draft]}"},
		{"feeds:\n  - name: news\n    not: {name: x}", 3, "unknown key", ""},
		{"feeds:\n  - name: news\n    languages: [xx-yy-zz-]", 3, "not a language", ""},
		{"feeds:\n  - name: news\n    archive: perhaps", 3, "true or false", ""},
		{"paths: index.xml", 1, "paths is a table", ""},
		{"paths: {atom: ../x}", 1, "cannot be the name of a file", "paths: {atom: index.xml"},
		{"paths: {atom: feed/}", 1, "cannot be the name of a file", ""},
		{"paths: {atom: index.html}", 1, "something else than a feed", ""},
		{"paths: {atom: x.xml, rss: X.xml}", 1, "two forms have the name", ""},
		{"paths: {atm: x.xml}", 1, "unknown key", "did you mean atom?"},
		{"languages: [français]", 1, "is not a language", "BCP 47"},
		{"ids: https://x.example/", 1, "without {slug}", "ids:"},
		{"ids: https://x.example/{slog}", 1, "the unknown part {slog}", "ids:"},
		{"ids: \"a {slug}\"", 1, "has a space", "ids:"},
		{"permalinks: /{address}/", 1, "which is what it makes", ""},
		{"moved: {tags/*/index.xml: rss.xml}", 1, "stars", "on both sides"},
		{"moved: {\"*/*/index.xml\": \"*/*/rss.xml\"}", 1, "stars", "on both sides"},
		{"moved: index.xml", 1, "moved is a table", "moved: {index.xml: rss.xml}"},
		{"moved:\n  a: rss.xml\n  ../b: rss.xml", 3, "cannot be a path", ""},
		{"moved:\n  /: rss.xml", 2, "home page", ""},
		{"moved:\n  a: https://y.example/rss.xml", 2, "not on this site", "retired leads to another site"},
		{"moved:\n  a: tags/", 2, "not the address of a feed", ""},
		{"moved:\n  a: {redirect: yes}", 2, "no address to lead to", ""},
		{"moved:\n  a: {to: rss.xml, status: 302}", 2, `unknown key "status"`, ""},
		{"retired: tags/old", 1, "retired is a list", ""},
		{"retired:\n  - feed: tags/old", 2, "feed and to", ""},
		{"retired:\n  - feed: tags/old\n    to: /atom.xml", 3, "to", ""},
		{"retired:\n  - feed: https://x.example/a\n    to: https://y.example/a", 2, "not on this site", ""},
		{"retired:\n  - feed: \"/?feed=rss\"\n    to: https://y.example/a", 2, "? or #", ""},
		{"retired:\n  - feed: ../x\n    to: https://y.example/a", 2, "cannot be a path", ""},
		{"retired:\n  - {feed: a, to: https://y.example/a, why: x}", 2, `unknown key "why"`, ""},
		// When, and for whom.
		{"schedule: soon", 1, "five fields", "*/15"},
		{"schedule: {a: b}", 1, "a cron spec or a list", ""},
		{"schedule: []", 1, "a cron spec or a list", ""},
		{"schedule:\n  - \"@hourly\"\n  - soon", 3, "five fields", ""},
		{"settle: soon", 1, "no time", "settle: 30s"},
		{"settle: 2h", 1, "between 0 and an hour", ""},
		{"settle: -5s", 1, "between 0 and an hour", ""},
		{"updated: always", 1, "auto or manual", "updated: auto"},
		{"deltas: some", 1, "known, all or off", "deltas: known"},
		{"limits: 5", 1, "limits is a table", "authors, files, tags, text"},
		{"limits:\n  tags: 0", 2, "at least 1", ""},
		{"limits:\n  words: 5", 2, `unknown key "words"`, ""},
		{"host: geocities", 1, "unknown", "leave host out"},
		{"hubs: [nope]", 1, "hubs", "https://hub.example.org/"},
		{"ping: [https://ok.example/, nope]", 1, "ping", ""},
		{"trusted_proxies: [proxy]", 1, "neither an address nor a prefix", "10.0.0.0/8"},
		{"trusted_proxies: [10.0.0.0/33]", 1, "neither an address nor a prefix", ""},
		{"fetch_limit: -1", 1, "at least 0", ""},
		{"raw_feeds: perhaps", 1, "true or false", ""},
		{"trust_assets: perhaps", 1, "true or false", ""},
		{"allow_private_hubs: perhaps", 1, "true or false", ""},
		// Podcasts.
		{"podcast: yes", 1, "podcast is a table", ""},
		{"podcast:\n  title: x", 2, "no guid", "write guid: "},
		{"podcast:\n  guid: x", 2, "no UUID", ""},
		{podcast + "  type: weekly", 3, "episodic or serial", "write episodic or serial"},
		{podcast + "  owner: Awa", 3, "a name and an email", "owner: {name: Awa, email: awa@example.org}"},
		{podcast + "  funding: {text: x}", 3, "funding without url", ""},
		{podcast + "  medium: radio", 3, "unknown", "write podcast, music"},
		{podcast + "  trailer: {title: x}", 3, "title, url and date", "trailer: {title:"},
		{podcast + "  trailer: {titel: x}", 3, "unknown key", "did you mean title?"},
		{podcast + "  podroll: [{title: x}]", 3, "neither guid nor url", ""},
		{podcast + "  podroll: [{guid: x}]", 3, "no UUID", ""},
		{podcast + "  publisher: [{url: https://a.example/}, {url: https://b.example/}]", 3, "one publisher", ""},
		{podcast + "  location: {geo: \"1,2\"}", 3, "has a name", "Bamako"},
		{podcast + "  frequency: {every: week}", 3, "unknown key", ""},
		{"feeds:\n  - name: x\n    podcast: {author: A}", 2, "no guid", "write guid: "},
		{podcast + "feeds:\n  - name: x\n    podcast: {guid: " + strings.ToUpper(guid) + "}", 4, "the podcast of line 2 has this guid too", "write guid: "},
		{podcast + "  funding: https://give.example/", 3, "funding", ""},
		{podcast + "  location: {name: x, geo: abc}", 3, "no place", "12.65,-8.0"}, {podcast + "  location: {name: x, osm: zz}", 3, "no object", "R2186646"},
		{podcast + "  frequency: {text: x, rrule: weekly}", 3, "no rule", "FREQ=WEEKLY"},
		{podcast + "  txt: [{purpose: verify}]", 3, "txt without text", ""},
		{podcast + "  funding: {url: x}", 3, "url", ""},
		{podcast + "  explicit: perhaps", 3, "true or false", ""},
		{podcast + "  categry: x", 3, "unknown key", "did you mean category?"},
		{podcast + "  image: ftp://x.example/a.png", 0, "image", ""},
		// Syntax.
		{"title: Mali: le blé", 1, "its own signs", `write title: "Mali: le blé"`},
		{"- a", 1, "not a list of keys", ""},
		{"title: [a", 1, "", ""},
	} {
		s, err := ReadSite(files(inventory.SiteFile, c.yaml+"\n"), siteOverrides)
		var wrong *SiteError
		if !errors.As(err, &wrong) {
			t.Errorf("%q: %v, %v", c.yaml, s, err)
			continue
		}
		if wrong.Path != inventory.SiteFile || c.line > 0 && wrong.Line != c.line || !strings.Contains(wrong.Message, c.message) || !strings.Contains(wrong.Hint, c.hint) {
			t.Errorf("%q: %v, hint %q, want line %d: %s, hint %s", c.yaml, err, wrong.Hint, c.line, c.message, c.hint)
		}
	}
}

// Each row is content with a site.yaml that cannot be read, which is an error: with defaults the
// site would get another title and other IDs.
func TestSiteFile(t *testing.T) {
	for _, c := range []struct{ name, text, message, hint string }{
		{"site.yml", "title: x\n", "not what fil reads", "rename it to site.yaml"},
		{"site.yaml", "title: caf\xe9\n", "not UTF-8", "save it as UTF-8"},
		{"site.yaml", "# " + strings.Repeat("x", maxSiteFile) + "\n", "larger than 1 MB", "files of their own"},
		{"site.yaml/x.md", "x", "no regular file", ""},
	} {
		_, err := ReadSite(files(c.name, c.text), siteOverrides)
		var wrong *SiteError
		if !errors.As(err, &wrong) || !strings.Contains(wrong.Message, c.message) || !strings.Contains(wrong.Hint, c.hint) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := ReadSite(files(), Overrides{BaseURL: "nope"}); err == nil {
		t.Error("a wrong base URL of a flag is accepted")
	}
	if s, err := ReadSite(files(), siteOverrides); err != nil || s.TimeZone != time.UTC || s.Lines["title"] != 0 {
		t.Errorf("without a site.yaml: %+v, %v", s, err)
	}
	if s, err := ReadSite(files("site.yaml", "\n\ntitle: x\npodcast:\n  guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810\n"), siteOverrides); err != nil || s.Lines["title"] != 3 || s.Lines["podcast.guid"] != 5 {
		t.Errorf("lines: %v, %v", s, err)
	}
}

// Each row is a misspelled key, and the key that is suggested.
func TestNearest(t *testing.T) {
	keys := wordSet("title date draft tags slug")
	for key, want := range map[string]string{
		"titel": "title", "titl": "title", "tittle": "title", "title": "", "tilte": "title", "xitle": "title", "tite": "title", "tytel": "",
		"dat": "date", "dates": "date", "daet": "date", "tag": "tags", "ta": "", "t": "", "": "", "drafts": "draft", "draught": "", "slug": "", "slugs": "slug", "slig": "slug",
	} {
		if got := Nearest(key, keys); got != want {
			t.Errorf("%q: %q, want %q", key, got, want)
		}
	}
	if got := Nearest("tagt", wordSet("taga tagb tags")); got != "taga" {
		t.Errorf("of several it is %q, and not the first", got)
	}
}

// A name of Creative Commons stands for the address of its license.
func TestSiteLicense(t *testing.T) {
	for name, want := range map[string]string{
		"CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/", "cc-by-nc-sa-3.0": "https://creativecommons.org/licenses/by-nc-sa/3.0/",
		"CC0": "https://creativecommons.org/publicdomain/zero/1.0/", "{name: Mienne, url: https://x.example/l}": "https://x.example/l", "https://x.example/l": "https://x.example/l",
	} {
		s, err := ReadSite(files("site.yaml", "license: "+name+"\n"), siteOverrides)
		if err != nil || s.License.URL != want {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
}

// Dates of a podcast without a zone are in that of the site, wherever it is in the file.
func TestPodcastZone(t *testing.T) {
	s, err := ReadSite(files("site.yaml", "podcast:\n  guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810\n  trailer:\n    - {title: a, url: https://x.example/a.mp3, date: 2024-01-15 10:00}\n"+
		"    - {title: b, url: https://x.example/b.mp3, date: 2024-01-15T10:00:00Z}\n  frequency: {text: x, start: 2024-01-15}\ntimezone: Africa/Nairobi\n"), siteOverrides)
	if err != nil {
		t.Fatal(err)
	}
	p := s.Podcast
	if got := fmt.Sprint(p.Trailers[0].Published.UTC(), p.Trailers[1].Published.UTC(), p.Frequency.Start.UTC()); got != "2024-01-15 07:00:00 +0000 UTC 2024-01-15 10:00:00 +0000 UTC 2024-01-14 21:00:00 +0000 UTC" {
		t.Error(got)
	}
}
