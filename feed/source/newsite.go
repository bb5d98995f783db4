package source

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/source/inventory"
)

// NewSite describes a site that is to be begun. Each field may be "".
type NewSite struct {
	Title    string
	BaseURL  string
	Language string // a BCP 47 tag
	TimeZone string // by its name in the IANA database; "" means this machine's
	Author   string
}

// Tidied returns the description with the scheme that most people leave out of an address.
func (n NewSite) Tidied() NewSite {
	if strings.Contains(n.BaseURL, ".") && !strings.Contains(n.BaseURL, "://") {
		n.BaseURL = "https://" + n.BaseURL
	}
	return n
}

// ExistingSite returns the name of the site.yaml, or site.yml, in a content folder, "" if it has none.
func ExistingSite(root *os.Root) string {
	for _, name := range []string{inventory.SiteFile, "site.yml"} {
		if _, err := root.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return name
		}
	}
	return ""
}

// HasContent reports whether a content folder has anything but site.yaml that a run reads.
func HasContent(fsys fs.FS) (bool, error) {
	entries, err := fs.ReadDir(fsys, ".")
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() != inventory.SiteFile && !inventory.Ignored(e.Name()) }), err
}

// Check returns the [*SiteError] of a site.yaml with this text, nil if there is none.
func (n NewSite) Check(now time.Time, defaultBaseURL string) error {
	_, err := ParseSite([]byte(n.Text(now)), Overrides{DefaultBaseURL: defaultBaseURL})
	return err
}

// Text returns a site.yaml with what is known, with comments for what is not, and with the ID
// authority that is to be pinned once.
func (n NewSite) Text(now time.Time) string {
	var b strings.Builder
	line := func(key, value, otherwise string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, strconv.Quote(value))
		} else if otherwise != "" {
			fmt.Fprintf(&b, "# %s: %s\n", key, otherwise)
		}
	}
	line("title", n.Title, "")
	line("base_url", n.BaseURL, "https://example.org/   # the public address; set it before feeds are for the world")
	line("language", n.Language, "en")
	if n.Author != "" {
		fmt.Fprintf(&b, "authors: [%s]\n", strconv.Quote(n.Author))
	}
	authority := ""
	if u, err := url.Parse(n.BaseURL); err == nil && u.Hostname() != "" && !feed.LocalURL(n.BaseURL) {
		authority = u.Hostname() + "," + now.Format("2006")
	}
	line("id_authority", authority, "example.org,"+now.Format("2006")+"   # pin it once: IDs then outlive every change of address")
	line("timezone", cmp.Or(n.TimeZone, MachineZone()), "")
	b.WriteString("each: [tag]\nslugs: ascii   # addresses without accents: /elections/\nschedule: \"*/15 * * * *\"\n")
	return b.String()
}

// MachineZone returns the name of this machine's time zone in the IANA database, UTC if none can be
// found.
func MachineZone() string {
	names := []string{strings.TrimPrefix(os.Getenv("TZ"), ":"), time.Local.String()}
	if link, err := os.Readlink("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(link, "zoneinfo/"); ok {
			names = append(names, name)
		}
	}
	if data, err := os.ReadFile("/etc/timezone"); err == nil {
		names = append(names, strings.TrimSpace(string(data)))
	}
	for _, name := range names {
		if name == "" || name == "Local" {
			continue
		}
		if _, err := time.LoadLocation(name); err == nil {
			return name
		}
	}
	return "UTC"
}

// Welcome returns the title and the text of the first article of a new site.
func Welcome(language string) (title, text string) {
	if strings.HasPrefix(language, "fr") {
		return "Bonjour", "Voici le premier article. Modifiez-le, ou écrivez-en un autre avec `fil new \"Un titre\"`.\n"
	}
	return "Hello", "This is the first article. Change it, or begin another with `fil new \"A title\"`.\n"
}
