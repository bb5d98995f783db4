package source

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// authority matches a tagging entity (RFC 4151 §2.1): a domain name or email address, and a date on
// which it belonged to the author, given to the year, month or day.
var authority = regexp.MustCompile(`^(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*,\d{4}(?:-\d{2}(?:-\d{2})?)?$`)

// readAuthority reads a name and a date, which begin the IDs of articles (RFC 4151).
func readAuthority(r *siteReader, v *frontmatter.Value) error {
	s, err := v.Str("id_authority")
	if err != nil {
		return err
	}
	s = strings.ReplaceAll(s, " ", "")
	name, date, _ := strings.Cut(s, ",")
	if date == "" {
		return frontmatter.Errorf(v.Line, fmt.Sprintf("write id_authority: %s,2024 with a year in which the name was yours, and never change it again", name),
			"id_authority %q has no date", s)
	}
	_, dateErr := plaintext.ParseDate(date, time.UTC)
	if !authority.MatchString(s) || dateErr != nil {
		return frontmatter.Errorf(v.Line, "write it as in id_authority: example.org,2024", "id_authority %q is not a name and a date", s)
	}
	r.site.IDAuthority = strings.ToLower(name) + "," + date
	return nil
}

const permalinksHint = "write it as in permalinks: /{year}/{month}/{slug}/"

// readPermalinks reads the pattern of addresses, or a table of patterns by section, in which / is for all
// other articles.
func readPermalinks(r *siteReader, v *frontmatter.Value) error {
	r.permalinks = v
	if v.Kind != frontmatter.Table {
		return permalinkInto(&r.site.Permalinks, v)
	}
	r.site.SectionPermalinks = map[string]string{}
	for _, f := range v.Fields {
		pattern := ""
		if err := permalinkInto(&pattern, f.Value); err != nil {
			return err
		}
		if f.Key == "/" {
			r.site.Permalinks = pattern
		} else {
			r.site.SectionPermalinks[strings.Trim(f.Key, "/")] = pattern
		}
	}
	return nil
}

// readIDs reads the pattern of the IDs that articles have from another program.
func readIDs(r *siteReader, v *frontmatter.Value) error {
	const hint = "write it as in ids: \"https://example.org{address}\", or \"tag:example.org,{year}-{month}-{day}:{address}.html\""
	s, err := v.Str("ids")
	if err == nil {
		err = feed.CheckIDs(s)
	}
	if err != nil {
		return frontmatter.Errorf(v.Line, hint, "ids %v", err)
	}
	if strings.ContainsFunc(s, unicode.IsSpace) {
		return frontmatter.Errorf(v.Line, hint, "ids %q has a space", s)
	}
	r.site.IDPattern = s
	return nil
}

// permalinkInto reads one pattern of addresses.
func permalinkInto(into *string, v *frontmatter.Value) error {
	s, err := v.Str("permalinks")
	if err != nil {
		return err
	}
	s = feed.PermalinkStyle(s)
	if err := feed.CheckPermalinks(s); err != nil {
		return frontmatter.Errorf(v.Line, permalinksHint+"; its parts are "+strings.Join(feed.PermalinkParts(), ", "), "permalinks %v", err)
	}
	if strings.ContainsAny(s, "?#\\ ") || !strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "https://") {
		return frontmatter.Errorf(v.Line, permalinksHint, "permalinks %q is neither a path nor an address", s)
	}
	*into = s
	return nil
}
