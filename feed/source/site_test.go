package source

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fil/feed/source/inventory"
)

func TestSiteDefaults(t *testing.T) {
	s, err := ReadSite(files(), Overrides{DefaultBaseURL: "http://localhost:8080"})
	if err != nil {
		t.Fatal(err)
	}
	if s.BaseURL != "http://localhost:8080/" || s.Feed.Limit != 20 || s.Feed.MaxBytes != 0 || !s.Pages || s.TimeZone != time.UTC || s.Title == "" {
		t.Errorf("%+v", s)
	}
}

// fetch_limit and trusted_proxies are read.
func TestSiteServing(t *testing.T) {
	s, err := ReadSite(files(inventory.SiteFile, "fetch_limit: 12\ntrusted_proxies: [127.0.0.1, \"::ffff:10.1.2.3\", 10.1.2.3/8, \"::ffff:172.16.0.0/108\"]\n"), Overrides{DefaultBaseURL: "http://localhost:8080"})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(s.FetchLimit, s.TrustedProxies); got != "12 [127.0.0.1/32 10.1.2.3/32 10.0.0.0/8 172.16.0.0/12]" {
		t.Error(got)
	}
}

// The base URL of a flag or the environment has precedence over site.yaml, and site.yaml over the
// default.
func TestSiteBaseURL(t *testing.T) {
	fsys := files(inventory.SiteFile, "base_url: https://a.example/blog\nicon: img/i.png\n")
	s, err := ReadSite(fsys, Overrides{DefaultBaseURL: "http://localhost:8080"})
	if err != nil || s.BaseURL != "https://a.example/blog/" || s.Icon != "https://a.example/blog/img/i.png" {
		t.Errorf("%+v %v", s, err)
	}
	s, err = ReadSite(fsys, Overrides{BaseURL: "https://b.example", DefaultBaseURL: "http://localhost:8080"})
	if err != nil || s.BaseURL != "https://b.example/" || s.Icon != "https://b.example/img/i.png" {
		t.Errorf("%+v %v", s, err)
	}
}

func TestSiteFaults(t *testing.T) {
	for _, c := range []struct {
		yaml, want, hint string
		line             int
	}{
		{"title: x\ntitel: y\n", "unknown key", "title", 2},
		{"title: x\nbaseurl: y\n", "unknown key", "base_url", 2},
		{"frobnicate: y\n", "unknown key", "the keys are", 1},
		{"base_url: /x\n", "absolute", "https://", 1},
		{"base_url: ftp://x.example\n", "absolute", "", 1},
		{"timezone: Paris\n", "time zone", "Europe/Paris", 1},
		{"language: français\n", "language", "BCP 47", 1},
		{"id_authority: example.org\n", "no date", "id_authority: example.org,2024", 1},
		{"id_authority: example.org,24\n", "not a name and a date", "", 1},
		{"feed:\n  limit: 0\n", "at least 1", "", 2},
		{"feed:\n  limits: 5\n", "unknown key", "limit", 2},
		{"feed: 20\n", "table", "", 1},
		{"feed:\n  content: all\n", "full or summary", "", 2},
		{"permalinks: /{slug}/{weak}/\n", "{weak}", "{year}", 1},
		{"permalinks: /{year}/\n", "without {slug}", "", 1},
		{"permalinks: /{year}/{slug}\n", "neither in / nor", "/{slug}/", 1},
		{"permalinks: https://b.example/{slug}/\npages: true\n", "another host", "pages: false", 2},
		{"pages: maybe\n", "true or false", "", 1},
		{"schedule: bad\n", "no such time", "*/15", 1},
		{"schedule:\n  - \"0 7 * * *\"\n  - bad\n", "no such time", "", 3},
		{"hubs: hub\n", "absolute", "", 1},
		{"fetch_limit: -1\n", "at least 0", "", 1},
		{"fetch_limit: often\n", "whole number", "", 1},
		{"trusted_proxies: [10.0.0.0/8, proxy]\n", "neither an address nor a prefix", "127.0.0.1", 1},
		{"title: [a]\n", "single value", "", 1},
		{"title: a: b\n", "its own signs", `write title: "a: b"`, 1},
		{"- a\n", "not a list of keys", "", 1},
		{"authors:\n  - url: https://x.example\n", "without name", "", 2},
	} {
		_, err := ReadSite(files(inventory.SiteFile, c.yaml), Overrides{DefaultBaseURL: "http://localhost:8080", CheckSchedule: func(spec string) error {
			if spec == "bad" {
				return errors.New("no such time")
			}
			return nil
		}})
		var site *SiteError
		if !errors.As(err, &site) {
			t.Errorf("%q: %v", c.yaml, err)
			continue
		}
		if !strings.Contains(site.Message, c.want) || !strings.Contains(site.Hint, c.hint) || site.Line != c.line {
			t.Errorf("%q: %v (hint %s)", c.yaml, err, site.Hint)
		}
	}
}

