package plaintext

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
)

var (
	errNoDate = errors.New("it is not a date")
	errNoDay  = errors.New("there is no such day")
)

// dateParser reads the parts of a date from left to right. They may come in any order, each once:
// "Fri Jul  8 10:00:00 UTC 2022" and "8 Jul 2022 10:00 UTC" are the same date.
type dateParser struct {
	rest  string         // what is not read yet
	zone  *time.Location // of the result, and of a date that names none
	order dateOrder

	year, month, day     int // 0 if not read yet
	hour, minute, second int // hour is -1 if no time of day was read
	nano                 int
	meridiem             string         // "am" or "pm", "" where none was read
	explicit             *time.Location // zone or offset in the text, nil for none
	weekday              bool           // a weekday was read
	twoDigitYear         bool           // the year had two digits, or is 0000
}

// Patterns of the parts, each at the head of the text. The digits or letters that must not follow a part are
// outside its groups.
var (
	// 2024, 2024-01, 2024-1-15, 2024/01/15, 2024.01.15
	yearFirstDate = regexp.MustCompile(`^(\d{4})(?:([-/.])(\d{1,2})(?:[-/.](\d{1,2}))?)?(?:$|[^\d])`)
	// 20240115
	compactDate = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:$|[^\d])`)
	// 15/01/2024, 15-1-2024, 15.01.2024
	yearLastDate = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:$|[^\d])`)
	// 10:30, 10:30:05.25, 10h30, 10h30m05s, 10.30, 10h, 10 heures, 10 am, 10 p.m.
	timePattern = regexp.MustCompile(`^(?i:(\d{1,2})(?::|\s?h\s?|\.)(\d{2})(?:(?::|m|\.)(\d{2})(?:[.,](\d{1,9}))?s?)?|(\d{1,2})\s?(?:h|heures?)(?:$|[^\p{L}\d])|(\d{1,2})\s?(?:am|pm|a\.m\.|p\.m\.)(?:$|[^\p{L}]))`)
	// T103005, the basic format of ISO 8601
	basicTimePattern = regexp.MustCompile(`^T(\d{2})(\d{2})(\d{2})?(?:$|[^\d])`)
	// +0100, +01:00, +01, UTC+01, GMT-0500; the minus sign U+2212 as well
	offsetPattern = regexp.MustCompile(`^(?:UTC|GMT)?\s?([+\-−])(\d{2}):?(\d{2})?(?:$|[^\d])`)
	// 15, 1er, 15th, 1º
	numberPattern = regexp.MustCompile(`^(\d{1,2})(?i:er|st|nd|rd|th|[ºª])?(?:$|[^\d])`)
	ordinalSuffix = regexp.MustCompile(`^(?i:er|st|nd|rd|th|[ºª])`)
	// a.m., p. m.
	dottedHalf = regexp.MustCompile(`^(?i:[ap])\.\s?(?i:m)\.?`)
	dateWord   = regexp.MustCompile(`^[\p{L}/_]+`)
	// Punctuation, and the small words of several languages that stand between parts: 15 de enero de 2024.
	separators = regexp.MustCompile(`^(?:[\s,.;·|]|(?i:(?:le|on|the|of|at|à|um|am|el|de|del|en|a las|alle|às|uhr|den|at|il|du)(?:$|[\s:])))+`)
	// (Central European Standard Time) as Date.toString of JavaScript writes it; [Europe/Paris]
	commentPattern = regexp.MustCompile(`^\(([^()]*)\)|^\[([A-Za-z]+(?:/[A-Za-z_]+)+)\]`)
)

// parse reads all parts. It is an error if a part is unknown, stands twice, or if there is neither year nor month.
func (p *dateParser) parse() error {
	for p.rest != "" {
		if p.skipSeparator() {
			continue
		}
		matched := false
		for _, read := range []func() (bool, error){p.numericDate, p.timeOfDay, p.utcOffset, p.name, p.dayOrYear, p.zoneComment} {
			ok, err := read()
			if err != nil {
				return err
			}
			if ok {
				matched = true
				break
			}
		}
		if !matched {
			return errNoDate
		}
	}
	if p.year == 0 && !p.twoDigitYear && p.month == 0 {
		return errNoDate
	}
	return nil
}

