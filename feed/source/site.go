package source

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // time zones work on a system without a database of them
	"unicode"

	"golang.org/x/net/idna"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// Overrides are settings of the command line and the environment.
type Overrides struct {
	// BaseURL replaces base_url; "" leaves it.
	BaseURL string
	// DefaultBaseURL is used if neither BaseURL nor site.yaml gives one.
	DefaultBaseURL string
	// CheckSchedule returns an error for an invalid cron spec; nil accepts all.
	CheckSchedule func(spec string) error
	// CheckHost returns an error for an unknown static host; nil accepts all.
	CheckHost func(name string) error
	// Category returns a category of podcasts as directories write it, "" if they do not have it; nil
	// leaves all as they are.
	Category func(name string) string
}

// These are defaults of site.yaml.
const (
	DefaultTitle  = "Fil"
	defaultLimit  = 20
	defaultSettle = 30 * time.Second
)

// DefaultLimits apply unless site.yaml sets limits.
var DefaultLimits = feed.Limits{Tags: 50, Authors: 20, Files: 1_000_000}

// SiteError is an error in site.yaml, or in what overrides it.
type SiteError struct{ feed.Problem }

// Error returns "site.yaml:line: message".
func (e *SiteError) Error() string { return e.Problem.Error() }

// ReadSite reads site.yaml from the root of fsys. If there is none, every setting has its default.
// An unknown key or an invalid value is a *SiteError with line and hint.
func ReadSite(fsys fs.FS, o Overrides) (*feed.Site, error) {
	data, err := readSiteFile(fsys)
	if err != nil {
		return nil, siteError(inventory.SiteFile, err)
	}
	return ParseSite(data, o)
}

// ParseSite parses the text of a site.yaml, as ReadSite does.
func ParseSite(data []byte, o Overrides) (*feed.Site, error) {
	s := &feed.Site{Title: DefaultTitle, TimeZone: time.UTC, Pages: true, Each: []feed.Kind{feed.Tag}, Settle: defaultSettle, Limits: DefaultLimits, Deltas: "known",
		Feed: feed.FeedOptions{Limit: defaultLimit}}
	r := &siteReader{site: s, checkSchedule: o.CheckSchedule, checkHost: o.CheckHost, category: o.Category}
	base := cmp.Or(o.BaseURL, o.DefaultBaseURL)
	var err error
	s.BaseURL, err = baseURL(base)
	if err != nil {
		return nil, siteError("", frontmatter.Errorf(0, baseURLHint, "base URL %q: %v", base, err))
	}
	r.fixedBase = o.BaseURL != ""
	err = r.read(data)
	if err == nil {
		err = r.resolve()
	}
	if err != nil {
		return nil, siteError(inventory.SiteFile, err)
	}
	return s, nil
}

// readSiteFile returns the text of site.yaml, nil if there is none. If it exists and cannot be
// read, that is an error: with defaults the site would get another title and other IDs.
func readSiteFile(fsys fs.FS) ([]byte, error) {
	if _, err := fs.Lstat(fsys, "site.yml"); err == nil {
		return nil, frontmatter.Errorf(0, "rename it to "+inventory.SiteFile, "site.yml is not what fil reads")
	}
	info, err := fs.Lstat(fsys, inventory.SiteFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		info, err = fs.Stat(fsys, inventory.SiteFile)
	}
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no regular file")
	}
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	if info.Size() > maxSiteFile {
		return nil, frontmatter.Errorf(0, "articles and lists of data belong into files of their own", "it is larger than %d MB", maxSiteFile>>20)
	}
	f, err := fsys.Open(inventory.SiteFile)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxSiteFile))
}

// maxSiteFile is the maximum size of site.yaml in bytes.
const maxSiteFile = 1 << 20

// siteError converts an error into a *SiteError, with line and hint if the error has them.
func siteError(path string, err error) error {
	e := &SiteError{feed.Problem{Path: path, Message: err.Error()}}
	var at *frontmatter.Error
	if errors.As(err, &at) {
		e.Line, e.Hint = at.Line, at.Hint
	}
	return e
}

