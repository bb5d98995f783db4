package markup

import (
	"regexp"
	"strings"

	"fil/feed/source/plaintext"
)

// excerptComment matches the comments by which tools end a summary.
var excerptComment = regexp.MustCompile(`^(?i:more(?:\s.*)?|truncate|read-?more|excerpt|end[-_ ]?(?:of[-_ ])?(?:excerpt|summary|teaser)|excerpt[-_ ]end|teaser_end|pelican_end_summary|break|end_preview)$`)

// endsExcerpt reports whether a comment ends the summary: <!--more--> of WordPress, Hugo, Hexo and
// Zola, <!--truncate--> of Docusaurus, TEASER_END of Nikola, PELICAN_END_SUMMARY of Pelican, and the
// separator of the article, with or without <!-- and --> (excerpt_separator of Jekyll).
func endsExcerpt(comment, separator string) bool {
	comment = strings.TrimSpace(comment)
	own := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(separator, "<!--"), "-->"))
	return excerptComment.MatchString(comment) || own != "" && comment == own
}

// commentIn returns the text of an HTML comment. ok is false if s is anything but one comment.
func commentIn(s string) (comment string, ok bool) {
	inside, opened := strings.CutPrefix(strings.TrimSpace(s), "<!--")
	inside, closed := strings.CutSuffix(inside, "-->")
	if !opened || !closed || strings.Contains(inside, "-->") {
		return "", false
	}
	return inside, true
}

// CutSummary removes the mark that ends the summary (plaintext.Reserved, which [Markdown.Render] and
// [Cleaner.Clean] write) from clean HTML. summary is the text before it, "" if there is no mark.
func CutSummary(content string) (without, summary string) {
	before, after, found := strings.Cut(content, plaintext.Reserved)
	if !found {
		return content, ""
	}
	after = strings.ReplaceAll(after, plaintext.Reserved, "")
	if strings.HasSuffix(before, "<p>") && strings.HasPrefix(after, "</p>") { // the comment was alone in a paragraph
		return strings.TrimSuffix(before, "<p>") + strings.TrimLeft(strings.TrimPrefix(after, "</p>"), "\n"), FirstText(before, 0)
	}
	return before + after, FirstText(before, 0)
}
