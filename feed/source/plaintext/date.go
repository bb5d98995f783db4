package plaintext

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const DateHint = "write it as 2024-01-15, 2024-01-15 10:30 or 2024-01-15T10:30:00+01:00"

// ParseDate understands RFC 3339, RFC 822, and what people and programs write besides, in
// the site's zone where none is given. It never answers zero without an error. 03/04/2024
// is an error, because it is two days.
func ParseDate(s string, zone *time.Location) (time.Time, error) {
	return parseDateIn(s, zone, unknownOrder)
}

// dateOrder says which number of 03/04/2024 is the month.
type dateOrder int

const (
	unknownOrder dateOrder = iota
	dayFirst
	monthFirst
)

// parseDateIn does the same where it is known what comes first.
func parseDateIn(s string, zone *time.Location, order dateOrder) (time.Time, error) {
	s = dashedMonth.ReplaceAllString(strings.TrimSpace(s), "$1 $2 $3")
	if len(s) >= len("2006-01-02T15:04:05Z") && s[10] == 'T' { // most
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			return InRange(t.In(zone), s)
		}
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, zone); err == nil {
		return InRange(t, s)
	}
	p := &dateParser{rest: s, zone: zone, order: order, hour: -1}
	if err := p.parse(); err != nil {
		var two *ambiguousDate
		if errors.As(err, &two) {
			return time.Time{}, fmt.Errorf("%q may be %s or %s", s, two.dayFirst, two.monthFirst)
		}
		return time.Time{}, fmt.Errorf("%q is not a date", s)
	}
	t, err := p.time()
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a date", s)
	}
	return InRange(t, s)
}

// InRange refuses years that the formats cannot say (RFC 3339 §5.6: four digits).
func InRange(t time.Time, s string) (time.Time, error) {
	if t.Year() < 1 || t.Year() > 9999 || t.IsZero() {
		return time.Time{}, fmt.Errorf("%q is a date outside the years 1 to 9999", s)
	}
	return t, nil
}

var (
	errNoDate = errors.New("it is not a date")
	errNoDay  = errors.New("there is no such day")
)

// ambiguousDate is one that is two days.
type ambiguousDate struct{ dayFirst, monthFirst string }

// Error names both.
func (e *ambiguousDate) Error() string { return e.dayFirst + " or " + e.monthFirst }

// dateParser takes a date apart from the left. Its parts may come in any order, each once:
// "Fri Jul  8 10:00:00 UTC 2022" and "8 Jul 2022 10:00 UTC" are one date.
type dateParser struct {
	rest  string
	zone  *time.Location
	order dateOrder

	year, month, day     int
	hour, minute, second int // hour is -1 where there is no time of day
	nano                 int
	twelve               string // am or pm
	own                  *time.Location
	weekday              bool
	short                bool // the year has two digits
}

// dashedMonth is 15-Jan-2024, as some mails and databases have it.
var dashedMonth = regexp.MustCompile(`^(\d{1,2})-(\p{L}{3,9})-(\d{4})`)

var (
	// A date in digits, the year first: 2024, 2024-01, 2024-1-15, 2024/01/15, 2024.01.15.
	yearFirst  = regexp.MustCompile(`^(\d{4})(?:([-/.])(\d{1,2})(?:[-/.](\d{1,2}))?)?(?:$|[^\d])`)
	compact    = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:$|[^\d])`)
	yearLast   = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:$|[^\d])`)
	dayTime    = regexp.MustCompile(`^(?i:(\d{1,2})(?::|\s?h\s?|\.)(\d{2})(?:(?::|m|\.)(\d{2})(?:[.,](\d{1,9}))?s?)?|(\d{1,2})\s?(?:h|heures?)(?:$|[^\p{L}\d])|(\d{1,2})\s?(?:am|pm|a\.m\.|p\.m\.)(?:$|[^\p{L}]))`)
	basicTime  = regexp.MustCompile(`^T(\d{2})(\d{2})(\d{2})?(?:$|[^\d])`)
	offset     = regexp.MustCompile(`^(?:UTC|GMT)?\s?([+\-−])(\d{2}):?(\d{2})?(?:$|[^\d])`)
	number     = regexp.MustCompile(`^(\d{1,2})(?i:er|st|nd|rd|th|[ºª])?(?:$|[^\d])`)
	ordinal    = regexp.MustCompile(`^(?i:er|st|nd|rd|th|[ºª])`)
	dottedHalf = regexp.MustCompile(`^(?i:[ap])\.\s?(?i:m)\.?`)
	dateWord   = regexp.MustCompile(`^[\p{L}/_]+`)
	dateGlue   = regexp.MustCompile(`^(?:[\s,.;·|]|(?i:(?:le|on|the|of|at|à|um|am|el|de|del|en|a las|alle|às|uhr|den|at|il|du)(?:$|[\s:])))+`)
	comment    = regexp.MustCompile(`^\(([^()]*)\)|^\[([A-Za-z]+(?:/[A-Za-z_]+)+)\]`)
)

