package markup

import (
	"html"
	"strings"
	"unicode"
)

// abbreviation marks up a word that the text defines as an abbreviation.
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

// maxAbbreviations limits how many abbreviations are explained, because each is searched for in
// the whole text.
const maxAbbreviations = 500

// collectAbbreviations reads the abbreviations that a text defines outside of code.
func (t *translator) collectAbbreviations() {
	if t.HTML || !strings.Contains(t.text, "*[") {
		return
	}
	definitions := 0
	fenced, mayDefine := false, true // a definition begins a paragraph, or stands below another one
	for line := range strings.Lines(t.text) {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
			fenced = !fenced
		}
		m := abbrLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m != nil {
			if definitions++; definitions > maxAbbreviations {
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

// explains reports whether a line defines an abbreviation.
func (t *translator) explains(line string) bool {
	m := abbrLine.FindStringSubmatch(line)
	return m != nil && t.abbreviations[m[1]] == strings.TrimSpace(m[2])
}