// siteReader parses a site.yaml. Values that depend on the base URL are stored, and resolved at the
// end by resolve.
type siteReader struct {
	site       *feed.Site
	icon, logo *frontmatter.Value
	pages      *frontmatter.Value
	permalinks *frontmatter.Value
	podcast    *frontmatter.Value
	nav        *frontmatter.Value
	moved      *frontmatter.Value
	after      *frontmatter.Value
	namedLines map[string]int // of named feeds, by path

	checkSchedule func(spec string) error
	checkHost     func(name string) error
	category      func(name string) string
	fixedBase     bool // a flag or the environment sets the base URL
}

// read reads every key in the order of the file, except for slugs, which comes first.
func (r *siteReader) read(data []byte) error {
	decoded, warning := plaintext.Decode(data)
	if warning != "" {
		return frontmatter.Errorf(0, "save it as UTF-8", "it is not UTF-8")
	}
	root, err := frontmatter.ParseYAML(decoded, 1)
	if err != nil {
		return err
	}
	if v := frontmatter.Lookup(root, "slugs"); v != nil && v.Kind != frontmatter.Null { // first, because it changes the addresses of feeds
		if err := readSlugs(r, v); err != nil {
			return err
		}
	}
	r.site.Lines = map[string]int{}
	for _, f := range root.Fields {
		r.site.Lines[f.Key] = f.Line
		set, ok := siteKeys[f.Key]
		if !ok {
			return unknownKey(f, siteKeys)
		}
		if f.Value.Kind == frontmatter.Null {
			continue // no value means the default
		}
		if err := set(r, f.Value); err != nil {
			return err
		}
	}
	return nil
}

// requiredInto reads a single value in one line that must not be empty.
func requiredInto(into *string, v *frontmatter.Value, name string) error {
	s, err := v.Str(name)
	if err == nil && s == "" {
		return frontmatter.Errorf(v.Line, "", "%s is empty", name)
	}
	*into = plaintext.OneLine(plaintext.Clean(s))
	return err
}

// readBaseURL reads the public address of the site. It is checked even if a flag overrides it.
func readBaseURL(r *siteReader, v *frontmatter.Value) error {
	s, err := v.Str("base_url")
	if err != nil {
		return err
	}
	base, err := baseURL(s)
	if err != nil {
		return frontmatter.Errorf(v.Line, baseURLHint, "base_url %q: %v", s, err)
	}
	if !r.fixedBase {
		r.site.BaseURL = base
	}
	return nil
}

const baseURLHint = "write the address that readers see, as in https://example.org/"

// baseURL checks a base URL and normalises it (RFC 3986 §6.2.2; host names as in RFC 5891). The
// result ends in a slash.
func baseURL(s string) (string, error) {
	whole, err := plaintext.WebURL(s)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(whole)
	if err != nil {
		return "", err
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return "", errors.New("its port is not between 1 and 65535")
		}
	}
	if net.ParseIP(u.Hostname()) == nil {
		host, err := idna.Lookup.ToASCII(u.Hostname())
		if err != nil {
			return "", fmt.Errorf("its host is no name: %w", err)
		}
		u.Host = strings.Replace(u.Host, u.Hostname(), host, 1)
	}
	if u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", errors.New("it has more than a host and a path")
	}
	return u.JoinPath("/").String(), nil
}

// readLanguage reads a BCP 47 tag.
func readLanguage(r *siteReader, v *frontmatter.Value) error {
	s, err := v.Str("language")
	if err == nil {
		r.site.Language, err = languageTag(s, v.Line)
	}
	return err
}

// readLanguages reads the languages that the names of files say, as a.en.md or en/a.md.
func readLanguages(r *siteReader, v *frontmatter.Value) error {
	tags, err := v.Strs("languages")
	if err != nil {
		return err
	}
	for _, tag := range tags {
		language, err := languageTag(tag, v.Line)
		if err != nil {
			return err
		}
		if language != "" {
			r.site.Languages = append(r.site.Languages, language)
		}
	}
	return nil
}

// readSiteAuthors reads the authors of articles that name none.
func readSiteAuthors(r *siteReader, v *frontmatter.Value) (err error) {
	r.site.Authors, err = persons(v, true)
	return err
}

