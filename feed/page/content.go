package page

import (
	"html/template"
	"strings"

	"fil/feed"
)

// articleText returns an article's content for a page. Links to a fragment of the article's own
// address, such as those of footnotes, become relative, so that they stay on the page that shows it.
func articleText(a *feed.Article) template.HTML {
	return template.HTML(adaptContent(strings.ReplaceAll(a.Content, `href="`+a.Permalink+`#`, `href="#`)))
}

// adaptContent changes tags in the HTML of an article for a page:
//
//   - Images except the first load when they scroll into view. The first is probably visible at once.
//   - Tables and code blocks can be scrolled sideways, by keyboard too.
//   - align attributes of cells, which feeds need and HTML 5 has removed, become classes.
//   - If there is an h1, every heading is lowered by one level, because the page has its own h1.
//
// The content must be clean: each < in it that is not escaped begins a tag.
func adaptContent(content string) string {
	var b strings.Builder
	done, images, lowerHeadings := 0, 0, strings.Contains(content, "<h1")
	// replace writes text in place of the n bytes at index at; n = 0 inserts it.
	replace := func(at, n int, text string) {
		b.WriteString(content[done:at])
		b.WriteString(text)
		done = at + n
	}
	for at := strings.IndexByte(content, '<'); at >= 0; at = nextTag(content, at) {
		switch tag := content[at:]; {
		case hasTag(tag, "<img"):
			images++
			if images > 1 {
				replace(at+len("<img"), 0, ` loading="lazy" decoding="async"`)
			}
		case hasTag(tag, "<table"):
			replace(at, 0, `<div class="table" tabindex="0">`)
		case hasTag(tag, "</table"):
			replace(at+len("</table>"), 0, "</div>")
		case hasTag(tag, "<pre"):
			replace(at+len("<pre"), 0, ` tabindex="0"`)
		case strings.HasPrefix(tag, `<td align="`), strings.HasPrefix(tag, `<th align="`):
			replace(at+len("<td "), len("align"), "class")
		case lowerHeadings:
			if i := headingDigit(tag); i > 0 {
				replace(at+i, 1, string(rune(tag[i]+1)))
			}
		}
	}
	if b.Len() == 0 {
		return content
	}
	b.WriteString(content[done:])
	return b.String()
}

// nextTag returns the index of the first < behind index at, -1 if there is none.
func nextTag(content string, at int) int {
	n := strings.IndexByte(content[at+1:], '<')
	if n < 0 {
		return -1
	}
	return at + 1 + n
}

// headingDigit returns the index of the digit in a start or end tag of h1 to h5, 0 for any other tag.
func headingDigit(tag string) int {
	s := strings.TrimPrefix(tag[1:], "/")
	if len(s) < 2 || s[0] != 'h' || s[1] < '1' || s[1] > '5' {
		return 0
	}
	return len(tag) - len(s) + 1
}

// hasTag reports whether s begins with tag ("<img" or "</table"), followed by a space or >.
func hasTag(s, tag string) bool {
	return len(s) > len(tag) && s[:len(tag)] == tag && (s[len(tag)] == ' ' || s[len(tag)] == '>')
}
