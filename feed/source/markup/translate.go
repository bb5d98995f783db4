package markup

import (
	"fmt"
	"slices"
	"strings"
)

// translator is one text on its way.
type translator struct {
	Options
	text string
	at   int // the next byte
	line int // of it, from 1
	seen int // how far lines have been counted

	out   []byte
	notes []Note
	told  map[string]bool

	abbreviations map[string]string
	imports       map[string]string // of MDX: what a name is imported from
	depth         int               // of what is translated within something else
	open          int               // tags of which only the inside is kept, and that are not closed yet
	misses        int               // tags that were never closed
	absent        map[string]bool   // marks that do not come any more

	templated bool // the text has tags of a template
	asked     bool // and {{ x }}, of which it could not be told

	list   bool // the lines are those of a list
	blank  bool // the line before is blank
	tag    bool // within an HTML tag
	target bool // within the address of a link
	head   bool // within a heading
	quote  byte // within a tag, the quotation mark that is open
}

// maxDepth is how deep things may lie in one another: deeper ones stay as they are.
const maxDepth = 20

func newTranslator(text string, o Options) *translator {
	t := &translator{Options: o, text: text, line: 1, blank: true, told: map[string]bool{}}
	t.collectAbbreviations()
	return t
}

// run goes over the whole text.
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

// rest is what has not been read yet.
func (t *translator) rest() string { return t.text[t.at:] }

// lineAt is the number of the line in which a byte stands.
func (t *translator) lineAt(at int) int {
	if at < t.seen {
		t.seen, t.line = 0, 1
	}
	t.line += strings.Count(t.text[t.seen:at], "\n")
	t.seen = at
	return t.line
}

// note tells something, once for each kind and name.
func (t *translator) note(at int, hint, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if t.told[message] {
		return
	}
	t.told[message] = true
	t.notes = append(t.notes, Note{t.lineAt(at), message, hint})
}

// copy writes so many bytes as they are.
func (t *translator) copy(n int) {
	t.out = append(t.out, t.text[t.at:t.at+n]...)
	t.at += n
}

// skip leaves so many bytes out.
func (t *translator) skip(n int) { t.at += n }

// write replaces so many bytes.
func (t *translator) write(n int, s string) {
	t.out = append(t.out, s...)
	t.at += n
}

// inner translates what stands inside of something. Its notes have the lines of the whole.
func (t *translator) inner(from, to int) (string, error) {
	if t.depth >= maxDepth {
		return t.text[from:to], nil
	}
	in := &translator{Options: t.Options, text: t.text[:to], at: from, seen: t.seen, line: t.line, blank: true, told: t.told,
		abbreviations: t.abbreviations, imports: t.imports, depth: t.depth + 1}
	if in.seen > from {
		in.seen, in.line = 0, 1
	}
	if err := in.run(); err != nil {
		return "", err
	}
	t.notes = append(t.notes, in.notes...)
	t.templated, t.asked = t.templated || in.templated, t.asked || in.asked
	return string(in.out), nil
}

// find is where a mark stands from a byte of the rest on, -1 for nowhere: what is not there
// once is not looked for again.
func (t *translator) find(from int, mark string) int {
	if t.absent[mark] {
		return -1
	}
	if i := strings.Index(t.text[t.at+from:], mark); i >= 0 {
		return from + i
	}
	if t.absent == nil {
		t.absent = map[string]bool{}
	}
	t.absent[mark] = true
	return -1
}

// until is the function of that name, but for texts in which many tags are never closed.
func (t *translator) until(s, mark string) int {
	if t.misses > maxMisses {
		return -1
	}
	n := until(s, mark)
	if n < 0 {
		t.misses++
	}
	return n
}

// maxLook is how far the beginning of a line is looked for.
const maxLook = 1 << 10

// alone reports whether a stretch of the text has its lines to itself.
func (t *translator) alone(from, to int) bool {
	near := t.text[max(0, from-maxLook):from]
	before := near[strings.LastIndexByte(near, '\n')+1:]
	after, _, _ := strings.Cut(t.text[to:min(len(t.text), to+maxLook)], "\n")
	return strings.TrimSpace(before) == "" && strings.TrimSpace(after) == ""
}

// indent is the white space at the head of the line in which a byte stands.
func (t *translator) indent(at int) string {
	near := t.text[max(0, at-maxLook):at]
	line := near[strings.LastIndexByte(near, '\n')+1:]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// ends knows where a line ends; the line feed is behind it.
func lineEnd(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i
	}
	return len(s)
}

