package markup

import (
	"regexp"
	"strings"
)

// backslash copies an escaped character. It writes formulas in \( \), \[ \] and \begin{…} \end{…} so
// that Markdown shows them as they are.
func (t *translator) backslash() bool {
	rest := t.rest()
	if m := wordpressTag.FindStringSubmatch(rest); m != nil && t.wordpress(m) {
		return true
	}
	for open, closer := range map[string]string{`\(`: `\)`, `\[`: `\]`} {
		if !strings.HasPrefix(rest, open) {
			continue
		}
		if end := paragraphIndex(rest[2:], closer); end >= 0 && isTeX(rest[2:2+end]) {
			t.formula(2 + end + 2)
			return true
		}
	}
	if strings.HasPrefix(rest, `\begin{`) {
		if i := strings.IndexByte(rest[:min(len(rest), 60)], '}'); i > 0 {
			end := `\end` + rest[len(`\begin`):i+1]
			if at := t.find(i, end); at > 0 {
				t.formula(at + len(end))
				return true
			}
		}
	}
	t.copy(min(2, len(rest)))
	return true
}

// dollar writes formulas in $ $ and $$ $$ so that Markdown shows them as they are. Single dollars follow
// Pandoc's rule (tex_math_dollars), so that sums of money are no formulas: no space inside them, and
// no digit after the last. Besides, no word, number or address may touch the first.
func (t *translator) dollar() bool {
	rest := t.rest()
	before := lastRune(t.text[:t.at])
	if t.at > 0 && (isWord(before) || strings.ContainsRune("/?&=.:;%#@$>])}", before)) {
		t.copy(1)
		return true
	}
	if strings.HasPrefix(rest, "$$") {
		end := t.find(2, "$$") - 2
		if end <= 0 || end > maxTag || !t.isAlone(t.at, t.at+2) && !isTeX(rest[2:2+end]) && (strings.Contains(rest[2:2+end], "\n\n") || isProse(rest[2:2+end])) {
			t.copy(2)
			return true
		}
		t.formula(2 + end + 2)
		return true
	}
	end := -1
	for i := 1; i < len(rest) && i < maxFormula && !(rest[i] == '\n' && endsBlock(rest[i+1:])); i++ {
		if rest[i] == '\\' {
			i++
			continue
		}
		if rest[i] == '$' {
			if i > 1 && strings.IndexByte(" \t\n", rest[i-1]) < 0 && !isWord(firstRune(rest[i+1:])) {
				end = i
			}
			break
		}
	}
	if end < 0 || strings.IndexByte(" \t\n", rest[1]) >= 0 || !isFormula(rest[1:end]) {
		return false
	}
	t.formula(end + 1)
	return true
}

// maxFormula is the maximum number of bytes of a formula in single dollars.
const maxFormula = 1 << 10

// formula writes the next n bytes with a backslash before each ASCII punctuation character, so that
// Markdown shows them as they are. In a quotation, the > that lines begin with stay as they are.
func (t *translator) formula(n int) {
	source := t.rest()[:n]
	quoted := strings.HasPrefix(strings.TrimSpace(t.linePrefix(t.at)), ">")
	var b strings.Builder
	for i := 0; i < len(source); i++ {
		c := source[i]
		if c == '\n' && i > 0 && source[i-1] == '\n' {
			continue // a blank line would end the paragraph
		}
		if c > ' ' && c < 0x7f && !(c >= '0' && c <= '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
		for quoted && c == '\n' && i+1 < len(source) && (source[i+1] == '>' || source[i+1] == ' ') {
			i++
			b.WriteByte(source[i])
		}
	}
	t.write(n, b.String())
}

// paragraphIndex returns the index of a mark in the first paragraph of a text, -1 for none.
func paragraphIndex(s, mark string) int {
	s = s[:min(len(s), maxTag)]
	if i := strings.Index(s, "\n\n"); i >= 0 {
		s = s[:i]
	}
	return strings.Index(s, mark)
}

// texCommand matches a command of TeX or an index, texSign a character that most formulas have, textSign
// markup that no formula has, and proseWords two words in a row.
var (
	texCommand = regexp.MustCompile(`\\[A-Za-z]{2,}|[_^]\{|[\p{L}\d)}][_^][\p{L}\d({\\]`)
	texSign    = regexp.MustCompile(`[\\_^*={}<>+']`)
	textSign   = regexp.MustCompile("\\]\\(|\\[\\^|://|`|</?[A-Za-z]|\\*\\*")
	proseWords = regexp.MustCompile(`(?:^|\s)\p{Ll}{3,}[,.;:]?\s+\p{Ll}{2,}(?:\s|$|[,.;:])`)
)

// isTeX reports whether a piece of text has commands of TeX or indices, and is not prose.
func isTeX(s string) bool {
	return texCommand.MatchString(s) && !isProse(s) && !textSign.MatchString(strings.ReplaceAll(s, "**", ""))
}

// isFormula reports whether the text between two dollars looks like a formula and not like
// prose.
func isFormula(s string) bool {
	return texSign.MatchString(s) && !isProse(s) && !textSign.MatchString(s)
}

// isProse reports whether a text has two consecutive words outside of braces, which no formula has.
func isProse(s string) bool {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch r {
		case '{':
			depth++
		case '}':
			depth--
		default:
			if depth <= 0 {
				b.WriteRune(r)
			}
		}
	}
	return proseWords.MatchString(b.String())
}
