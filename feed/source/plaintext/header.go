package plaintext

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Header is the metadata in the lines above a plain text: "Publié le 15 janvier 2024 par Awa Traoré". A field
// is zero if no line has it.
type Header struct {
	Published time.Time
	Updated   time.Time
	Authors   []string
}

// weight says how likely a line is part of a header. The zero value means that it is text.
type weight int

const (
	notHeader weight = iota
	// neutral lines (a byline, a reading time) are headers if they stand beside a weak or strong line.
	neutral
	// weak lines (a date alone, the word "Share" alone) are headers if a blank line follows.
	weak
	// strong lines are headers in any case, if they stand above the text.
	strong
)

// lineReader reads the parts of one header line from left to right.
type lineReader struct {
	rest  string // what is not read yet
	zone  *time.Location
	order dateOrder // of dates such as 03/04/2024

	Header      Header
	update      bool // the last label was that of a change: "Mis à jour"
	label       bool // there was a label, or a dateline
	dates       int
	monthly     bool // the last date has no day
	shares      []string
	networks    int
	counters    int
	pendingTime clock      // a time of day whose date was not read yet
	lastDate    *time.Time // field of Header that was set last, nil for none
}

// maxHeaderLine is the maximum length of a header line, in bytes.
const maxHeaderLine = 240

// classifyLine returns the weight of a line, and its metadata. language is a tag of BCP 47: 03/04/2024 has the
// month first in American English (en, en-US), and the day first elsewhere.
func classifyLine(line string, zone *time.Location, language string) (weight, Header) {
	const decorated = 4 // a line with its decoration has at most this many times maxHeaderLine bytes
	if len(line) > decorated*maxHeaderLine {
		return notHeader, Header{}
	}
	line = stripDecoration(line)
	if line == "" || len(line) > maxHeaderLine || strings.HasSuffix(line, ",") {
		return notHeader, Header{}
	}
	if allNetworks().MatchString(line) {
		return strong, Header{}
	}
	l := &lineReader{rest: line, zone: zone, order: dayFirst}
	if language == "en" || strings.EqualFold(language, "en-US") {
		l.order = monthFirst
	}
	if m := headerTown().FindString(l.rest); m != "" && !beginsBy().MatchString(l.rest) {
		before := l.rest
		l.rest = l.rest[len(m):]
		l.label = l.date()
		if !l.label {
			l.rest = before
		}
	}
	for l.rest != "" {
		if !l.nextPart() {
			return notHeader, Header{}
		}
	}
	return l.weight(), l.Header
}

// weight returns the weight of a line of which all parts were read.
func (l *lineReader) weight() weight {
	shared := len(l.shares) > 0
	if slices.ContainsFunc(l.shares[min(1, len(l.shares)):], func(s string) bool { return strings.EqualFold(s, l.shares[0]) }) && l.networks == 0 {
		return notHeader // "Tweet tweet"
	}
	switch {
	case l.dates > 0 && (l.label || shared || l.counters > 0 || len(l.Header.Authors) > 0):
		return strong
	case l.dates > 0 && (l.monthly || l.Header.Published.Year() < 1990):
		return notHeader // a month alone, or a day in history, is more likely a title
	case l.dates > 0:
		return weak
	case shared && (l.networks > 0 || len(l.shares) > 1 || strings.ContainsAny(l.shares[0], " ")):
		return strong
	case shared:
		return weak
	case l.counters > 0 || len(l.Header.Authors) > 0:
		return neutral
	}
	return notHeader
}

