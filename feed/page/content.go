package page

import (
	"html/template"
	"strings"

	"fil/feed"
)

// text is an article's content, as a page shows it: pictures are loaded when they come
// into view, tables and code scroll by themselves, and footnotes are on this page, whatever
// its address is.
func text(a *feed.Article) template.HTML {
	return template.HTML(dress(strings.ReplaceAll(a.Content, `href="`+a.Permalink+`#`, `href="#`)))
}

// dress makes an article's content fit for a page: pictures but the first, which may be
// what a visitor sees first, are loaded when they come into view; tables and code scroll by
// themselves, also by keyboard; headings are less by one where the page's own is the first.
// The content is clean: every < in it that is not escaped begins a tag.
func dress(content string) string {
	var b strings.Builder
	done, pictures, lower := 0, 0, strings.Contains(content, "<h1")
	put := func(at int, text string, instead int) {
		b.WriteString(content[done:at])
		b.WriteString(text)
		done = at + instead
	}
	for at := strings.IndexByte(content, '<'); at >= 0; at = nextTag(content, at) {
		switch tag := content[at:]; {
		case hasTag(tag, "<img"):
			if pictures++; pictures > 1 {
				put(at+len("<img"), ` loading="lazy" decoding="async"`, 0)
			}
		case hasTag(tag, "<table"):
			put(at, `<div class="table" tabindex="0">`, 0)
		case hasTag(tag, "</table"):
			put(at+len("</table>"), "</div>", 0)
		case hasTag(tag, "<pre"):
			put(at+len("<pre"), ` tabindex="0"`, 0)
		case strings.HasPrefix(tag, `<td align="`), strings.HasPrefix(tag, `<th align="`): // which feeds need, and HTML no longer has
			put(at+len("<td "), "class", len("align"))
		case lower:
			if i := heading(tag); i > 0 {
				put(at+i, string(rune(tag[i]+1)), 1)
			}
		}
	}
	if b.Len() == 0 {
		return content
	}
	b.WriteString(content[done:])
	return b.String()
}

// nextTag is where the next tag begins, -1 for nowhere.
func nextTag(content string, at int) int {
	n := strings.IndexByte(content[at+1:], '<')
	if n < 0 {
		return -1
	}
	return at + 1 + n
}

// heading is where a tag has its number, if it is that of a heading above the lowest; else 0.
func heading(tag string) int {
	s := strings.TrimPrefix(tag[1:], "/")
	if len(s) < 2 || s[0] != 'h' || s[1] < '1' || s[1] > '5' {
		return 0
	}
	return len(tag) - len(s) + 1
}

// hasTag reports whether s begins with a tag.
func hasTag(s, tag string) bool {
	return len(s) > len(tag) && s[:len(tag)] == tag && (s[len(tag)] == ' ' || s[len(tag)] == '>')
}
