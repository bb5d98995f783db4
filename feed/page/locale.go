package page

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"time"
)

// localeText has a line for each language whose dates and numbers Fil writes by the patterns of CLDR: its
// BCP 47 tag, the patterns of a long and of a short date, the decimal and the group separator, the size of
// groups of digits beyond the last, the names of the months, and their abbreviations, with tabs between. TestLocales makes it from a library. Dates in any
// other language are written as in ISO 8601.
//
//go:embed locales.txt
var localeText string

// locale is what Fil knows of a language.
type locale struct {
	longPattern, mediumPattern string // {d} {dd} day, {n} {nn} month in digits, {M} and {m} its names, {y} year
	decimal, group             string
	groupSize                  int      // of digits, but for the last group, which has three
	wide, abbreviated          []string // the names of the months
}

// allLocales are all locales, by their tags.
var allLocales = sync.OnceValue(func() map[string]*locale {
	all := map[string]*locale{}
	for line := range strings.Lines(localeText) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		size, _ := strconv.Atoi(f[5]) // a test has made it
		all[f[0]] = &locale{f[1], f[2], f[3], f[4], size, strings.Split(f[6], "|"), strings.Split(f[7], "|")}
	}
	return all
})

// localeOf returns the locale of a tag, nil if there is none.
func localeOf(tag string) *locale { return allLocales()[tag] }

// long formats a date with the month in full.
func (l *locale) long(t time.Time) string { return l.format(l.longPattern, t) }

// medium formats a date with an abbreviated month.
func (l *locale) medium(t time.Time) string { return l.format(l.mediumPattern, t) }

func (l *locale) format(pattern string, t time.Time) string {
	var date strings.Builder
	for {
		text, rest, found := strings.Cut(pattern, "{")
		date.WriteString(text)
		if !found {
			return date.String()
		}
		var field string
		field, pattern, _ = strings.Cut(rest, "}")
		switch field {
		case "M":
			date.WriteString(l.wide[t.Month()-1])
		case "m":
			date.WriteString(l.abbreviated[t.Month()-1])
		default:
			date.WriteString(t.Format(digits[field]))
		}
	}
}

// digits has the layouts of package time for the fields of a pattern that are written in digits.
var digits = map[string]string{"d": "2", "dd": "02", "n": "1", "nn": "01", "y": "2006"}

// number formats a number with a number of digits behind the decimal separator.
func (l *locale) number(n float64, digits int) string {
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(n, 'f', digits, 64), ".")
	for i := len(whole) - 3; i > 0; i -= l.groupSize {
		whole = whole[:i] + l.group + whole[i:]
	}
	if fraction == "" {
		return whole
	}
	return whole + l.decimal + fraction
}
