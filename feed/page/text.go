package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// dress makes an article's content fit for a page. The content is clean: every < in it
// that is not escaped begins a tag. The first picture may be what a visitor sees first,
// and is not kept waiting.
func dress(content string) string {
	first, rest := content, ""
	if i := strings.Index(content, "<img "); i >= 0 {
		first, rest = content[:i+5], strings.ReplaceAll(content[i+5:], "<img ", `<img loading="lazy" decoding="async" `)
	}
	if content = first + rest; strings.Contains(content, "<h1") { // the page has one already
		content = lower.Replace(content)
	}
	if strings.Contains(content, "<table") || strings.Contains(content, "<pre") { // most have neither
		content = dresser.Replace(content)
	}
	return content
}

// lower makes all headings less by one.
var lower = strings.NewReplacer("<h1", "<h2", "</h1", "</h2", "<h2", "<h3", "</h2", "</h3", "<h3", "<h4", "</h3", "</h4", "<h4", "<h5", "</h4", "</h5", "<h5", "<h6", "</h5", "</h6")

// dresser lets tables and code scroll by themselves, also by keyboard.
var dresser = strings.NewReplacer(
	"<table>", `<div class="table" tabindex="0"><table>`, "<table ", `<div class="table" tabindex="0"><table `, "</table>", "</table></div>",
	`<td align="`, `<td class="`, `<th align="`, `<th class="`, // which feeds need, and HTML no longer has
	"<pre>", `<pre tabindex="0">`, "<pre ", `<pre tabindex="0" `,
)

// A reader's speed, in words a minute; of what is written without spaces, two characters
// count as a word.
const speed = 220

// minutes is how long it takes to read HTML, 1 at the least.
func minutes(content string) int {
	words, dense, within := 0, 0, false
	for i := 0; i < len(content); {
		c, n := content[i], 1
		switch {
		case c == '<':
			if n = strings.IndexByte(content[i:], '>') + 1; n == 0 {
				n = len(content) - i
			}
			within = false
		case c == ' ' || c == '\n': // most
			within = false
		case c > ' ' && c < 0xe0 && c != 0xc2: // no space begins so, and no script without spaces
			if !within {
				words, within = words+1, true
			}
		default:
			var r rune
			switch r, n = utf8.DecodeRuneInString(content[i:]); {
			case r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana), unicode.Is(unicode.Thai, r):
				dense, within = dense+1, false
			case unicode.IsSpace(r):
				within = false
			case !within:
				words, within = words+1, true
			}
		}
		i += n
	}
	return max(1, (words+dense/2+speed/2)/speed)
}

// rightToLeft is "rtl" for languages whose script is written so, else "".
func rightToLeft(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	script, _ := t.Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Mand", "Samr", "Rohg":
		return "rtl"
	}
	return ""
}

// direction is that of a language: "rtl" or "ltr".
func direction(tag string) string {
	if dir := rightToLeft(tag); dir != "" {
		return dir
	}
	return "ltr"
}

// languageName is a language's own name, else its tag.
func languageName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.Self.Name(t); name != "" {
		return name
	}
	return tag
}
