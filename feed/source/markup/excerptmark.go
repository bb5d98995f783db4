package markup

import (
	"regexp"
	"strings"

	"fil/feed/source/plaintext"
)

var excerptComment = regexp.MustCompile(`^(?i:more(?:\s.*)?|truncate|read-?more|excerpt|end[-_ ]?(?:of[-_ ])?(?:excerpt|summary|teaser)|excerpt[-_ ]end|teaser_end|pelican_end_summary|break|end_preview)$`)

// isMoreMark knows the comments by which tools end a summary: <!--more--> of WordPress, Hugo,
// Hexo and Zola, <!--truncate--> of Docusaurus, TEASER_END of Nikola, and whatever an
// article names as its excerpt_separator.
func endsExcerpt(comment, separator string) bool {
	comment = strings.TrimSpace(comment)
	own := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(separator, "<!--"), "-->"))
	return excerptComment.MatchString(comment) || own != "" && comment == own
}

// commentIn is what a comment of HTML says, where a text is one and nothing else.
func commentIn(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if inside, ok := strings.CutPrefix(s, "<!--"); ok {
		if inside, ok = strings.CutSuffix(inside, "-->"); ok && !strings.Contains(inside, "-->") {
			return inside, true
		}
	}
	return "", false
}

// CutSummary takes the mark out of a content, and returns the text before it, "" where there
// is no mark or nothing before it.
func CutSummary(content string) (without, summary string) {
	before, after, found := strings.Cut(content, plaintext.Reserved)
	if !found {
		return content, ""
	}
	after = strings.ReplaceAll(after, plaintext.Reserved, "")
	if strings.HasSuffix(before, "<p>") && strings.HasPrefix(after, "</p>") { // it had a paragraph to itself
		return strings.TrimSuffix(before, "<p>") + strings.TrimLeft(strings.TrimPrefix(after, "</p>"), "\n"), FirstText(before, 0)
	}
	return before + after, FirstText(before, 0)
}