// Pages for permalinks on another host are not written.
func TestPermalinksElsewhere(t *testing.T) {
	content := readAll(t, files(inventory.SiteFile, "permalinks: https://b.example/{year}/{slug}\npages: false\n", "2024-02-a.md", "x"))
	if a := content.Articles[0]; a.Permalink != "https://b.example/2024/a" || a.Page != "" {
		t.Errorf("%s, page %q", a.Permalink, a.Page)
	}
	content = readAll(t, files(inventory.SiteFile, "permalinks: /{section}/{year}/{month}/{day}/{slug}/\n", "2024-02-03-a.md", "x", "s/2024-02-03-b.md", "x"))
	if a := content.Articles[0]; a.Permalink != "https://fil.example/2024/02/03/a/" || a.Page != "2024/02/03/a/index.html" {
		t.Errorf("%s, page %q", a.Permalink, a.Page)
	}
	if a := content.Articles[1]; a.Permalink != "https://fil.example/s/2024/02/03/b/" {
		t.Errorf("%s", a.Permalink)
	}
}

func FuzzSite(f *testing.F) {
	f.Add("title: x\nfeed:\n  limit: 3\n")
	f.Add("permalinks: /{slug}/\nbase_url: https://x.example\n")
	f.Fuzz(func(t *testing.T, yaml string) {
		if s, err := ReadSite(files(inventory.SiteFile, yaml), Overrides{DefaultBaseURL: "http://localhost:8080"}); err == nil && s.Feed.Limit < 1 {
			t.Errorf("limit %d", s.Feed.Limit)
		}
	})
}

// The example in the README and the repository's own site.yaml are valid, also with every key
// uncommented.
func TestExamples(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(readme), "```yaml\n")
	example, _, closed := strings.Cut(rest, "```")
	if !ok || !closed {
		t.Fatal("no example in README.md")
	}
	own, err := os.ReadFile("../../content/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// The repository's own site.yaml with every key uncommented.
	whole := regexp.MustCompile(`(?m)^# (base_url|icon|logo|permalinks|hubs|feeds|retired|  )`).ReplaceAllString(string(own), "$1")
	for name, yaml := range map[string]string{"README.md": example, "content/site.yaml": string(own), "content/site.yaml, uncommented": whole} {
		if _, err := ReadSite(files(inventory.SiteFile, yaml), Overrides{DefaultBaseURL: "http://localhost:8080"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every key is in the documents for users, and the examples of the reference are valid.
func TestReference(t *testing.T) {
	text := ""
	for _, name := range []string{"README.md", "feed/REFERENCE.md", "feed/BUCKET.md", "feed/COSTS.md", "feed/PUSH.md"} {
		data, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		text += string(data)
	}
	known := slices.Concat(slices.Collect(maps.Keys(siteKeys)), slices.Collect(maps.Keys(podcastKeys)), slices.Collect(maps.Keys(episodeKeys)))
	for _, key := range known {
		if !regexp.MustCompile(`\b` + key + `\b`).MatchString(text) {
			t.Errorf("no document has the key %s", key)
		}
	}
	for _, m := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(text, -1) {
		if strings.HasPrefix(m[1], "---") {
			readOne(t, "2024-01-02-a.md", m[1]+"\nTexte.\n")
		} else if _, err := ReadSite(files(inventory.SiteFile, m[1]), Overrides{DefaultBaseURL: "http://localhost:8080"}); err != nil {
			t.Errorf("%v:\n%s", err, m[1])
		}
	}
}
