package markup

import (
	"html"
	"iter"
	"strconv"
	"strings"
)

// Picture is a picture's tag in clean HTML.
type Picture struct {
	At              int    // where its attributes begin
	Src, Class      string // its address and class
	HasAlt, HasSize bool   // what else it has: a word for who cannot see it, a size
	ShorterSide     int    // the smaller of width and height, in pixels; 0 for unknown
}

// imageTag begins the tag of a picture. In HTML that is clean it begins nothing else: what
// is no tag has no bare <.
const imageTag = "<img"

// Pictures yields the pictures of clean HTML, in which every value stands in double quotes.
// A tokenizer for each of them would cost more than all else that is done to an article.
func Pictures(content string) iter.Seq[Picture] {
	return func(yield func(Picture) bool) {
		for at := 0; ; {
			next := strings.Index(content[at:], imageTag)
			if next < 0 {
				return
			}
			at += next + len(imageTag)
			p := Picture{At: at}
			for name, value := range escapedAttributes(content[at:]) {
				switch name {
				case "alt":
					p.HasAlt = true
				case "width", "height":
					if n := pixels(value); n > 0 && (p.ShorterSide == 0 || n < p.ShorterSide) {
						p.ShorterSide = n
					}
					p.HasSize = true
				case "class":
					p.Class = value
				case "src":
					p.Src = html.UnescapeString(value)
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// escapedAttributes yields the attributes of the tag that s is the rest of, as they are escaped.
func escapedAttributes(s string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for {
			s = strings.TrimLeft(s, " /\n")
			end := strings.IndexAny(s, "= />\n")
			if end <= 0 {
				return
			}
			name, value := s[:end], ""
			if s = s[end:]; strings.HasPrefix(s, `="`) {
				value, s, _ = strings.Cut(s[2:], `"`)
			}
			if !yield(name, value) {
				return
			}
		}
	}
}

// pixels parses a width or height of HTML, 0 for any other value.
func pixels(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
