package plaintext

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Header is what the lines above a plain text say of it.
type Header struct {
	Published time.Time
	Updated   time.Time
	Authors   []string
}

// weight says how sure it is that a line is a header and no text.
type weight int

const (
	notHeader weight = iota
	// neutral lines (a by-line, a reading time) are headers beside one of the others.
	neutral
	// weak lines (a date alone, a share verb alone) are, where nothing follows at once.
	weak
	// strong lines are headers wherever they stand above a text.
	strong
)

// A header line is made of the parts below and of nothing else. That leaves every
// ordinary sentence alone, whatever word it begins with.
var (
	headerLabel = part(`date de publication|publication date|date|publi[ée]e?s?|post[ée]e?|posted|published|created|écrit|rédigé|written|` +
		`mis en ligne|paru|(mise? à jour|dernière (?:mise à jour|modification)|last updated?|last modified|updated|modified|modifiée?)`)
	headerGlue  = regexp.MustCompile(`^(?:[\s|·•—–\-:,;/()\[\]]|(?i:le|on|du|the|à|at|il y a|am|el|den|il|em)[\s:])+`)
	headerShare = part(`(?:(?:click to |cliquez pour |cliquer pour )?(?:share|tweet|partage[rz]|tweeter)|partage(?:s)?\s+(?:sur|via|par))` +
		`(?:\s+(?:this|it|article|post|page|story|cet article|l['’]article|cette page|ceci|on social media|sur les réseaux sociaux))*` +
		`(?:\s+(?:on|sur|via|to|by|par|with|in))?`)
	headerSend    = part(`(?:send|envoyer|email|recommander)\s+(?:(?:this|it|cet article|to a friend|à un ami)\s*)?(?:(?:by|par|via)\s+(?:e-?mail|mail|courriel|sms|whatsapp|telegram))?`)
	headerNetwork = part(networks)
	headerAside   = part(`imprimer|print|copy link|copier le lien|like|save|pin it|pin|send|envoyer|et|and|\+|ago`)
	headerCount   = part(`(?:(?:reading time|temps de lecture|lecture|durée de lecture)[\s:]*)?\d[\d  .,]*\s?[km]?\s*(?:min(?:ute)?s?\.?(?:\s+(?:read|de lecture))?|` +
		`views?|vues?|shares?|partages?|comments?|commentaires?|likes?|lectures?|j['’]aime)`)
	headerPlace  = regexp.MustCompile(`^\p{Lu}[\p{L}'’-]+(?:[ -]\p{Lu}?[\p{L}'’-]+){0,2}\s*,\s+(?:le|the|on|ce)\s+`)
	headerBy     = `^(?i:(?:(?:texte|publi[ée]e?|post[ée]e?|rédigée?|écrite?|propos recueillis|posted|published|written|story|words) )?(?:par|by|von|por|di|door)|auteurs?\s*:|authors?\s*:|autor\s*:)\s+`
	beginsBy     = regexp.MustCompile(headerBy)
	headerByline = regexp.MustCompile(headerBy + `(` + byName + `(?:(?:\s*,\s*|\s+(?i:et|and|&|und|y|e)\s+)` + byName + `)*)`)
	nameAndDash  = regexp.MustCompile(`^(` + fullName + `)\s+[–—-]\s+`)
	onlyName     = regexp.MustCompile(`^\s*[–—-]\s+(` + fullName + `)$`)
	// One word is a name only where a date stands beside it.
	headerOneName = regexp.MustCompile(headerBy + `(\p{Lu}[\p{L}'’-]+)`)
	beforeDate    = regexp.MustCompile(`^[\s,;|·•—–-]*(?:(?i:le|on|the|am|el|den|il|em)\s+)?(?:$|\d|(?i:` + weekdays + `|` + monthWords + `)(?:$|[^\p{L}]))`)
	headerFrom    = part(`[\s,]*(?:à|in|from|depuis)\s+\p{Lu}[\p{L}'’-]+(?:[ -]\p{Lu}[\p{L}'’-]+){0,2}`)
	allNetworks   = regexp.MustCompile(`^(?i:(?:` + networks + `)(?:[\s|·•/]+|$)){3,}$`)
)

