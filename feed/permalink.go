package feed

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// addressed is an article that gets its address. given says that its slug is that of its front matter.
type addressed struct {
	*Article
	given      bool
	categories []string
}

// permalinkParts are the parts of a pattern of addresses, by name, as {year} or :year. They have the
// names that Hugo and Jekyll use. A value is percent-encoded; "" takes away the slash after the part.
var permalinkParts = map[string]func(s *Site, a addressed) string{
	"year":        date("2006"),
	"month":       date("01"),
	"day":         date("02"),
	"short_year":  date("06"),
	"i_month":     date("1"),
	"i_day":       date("2"),
	"monthname":   lowerDate("January"),
	"short_month": date("Jan"),
	"weekdayname": lowerDate("Monday"),
	"short_day":   date("Mon"),
	"long_month":  date("January"),
	"long_day":    date("Monday"),
	"w_day":       func(_ *Site, a addressed) string { return fmt.Sprint((int(a.Published.Weekday())+6)%7 + 1) },
	"hour":        date("15"),
	"minute":      date("04"),
	"second":      date("05"),
	"yearday":     func(_ *Site, a addressed) string { return fmt.Sprint(a.Published.YearDay()) },
	"y_day":       func(_ *Site, a addressed) string { return fmt.Sprintf("%03d", a.Published.YearDay()) },
	"weekday":     func(_ *Site, a addressed) string { return fmt.Sprint(int(a.Published.Weekday())) },
	"week":        func(_ *Site, a addressed) string { _, week := a.Published.ISOWeek(); return fmt.Sprintf("%02d", week) },
	"w_year":      func(_ *Site, a addressed) string { year, _ := a.Published.ISOWeek(); return fmt.Sprint(year) },

	"slug":                  func(_ *Site, a addressed) string { return url.PathEscape(a.Slug) },
	"title":                 func(s *Site, a addressed) string { return url.PathEscape(cmp.Or(s.Slug(a.Title), a.Slug)) },
	"slugortitle":           slugOrTitle,
	"filename":              fileName,
	"name":                  fileName,
	"contentbasename":       fileName,
	"slugorfilename":        func(_ *Site, a addressed) string { return url.PathEscape(a.Slug) },
	"slugorcontentbasename": func(_ *Site, a addressed) string { return url.PathEscape(a.Slug) },

	// The path of the permalink, without .html or a slash at its end.
	"address": func(_ *Site, a addressed) string {
		u, err := url.Parse(a.Permalink)
		if err != nil {
			return ""
		}
		return strings.TrimSuffix(strings.TrimSuffix(u.EscapedPath(), "/"), ".html")
	},
	"section": func(s *Site, a addressed) string { return escapePath(s.folderName(a.Section)) },
	"categories": func(_ *Site, a addressed) string {
		return joined(a.categories, func(category string) string { return url.PathEscape(strings.ToLower(category)) })
	},
	"slugified_categories": func(s *Site, a addressed) string {
		return joined(a.categories, func(category string) string { return url.PathEscape(s.Slug(category)) })
	},
	"collection": func(*Site, addressed) string { return "posts" }, // Jekyll's name of what is in _posts
	"output_ext": func(*Site, addressed) string { return ".html" },
	"sections": func(s *Site, a addressed) string {
		_, rest := s.LanguageOfFile(a.Stem)
		folder, _ := path.Split(rest)
		return escapePath(strings.TrimSuffix(s.publicFolder(folder), "/"))
	},
}

// joined returns the segments of an address that texts become.
func joined(texts []string, segment func(string) string) string {
	segments := make([]string, len(texts))
	for i, text := range texts {
		segments[i] = segment(text)
	}
	return strings.Join(segments, "/")
}

// identifying are the parts that tell articles apart.
var identifying = []string{"address", "slug", "slugortitle", "title", "filename", "name", "contentbasename", "slugorfilename", "slugorcontentbasename"}

// date returns a part that writes the date of an article.
func date(form string) func(*Site, addressed) string {
	return func(_ *Site, a addressed) string { return a.Published.Format(form) }
}

// lowerDate is date in lower case.
func lowerDate(form string) func(*Site, addressed) string {
	return func(_ *Site, a addressed) string { return strings.ToLower(a.Published.Format(form)) }
}