// parse takes all parts, and refuses what is left.
func (p *dateParser) parse() error {
	for p.rest != "" {
		if p.glue() {
			continue
		}
		took := false
		for _, part := range []func() (bool, error){p.digits, p.clock, p.zoned, p.word, p.numbered, p.aside} {
			ok, err := part()
			if err != nil {
				return err
			}
			if took = ok; ok {
				break
			}
		}
		if !took {
			return errNoDate
		}
	}
	if p.year == 0 && !p.short && p.month == 0 {
		return errNoDate
	}
	return nil
}

func (p *dateParser) glue() bool {
	m := dateGlue.FindString(p.rest)
	if p.apart(m) {
		m = m[:len(m)-len(strings.TrimLeft(m, " "))]
	}
	p.rest = p.rest[len(m):]
	return m != ""
}

// apart reports whether glue is am or the like behind a time of day.
func (p *dateParser) apart(glue string) bool {
	return strings.EqualFold(strings.TrimSpace(glue), "am") && p.hour >= 0 && p.twelve == ""
}

// groups finds a pattern, and returns its groups and where the last of them ends.
func (p *dateParser) groups(pattern *regexp.Regexp) (groups []string, end int) {
	at := pattern.FindStringSubmatchIndex(p.rest)
	if at == nil {
		return nil, 0
	}
	for i := 0; i+1 < len(at); i += 2 {
		group := ""
		if at[i] >= 0 {
			group = p.rest[at[i]:at[i+1]]
			if i > 0 {
				end = max(end, at[i+1])
			}
		}
		groups = append(groups, group)
	}
	return groups, end
}

// Atoi returns the number that decimal digits stand for, 0 if there are none or it is too large.
func Atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// digits takes a date in digits.
func (p *dateParser) digits() (bool, error) {
	if p.year != 0 || p.short {
		return false, nil
	}
	if m, end := p.groups(compact); m != nil && p.month == 0 {
		p.year, p.month, p.day = Atoi(m[1]), Atoi(m[2]), Atoi(m[3])
		p.rest = p.rest[end:]
		return true, p.exists()
	}
	if m, end := p.groups(yearFirst); m != nil {
		if m[3] != "" && p.month != 0 {
			return false, errNoDate
		}
		p.year = Atoi(m[1])
		if p.year == 0 {
			p.short = true // 0000, which inRange refuses
		}
		if m[3] != "" {
			p.month, p.day = Atoi(m[3]), Atoi(m[4])
			if p.month == 0 || m[4] != "" && p.day == 0 {
				return false, errNoDay
			}
		}
		p.rest = strings.TrimPrefix(p.rest[end:], "T")
		if p.rest != "" && p.rest[0] == 't' { // RFC 3339 §5.6: t and z may be small
			p.rest = p.rest[1:]
		}
		return true, nil
	}
	m, end := p.groups(yearLast)
	if m == nil || p.month != 0 {
		return false, nil
	}
	p.year, p.rest = Atoi(m[3]), p.rest[end:]
	return true, p.decide(Atoi(m[1]), Atoi(m[2]))
}

// decide finds out which of two numbers is the month.
func (p *dateParser) decide(first, second int) error {
	switch {
	case first > 12, p.order == dayFirst && second <= 12, first == second:
		p.day, p.month = first, second
	case second > 12, p.order == monthFirst:
		p.month, p.day = first, second
	default:
		return &ambiguousDate{fmt.Sprintf("%04d-%02d-%02d", p.year, second, first), fmt.Sprintf("%04d-%02d-%02d", p.year, first, second)}
	}
	return p.exists()
}

func (p *dateParser) exists() error {
	if p.month < 1 || p.month > 12 || p.day < 1 || p.day > 31 {
		return errNoDay
	}
	return nil
}

// clock takes a time of day.
func (p *dateParser) clock() (bool, error) {
	if p.hour >= 0 {
		return false, nil
	}
	m, end := p.groups(basicTime)
	if m != nil && p.year != 0 {
		p.hour, p.minute, p.second = Atoi(m[1]), Atoi(m[2]), Atoi(m[3])
		p.rest = p.rest[end:]
		return true, nil
	}
	if m, end = p.groups(dayTime); m == nil {
		return false, nil
	}
	p.hour = Atoi(m[1] + m[5] + m[6])
	p.minute, p.second = Atoi(m[2]), Atoi(m[3])
	if m[4] != "" {
		p.nano = Atoi((m[4] + "000000000")[:9])
	}
	whole := p.rest[:end]
	p.rest = p.rest[end:]
	switch {
	case m[5] != "":
		p.rest = strings.TrimLeft(p.rest, " ")
		p.rest = p.rest[len(dateWord.FindString(p.rest)):] // h, heures
	case m[3] != "" && p.rest != "" && p.rest[0]|0x20 == 's':
		p.rest = p.rest[1:]
	}
	if p.hour > 24 || p.minute > 59 || p.second > 60 || whole == "" {
		return false, errNoDay
	}
	return true, nil
}

