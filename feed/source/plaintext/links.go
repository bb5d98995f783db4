package plaintext

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// bareURL matches a URL in a text, without the punctuation behind it.
var bareURL = regexp.MustCompile(`(?:https?://|www\.)[^\s<>"«»“”]+[^\s<>"«»“”.,;:!?'’)\]}…*_]`)

// autolink returns text as HTML, with a link for each bare URL.
func autolink(s string) string {
	if !strings.Contains(s, "://") && !strings.Contains(s, "www.") {
		return escape(s)
	}
	var b strings.Builder
	at := 0
	for _, m := range bareURL.FindAllStringIndex(s, -1) {
		address := s[m[0]:m[1]]
		if strings.Count(address, "(") > strings.Count(address, ")") && strings.HasPrefix(s[m[1]:], ")") {
			m[1]++ // the bracket was opened inside the URL: en.wikipedia.org/wiki/Mali_(country)
			address = s[m[0]:m[1]]
		}
		target := address
		if strings.HasPrefix(target, "www.") {
			target = "http://" + target
		}
		whole, err := WebURL(target)
		if err != nil || m[0] > 0 && isWordRune(lastRune(s[:m[0]])) {
			continue
		}
		b.WriteString(escape(s[at:m[0]]) + `<a href="` + EscapeAttr(whole) + `">` + escape(address) + "</a>")
		at = m[1]
	}
	b.WriteString(escape(s[at:]))
	return b.String()
}

// isWordRune reports whether a character belongs to a word. A URL does not begin inside a word.
func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var errNotWeb = errors.New("it is not an absolute http or https URL")

// WebURL returns s, trimmed and with its path percent-encoded where necessary, if it is an absolute http or https URL
// with a host, and an error else.
func WebURL(s string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return "", errNotWeb
	}
	return u.String(), nil
}