// skipSeparator skips punctuation and small words, and reports whether there were any.
func (p *dateParser) skipSeparator() bool {
	m := separators.FindString(p.rest)
	if p.isMeridiem(m) {
		m = m[:len(m)-len(strings.TrimLeft(m, " "))]
	}
	p.rest = p.rest[len(m):]
	return m != ""
}

// isMeridiem reports whether a separator is the "am" behind a time of day. Elsewhere it is German: am 15. Januar.
func (p *dateParser) isMeridiem(separator string) bool {
	return strings.EqualFold(strings.TrimSpace(separator), "am") && p.hour >= 0 && p.meridiem == ""
}

// match returns the groups of a pattern, and the offset at which the last group ends; nil and 0 if it does not match.
func (p *dateParser) match(pattern *regexp.Regexp) (groups []string, end int) {
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

// numericDate reads a date that is written in digits alone, or a year.
func (p *dateParser) numericDate() (bool, error) {
	if p.year != 0 || p.twoDigitYear {
		return false, nil
	}
	if m, end := p.match(compactDate); m != nil && p.month == 0 {
		p.year, p.month, p.day = Atoi(m[1]), Atoi(m[2]), Atoi(m[3])
		p.rest = p.rest[end:]
		return true, p.checkDay()
	}
	if m, end := p.match(yearFirstDate); m != nil {
		if m[3] != "" && p.month != 0 {
			return false, errNoDate
		}
		p.year = Atoi(m[1])
		if p.year == 0 {
			p.twoDigitYear = true // 0000: a year was read, and InRange refuses it
		}
		if m[3] != "" {
			p.month, p.day = Atoi(m[3]), Atoi(m[4])
			if p.month == 0 || m[4] != "" && p.day == 0 {
				return false, errNoDay
			}
		}
		p.rest = strings.TrimPrefix(p.rest[end:], "T")
		if p.rest != "" && p.rest[0] == 't' { // RFC 3339 §5.6: T and Z may be lower case
			p.rest = p.rest[1:]
		}
		return true, nil
	}
	m, end := p.match(yearLastDate)
	if m == nil || p.month != 0 {
		return false, nil
	}
	p.year, p.rest = Atoi(m[3]), p.rest[end:]
	return true, p.resolveOrder(Atoi(m[1]), Atoi(m[2]))
}

// resolveOrder sets day and month from two numbers: a number over 12 is the day, and else the parser's order
// decides. Without an order the date is ambiguous.
func (p *dateParser) resolveOrder(first, second int) error {
	switch {
	case first > 12, p.order == dayFirst && second <= 12, first == second:
		p.day, p.month = first, second
	case second > 12, p.order == monthFirst:
		p.month, p.day = first, second
	default:
		return &ambiguousDate{fmt.Sprintf("%04d-%02d-%02d", p.year, second, first), fmt.Sprintf("%04d-%02d-%02d", p.year, first, second)}
	}
	return p.checkDay()
}

// checkDay returns an error for a month over 12 or a day over 31. The length of the month is checked by time.
func (p *dateParser) checkDay() error {
	if p.month < 1 || p.month > 12 || p.day < 1 || p.day > 31 {
		return errNoDay
	}
	return nil
}

// timeOfDay reads a time of day. Second 60 is a leap second, and hour 24 the end of the day.
func (p *dateParser) timeOfDay() (bool, error) {
	if p.hour >= 0 {
		return false, nil
	}
	m, end := p.match(basicTimePattern)
	if m != nil && p.year != 0 {
		p.hour, p.minute, p.second = Atoi(m[1]), Atoi(m[2]), Atoi(m[3])
		p.rest = p.rest[end:]
		return true, nil
	}
	m, end = p.match(timePattern)
	if m == nil {
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

// utcOffset reads an offset from UTC, which must stand behind a time of day.
func (p *dateParser) utcOffset() (bool, error) {
	m, end := p.match(offsetPattern)
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
	p.explicit, p.rest = time.FixedZone("", seconds), p.rest[end:]
	return true, nil
}

// name reads the name of a month, of a weekday or of a zone, or am or pm.
func (p *dateParser) name() (bool, error) {
	word := dateWord.FindString(p.rest)
	if word == "" {
		return false, nil
	}
	lower := strings.ToLower(word)
	switch n := monthOf(lower); {
	// "mar" is mars or mardi: the weekday if a month follows.
	case n > 0 && p.month == 0 && !(isWeekday(lower) && namesMonth(p.rest[len(word):])):
		p.month = n
	case !p.weekday && isWeekday(lower):
		p.weekday = true
	case p.hour >= 0 && p.meridiem == "" && (lower == "am" || lower == "pm"):
		p.meridiem = lower
	case p.hour >= 0 && p.meridiem == "" && (lower == "a" || lower == "p"):
		dotted := dottedHalf.FindString(p.rest)
		if dotted == "" {
			return false, errNoDate
		}
		p.meridiem, p.rest = lower+"m", p.rest[len(dotted):]
		return true, nil
	default:
		zone := zoneNamed(word)
		if zone == nil || p.explicit != nil && lower != "utc" && lower != "gmt" {
			return false, errNoDate
		}
		p.explicit = zone
	}
	p.rest = p.rest[len(word):]
	return true, nil
}

// namesMonth reports whether a text contains the name of a month.
func namesMonth(s string) bool {
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if monthOf(strings.ToLower(word)) > 0 {
			return true
		}
	}
	return false
}

// dayOrYear reads a day, or behind day and month the two digits of a year (RFC 822 §5.1).
func (p *dateParser) dayOrYear() (bool, error) {
	m, end := p.match(numberPattern)
	if m == nil {
		return false, nil
	}
	switch n := Atoi(m[1]); {
	case p.day == 0 && n >= 1 && n <= 31:
		p.day = n
	case p.day != 0 && p.month != 0 && p.year == 0 && len(m[1]) == 2:
		p.year, p.twoDigitYear = 2000+n, true // RFC 2822 §4.3: 00 to 49 are 2000 to 2049
		if n >= 50 {
			p.year = 1900 + n
		}
	default:
		return false, errNoDate
	}
	p.rest = p.rest[end:]
	p.rest = p.rest[len(ordinalSuffix.FindString(p.rest)):]
	return true, nil
}

// zoneComment skips the name in parentheses that browsers write behind an offset, or reads a zone in brackets
// (RFC 9557 §4.1). If no offset stands before it, the name is the zone, and must be known.
func (p *dateParser) zoneComment() (bool, error) {
	m := commentPattern.FindStringSubmatch(p.rest)
	if m == nil || p.hour < 0 {
		return false, nil
	}
	if p.explicit == nil {
		p.explicit = zoneNamed(m[1] + m[2])
		if p.explicit == nil {
			return false, errNoDate
		}
	}
	p.rest = p.rest[len(m[0]):]
	return true, nil
}

// time returns the time that the parts make, in the parser's zone. It is an error if the month has no such day, if
// a part is missing that another one needs, or for pm behind an hour over 12.
func (p *dateParser) time() (time.Time, error) {
	if p.year == 0 && !p.twoDigitYear || p.day != 0 && p.month == 0 {
		return time.Time{}, errNoDate
	}
	month, day, hour := max(p.month, 1), max(p.day, 1), max(p.hour, 0)
	if p.meridiem != "" && hour > 12 || p.hour >= 0 && p.day == 0 || month > 12 || hour == 24 && p.minute+p.second > 0 {
		return time.Time{}, errNoDate
	}
	if p.meridiem != "" {
		hour %= 12
		if p.meridiem == "pm" {
			hour += 12
		}
	}
	zone := p.explicit
	if zone == nil {
		zone = p.zone
	}
	t := time.Date(p.year, time.Month(month), day, hour, p.minute, p.second, p.nano, zone)
	if d := time.Date(p.year, time.Month(month), day, 0, 0, 0, 0, time.UTC); d.Day() != day {
		return time.Time{}, errNoDay
	}
	return t.In(p.zone), nil
}