// zoned takes an offset, which only a time of day has.
func (p *dateParser) zoned() (bool, error) {
	m, end := p.groups(offset)
	if m == nil || p.hour < 0 {
		return false, nil
	}
	seconds := Atoi(m[2])*3600 + Atoi(m[3])*60
	if seconds > 15*3600 || Atoi(m[3]) > 59 {
		return false, errNoDate
	}
	if m[1] != "+" {
		seconds = -seconds
	}
	p.own, p.rest = time.FixedZone("", seconds), p.rest[end:]
	return true, nil
}

// word takes a month, a weekday, am or pm, or the name of a zone.
func (p *dateParser) word() (bool, error) {
	word := dateWord.FindString(p.rest)
	if word == "" {
		return false, nil
	}
	lower := strings.ToLower(word)
	switch n := monthOf(lower); {
	case n > 0 && p.month == 0 && !(isWeekday(lower) && namesMonth(p.rest[len(word):])): // mar. is March, and mardi
		p.month = n
	case !p.weekday && isWeekday(lower):
		p.weekday = true
	case p.hour >= 0 && p.twelve == "" && (lower == "am" || lower == "pm"):
		p.twelve = lower
	case p.hour >= 0 && p.twelve == "" && (lower == "a" || lower == "p"):
		dotted := dottedHalf.FindString(p.rest)
		if dotted == "" {
			return false, errNoDate
		}
		p.twelve, p.rest = lower+"m", p.rest[len(dotted):]
		return true, nil
	default:
		zone := zoneNamed(word)
		if zone == nil || p.own != nil && lower != "utc" && lower != "gmt" {
			return false, errNoDate
		}
		p.own = zone
	}
	p.rest = p.rest[len(word):]
	return true, nil
}

// namesMonth reports whether a month is named in a text.
func namesMonth(s string) bool {
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if monthOf(strings.ToLower(word)) > 0 {
			return true
		}
	}
	return false
}

// numbered takes a day, or the two digits of RFC 822's years, behind a month.
func (p *dateParser) numbered() (bool, error) {
	m, end := p.groups(number)
	if m == nil {
		return false, nil
	}
	switch n := Atoi(m[1]); {
	case p.day == 0 && n >= 1 && n <= 31:
		p.day = n
	case p.day != 0 && p.month != 0 && p.year == 0 && len(m[1]) == 2:
		p.year, p.short = 2000+n, true // RFC 2822 §4.3
		if n >= 50 {
			p.year = 1900 + n
		}
	default:
		return false, errNoDate
	}
	p.rest = p.rest[end:]
	p.rest = p.rest[len(ordinal.FindString(p.rest)):]
	return true, nil
}

// aside takes what a browser puts behind an offset, which says the same in words, and a
// zone in brackets (RFC 9557).
func (p *dateParser) aside() (bool, error) {
	m := comment.FindStringSubmatch(p.rest)
	if m == nil || p.hour < 0 {
		return false, nil
	}
	if p.own == nil {
		if p.own = zoneNamed(m[1] + m[2]); p.own == nil {
			return false, errNoDate
		}
	}
	p.rest = p.rest[len(m[0]):]
	return true, nil
}

// time is the moment that the parts make.
func (p *dateParser) time() (time.Time, error) {
	if p.year == 0 && !p.short || p.day != 0 && p.month == 0 {
		return time.Time{}, errNoDate
	}
	month, day, hour := max(p.month, 1), max(p.day, 1), max(p.hour, 0)
	if p.twelve != "" && hour > 12 || p.hour >= 0 && p.day == 0 || month > 12 || hour == 24 && p.minute+p.second > 0 {
		return time.Time{}, errNoDate
	}
	if p.twelve != "" {
		hour %= 12
		if p.twelve == "pm" {
			hour += 12
		}
	}
	zone := p.own
	if zone == nil {
		zone = p.zone
	}
	t := time.Date(p.year, time.Month(month), day, hour, p.minute, p.second, p.nano, zone)
	if d := time.Date(p.year, time.Month(month), day, 0, 0, 0, 0, time.UTC); d.Day() != day {
		return time.Time{}, errNoDay
	}
	return t.In(p.zone), nil
}
