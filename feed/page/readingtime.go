package page

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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
