package check

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// The dates of RFC 822 §5.1 with a year of four digits, as RSS 2.0 has them, and forms that are allowed but rare.
var (
	date822  = regexp.MustCompile(`^(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (GMT|UT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|Z|[+-]\d{4})$`)
	rare822  = regexp.MustCompile(`(?i)^(?:(mon|tue|wed|thu|fri|sat|sun)[a-z]* *, *)?(\d{1,2}) +(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) +(\d{4}|\d\d) +(\d\d):(\d\d)(?::(\d\d))? *([A-Za-z]{1,3}|[+-]\d{4})$`)
	comments = regexp.MustCompile(`\([^()]*\)`)
	minutes  = regexp.MustCompile(`[+-]\d\d(\d\d)$`)
)

// rfc822 wants a date of RFC 822 with a year of four digits (RSS 2.0, date-time).
func rfc822(v *visit, x value) {
	text := strings.TrimSpace(x.text)
	m := date822.FindStringSubmatch(text)
	if m == nil {
		if rare := rare822.FindStringSubmatch(strings.TrimSpace(comments.ReplaceAllString(text, " "))); rare != nil {
			v.wrong(kindDateForm, x, "few programs read %q", clip(text))
		} else {
			v.wrong(kindDate822, x, "%q is no date", clip(text))
		}
		return
	}
	seconds := m[7]
	if seconds == "" {
		seconds = "00"
	}
	if seconds == "60" { // a leap second
		seconds = "59"
	}
	t, err := time.Parse("2 Jan 2006 15:04:05", m[2]+" "+m[3]+" "+m[4]+" "+m[5]+":"+m[6]+":"+seconds)
	switch {
	case err != nil:
		v.wrong(kindDate822, x, "there is no date %q", clip(text))
	case m[1] != "" && t.Weekday().String()[:3] != m[1]:
		v.wrong(kindWeekday, x, "%s is a %s", t.Format("2 January 2006"), t.Weekday())
	case minutes.MatchString(text) && !slices.Contains([]string{"00", "15", "30", "45"}, minutes.FindStringSubmatch(text)[1]):
		v.wrong(kindDateForm, x, "no time zone is at %s", text[len(text)-5:])
	default:
		v.plausible(x, t)
	}
}

// plausible reports a time before there were feeds, or in the future.
func (v *visit) plausible(x value, t time.Time) {
	if t.Year() < 1970 || !v.options.Now.IsZero() && t.After(v.options.Now.AddDate(0, 0, 8)) {
		v.wrong(kindImplausible, x, "the date is %s", t.Format("2 January 2006"))
	}
}

var date3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)

// rfc3339 wants a date of RFC 3339 with T and Z in upper case (RFC 4287 §3.3).
func rfc3339(v *visit, x value) {
	text := x.text
	if trimmed := strings.TrimSpace(text); trimmed != text && date3339.MatchString(trimmed) {
		v.wrong(kindSpace, x, "white space around the date")
		text = trimmed
	}
	v.instant(x, text)
}

// isInstant reports whether a text is a date of RFC 3339 with T and Z in upper case. time.Parse also takes an
// hour of one digit and a comma; and a leap second is right.
func isInstant(text string) bool {
	const head = "2006-01-02T15:04:05"
	if len(text) <= len(head) || text[10] != 'T' || text[13] != ':' || strings.ContainsAny(text, "z,") {
		return false
	}
	if text[17:19] == "60" {
		text = text[:17] + "59" + text[19:]
	}
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}

func (v *visit) instant(x value, text string) {
	if !isInstant(text) {
		v.wrong(kindDate3339, x, "%q is no date of RFC 3339", clip(text))
		return
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil { // else it is a leap second
		v.plausible(x, t)
	}
}

// w3cDate wants a date of W3CDTF, which may be a year, a month or a day.
func w3cDate(v *visit, x value) {
	text := strings.TrimSpace(x.text)
	for _, layout := range []string{"2006", "2006-01", "2006-01-02", "2006-01-02T15:04Z07:00", time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			v.plausible(x, t)
			return
		}
	}
	v.wrong(kindDateW3C, x, "%q is no date of W3CDTF", clip(text))
}
