package markup

import (
	"html"
	"strings"
)

// escape escapes a text for HTML.
func escape(s string) string { return html.EscapeString(s) }

// escapeMarkdown escapes a text for Markdown.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte("\\`*_[]<>", s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// fenced returns a fenced code block, with line breaks around it. The fence is longer than any in the
// code.
func fenced(language, code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return "\n" + fence + language + "\n" + strings.Trim(code, "\n") + "\n" + fence + "\n"
}

// unescapeMarkdown is the inverse of escapeMarkdown.
func unescapeMarkdown(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