// readTimeZone reads a name of the IANA database. Local is an error: the result must not depend on
// the machine.
func readTimeZone(r *siteReader, v *frontmatter.Value) error {
	s, err := v.Str("timezone")
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(s)
	if err != nil || strings.EqualFold(s, "local") || s == "" {
		return frontmatter.Errorf(v.Line, "use a name of the IANA database, such as Europe/Paris or Africa/Bamako", "%q is not a time zone", s)
	}
	r.site.TimeZone = zone
	return nil
}

// readPages reads whether Fil writes a page for each article.
func readPages(r *siteReader, v *frontmatter.Value) (err error) {
	r.pages = v
	r.site.Pages, err = v.Bool("pages")
	return err
}

// feedKeys are the keys below feed. Named feeds have them too.
var feedKeys = map[string]func(id *string, o *feed.FeedOptions, v *frontmatter.Value) error{
	"id": readFeedID,
	"limit": func(_ *string, o *feed.FeedOptions, v *frontmatter.Value) error {
		n, err := v.Number("limit", 1)
		o.Limit = int(n)
		return err
	},
	"max_bytes": func(_ *string, o *feed.FeedOptions, v *frontmatter.Value) error {
		n, err := v.Number("max_bytes", 1)
		o.MaxBytes = int(n)
		return err
	},
	"content": func(_ *string, o *feed.FeedOptions, v *frontmatter.Value) error {
		s, err := v.Str("content")
		if err == nil && s != "full" && s != "summary" {
			return frontmatter.Errorf(v.Line, "write full or summary", "content is full or summary, not %q", s)
		}
		o.SummaryOnly = s == "summary"
		return err
	},
	"archive": func(_ *string, o *feed.FeedOptions, v *frontmatter.Value) error {
		s, err := v.Str("archive")
		if err == nil && s != "json" {
			return frontmatter.Errorf(v.Line, "write archive: json, for archives in JSON Feed too", "archive is json, not %q: archives in Atom and RSS are there anyway", s)
		}
		o.JSONArchives = s == "json"
		return err
	},
}

// readFeedID reads the ID that a feed has with its subscribers, to the letter (RFC 4287 §4.2.6).
func readFeedID(id *string, _ *feed.FeedOptions, v *frontmatter.Value) error {
	s, err := v.Str("id")
	if err != nil {
		return err
	}
	if u, err := url.Parse(s); err != nil || !u.IsAbs() || strings.ContainsFunc(s, unicode.IsSpace) {
		return frontmatter.Errorf(v.Line, "copy the <id> of the feed, as in id: https://example.org/feed.xml", "id %q is no absolute IRI", s)
	}
	*id = s
	return nil
}

// readFeedOptions reads the table below feed.
func readFeedOptions(r *siteReader, v *frontmatter.Value) error {
	if v.Kind != frontmatter.Table {
		return frontmatter.Errorf(v.Line, "write limit, max_bytes, content, archive and after below it, indented", "feed is a table, not %s", v.Kind)
	}
	for _, f := range v.Fields {
		if f.Key == "after" {
			r.after = f.Value
			continue
		}
		set, ok := feedKeys[f.Key]
		if !ok {
			return unknownKey(f, feedKeys)
		}
		if f.Value.Kind == frontmatter.Null {
			continue
		}
		if err := set(&r.site.FeedID, &r.site.Feed, f.Value); err != nil {
			return err
		}
	}
	return nil
}

const scheduleHint = `write it as in schedule: "*/15 * * * *"`

// readSchedule reads a cron spec or a list of them. A comma does not split a spec: it is part of
// its syntax.
func readSchedule(r *siteReader, v *frontmatter.Value) error {
	if v.Kind == frontmatter.Scalar {
		v = &frontmatter.Value{Line: v.Line, Kind: frontmatter.List, List: []*frontmatter.Value{v}}
	}
	if v.Kind != frontmatter.List || len(v.List) == 0 {
		return frontmatter.Errorf(v.Line, scheduleHint, "schedule is a cron spec or a list of them")
	}
	for _, item := range v.List {
		spec, err := item.Str("schedule")
		if err != nil {
			return err
		}
		if r.checkSchedule != nil {
			if err := r.checkSchedule(spec); err != nil {
				return frontmatter.Errorf(item.Line, scheduleHint, "schedule %q: %v", spec, err)
			}
		}
		r.site.Schedule = append(r.site.Schedule, spec)
	}
	return nil
}
