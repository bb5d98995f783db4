package page

import (
	"cmp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fil/feed"

	"golang.org/x/text/language"
)

// dates formats dates and numbers in a language, by the patterns of CLDR.
type dates struct {
	language string  // a BCP 47 tag
	locale   *locale // nil for dates as in ISO 8601
}

// datesFor returns the format for a language: that of the tag or of its nearest parent with a locale,
// so "fr-ML" gets "fr". "" means English.
func datesFor(tag string) dates {
	if tag == "" {
		tag = "en"
	}
	for t, err := language.Parse(tag); err == nil && t != language.Und; t = t.Parent() {
		if l := localeOf(t.String()); l != nil {
			return dates{t.String(), l}
		}
	}
	return dates{language: tag}
}

// day formats a date with the month in full: "15 janvier 2024".
func (d dates) day(t time.Time) string {
	if d.locale == nil {
		return t.Format(time.DateOnly)
	}
	return d.frenchFirst(t, d.locale.long(t))
}

// frenchFirst writes the first day of a month in French as "1er janvier 2024", for which CLDR has no
// pattern. Any other date is returned unchanged.
func (d dates) frenchFirst(t time.Time, date string) string {
	if rest, ok := strings.CutPrefix(date, "1 "); ok && t.Day() == 1 && strings.HasPrefix(d.language, "fr") {
		return "1er " + rest
	}
	return date
}

// monthPatterns are the patterns for a month with its year (CLDR, yMMMM) in languages where that is
// not "{month} {year}".
var monthPatterns = map[string]string{
	"ca": "{month} del {year}", "es": "{month} de {year}", "eu": "{year}(e)ko {month}", "gl": "{month} de {year}", "hu": "{year}. {month}",
	"ja": "{year}年{month}", "ko": "{year}년 {month}", "lt": "{year} m. {month}", "lv": "{year}. gada {month}", "pt": "{month} de {year}", "zh": "{year}年{month}",
}

// month formats a date without its day: "janvier 2024".
func (d dates) month(t time.Time) string {
	if d.locale == nil {
		return t.Format("2006-01")
	}
	base, _, _ := strings.Cut(d.language, "-")
	return strings.NewReplacer("{month}", d.locale.wide[t.Month()-1], "{year}", t.Format("2006")).Replace(cmp.Or(monthPatterns[base], "{month} {year}"))
}

// short formats a date with an abbreviated month: "15 janv. 2024".
func (d dates) short(t time.Time) string {
	if d.locale == nil {
		return t.Format(time.DateOnly)
	}
	return d.frenchFirst(t, d.locale.medium(t))
}

// monthName returns the name of the month for a heading, with a capital: "Janvier".
func (d dates) monthName(t time.Time) string {
	if d.locale == nil {
		return t.Format("2006-01")
	}
	name := d.locale.wide[t.Month()-1]
	r, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(r)) + name[n:]
}

// Moment is a time in three formats: Machine for a datetime attribute (RFC 3339), Day ("15 janvier
// 2024") and Short ("15 janv. 2024") as a date in the site's language.
type Moment struct{ Machine, Day, Short string }

// moment returns t in the formats of a Moment.
func (f *Frame) moment(t time.Time) Moment {
	return Moment{t.Format(time.RFC3339), f.dates.day(t), f.dates.short(t)}
}

// published returns when an article was published: the month alone, if its author gave no day.
func (f *Frame) published(a *feed.Meta) Moment {
	if a.Traits.Has(feed.MonthOnly) {
		month := f.dates.month(a.Published)
		return Moment{a.Published.Format("2006-01"), month, month}
	}
	return f.moment(a.Published)
}
