package plaintext

import (
	"html"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Text is a plain text taken apart.
type Text struct {
	Header Header
	Title  string // a line that stands above the text, "" for none
	Blocks []string
}

// maxHeaderLines bounds how far down a header is looked for.
const maxHeaderLines = 8

// Read takes the header lines and share buttons off a text and parts it at its
// blank lines.
func Read(text string, zone *time.Location, language string) Text {
	var p Text
	lines := strings.Split(text, "\n")
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	if n := p.readHead(lines, zone, language, false); n > 0 {
		lines = lines[n:]
	} else if len(lines) > 1 && isHeading(strings.TrimSpace(lines[0])) {
		// A title above the header: the header goes, the title stays.
		if n := p.readHead(lines[1:], zone, language, true); n > 0 {
			p.Title, lines = OneLine(lines[0]), lines[1+n:]
		}
	}
	p.Blocks = dropDebris(splitBlocks(lines), zone, language)
	if p.Title == "" && len(p.Blocks) > 1 && isHeading(p.Blocks[0]) {
		p.Title, p.Blocks = OneLine(p.Blocks[0]), p.Blocks[1:]
	}
	return p
}

// readHead reads the run of header lines at the head of lines, and returns how many
// lines it takes, 0 where there is no header. Below a title it has to be a sure one.
func (p *Text) readHead(lines []string, zone *time.Location, language string, titled bool) (n int) {
	var found Header
	sure := notHeader
	blank := false
	for i, line := range lines[:min(len(lines), 2*maxHeaderLines)] {
		if strings.TrimSpace(line) == "" {
			blank = true
			continue
		}
		w, h := weigh(line, zone, language)
		open := i+1 < len(lines) && strings.TrimSpace(lines[i+1]) != ""
		if w == weak && open {
			if next, _ := weigh(lines[i+1], zone, language); next == notHeader {
				w = notHeader // the first line of a paragraph
			}
		}
		if w == notHeader || w == weak && blank && !found.Published.IsZero() && !h.Published.IsZero() {
			break
		}
		if w == neutral && len(h.Authors) == 0 && sure == notHeader && open {
			break
		}
		found.merge(h)
		sure = max(sure, w)
		n = i + 1
	}
	if sure < weak || titled && sure < strong && found.Published.IsZero() {
		return 0
	}
	p.Header = found
	return n
}

// merge adds what another line says; the first to say it is believed.
func (h *Header) merge(o Header) {
	if h.Published.IsZero() {
		h.Published = o.Published
	}
	if h.Updated.IsZero() {
		h.Updated = o.Updated
	}
	if len(h.Authors) == 0 {
		h.Authors = o.Authors
	}
}

// dropDebris leaves out blocks that are share buttons and nothing else, wherever
// they stand, and the counters beside them. A date there would be the author's.
func dropDebris(blocks []string, zone *time.Location, language string) []string {
	buttons := func(block string) (share, count bool) {
		for line := range strings.SplitSeq(block, "\n") {
			w, h := weigh(line, zone, language)
			switch {
			case w == notHeader || !h.Published.IsZero() || !h.Updated.IsZero() || len(h.Authors) > 0:
				return false, false
			case w == neutral:
				count = true
			default:
				share = true
			}
		}
		return share, count && !share
	}
	kept := blocks[:0]
	beside := false
	for _, block := range blocks {
		share, count := buttons(block)
		if share || count && beside {
			beside = true
			continue
		}
		beside = false
		kept = append(kept, block)
	}
	return kept
}

func splitBlocks(lines []string) []string {
	var blocks []string
	var block []string
	for _, line := range append(lines, "") {
		if strings.TrimSpace(line) != "" {
			block = append(block, strings.TrimSpace(line))
		} else if len(block) > 0 {
			blocks = append(blocks, strings.Join(block, "\n"))
			block = nil
		}
	}
	return blocks
}

// maxQuotations is the depth below which a quotation is written as text.
const maxQuotations = 100

// maxHeading is the most characters of a line that is taken for a heading.
const maxHeading = 90

// isHeading knows a heading by what it lacks: a second line, length, and the
// punctuation that ends a sentence or leads on to the next line.
func isHeading(block string) bool {
	if strings.Contains(block, "\n") || utf8.RuneCountInString(block) > maxHeading || bullet(block) != "" ||
		!strings.ContainsFunc(block, unicode.IsLetter) || strings.HasPrefix(block, "www.") {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(block)
	return !strings.ContainsRune(".!?…:;,»”\")]。！？।؟", last) && itemNumber(block) == "" && !strings.HasPrefix(block, "> ") && !strings.Contains(block, "://")
}

// HTML writes blocks as HTML. A heading stands above a paragraph: the last block
// never is one.
func HTML(blocks []string) string { return plainBlocks(blocks, 0) }

// plainBlocks writes blocks that are that many quotations deep.
func plainBlocks(blocks []string, depth int) string {
	var b strings.Builder
	for i, block := range blocks {
		lines := strings.Split(block, "\n")
		if i < len(blocks)-1 && isHeading(block) {
			b.WriteString("<h2>" + linked(block) + "</h2>\n")
			continue
		}
		if intro := listStart(lines); intro > 0 { // a list right below the line that leads to it
			b.WriteString(plainBlock(lines[:intro], depth))
			lines = lines[intro:]
		}
		b.WriteString(plainBlock(lines, depth))
	}
	return b.String()
}

// plainBlock writes one block of lines.
func plainBlock(lines []string, depth int) string {
	block := strings.Join(lines, "\n")
	switch {
	case isRule(block):
		return "<hr>\n"
	case depth < maxQuotations && isQuote(lines):
		inside := make([]string, len(lines))
		for i, line := range lines {
			inside[i] = strings.TrimSpace(strings.TrimPrefix(line, ">"))
		}
		return "<blockquote>\n" + plainBlocks(splitBlocks(inside), depth+1) + "</blockquote>\n"
	case isList(lines, 2):
		return plainList("ul", lines, bullet)
	case isNumbered(lines, 2):
		return plainList("ol", lines, itemNumber)
	case isVerse(lines):
		return "<p>" + strings.ReplaceAll(linked(block), "\n", "<br>\n") + "</p>\n"
	}
	return "<p>" + linked(joinLines(lines)) + "</p>\n"
}

// plainList writes a list. A line without a mark of its own goes on with the item above.
func plainList(tag string, lines []string, mark func(line string) string) string {
	var items []string
	for _, line := range lines {
		if m := mark(line); m != "" || len(items) == 0 {
			items = append(items, strings.TrimSpace(strings.TrimPrefix(line, m)))
		} else {
			items[len(items)-1] = joinLines([]string{items[len(items)-1], line})
		}
	}
	var b strings.Builder
	start := ""
	if n := strings.TrimRight(mark(lines[0]), ".) "); tag == "ol" && n != "1" {
		start = ` start="` + n + `"`
	}
	b.WriteString("<" + tag + start + ">\n")
	for _, item := range items {
		b.WriteString("<li>" + linked(item) + "</li>\n")
	}
	b.WriteString("</" + tag + ">\n")
	return b.String()
}

// listStart is the line at which a list of two items at least begins below others, 0 for none.
func listStart(lines []string) int {
	start := func(follows func(i int) bool) int { // the first of the last lines of which each follows
		i := len(lines)
		for i > 1 && follows(i-1) {
			i--
		}
		return i
	}
	bulleted := start(func(i int) bool { return isList(lines[i:i+1:i+1], 1) })
	numbered := start(func(i int) bool { return isNumbered(lines[i:min(i+2, len(lines))], 1) })
	if i := min(bulleted, numbered); i+1 < len(lines) {
		return i
	}
	return 0
}

func isQuote(lines []string) bool {
	for _, line := range lines {
		if line != ">" && !strings.HasPrefix(line, "> ") {
			return false
		}
	}
	return len(lines) > 0
}

var numberMark = regexp.MustCompile(`^\d{1,3}[.)] `)

func itemNumber(line string) string { return numberMark.FindString(line) }

// isNumbered wants some lines at least, numbered one after the other.
func isNumbered(lines []string, least int) bool {
	for i, line := range lines {
		mark := itemNumber(line)
		if mark == "" || i > 0 && Atoi(strings.TrimRight(mark, ".) ")) != Atoi(strings.TrimRight(itemNumber(lines[i-1]), ".) "))+1 {
			return false
		}
	}
	return len(lines) >= least
}

// joinLines makes one text of lines that an editor broke: as they are, because a line break
// is a space, but for scripts that have none between words.
func joinLines(lines []string) string {
	var b strings.Builder
	for i, line := range lines {
		if i > 0 && !BetweenWide(lastRune(lines[i-1]), firstRune(line)) {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	return b.String()
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }

// BetweenWide reports whether two characters are of Chinese or Japanese, which have no space
// between words (CSS Text 3 §4.1.3). Korean has.
func BetweenWide(a, b rune) bool { return isWide(a) && isWide(b) }

func isWide(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Yi) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60)
}

var bareURL = regexp.MustCompile(`(?:https?://|www\.)[^\s<>"«»“”]+[^\s<>"«»“”.,;:!?'’)\]}…*_]`)

// linked writes text as HTML, with links where it has addresses.
func linked(s string) string {
	if !strings.Contains(s, "://") && !strings.Contains(s, "www.") {
		return escape(s)
	}
	var b strings.Builder
	at := 0
	for _, m := range bareURL.FindAllStringIndex(s, -1) {
		address := s[m[0]:m[1]]
		if strings.Count(address, "(") > strings.Count(address, ")") && strings.HasPrefix(s[m[1]:], ")") {
			m[1]++ // it was opened inside
			address = s[m[0]:m[1]]
		}
		target := address
		if strings.HasPrefix(target, "www.") {
			target = "http://" + target
		}
		whole, err := WebURL(target)
		if err != nil || m[0] > 0 && isWordRune(lastRune(s[:m[0]])) {
			continue
		}
		b.WriteString(escape(s[at:m[0]]) + `<a href="` + EscapeAttr(whole) + `">` + escape(address) + "</a>")
		at = m[1]
	}
	b.WriteString(escape(s[at:]))
	return b.String()
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// isRule knows a line of stars or dashes, which parts what is above from below.
func isRule(block string) bool {
	bare := strings.ReplaceAll(block, " ", "")
	return len(bare) >= 3 && strings.Trim(bare, string(bare[0])) == "" && strings.Contains("*-_=~", bare[:1])
}

// escape writes text as HTML, quotation marks as they are: only < > & mean anything
// between tags.
func escape(s string) string {
	return textEscaper.Replace(s)
}

// EscapeAttr escapes text for an attribute in double quotes.
func EscapeAttr(s string) string { return html.EscapeString(s) }

var textEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func bullet(line string) string {
	for _, mark := range []string{"- ", "* ", "• ", "– ", "— "} {
		if strings.HasPrefix(line, mark) {
			return mark
		}
	}
	return ""
}

// isList wants some lines at least: one that begins with a dash may be speech.
func isList(lines []string, least int) bool {
	items := 0
	for _, line := range lines {
		switch bullet(line) {
		case "", "— ", "– ":
			return false
		}
		items++
	}
	return items >= least
}

// isVerse tells lines that were broken on purpose from those that an editor broke
// at its margin: the first are all short.
func isVerse(lines []string) bool {
	const margin, wideMargin = 55, 12
	for i, line := range lines {
		n := utf8.RuneCountInString(line)
		if n > margin || i > 0 && utf8.RuneCountInString(lines[i-1]) > wideMargin && BetweenWide(lastRune(lines[i-1]), firstRune(line)) && !unicode.IsPunct(lastRune(lines[i-1])) {
			return false
		}
	}
	return len(lines) > 1
}
