package source

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// header is what the lines above a plain text say of it.
type header struct {
	published time.Time
	updated   time.Time
	author    string
}

// The parts that a header line is made of. A line is a header only when it is made
// of such parts and nothing else, and one of them is a date or a share button: that
// leaves every ordinary sentence alone, whatever word it begins with.
var (
	headerLabel = part(`date de publication|publication date|date|publi[ée]e?s?|posted|published|created|` +
		`mis en ligne|paru|(mis à jour|mise à jour|dernière mise à jour|last updated|last modified|updated|modified|modifié)`)
	headerGlue  = regexp.MustCompile(`^(?:[\s|·•—–\-:,;/()\[\]]|(?i:le|on|du|the|à|at)[\s:])+`)
	headerClock = part(`(?:à|at)?\s*([01]?\d|2[0-3])\s?(?:h|:)\s?([0-5]\d)?(?::[0-5]\d)?\s*(?:(am|pm)\b)?(?:\s*(?:utc|gmt|cet|cest))?`)
	headerShare = part(`(?:share|tweet|partage[rz]?)(?:\s+(?:this|it|article|post|page|cet article|l['’]article|cette page))*` +
		`(?:\s+(?:on|sur|via|to|by|par|with|in))?`)
	headerNetwork = part(`telegram|facebook|twitter|x|whatsapp|linkedin|reddit|pinterest|messenger|instagram|vkontakte|vk|viber|signal|` +
		`mastodon|bluesky|threads|tumblr|pocket|flipboard|sms|e-?mail|mail|courriel|imprimer|print|copy link|copier le lien|like|save|pin it|pin|` +
		`send|envoyer|et|and|\+`)
	headerCount = part(`(?:reading time|temps de lecture|lecture)?[\s:]*\d[\d  .,]*\s*(?:min(?:ute)?s?(?:\s+(?:read|de lecture))?|` +
		`views?|vues?|shares?|partages?|comments?|commentaires?|likes?)`)
	headerByline = regexp.MustCompile(`^(?i:par|by|auteur\s*:|author\s*:)\s+(\p{Lu}[\p{L}'’.-]+(?:\s+(?:(?i:de|du|des|van|von|el|ben|ag)\s+)?\p{Lu}[\p{L}'’.-]*){1,3})`)
)

// part is a pattern at the head of the line that ends where a word ends.
func part(words string) *regexp.Regexp {
	return regexp.MustCompile(`^(?i:` + words + `)(?:$|[^\p{L}\d])`)
}

// The ways dates are written in headers, most particular first.
var headerDates = []struct {
	pattern *regexp.Regexp
	parse   func(m []string, zone *time.Location, monthFirst bool) (time.Time, error)
}{
	{part(`(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)`), isoDate},
	{part(`(\d{4}-\d{2}-\d{2})`), isoDate},
	{part(`(\d{4}-\d{2})`), isoDate},
	{part(`(\d{1,2})[/.](\d{1,2})[/.](\d{4})`), slashDate},
	{part(`(?:` + weekdays + `)?,?\s*(\d{1,2})(?:er|st|nd|rd|th)?\s+(?:of\s+)?(` + monthWords + `)\.?,?\s+(\d{4})`), dayMonthYear},
	{part(`(?:` + weekdays + `)?,?\s*(` + monthWords + `)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})`), monthDayYear},
	{part(`(` + monthWords + `)\.?\s+(\d{4})`), monthYear},
}

const weekdays = `lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday|` +
	`lun\.?|mar\.?|mer\.?|jeu\.?|ven\.?|sam\.?|dim\.?|mon\.?|tue\.?|wed\.?|thu\.?|fri\.?|sat\.?|sun\.?`

const monthWords = `janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|` +
	`january|february|march|april|may|june|july|august|september|october|november|december|` +
	`janv|févr|fév|avr|juil|sept|déc|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec`

// monthNumber knows a month by its first letters: three, but four for juin, juillet.
func monthNumber(name string) int {
	name = strings.ToLower(name)
	name = strings.NewReplacer("é", "e", "û", "u").Replace(name)
	for i, prefixes := range [...]string{"jan", "feb fev", "mar", "apr avr", "may mai", "jun juin",
		"jul juil", "aug aou", "sep", "oct", "nov", "dec"} {
		for prefix := range strings.FieldsSeq(prefixes) {
			if strings.HasPrefix(name, prefix) {
				return i + 1
			}
		}
	}
	return 0
}

func isoDate(m []string, zone *time.Location, _ bool) (time.Time, error) {
	return parseDate(m[1], zone)
}

