package markup

import (
	"regexp"
	"strings"
)

// backslash goes past an escaped character, and keeps formulas in \( \) and \[ \] to the
// letter.
func (t *translator) backslash() bool {
	rest := t.rest()
	for open, shut := range map[string]string{`\(`: `\)`, `\[`: `\]`} {
		if !strings.HasPrefix(rest, open) {
			continue
		}
		end := paragraphIndex(rest[2:], shut)
		if m := wordpress.FindStringSubmatch(rest); m != nil && t.wordpress(m) {
			return true
		}
		if end >= 0 && (open == `\(` && !isProse(rest[2:2+end]) || isFormula(rest[2:2+end])) {
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

// dollar keeps formulas in $ $ and $$ $$ to the letter. As Pandoc has it, no space stands
// behind the first and before the last of single ones, and no digit behind the last: sums of
// money are none.
func (t *translator) dollar() bool {
	rest := t.rest()
	if strings.HasPrefix(rest, "$$") {
		end := t.find(2, "$$") - 2
		if end <= 0 || end > maxTag {
			t.copy(2)
			return true
		}
		t.formula(2 + end + 2)
		return true
	}
	end := -1
	for i := 1; i < len(rest) && i < maxTag && !strings.HasPrefix(rest[i:], "\n\n"); i++ {
		if rest[i] == '\\' {
			i++
			continue
		}
		if rest[i] == '$' {
			if i > 1 && strings.IndexByte(" \t\n", rest[i-1]) < 0 && (i+1 == len(rest) || rest[i+1] < '0' || rest[i+1] > '9') {
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

// formula writes so many bytes so that Markdown shows them to the letter.
func (t *translator) formula(n int) {
	source := t.rest()[:n]
	var b strings.Builder
	for i := range len(source) {
		c := source[i]
		if c == '\n' && i > 0 && source[i-1] == '\n' {
			continue // a blank line would end the paragraph
		}
		if c > ' ' && c < 0x7f && !(c >= '0' && c <= '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	t.write(n, b.String())
}

// paragraphIndex is where a mark stands in the same paragraph, -1 for nowhere.
func paragraphIndex(s, mark string) int {
	s = s[:min(len(s), maxTag)]
	if i := strings.Index(s, "\n\n"); i >= 0 {
		s = s[:i]
	}
	return strings.Index(s, mark)
}

var (
	texCommand = regexp.MustCompile(`\\[A-Za-z]+|\\\\|[_^]\{|[\p{L}\d)}][_^][\p{L}\d({\\]|[=<>+]`)
	proseWords = regexp.MustCompile(`(?:^|\s)\p{Ll}{3,}[,.;:]?\s+\p{Ll}{2,}(?:\s|$|[,.;:])`)
)

// isFormula reports whether a stretch of text has something of TeX in it.
func isFormula(s string) bool {
	return texCommand.MatchString(s) && !isProse(s) && !strings.Contains(s, "](") && !strings.Contains(s, "://")
}

// isProse reports whether it has words one after the other, as no formula has outside of
// braces.
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