// inline translates what stands at this byte, whatever the line is.
func (t *translator) inline() (took bool, err error) {
	rest := t.rest()
	switch c := rest[0]; c {
	case '{':
		return t.brace()
	case '<':
		return t.angle()
	case '\n':
		t.target, t.head = false, false
		if strings.HasPrefix(rest, "\n\n") {
			t.tag = false
		}
		return false, nil
	}
	if t.tag {
		t.insideTag(rest[0])
		return false, nil
	}
	if t.target {
		if c := rest[0]; c == ')' || c == ' ' {
			t.target = false
		}
		return false, nil
	}
	switch {
	case t.Plain && rest[0] == '%':
		return t.percent()
	case t.Plain:
		return false, nil
	case t.HTML:
		return t.bracket(), nil
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

// insideTag looks for the end of an HTML tag.
func (t *translator) insideTag(c byte) {
	switch {
	case t.quote != 0:
		if c == t.quote {
			t.quote = 0
		}
	case c == '"' || c == '\'':
		t.quote = c
	case c == '>':
		t.tag = false
	}
}

// angle goes past comments, and what an HTML element has that is code.
func (t *translator) angle() (bool, error) {
	rest := t.rest()
	if t.tag && t.quote != 0 {
		return false, nil
	}
	switch {
	case strings.HasPrefix(rest, "<!--"):
		if i := t.find(4, "-->"); i >= 0 {
			t.copy(i + 3)
			return true, nil
		}
		return false, nil
	case strings.HasPrefix(rest, "<%#"), strings.HasPrefix(rest, "<%--"): // ERB's and EJS's comments
		if i := t.find(3, "%>"); i >= 0 {
			t.skip(i + 2)
			return true, nil
		}
	case t.MDX:
		if took, err := t.jsx(); took || err != nil {
			return took, err
		}
	}
	name := tagName(rest)
	if slices.Contains(codeElements, name) {
		if i := t.closed(rest, name); i >= 0 {
			t.copy(i)
			return true, nil
		}
	}
	if name != "" || strings.HasPrefix(rest, "</") {
		t.tag, t.quote = true, 0
	}
	return false, nil
}

// codeElements are those of which the content is code.
var codeElements = []string{"pre", "code", "script", "style", "textarea", "kbd", "samp", "xmp"}

// tagName is the name of the tag that a text begins with, in lower case, "" for none.
func tagName(s string) string {
	end := 1
	for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z' || end > 1 && (s[end] >= '0' && s[end] <= '9' || s[end] == '-')) {
		end++
	}
	if end >= len(s) || end == 1 || s[0] != '<' || strings.IndexByte(" \t\n/>", s[end]) < 0 {
		return ""
	}
	return strings.ToLower(s[1:end])
}

// closed is closing, but for texts in which many elements are never closed.
func (t *translator) closed(s, name string) int {
	if t.misses > maxMisses {
		return -1
	}
	end := closing(s, name)
	if end < 0 {
		t.misses++
	}
	return end
}

// closing is where an element ends that a text begins with, -1 where it does not. Those of
// its name inside are its own.
func closing(s, name string) int {
	depth, at := 0, 0
	for {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 {
			return -1
		}
		at += i
		switch {
		case tagName(s[at:]) == name:
			if end := strings.IndexByte(s[at:], '>'); end <= 0 || s[at+end-1] != '/' {
				depth++
			}
		case len(s)-at > len(name)+2 && s[at+1] == '/' && strings.EqualFold(s[at+2:at+2+len(name)], name) && strings.IndexByte(" \t\n>", s[at+2+len(name)]) >= 0:
			if depth--; depth <= 0 {
				end := strings.IndexByte(s[at:], '>')
				if end < 0 {
					return -1
				}
				return at + end + 1
			}
		}
		at++
	}
}

// codeSpan copies code in backticks. Pandoc's raw attribute behind it makes it what it says.
func (t *translator) codeSpan() {
	rest := t.rest()
	run := len(rest) - len(strings.TrimLeft(rest, "`"))
	end := spanEnd(rest[run:], run)
	if end < 0 {
		t.copy(run)
		return
	}
	whole := run + end + run
	attribute := attributes(rest[whole:])
	switch {
	case strings.HasPrefix(attribute, "{=html"):
		t.write(whole+len(attribute), rest[run:run+end])
	case strings.HasPrefix(attribute, "{="):
		t.note(t.at, "", "text for %s alone is left out", strings.Trim(attribute, "{=}"))
		t.skip(whole + len(attribute))
	default:
		t.copy(whole)
		t.skip(len(attribute))
	}
}

// spanEnd is where as many backticks stand as those that opened, in the same paragraph.
func spanEnd(s string, run int) int {
	for i := 0; i < len(s) && i < maxTag; {
		switch {
		case s[i] == '`':
			n := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
			if n == run {
				return i
			}
			i += n
		case strings.HasPrefix(s[i:], "\n\n"):
			return -1
		default:
			i++
		}
	}
	return -1
}