const networks = `telegram|facebook|twitter|x|whatsapp|linkedin|reddit|pinterest|messenger|instagram|vkontakte|vk|viber|signal|` +
	`mastodon|bluesky|threads|tumblr|pocket|flipboard|sms|e-?mail|mail|courriel`

// byName is a name: words that begin with a capital, particles between them, or an
// agency's letters, or the editors.
const byName = `(?:(?i:la rédaction|la redaction|the editors|staff)|\p{Lu}{2,}\b|\p{Lu}[\p{L}'’.-]*(?:\s+(?:(?i:de|du|des|van|von|el|ben|ag|la|le)\s+)?\p{Lu}[\p{L}'’.-]*){1,3})`

// fullName is a name of two to four words.
const fullName = `\p{Lu}[\p{L}'’.-]*(?:\s+(?:(?i:de|du|des|van|von|el|ben|ag|la|le)\s+)?\p{Lu}[\p{L}'’.-]*){1,3}`

// part is a pattern at the head of the line that ends where a word ends.
func part(words string) *regexp.Regexp {
	return regexp.MustCompile(`^(?i:` + words + `)(?:$|[^\p{L}\d])`)
}

// lineReader takes a line apart, from the left.
type lineReader struct {
	rest  string
	zone  *time.Location
	order dateOrder

	Header   Header
	update   bool // the last label spoke of a change
	label    bool // there was one, or a place
	dates    int
	monthly  bool // the date is a month alone
	shares   []string
	networks int
	others   int
	clock    clock // of the date to come
	last     *time.Time
}

// maxHeaderLine is the most bytes of a header line.
const maxHeaderLine = 240

// weigh reads one line. What a header says is in the header that it returns. Slashed
// dates have the month first in American English alone.
func weigh(line string, zone *time.Location, language string) (weight, Header) {
	const decorated = 4 // times as long as what is left of it, at the most
	if len(line) > decorated*maxHeaderLine {
		return notHeader, Header{}
	}
	line = plainLine(line)
	if line == "" || len(line) > maxHeaderLine || strings.HasSuffix(line, ",") {
		return notHeader, Header{}
	}
	if allNetworks.MatchString(line) {
		return strong, Header{}
	}
	l := &lineReader{rest: line, zone: zone, order: dayFirst}
	if language == "en" || strings.EqualFold(language, "en-US") {
		l.order = monthFirst
	}
	if m := headerPlace.FindString(l.rest); m != "" && !beginsBy.MatchString(l.rest) {
		before := l.rest
		l.rest = l.rest[len(m):]
		if l.label = l.date(); !l.label {
			l.rest = before
		}
	}
	for l.rest != "" {
		if !l.next() {
			return notHeader, Header{}
		}
	}
	return l.weight(), l.Header
}

// weight judges a line that is made of nothing but parts.
func (l *lineReader) weight() weight {
	shared := len(l.shares) > 0
	if slices.ContainsFunc(l.shares[min(1, len(l.shares)):], func(s string) bool { return strings.EqualFold(s, l.shares[0]) }) && l.networks == 0 {
		return notHeader // "Tweet tweet"
	}
	switch {
	case l.dates > 0 && (l.label || shared || l.others > 0 || len(l.Header.Authors) > 0):
		return strong
	case l.dates > 0 && (l.monthly || l.Header.Published.Year() < 1990):
		return notHeader // a month, or a day of history: a title
	case l.dates > 0:
		return weak
	case shared && (l.networks > 0 || len(l.shares) > 1 || strings.ContainsAny(l.shares[0], " ")):
		return strong
	case shared:
		return weak
	case l.others > 0 || len(l.Header.Authors) > 0:
		return neutral
	}
	return notHeader
}

// plainLine leaves out what only decorates: symbols, no-break spaces, and what
// buttons say to those who cannot see them.
func plainLine(line string) string {
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
		line = buttonAside.ReplaceAllLiteralString(line, " ")
	}
	return strings.TrimSpace(line)
}

