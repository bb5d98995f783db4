package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

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

// A reader's speed, in words a minute; of what is written without spaces, two characters
// count as a word.
const speed = 220

// What a byte may be, to whoever counts words.
const (
	space byte = iota
	letter
	tagged // the beginning of a tag
	rare   // the beginning of a character that has to be looked at
)

// classes are those of bytes: most spaces and letters are told by one.
var classes = func() (of [256]byte) {
	for c := range of {
		switch {
		case c == '<':
			of[c] = tagged
		case c == 0xc2 || c >= 0xe0: // some spaces, and scripts that are written without any
			of[c] = rare
		case c > ' ':
			of[c] = letter
		}
	}
	return of
}()

// minutes is how long it takes to read HTML, 1 at the least.
func minutes(content string) int {
	words, dense, before := 0, 0, space
	for i := 0; i < len(content); {
		class, n := classes[content[i]], 1
		switch class {
		case tagged:
			if class, n = space, strings.IndexByte(content[i:], '>')+1; n == 0 {
				n = len(content) - i
			}
		case rare:
			var r rune
			r, n = utf8.DecodeRuneInString(content[i:])
			switch class = letter; {
			case r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana), unicode.Is(unicode.Thai, r):
				dense++
				class = space
			case unicode.IsSpace(r):
				class = space
			}
		}
		words += int(class &^ before) // where a letter is behind a space
		before = class
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

// LanguageName is a language's own name, else its tag.
func LanguageName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.Self.Name(t); name != "" {
		return name
	}
	return tag
}
