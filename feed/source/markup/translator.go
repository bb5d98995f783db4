package markup

import (
	"fmt"
	"regexp"
	"strings"
)

// translator translates one text from left to right: see [Translate].
type translator struct {
	Options
	text string
	at   int // the index of the next byte to read

	// lineAt counts lines from the last position that it was asked for: line is the line
	// number of the byte at countedTo.
	line      int
	countedTo int

	out      []byte
	problems []Problem
	reported map[string]bool // messages in problems: each is reported once

	abbreviations map[string]string
	imports       map[string]string // of MDX: the file that a name is imported from
	depth         int               // number of translators around this one: see translateInside
	openTags      int               // conditions and loops whose tags were dropped and whose content is translated
	unclosed      int               // searches for a closing mark that found none: see maxUnclosed
	nextMark      map[string]int    // the next index of a mark in text, -1 for none: see find
	wikiLinks     int               // [[links]] that were looked up: see maxLinks

	hasTemplates   bool // a template tag was found
	copiedVariable bool // a {{ x }} was copied as prose, because no template tag preceded it

	// The context of the next byte.
	itemColumns  []int // the columns in which the texts of the open list items begin, outermost first
	afterBlank   bool  // the previous line is blank
	inHTMLBlock  bool  // inside an HTML block, in which no Markdown is read
	inTag        bool  // inside an HTML tag
	openQuote    byte  // inside an HTML tag: the quotation mark of an open attribute value, 0 for none
	inTarget     bool  // inside the address of a link
	targetEnd    int   // where the last address of a link ended, -1 for none
	inDefinition bool  // inside a link definition, until the end of the line
	inHeading    bool
	commentEnd   int // where the last removed comment ended, -1 for none

	stripping bool  // first pass: only comments are removed
	gaps      []gap // where the first pass removed lines
}

// maxDepth is the maximum depth of nested markup. Deeper nesting is an error, because a comment in it
// would not be found.
const maxDepth = 20

// newTranslator returns a translator at the beginning of a text.
func newTranslator(text string, o Options) *translator {
	t := &translator{Options: o, text: text, line: 1, afterBlank: true, reported: map[string]bool{}, targetEnd: -1, commentEnd: -1}
	t.collectAbbreviations()
	return t
}

// run translates the whole text.
func (t *translator) run() error {
	for t.at < len(t.text) {
		if t.at == 0 || t.text[t.at-1] == '\n' {
			handled, err := t.startLine()
			if err != nil {
				return err
			}
			if handled {
				continue
			}
		}
		handled, err := t.inline()
		if err != nil {
			return err
		}
		if !handled {
			t.out = append(t.out, t.text[t.at])
			t.at++
		}
	}
	return nil
}

// rest returns the text that has not been read yet.
func (t *translator) rest() string { return t.text[t.at:] }

// lineAt returns the line number of a byte in the text as its author wrote it, from 1.
func (t *translator) lineAt(at int) int {
	if at < t.countedTo {
		t.countedTo, t.line = 0, 1
	}
	t.line += strings.Count(t.text[t.countedTo:at], "\n")
	t.countedTo = at
	line := t.line
	for _, g := range t.gaps {
		if g.at <= at {
			line += g.lines
		}
	}
	return line
}

// report adds a problem at an index of the text, once for each message.
func (t *translator) report(at int, hint, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if t.reported[message] {
		return
	}
	t.reported[message] = true
	t.problems = append(t.problems, Problem{t.lineAt(at), message, hint})
}

// copy writes the next n bytes as they are.
func (t *translator) copy(n int) {
	t.out = append(t.out, t.text[t.at:t.at+n]...)
	t.at += n
}

// skip drops the next n bytes.
func (t *translator) skip(n int) { t.at += n }

// write replaces the next n bytes with s.
func (t *translator) write(n int, s string) {
	t.out = append(t.out, s...)
	t.at += n
}

// translateInside translates a range of the text by a translator of its own. Its problems have line
// numbers of the whole text.
func (t *translator) translateInside(from, to int) (string, error) {
	if t.depth >= maxDepth {
		return "", &Problem{t.lineAt(from), "markup lies too deep within other markup", "close what is never closed"}
	}
	in := &translator{Options: t.Options, text: t.text[:to], at: from, countedTo: t.countedTo, line: t.line, afterBlank: true, reported: t.reported,
		abbreviations: t.abbreviations, imports: t.imports, depth: t.depth + 1, inHTMLBlock: t.inHTMLBlock, gaps: t.gaps, unclosed: t.unclosed, targetEnd: -1, commentEnd: -1}
	if in.countedTo > from {
		in.countedTo, in.line = 0, 1
	}
	if err := in.run(); err != nil {
		return "", err
	}
	t.problems, t.unclosed = append(t.problems, in.problems...), in.unclosed
	t.hasTemplates, t.copiedVariable = t.hasTemplates || in.hasTemplates, t.copiedVariable || in.copiedVariable
	return string(in.out), nil
}

