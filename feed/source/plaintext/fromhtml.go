package plaintext

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

var (
	inlineTag = regexp.MustCompile(`(?i)</?(?:em|strong|i|b|u|s|code|span|sup|sub|small|mark|abbr|a|del|ins|q|cite|kbd|tt|font|big|bdi|time|var|ruby|rt|rp)(?:\s[^<>]*)?>|<(?:br|wbr)\s*/?>`)
	entity    = regexp.MustCompile(`&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});`)
	tagName   = regexp.MustCompile(`[A-Za-z]+`)
)

// FromHTML returns a title or a summary that was written as HTML as plain text: entities are resolved, and inline tags
// removed, but their content stays. A tag without its counterpart is what the text is about ("The <b> tag"), and stays
// too. The result is not escaped.
func FromHTML(s string) string {
	if strings.HasPrefix(s, "<p>") && strings.HasSuffix(s, "</p>") { // as excerpts of WordPress are
		s = strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(s, "<p>"), "</p>"), "</p>", " ")
		s = strings.ReplaceAll(s, "<p>", "")
	}
	if strings.Contains(s, "<") {
		s = withoutTags(s)
	}
	if strings.Contains(s, "&") {
		s = Clean(entity.ReplaceAllStringFunc(s, html.UnescapeString)) // &#1; stands for what Clean removes
	}
	return s
}

// withoutTags removes the inline tags that are opened as often as they are closed, and replaces br by a space.
func withoutTags(s string) string {
	open, shut := map[string]int{}, map[string]int{}
	for _, tag := range inlineTag.FindAllString(s, -1) {
		if name := strings.ToLower(tagName.FindString(tag)); strings.HasPrefix(tag, "</") {
			shut[name]++
		} else {
			open[name]++
		}
	}
	return inlineTag.ReplaceAllStringFunc(s, func(tag string) string {
		switch name := strings.ToLower(tagName.FindString(tag)); {
		case name == "br":
			return " "
		case name == "wbr", open[name] == shut[name]:
			return ""
		}
		return tag
	})
}
