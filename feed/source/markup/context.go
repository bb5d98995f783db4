package markup

import (
	"regexp"
	"strings"
)

// Links and pictures as this package writes them in Markdown.
var (
	autolink = regexp.MustCompile(`^<((?:https?://|mailto:)[^<>\s]+)>$`)
	mdLink   = regexp.MustCompile(`^(!?)\[((?:[^\[\]\\]|\\.)*)\]\(<([^<>]*)>\)$`)
)

// asHTML converts Markdown that this package has written (a link, a picture, code, a quotation) to
// HTML, for use inside an HTML block, in which no Markdown is read. It returns anything else as it is.
func asHTML(s string) string {
	trimmed := strings.TrimSpace(s)
	if m := autolink.FindStringSubmatch(trimmed); m != nil {
		return `<a href="` + escape(m[1]) + `">` + escape(m[1]) + "</a>"
	}
	if m := mdLink.FindStringSubmatch(trimmed); m != nil {
		label := escape(unescapeMarkdown(m[2]))
		if m[1] != "" {
			return `<img src="` + escape(m[3]) + `" alt="` + label + `">`
		}
		return `<a href="` + escape(m[3]) + `">` + label + "</a>"
	}
	if strings.HasPrefix(trimmed, "```") {
		_, code, _ := strings.Cut(trimmed, "\n")
		return "<pre><code>" + escape(strings.TrimRight(strings.TrimRight(code, "`"), "\n")) + "\n</code></pre>"
	}
	if strings.HasPrefix(trimmed, "> ") {
		var b strings.Builder
		for line := range strings.SplitSeq(trimmed, "\n") {
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

// adapt adapts a piece of Markdown to its context, the byte at. Inside HTML it becomes HTML; a block
// is indented like the text around it; in the row of a table it becomes one line.
func (t *translator) adapt(at int, s string) string {
	if t.HTML || t.inHTMLBlock {
		return asHTML(s)
	}
	switch {
	case strings.HasPrefix(s, "\n"):
		if t.inRow(at) { // a table's row can contain no block
			words := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' })
			for i, line := range words {
				words[i] = strings.TrimSpace(strings.TrimPrefix(line, ">"))
			}
			return strings.TrimSpace(strings.Join(words, " "))
		}
		return indented(t.linePrefix(at), s)
	case strings.HasPrefix(s, "<figure"):
		if t.inRow(at) {
			return s
		}
		return "\n\n" + t.linePrefix(at) + s + "\n\n" // the blank line ends the HTML block
	}
	return s
}

// inRow reports whether a byte is in the row of a table that begins with |.
func (t *translator) inRow(at int) bool {
	near := t.text[max(0, at-maxLineSearch):at]
	return strings.HasPrefix(strings.TrimSpace(near[strings.LastIndexByte(near, '\n')+1:]), "|")
}

// indented writes a prefix before each line of a block.
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

// linePrefix returns what each line of the block around a byte begins with: the indentation of a
// list item, or the marks of a quotation.
func (t *translator) linePrefix(at int) string {
	near := t.text[max(0, at-maxLineSearch):at]
	line := near[strings.LastIndexByte(near, '\n')+1:]
	if m := itemLine.FindString(line); m != "" {
		return strings.Repeat(" ", len(m))
	}
	if trimmed := strings.TrimLeft(line, " "); strings.HasPrefix(trimmed, ">") {
		return line[:len(line)-len(strings.TrimLeft(line, "> "))]
	}
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}