var buttonAside = regexp.MustCompile(`(?i)\((?:opens in new window|(?:s’)?ouvre dans une nouvelle fenêtre)\)`)

// take matches a part at the head of the line and goes past it, but for the
// character that ended its last word.
func (l *lineReader) take(p *regexp.Regexp) []string {
	groups := p.FindStringSubmatch(l.rest)
	if groups == nil {
		return nil
	}
	whole := strings.TrimRight(groups[0], " \t|·•—–-:,;/()[]")
	l.rest = l.rest[len(whole):]
	return groups
}

// next takes one part off the line.
func (l *lineReader) next() bool {
	if len(l.Header.Authors) > 0 && l.dates == 0 && l.take(headerFrom) != nil { // where they write from
		return true
	}
	if m := headerGlue.FindString(l.rest); m != "" {
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
	if m := l.take(headerLabel); m != nil {
		l.update, l.label = m[1] != "", true
		return true
	}
	if l.takeClock() {
		return true
	}
	for _, share := range []*regexp.Regexp{headerShare, headerSend} {
		if m := l.take(share); m != nil {
			l.shares = append(l.shares, strings.TrimRight(m[0], " :|·•,"))
			return true
		}
	}
	if l.take(headerCount) != nil {
		l.others++
		return true
	}
	// The rest are words like others, but beside a share button or a date.
	if len(l.shares) == 0 && l.dates == 0 {
		return false
	}
	if l.take(headerNetwork) != nil {
		l.networks++
		return true
	}
	return l.take(headerAside) != nil
}

// byline takes "Par Awa Traoré et Ben Ali". A month that follows the name is no part
// of it.
func (l *lineReader) byline() bool {
	m := headerByline.FindStringSubmatch(l.rest)
	if m == nil {
		m = l.oneName()
	}
	if m == nil {
		return false
	}
	names := m[1]
	if at := monthInName.FindStringIndex(names); at != nil {
		names = names[:at[0]]
	}
	l.rest = l.rest[len(m[0])-len(m[1])+len(names):]
	for _, name := range nameSeparator.Split(names, -1) {
		if name = strings.TrimRight(strings.TrimSpace(name), ".,"); name != "" {
			l.Header.Authors = append(l.Header.Authors, name)
		}
	}
	return len(l.Header.Authors) > 0
}

// bareName takes two to four words of a name that stand alone with a date, and a dash between:
// "Awa Traoré — 15 janvier 2024". One word would be a town.
func (l *lineReader) bareName() bool {
	if len(l.Header.Authors) > 0 || l.label || beginsBy.MatchString(l.rest) {
		return false
	}
	m := nameAndDash.FindStringSubmatch(l.rest)
	if m != nil && !beforeDate.MatchString(l.rest[len(m[0]):]) {
		m = nil
	}
	if m == nil && l.dates == 1 {
		m = onlyName.FindStringSubmatch(l.rest)
	}
	if m == nil || monthInName.MatchString(" "+m[1]) {
		return false
	}
	l.Header.Authors = []string{m[1]}
	l.rest = l.rest[strings.Index(l.rest, m[1])+len(m[1]):]
	return true
}

// oneName finds a name of one word before or behind a date.
func (l *lineReader) oneName() []string {
	m := headerOneName.FindStringSubmatch(l.rest)
	if m == nil || monthOf(strings.ToLower(m[1])) > 0 || isWeekday(strings.ToLower(m[1])) {
		return nil
	}
	rest := strings.TrimSpace(l.rest[len(m[0]):])
	if rest == "" && l.dates == 0 || !beforeDate.MatchString(rest) {
		return nil
	}
	return m
}

var (
	monthInName   = regexp.MustCompile(`(?i)\s(?:` + monthWords + `|` + weekdays + `)(?:$|[^\p{L}])`)
	nameSeparator = regexp.MustCompile(`\s*,\s*|\s+(?i:et|and|&|und|y|e)\s+`)
)
