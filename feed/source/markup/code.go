package markup

import "strings"

// codeSpan copies code in backticks. With Pandoc's attribute {=html} it is HTML, and in any other
// raw format it is left out.
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

// endsBlock reports whether a line ends the paragraph above it.
func endsBlock(s string) bool {
	line := s[:lineEnd(s)]
	bare := strings.TrimLeft(line, " \t")
	return bare == "" || bare[0] == '>' || itemLine.MatchString(line) || headLine.MatchString(line) || strings.HasPrefix(bare, "```") || strings.HasPrefix(bare, "~~~")
}

// spanEnd finds the closing backticks, as many as opened the code, in the same paragraph.
func spanEnd(s string, run int) int {
	for i := 0; i < len(s) && i < maxTag; {
		switch {
		case s[i] == '`':
			n := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
			if n == run {
				return i
			}
			i += n
		case s[i] == '\n' && endsBlock(s[i+1:]):
			return -1
		default:
			i++
		}
	}
	return -1
}
