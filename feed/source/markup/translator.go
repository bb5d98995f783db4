package markup

import (
	"fmt"
	"regexp"
	"strings"
)

// translator holds the state of the translation of one text.
type translator struct {
	Options
	text string
	at   int // the next byte
	line int // the line of seen, from 1
	seen int // how far lines have been counted

	out   []byte
	notes []Note
	told  map[string]bool

	abbreviations map[string]string
	imports       map[string]string // of MDX: what a name is imported from
	depth         int               // how many translations this one is nested in
	open          int               // open tags of which only the content is kept
	misses        int               // tags that were never closed
	found         map[string]int    // by mark, its next place in the text, -1 for none
	links         int               // by name

	templated bool // the text has tags of a template
	asked     bool // and a {{ x }} that was kept, because no tag had come yet

	items  []int // the column in which the text of each open list item begins
	blank  bool  // the previous line is blank
	block  bool  // within a block of HTML, which is no Markdown
	tag    bool  // within an HTML tag
	target bool  // within the address of a link
	ended  int   // where the last address of a link ended
	define bool  // within the definition of a link, up to the end of the line
	head   bool  // within a heading
	quote  byte  // within a tag, the quotation mark that is open
	hidden int   // where the last comment ended

	strip bool  // this is the first pass, which removes comments and nothing else
	gaps  []gap // where the first pass removed lines
}

// maxDepth limits how deeply markup may be nested. Deeper nesting is an error of the text, because
// a comment in it would not be found.
const maxDepth = 20

func newTranslator(text string, o Options) *translator {
	t := &translator{Options: o, text: text, line: 1, blank: true, told: map[string]bool{}, ended: -1, hidden: -1}
	t.collectAbbreviations()
	return t
}

// run translates the whole text.
func (t *translator) run() error {
	for t.at < len(t.text) {
		if t.at == 0 || t.text[t.at-1] == '\n' {
			took, err := t.startLine()
			if err != nil {
				return err
			}
			if took {
				continue
			}
		}
		took, err := t.inline()
		if err != nil {
			return err
		}
		if !took {
			t.out = append(t.out, t.text[t.at])
			t.at++
		}
	}
	return nil
}

// rest returns the text that has not been read yet.
func (t *translator) rest() string { return t.text[t.at:] }

// lineAt returns the line of a byte in the text as its author wrote it, from 1.
func (t *translator) lineAt(at int) int {
	if at < t.seen {
		t.seen, t.line = 0, 1
	}
	t.line += strings.Count(t.text[t.seen:at], "\n")
	t.seen = at
	line := t.line
	for _, g := range t.gaps {
		if g.at <= at {
			line += g.lines
		}
	}
	return line
}

// note adds a note, once for each kind and name.
func (t *translator) note(at int, hint, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if t.told[message] {
		return
	}
	t.told[message] = true
	t.notes = append(t.notes, Note{t.lineAt(at), message, hint})
}

// copy writes the next n bytes as they are.
func (t *translator) copy(n int) {
	t.out = append(t.out, t.text[t.at:t.at+n]...)
	t.at += n
}

// skip leaves the next n bytes out.
func (t *translator) skip(n int) { t.at += n }

// write writes s in place of the next n bytes.
func (t *translator) write(n int, s string) {
	t.out = append(t.out, s...)
	t.at += n
}

// inner translates the content of something. Its notes have line numbers of the whole text.
func (t *translator) inner(from, to int) (string, error) {
	if t.depth >= maxDepth {
		return "", &Note{t.lineAt(from), "markup lies too deep within other markup", "close what is never closed"}
	}
	in := &translator{Options: t.Options, text: t.text[:to], at: from, seen: t.seen, line: t.line, blank: true, told: t.told,
		abbreviations: t.abbreviations, imports: t.imports, depth: t.depth + 1, block: t.block, gaps: t.gaps, misses: t.misses, ended: -1, hidden: -1}
	if in.seen > from {
		in.seen, in.line = 0, 1
	}
	if err := in.run(); err != nil {
		return "", err
	}
	t.notes, t.misses = append(t.notes, in.notes...), in.misses
	t.templated, t.asked = t.templated || in.templated, t.asked || in.asked
	return string(in.out), nil
}

// find returns the next place of a mark in the rest, not before from, and -1 for none. It keeps
// the place, so that the text is searched once for each mark.
func (t *translator) find(from int, mark string) int {
	from = min(from, len(t.text)-t.at)
	if at, looked := t.found[mark]; looked && (at < 0 || at >= t.at+from) {
		return max(at-t.at, -1)
	}
	if t.found == nil {
		t.found = map[string]int{}
	}
	i := strings.Index(t.text[t.at+from:], mark)
	if i < 0 {
		t.found[mark] = -1
		return -1
	}
	t.found[mark] = t.at + from + i
	return from + i
}

// until returns where a mark stands first outside of quotes, -1 for none: see counted.
func (t *translator) until(s, mark string) int {
	return t.counted(func() int { return until(s, mark) })
}

// closed returns the end of the element that a text begins with, -1 for none: see counted.
func (t *translator) closed(s, name string) int {
	return t.counted(func() int { return closing(s, name) })
}

// counted runs a search for a closing mark, and counts how often there was none. After maxMisses
// it searches no more, and returns -1.
func (t *translator) counted(search func() int) int {
	if t.misses > maxMisses {
		return -1
	}
	end := search()
	if end < 0 {
		t.misses++
	}
	return end
}

// maxLook is how many bytes are searched for the start or end of a line.
const maxLook = 1 << 10

// alone reports whether a piece of the text shares no line with other text.
func (t *translator) alone(from, to int) bool {
	near := t.text[max(0, from-maxLook):from]
	before := near[strings.LastIndexByte(near, '\n')+1:]
	after, _, _ := strings.Cut(t.text[to:min(len(t.text), to+maxLook)], "\n")
	return strings.TrimSpace(before) == "" && strings.TrimSpace(after) == ""
}

// lineEnd returns the end of the first line of a text.
func lineEnd(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i
	}
	return len(s)
}

// inline translates the markup that begins at this byte, if any.
func (t *translator) inline() (took bool, err error) {
	rest := t.rest()
	switch {
	case t.strip && rest[0] != '\n':
		return t.stripInline()
	case rest[0] == '{':
		return t.brace()
	case rest[0] == '<':
		return t.angle()
	case rest[0] == '\n':
		t.target, t.head, t.define = false, false, false
		if strings.HasPrefix(rest, "\n\n") {
			t.tag, t.block = false, false
		}
		return false, nil
	}
	if t.tag {
		t.insideTag(rest[0])
		return false, nil
	}
	switch {
	case t.define:
		return false, nil
	case t.target:
		if c := rest[0]; c == ')' || c == ' ' {
			t.target, t.ended = false, t.at
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
	case t.block:
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
