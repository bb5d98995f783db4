package page

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordsPerMinute is the reading speed that readingMinutes assumes.
const wordsPerMinute = 220

// The classes of bytes for counting words.
const (
	space     byte = iota
	letter         // any visible character
	tagStart       // <
	multibyte      // the first byte of a character that must be decoded to be classified
)

// byteClasses maps each byte to its class. Few characters need to be decoded: bytes from 0xc3 to
// 0xdf begin letters, and so count as such.
var byteClasses = func() (classes [256]byte) {
	for c := range classes {
		switch {
		case c == '<':
			classes[c] = tagStart
		case c == 0xc2 || c >= 0xe0: // the no-break space; scripts without spaces between words
			classes[c] = multibyte
		case c > ' ':
			classes[c] = letter
		}
	}
	return classes
}()

// readingMinutes returns the time to read the text of an HTML content, at least 1. In scripts that
// are written without spaces (Han, Kana, Thai) two characters count as a word.
func readingMinutes(content string) int {
	words, unspaced, previous := 0, 0, space
	for i := 0; i < len(content); {
		class, n := byteClasses[content[i]], 1
		switch class {
		case tagStart:
			class, n = space, strings.IndexByte(content[i:], '>')+1
			if n == 0 { // the tag never ends
				n = len(content) - i
			}
		case multibyte:
			var r rune
			r, n = utf8.DecodeRuneInString(content[i:])
			class = letter
			switch {
			case r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana), unicode.Is(unicode.Thai, r):
				unspaced++
				class = space
			case unicode.IsSpace(r):
				class = space
			}
		}
		words += int(class &^ previous) // 1 for a letter (1) behind a space (0), without a branch
		previous = class
		i += n
	}
	return max(1, (words+unspaced/2+wordsPerMinute/2)/wordsPerMinute)
}
