package markup

import "strings"

// codeSpan copies a code span (CommonMark §6.1). One with Pandoc's attribute {=html} is written as
// HTML; one in any other raw format ({=latex}) is dropped and reported.
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
		t.report(t.at, "", "text for %s alone is left out", strings.Trim(attribute, "{=}"))
		t.skip(whole + len(attribute))
	default:
		t.copy(whole)
		t.skip(len(attribute))
	}
}

// endsBlock reports whether the first line of a text ends the paragraph above it.
func endsBlock(s string) bool {
	line := s[:lineEnd(s)]
	trimmed := strings.TrimLeft(line, " \t")
	return trimmed == "" || trimmed[0] == '>' || itemLine.MatchString(line) || headLine.MatchString(line) || strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~")
}

// spanEnd returns the index of the closing backticks of a code span, -1 for none in this paragraph.
// run is the number of the opening ones: as many must close it.
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

// fence copies a fenced code block (CommonMark §4.5). Pandoc's raw HTML is written as HTML. Other raw
// formats and queries that a plug-in of Obsidian runs are dropped and reported.
func (t *translator) fence(line string, m []string) {
	rest := t.rest()
	from, marker, quoted := len(line), m[2], strings.Contains(m[1], ">")
	base := t.base()
	if item := itemLine.FindString(m[1]); item != "" {
		base = len(item)
	}
	end, body := len(rest), len(rest) // an unclosed block ends with the text
	for at := from; at < len(rest); {
		at++ // skips the line feed
		next := rest[at:][:lineEnd(rest[at:])]
		trimmed := strings.TrimLeft(next, " \t")
		if quoted {
			trimmed = strings.TrimLeft(next, " \t>")
		}
		if quoted && !strings.HasPrefix(strings.TrimLeft(next, " "), ">") || !quoted && trimmed != "" && columns(next) < base {
			body, end = at, at // the end of the quotation or list item ends the code in it
			break
		}
		if strings.HasPrefix(trimmed, marker) && strings.Trim(trimmed, marker[:1]+" \t") == "" && (quoted || columns(next) <= base+3) {
			body, end = at, at+len(next)
			break
		}
		at += len(next)
	}
	info := strings.TrimSpace(m[3])
	switch {
	case t.stripping:
		t.copy(end)
	case strings.HasPrefix(info, "{=html"):
		t.write(end, rest[min(from+1, body):body])
	case strings.HasPrefix(info, "{="), strings.HasPrefix(info, "dataview"), info == "query", info == "tasks", info == "button":
		t.report(t.at, "write what it shows", "a block of %s is left out", strings.Trim(info, "{=}"))
		t.skip(end)
	default:
		t.copy(end)
	}
	t.afterBlank = false
}
