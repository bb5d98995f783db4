package markup

import (
	"regexp"
	"strings"
)

var (
	autolink = regexp.MustCompile(`^<((?:https?://|mailto:)[^<>\s]+)>$`)
	mdLink   = regexp.MustCompile(`^(!?)\[((?:[^\[\]\\]|\\.)*)\]\(<([^<>]*)>\)$`)
)

// asHTML turns a piece of Markdown that this package has made into HTML. Within a block of HTML
// no Markdown would be read.
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

// place adapts a piece of Markdown to the place where it is written. Within HTML it becomes HTML; on
// lines of its own it is indented like the text around it.
func (t *translator) adapt(at int, s string) string {
	if t.HTML || t.inHTMLBlock {
		return asHTML(s)
	}
	switch {
	case strings.HasPrefix(s, "\n"):
		if t.inRow(at) { // no block can stand in a row of a table
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
		return "\n\n" + t.linePrefix(at) + s + "\n\n" // what follows is Markdown again
	}
	return s
}

// inRow reports whether a byte is in a row of a table.
func (t *translator) inRow(at int) bool {
	near := t.text[max(0, at-maxLineSearch):at]
	return strings.HasPrefix(strings.TrimSpace(near[strings.LastIndexByte(near, '\n')+1:]), "|")
}

// indented puts a prefix at the head of each line of a block.
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

// prefix returns what must begin each line of the block around a byte: the indentation of a list
// item, or the marks of a quotation.
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
