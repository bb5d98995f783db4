package plaintext

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxQuotations is the maximum depth of quotations. Deeper ones are written as text.
const maxQuotations = 100

// HTML returns the blocks of a [Text] as HTML: headings (h2), paragraphs, verse, lists, quotations and rules, with
// links for bare URLs. The last block is never a heading, because a heading has text below it.
func HTML(blocks []string) string { return writeBlocks(blocks, 0) }

// writeBlocks returns blocks as HTML. depth is the number of quotations around them.
func writeBlocks(blocks []string, depth int) string {
	var b strings.Builder
	for i, block := range blocks {
		lines := strings.Split(block, "\n")
		if i < len(blocks)-1 && isHeading(block) {
			b.WriteString("<h2>" + autolink(block) + "</h2>\n")
			continue
		}
		if intro := listStart(lines); intro > 0 { // no blank line between a list and the line that introduces it
			b.WriteString(writeBlock(lines[:intro], depth))
			lines = lines[intro:]
		}
		b.WriteString(writeBlock(lines, depth))
	}
	return b.String()
}

// writeBlock returns one block as HTML.
func writeBlock(lines []string, depth int) string {
	block := strings.Join(lines, "\n")
	switch {
	case isRule(block):
		return "<hr>\n"
	case depth < maxQuotations && isQuote(lines):
		inside := make([]string, len(lines))
		for i, line := range lines {
			inside[i] = strings.TrimSpace(strings.TrimPrefix(line, ">"))
		}
		return "<blockquote>\n" + writeBlocks(splitBlocks(inside), depth+1) + "</blockquote>\n"
	case isList(lines, 2):
		return writeList("ul", lines, bullet)
	case isNumbered(lines, 2):
		return writeList("ol", lines, itemNumber)
	case isVerse(lines):
		return "<p>" + strings.ReplaceAll(autolink(block), "\n", "<br>\n") + "</p>\n"
	}
	return "<p>" + autolink(joinLines(lines)) + "</p>\n"
}

// writeList returns a list as HTML. mark returns the mark that a line begins with; a line without one continues the
// item above.
func writeList(tag string, lines []string, mark func(line string) string) string {
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
		b.WriteString("<li>" + autolink(item) + "</li>\n")
	}
	b.WriteString("</" + tag + ">\n")
	return b.String()
}

// listStart returns the index of the line at which a list of two items or more begins that ends the block, below
// a line that introduces it; 0 if there is none, or if the whole block is a list.
func listStart(lines []string) int {
	start := func(follows func(i int) bool) int { // the first of the last lines for which follows is true
		i := len(lines)
		for i > 0 && follows(i-1) {
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

// isQuote reports whether all lines are quoted as in mail (RFC 3676 §4.5).
func isQuote(lines []string) bool {
	for _, line := range lines {
		if line != ">" && !strings.HasPrefix(line, "> ") {
			return false
		}
	}
	return len(lines) > 0
}

var numberMark = regexp.MustCompile(`^\d{1,3}[.)] `)

// itemNumber returns the number that a line begins with, with its sign and space ("12. "), or "".
func itemNumber(line string) string { return numberMark.FindString(line) }

// isNumbered reports whether there are at least that many lines, and each has the next number.
func isNumbered(lines []string, least int) bool {
	for i, line := range lines {
		mark := itemNumber(line)
		if mark == "" || i > 0 && Atoi(strings.TrimRight(mark, ".) ")) != Atoi(strings.TrimRight(itemNumber(lines[i-1]), ".) "))+1 {
			return false
		}
	}
	return len(lines) >= least
}

// joinLines joins the lines of a paragraph. A line break is a space in HTML, so it stays, except between two
// characters of a script without spaces between words.
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

// isRule reports whether a block is a thematic break: three or more of one of * - _ = ~, with or without spaces.
func isRule(block string) bool {
	bare := strings.ReplaceAll(block, " ", "")
	return len(bare) >= 3 && strings.Trim(bare, string(bare[0])) == "" && strings.Contains("*-_=~", bare[:1])
}

// escape escapes text that stands between tags. Quotation marks stay, since only < > & are syntax there.
func escape(s string) string {
	return textEscaper.Replace(s)
}

// EscapeAttr escapes text for the value of an attribute in double quotes.
func EscapeAttr(s string) string { return html.EscapeString(s) }

var textEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// bullet returns the mark of an unordered list, or the dash of speech, that a line begins with, or "".
func bullet(line string) string {
	for _, mark := range []string{"- ", "* ", "• ", "– ", "— "} {
		if strings.HasPrefix(line, mark) {
			return mark
		}
	}
	return ""
}

// isList reports whether there are at least that many lines, each with a bullet. Lines that begin with an en or em dash
// are speech, as French novels set it.
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

// isVerse reports whether lines were broken on purpose: they are all shorter than an editor's margin. Between Chinese
// or Japanese lines a break inside a sentence is an editor's, unless the line is very short.
func isVerse(lines []string) bool {
	const margin, wideMargin = 55, 12 // characters
	for i, line := range lines {
		n := utf8.RuneCountInString(line)
		if n > margin || i > 0 && utf8.RuneCountInString(lines[i-1]) > wideMargin && BetweenWide(lastRune(lines[i-1]), firstRune(line)) && !unicode.IsPunct(lastRune(lines[i-1])) {
			return false
		}
	}
	return len(lines) > 1
}