// find returns the index in the rest of a mark at or after from, -1 for none. It caches the index in
// nextMark, so that the text is searched once for each mark.
func (t *translator) find(from int, mark string) int {
	from = min(from, len(t.text)-t.at)
	if at, searched := t.nextMark[mark]; searched && (at < 0 || at >= t.at+from) {
		return max(at-t.at, -1)
	}
	if t.nextMark == nil {
		t.nextMark = map[string]int{}
	}
	i := strings.Index(t.text[t.at+from:], mark)
	if i < 0 {
		t.nextMark[mark] = -1
		return -1
	}
	t.nextMark[mark] = t.at + from + i
	return from + i
}

// indexOutsideQuotes is the function of the same name with the limit of countUnclosed.
func (t *translator) indexOutsideQuotes(s, mark string) int {
	return t.countUnclosed(func() int { return indexOutsideQuotes(s, mark) })
}

// elementEnd is the function of the same name with the limit of countUnclosed.
func (t *translator) elementEnd(s, name string) int {
	return t.countUnclosed(func() int { return elementEnd(s, name) })
}

// countUnclosed runs a search for a closing mark, and counts how often there was none. After
// maxUnclosed of these it does not search, and returns -1.
func (t *translator) countUnclosed(search func() int) int {
	if t.unclosed > maxUnclosed {
		return -1
	}
	end := search()
	if end < 0 {
		t.unclosed++
	}
	return end
}

// maxLineSearch is the number of bytes in which the start or the end of a line is searched.
const maxLineSearch = 1 << 10

// isAlone reports whether no other text is on the lines of a piece of the text.
func (t *translator) isAlone(from, to int) bool {
	near := t.text[max(0, from-maxLineSearch):from]
	before := near[strings.LastIndexByte(near, '\n')+1:]
	after, _, _ := strings.Cut(t.text[to:min(len(t.text), to+maxLineSearch)], "\n")
	return strings.TrimSpace(before) == "" && strings.TrimSpace(after) == ""
}

// lineEnd returns the end of the first line of a text.
func lineEnd(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i
	}
	return len(s)
}

// inline translates the markup that begins at the next byte, and reports whether there was any. Else it
// updates the context for that byte, and run copies it.
func (t *translator) inline() (handled bool, err error) {
	rest := t.rest()
	switch {
	case t.stripping && rest[0] != '\n':
		return t.stripInline()
	case rest[0] == '{':
		return t.brace()
	case rest[0] == '<':
		return t.angle()
	case rest[0] == '\n':
		t.inTarget, t.inHeading, t.inDefinition = false, false, false
		if strings.HasPrefix(rest, "\n\n") {
			t.inTag, t.inHTMLBlock = false, false
		}
		return false, nil
	}
	if t.inTag {
		t.insideTag(rest[0])
		return false, nil
	}
	switch {
	case t.inDefinition:
		return false, nil
	case t.inTarget:
		if c := rest[0]; c == ')' || c == ' ' {
			t.inTarget, t.targetEnd = false, t.at
		}
		return false, nil
	case t.Plain && rest[0] == '%':
		return t.percent()
	case t.Plain:
		return false, nil
	case t.HTML:
		return t.bracket(), nil
	case rest[0] == 'h' && (strings.HasPrefix(rest, "http://") || strings.HasPrefix(rest, "https://")):
		t.copy(addressEnd(rest))
		return true, nil
	case t.inHTMLBlock:
		switch rest[0] {
		case '[', '!':
			return t.bracket(), nil
		case '%':
			return t.percent()
		}
		return false, nil
	}
	switch rest[0] {
	case '`':
		t.codeSpan()
		return true, nil
	case '\\':
		return t.backslash(), nil
	case '$':
		return t.dollar(), nil
	case '[', '!':
		return t.bracket(), nil
	case ']':
		return t.closeBracket(), nil
	case '%':
		return t.percent()
	case '=':
		return t.equals(), nil
	case '^':
		return t.inlineNote(), nil
	}
	return t.abbreviation(), nil
}

// escapedByte matches an escaped byte of an address after a percent sign: %%20 opens no comment.
var escapedByte = regexp.MustCompile(`^%[0-9A-Fa-f]{2}`)

// addressEnd returns the end of the address that a text begins with, or of the part before a
// template tag in it.
func addressEnd(s string) int {
	for i := range len(s) {
		if strings.IndexByte(" \t\n<>\"`)", s[i]) >= 0 || strings.HasPrefix(s[i:], "{{") || strings.HasPrefix(s[i:], "{%") || strings.HasPrefix(s[i:], "%%") && !escapedByte.MatchString(s[i+1:]) {
			return i
		}
	}
	return len(s)
}