func slashDate(m []string, zone *time.Location, monthFirst bool) (time.Time, error) {
	day, month := m[1], m[2]
	if n, _ := strconv.Atoi(day); monthFirst && n <= 12 {
		day, month = month, day
	}
	return parseDate(m[3]+"-"+month+"-"+day, zone)
}

func dayMonthYear(m []string, zone *time.Location, _ bool) (time.Time, error) {
	return parseDate(m[3]+"-"+strconv.Itoa(monthNumber(m[2]))+"-"+m[1], zone)
}

func monthDayYear(m []string, zone *time.Location, _ bool) (time.Time, error) {
	return parseDate(m[3]+"-"+strconv.Itoa(monthNumber(m[1]))+"-"+m[2], zone)
}

func monthYear(m []string, zone *time.Location, _ bool) (time.Time, error) {
	return parseDate(m[2]+"-"+strconv.Itoa(monthNumber(m[1]))+"-1", zone)
}

// lineReader takes a line apart, from the left.
type lineReader struct {
	rest       string
	zone       *time.Location
	monthFirst bool

	header  header
	update  bool // the last label spoke of a change
	labeled bool // it stands right before
	dates   int
	shares  int
}

// take matches a part at the head of the line and goes past it, but for the
// character that ended its last word.
func (l *lineReader) take(p *regexp.Regexp) []string {
	m := p.FindStringSubmatchIndex(l.rest)
	if m == nil {
		return nil
	}
	groups := p.FindStringSubmatch(l.rest)
	whole := strings.TrimRightFunc(groups[0], func(r rune) bool { return strings.ContainsRune(" \t|·•—–-:,;/()[]", r) })
	l.rest = l.rest[len(whole):]
	return groups
}

// readHeader reads one line. It reports whether the line is a header and nothing
// else, and adds what it says to h. Slashed dates have the month first in American
// English alone.
func readHeader(line string, h *header, zone *time.Location, language string) bool {
	l := &lineReader{rest: strings.TrimSpace(line), zone: zone, header: *h,
		monthFirst: language == "en" || strings.EqualFold(language, "en-US")}
	if len(l.rest) > 200 {
		return false
	}
	for l.rest != "" {
		if !l.next() {
			return false
		}
	}
	if l.dates == 0 && l.shares == 0 {
		return false
	}
	*h = l.header
	return true
}

// isDebris reports whether a line is share buttons alone: such lines stand below a
// text as well, where a date would be the author's.
func isDebris(line string) bool {
	l := &lineReader{rest: strings.TrimSpace(line), zone: time.UTC}
	for l.rest != "" {
		if !l.next() {
			return false
		}
	}
	return l.shares > 0 && l.dates == 0
}

// next takes one part off the line.
func (l *lineReader) next() bool {
	if glue := headerGlue.FindString(l.rest); glue != "" {
		l.rest = l.rest[len(glue):]
		return true
	}
	if l.date() {
		return true
	}
	if m := l.take(headerLabel); m != nil {
		l.update, l.labeled = m[1] != "", true
		return true
	}
	if m := headerByline.FindStringSubmatch(l.rest); m != nil {
		l.header.author = strings.TrimRight(m[1], ".")
		l.rest = l.rest[len(m[0]):]
		return true
	}
	if m := l.take(headerShare); m != nil {
		l.shares++
		return true
	}
	if l.dates > 0 && l.clock() {
		return true
	}
	return l.take(headerCount) != nil || l.take(headerNetwork) != nil
}

func (l *lineReader) date() bool {
	for _, d := range headerDates {
		before := l.rest
		m := l.take(d.pattern)
		if m == nil {
			continue
		}
		t, err := d.parse(m, l.zone, l.monthFirst)
		if err != nil {
			l.rest = before
			continue
		}
		l.set(t)
		return true
	}
	if l.labeled && len(l.rest) >= 4 {
		// A bare year is a date only where a label says so.
		if m := l.take(bareYear); m != nil {
			if t, err := parseDate(m[1], l.zone); err == nil {
				l.set(t)
				return true
			}
		}
	}
	return false
}

var bareYear = part(`((?:19|20)\d\d)`)

func (l *lineReader) set(t time.Time) {
	if l.update {
		l.header.updated = t
	} else if l.header.published.IsZero() {
		l.header.published = t
	}
	l.dates++
	l.labeled = false
}

// clock adds the time of day to the date before it.
func (l *lineReader) clock() bool {
	m := l.take(headerClock)
	if m == nil {
		return false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	if strings.EqualFold(m[3], "pm") && hour < 12 {
		hour += 12
	}
	at := &l.header.published
	if l.update {
		at = &l.header.updated
	}
	*at = time.Date(at.Year(), at.Month(), at.Day(), hour, minute, 0, 0, l.zone)
	return true
}
