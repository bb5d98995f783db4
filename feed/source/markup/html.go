package markup

import (
	"regexp"
	"strings"
)

var (
	autolink = regexp.MustCompile(`^<((?:https?://|mailto:)[^<>\s]+)>$`)
	mdLink   = regexp.MustCompile(`^(!?)\[((?:[^\[\]\\]|\\.)*)\]\(<([^<>]*)>\)$`)
)

// asHTML is a piece of Markdown that this package has made, as HTML: within a block of HTML
// nothing reads Markdown.
func asHTML(s string) string {
	bare := strings.TrimSpace(s)
	if m := autolink.FindStringSubmatch(bare); m != nil {
		return `<a href="` + escape(m[1]) + `">` + escape(m[1]) + "</a>"
	}
	if m := mdLink.FindStringSubmatch(bare); m != nil {
		label := escape(unescapeMarkdown(m[2]))
		if m[1] != "" {
			return `<img src="` + escape(m[3]) + `" alt="` + label + `">`
		}
		return `<a href="` + escape(m[3]) + `">` + label + "</a>"
	}
	if strings.HasPrefix(bare, "```") {
		_, code, _ := strings.Cut(bare, "\n")
		return "<pre><code>" + escape(strings.TrimRight(strings.TrimRight(code, "`"), "\n")) + "\n</code></pre>"
	}
	if strings.HasPrefix(bare, "> ") {
		var b strings.Builder
		for line := range strings.SplitSeq(bare, "\n") {
			line = strings.TrimPrefix(strings.TrimPrefix(line, ">"), " ")
			if title, ok := strings.CutPrefix(line, "**"); ok && b.Len() == 0 {
				line = "<p><strong>" + strings.TrimSuffix(title, "**") + "</strong></p>"
			}
			b.WriteString(line + "\n")
		}
		return "<blockquote>" + strings.TrimSpace(strings.ReplaceAll(b.String(), "\n\n", "\n")) + "</blockquote>"
	}
	return s
}

// unescapeMarkdown takes back what escapeMarkdown has done.
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

// place is a piece of Markdown fit for where it goes: as HTML within HTML, and else, where it
// has lines to itself, indented like the text around it.
func (t *translator) place(at int, s string) string {
	if t.HTML || t.block {
		return asHTML(s)
	}
	switch {
	case strings.HasPrefix(s, "\n"):
		if t.inRow(at) { // of a table, where no block can be
			words := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' })
			for i, line := range words {
				words[i] = strings.TrimSpace(strings.TrimPrefix(line, ">"))
			}
			return strings.TrimSpace(strings.Join(words, " "))
		}
		return indented(t.prefix(at), s)
	case strings.HasPrefix(s, "<figure"):
		if t.inRow(at) {
			return s
		}
		return "\n\n" + t.prefix(at) + s + "\n\n" // what follows is Markdown again
	}
	return s
}

// inRow reports whether a byte stands in the row of a table.
func (t *translator) inRow(at int) bool {
	near := t.text[max(0, at-maxLook):at]
	return strings.HasPrefix(strings.TrimSpace(near[strings.LastIndexByte(near, '\n')+1:]), "|")
}

// indented is a block with something at the head of each of its lines.
func indented(prefix, s string) string {
	if prefix == "" {
		return s
	}
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, line := range lines {
		if line != "" || strings.Contains(prefix, ">") {
			lines[i] = strings.TrimRight(prefix+line, " ")
		}
	}
	return strings.Join(lines, "\n") + "\n\n"
}

// prefix is what lines of the block have at their head in which a byte stands: white space, as
// far as a list item's text is indented, or the marks of a quotation.
func (t *translator) prefix(at int) string {
	near := t.text[max(0, at-maxLook):at]
	line := near[strings.LastIndexByte(near, '\n')+1:]
	if m := itemLine.FindString(line); m != "" {
		return strings.Repeat(" ", len(m))
	}
	if bare := strings.TrimLeft(line, " "); strings.HasPrefix(bare, ">") {
		return line[:len(line)-len(strings.TrimLeft(line, "> "))]
	}
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}