// stripDecoration removes symbols (Unicode category So, emoji joiners) and the notes that buttons have for screen
// readers, and makes every white space a space.
func stripDecoration(line string) string {
	line = strings.Map(func(r rune) rune {
		switch {
		case r == 0xFE0F || r == 0x200D || unicode.Is(unicode.So, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, line)
	if strings.IndexByte(line, '(') >= 0 {
		line = buttonNote.ReplaceAllLiteralString(line, " ")
	}
	return strings.TrimSpace(line)
}

// buttonNote matches what WordPress adds to its share buttons for screen readers.
var buttonNote = regexp.MustCompile(`(?i)\((?:opens in new window|(?:s’)?ouvre dans une nouvelle fenêtre)\)`)

// match returns the groups of a pattern at the head of the line, and advances past it, except for the punctuation
// that ended its last word; nil if the pattern does not match.
func (l *lineReader) match(p *regexp.Regexp) []string {
	groups := p.FindStringSubmatch(l.rest)
	if groups == nil {
		return nil
	}
	whole := strings.TrimRight(groups[0], " \t|·•—–-:,;/()[]")
	l.rest = l.rest[len(whole):]
	return groups
}

// nextPart reads one part of the line, and reports whether there was one.
func (l *lineReader) nextPart() bool {
	if len(l.Header.Authors) > 0 && l.dates == 0 && l.match(writtenFrom()) != nil {
		return true
	}
	if m := headerGlue().FindString(l.rest); m != "" {
		l.rest = l.rest[len(m):]
		return true
	}
	if l.bareName() {
		return true
	}
	if l.date() {
		return true
	}
	if l.byline() {
		return true
	}
	if m := l.match(headerLabel()); m != nil {
		l.update, l.label = m[1] != "", true
		return true
	}
	if l.timeOfDay() {
		return true
	}
	for _, share := range []*regexp.Regexp{headerShare(), headerSend()} {
		if m := l.match(share); m != nil {
			l.shares = append(l.shares, strings.TrimRight(m[0], " :|·•,"))
			return true
		}
	}
	if l.match(headerCount()) != nil {
		l.counters++
		return true
	}
	// The words below also begin sentences: they count only behind a share button or a date.
	if len(l.shares) == 0 && l.dates == 0 {
		return false
	}
	if l.match(headerNetwork()) != nil {
		l.networks++
		return true
	}
	return l.match(headerExtra()) != nil
}

// byline reads "Par Awa Traoré et Ben Ali". A month or weekday behind the name does not belong to it.
func (l *lineReader) byline() bool {
	m := headerByline().FindStringSubmatch(l.rest)
	if m == nil {
		m = l.oneName()
	}
	if m == nil {
		return false
	}
	names := m[1]
	if at := monthInName().FindStringIndex(names); at != nil {
		names = names[:at[0]]
	}
	l.rest = l.rest[len(m[0])-len(m[1])+len(names):]
	for _, name := range nameSeparator().Split(names, -1) {
		name = strings.TrimRight(strings.TrimSpace(name), ".,")
		if name != "" {
			l.Header.Authors = append(l.Header.Authors, name)
		}
	}
	return len(l.Header.Authors) > 0
}

// bareName reads a name of two to four words that a dash parts from a date: "Awa Traoré — 15 janvier 2024". A
// single word would be a town.
func (l *lineReader) bareName() bool {
	if len(l.Header.Authors) > 0 || l.label || beginsBy().MatchString(l.rest) {
		return false
	}
	m := nameAndDash().FindStringSubmatch(l.rest)
	if m != nil && !beforeDate().MatchString(l.rest[len(m[0]):]) {
		m = nil
	}
	if m == nil && l.dates == 1 {
		m = onlyName().FindStringSubmatch(l.rest)
	}
	if m == nil || monthInName().MatchString(" "+m[1]) {
		return false
	}
	l.Header.Authors = []string{m[1]}
	l.rest = l.rest[strings.Index(l.rest, m[1])+len(m[1]):]
	return true
}

// oneName matches a byline whose name has one word, which must stand before or behind a date.
func (l *lineReader) oneName() []string {
	m := headerOneName().FindStringSubmatch(l.rest)
	if m == nil || monthOf(strings.ToLower(m[1])) > 0 || isWeekday(strings.ToLower(m[1])) {
		return nil
	}
	rest := strings.TrimSpace(l.rest[len(m[0]):])
	if rest == "" && l.dates == 0 || !beforeDate().MatchString(rest) {
		return nil
	}
	return m
}
