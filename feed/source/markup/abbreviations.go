package markup

import (
	"html"
	"strings"
	"unicode"
)

// abbreviation writes <abbr> around the word that begins here if the text defines it as an
// abbreviation (PHP Markdown Extra: *[HTML]: Hypertext Markup Language). It reports whether it did.
func (t *translator) abbreviation() bool {
	if len(t.abbreviations) == 0 || t.inHeading {
		return false
	}
	before := lastRune(t.text[:t.at])
	if t.at > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before) || strings.ContainsRune("/-_@#.&[", before)) {
		return false
	}
	rest := t.rest()
	end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end < 0 {
		end = len(rest)
	}
	meaning, ok := t.abbreviations[rest[:end]]
	if !ok || end == 0 {
		return false
	}
	t.write(end, `<abbr title="`+html.EscapeString(meaning)+`">`+rest[:end]+"</abbr>")
	return true
}

// maxAbbreviations is the number of definitions that are read: each is searched for in the whole
// text.
const maxAbbreviations = 500

// collectAbbreviations reads the definitions of abbreviations outside of fenced code. One whose
// word occurs nowhere else in the text is ordinary text.
func (t *translator) collectAbbreviations() {
	if t.HTML || !strings.Contains(t.text, "*[") {
		return
	}
	definitions := 0
	fenced, mayDefine := false, true // a definition begins a paragraph or follows another definition
	for line := range strings.Lines(t.text) {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
			fenced = !fenced
		}
		m := abbrLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m != nil {
			definitions++
			if definitions > maxAbbreviations {
				return
			}
		}
		if m != nil && mayDefine && !fenced && !strings.Contains(m[2], "*") && strings.Count(t.text, m[1]) > 1 {
			if t.abbreviations == nil {
				t.abbreviations = map[string]string{}
			}
			t.abbreviations[m[1]] = strings.TrimSpace(m[2])
			continue
		}
		mayDefine = trimmed == ""
	}
}

// explains reports whether a line is one of the definitions that collectAbbreviations accepted.
func (t *translator) explains(line string) bool {
	m := abbrLine.FindStringSubmatch(line)
	return m != nil && t.abbreviations[m[1]] == strings.TrimSpace(m[2])
}