// slugOrTitle returns what Hugo calls :slug: the slug of the front matter, else that of the title.
func slugOrTitle(s *Site, a addressed) string {
	if a.given {
		return url.PathEscape(a.Slug)
	}
	return url.PathEscape(cmp.Or(s.Slug(a.Title), a.Slug))
}

// fileName returns the name of the file without extension, and without its date unless the site keeps that.
func fileName(s *Site, a addressed) string {
	_, rest := s.LanguageOfFile(a.Stem)
	return url.PathEscape(s.addressName(path.Base(rest)))
}

// permalinkPart matches a part of a pattern of addresses: {name}, or :name as Hugo and Jekyll write it.
// idPart matches one of IDs, in which ":" has another meaning.
var (
	permalinkPart = regexp.MustCompile(`\{[^}]*\}?|\}|:[a-z_]+`)
	idPart        = regexp.MustCompile(`\{[^}]*\}?|\}`)
)

func partName(part string) string { return strings.Trim(part, "{}:") }

// CheckPermalinks returns an error if a pattern of addresses has a part that is unknown, or none that
// tells articles apart.
func CheckPermalinks(pattern string) error {
	if strings.Contains(pattern, "{address}") || strings.Contains(pattern, ":address") {
		return fmt.Errorf("has the part {address}, which is what it makes")
	}
	return checkPattern(pattern, permalinkPart)
}

// CheckIDs is CheckPermalinks for a pattern of IDs.
func CheckIDs(pattern string) error { return checkPattern(pattern, idPart) }

func checkPattern(pattern string, parts *regexp.Regexp) error {
	if strings.ContainsAny(pattern, "[]") {
		return fmt.Errorf("has brackets, as Hugo's :sections[1:], which Fil does not know")
	}
	tells := false
	for _, part := range parts.FindAllString(pattern, -1) {
		name := partName(part)
		if permalinkParts[name] == nil || part[0] == '{' && part[len(part)-1] != '}' || part == "}" {
			return fmt.Errorf("has the unknown part %s", part)
		}
		tells = tells || slices.Contains(identifying, name)
	}
	if !tells {
		return fmt.Errorf("without {slug} makes the same of many articles")
	}
	return nil
}

// PermalinkParts returns the names of the parts of a pattern of addresses, sorted.
func PermalinkParts() []string {
	names := make([]string, 0, len(permalinkParts))
	for name := range permalinkParts {
		if name != "address" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// expand fills in a pattern for an article. parts matches its parts.
func (s *Site) expand(pattern string, parts *regexp.Regexp, a addressed) string {
	var b strings.Builder
	done := 0
	for _, at := range parts.FindAllStringIndex(pattern, -1) {
		b.WriteString(pattern[done:at[0]])
		part := permalinkParts[partName(pattern[at[0]:at[1]])]
		if part == nil { // of an address in front matter, which is no pattern
			b.WriteString(pattern[at[0]:at[1]])
			done = at[1]
			continue
		}
		value := part(s, a)
		b.WriteString(value)
		done = at[1]
		if value == "" && strings.HasPrefix(pattern[done:], "/") {
			done++
		}
	}
	return b.String() + pattern[done:]
}

// pattern returns the pattern of an article's address, "" for none.
func (s *Site) pattern(a *Article) string {
	if a.Standalone() {
		return ""
	}
	if pattern, found := s.SectionPermalinks[a.Section]; found {
		return pattern
	}
	return s.Permalinks
}

// isPattern reports whether an address of front matter is a pattern, as Jekyll and Hugo write one.
func isPattern(address string) bool { return strings.Contains(address, "/:") }

// permalinkStyles are Jekyll's names of patterns.
var permalinkStyles = map[string]string{
	"date":     "/{categories}/{year}/{month}/{day}/{slug}.html",
	"pretty":   "/{categories}/{year}/{month}/{day}/{slug}/",
	"ordinal":  "/{categories}/{year}/{y_day}/{slug}.html",
	"weekdate": "/{categories}/{year}/W{week}/{short_day}/{slug}.html",
	"none":     "/{categories}/{slug}.html",
}

// PermalinkStyle returns the pattern for one of Jekyll's names of patterns, and any other text as it is.
func PermalinkStyle(name string) string { return cmp.Or(permalinkStyles[name], name) }
