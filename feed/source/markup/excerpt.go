package markup

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"fil/feed/source/plaintext"
)

// FirstParagraphs is the text of as many paragraphs as a summary has room for, else of all there
// is. Footnotes are none of them.
func FirstParagraphs(content string) string {
	if i := strings.Index(content, `class="footnotes"`); i >= 0 {
		content = content[:i]
	}
	content = CalloutHead.ReplaceAllString(content, "<blockquote>\n")
	var texts []string
	rest := content
	for n, more := 0, true; more && n < plaintext.MinSummary; {
		var paragraph string
		paragraph, rest, more = strings.Cut(rest, "</p>")
		if text := FirstText(paragraph, atom.P); more && text != "" {
			texts = append(texts, text)
			n += utf8.RuneCountInString(text)
		}
	}
	if len(texts) == 0 {
		return FirstText(content, 0)
	}
	return strings.Join(texts, " ")
}

// CalloutHead is the title of a callout, which says nothing without its text.
var CalloutHead = regexp.MustCompile(`<blockquote>\n<p><strong>[^<]*</strong></p>\n`)
