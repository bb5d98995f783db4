package markup

import (
	"html"
	"strings"
)

// escape writes text as HTML.
func escape(s string) string { return html.EscapeString(s) }

// escapeMarkdown writes text as Markdown.
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

// fenced returns a block of code that begins on a line of its own.
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
