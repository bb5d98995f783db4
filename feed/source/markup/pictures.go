package markup

import (
	"html"
	"iter"
	"strconv"
	"strings"
)

// Picture is an <img> in clean HTML.
type Picture struct {
	At          int    // index in the HTML of the first byte after "<img"
	Src         string // its address, unescaped
	Class       string // its class, as escaped in the HTML
	HasAlt      bool   // it has an attribute alt, which may be empty
	HasSize     bool   // it has an attribute width or height
	ShorterSide int    // the smaller of width and height in pixels, 0 if neither is known
}

// imageTag begins the tag of a picture. In clean HTML it begins nothing else, because every < in text
// is escaped.
const imageTag = "<img"

// Pictures yields the pictures of clean HTML, in which every attribute value is in double quotes. It
// needs no tokenizer, which would take more time than all other work on an article.
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

// escapedAttributes yields the attributes at the beginning of s, which follows the name of a tag. Their
// values are not unescaped.
func escapedAttributes(s string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for {
			s = strings.TrimLeft(s, " /\n")
			end := strings.IndexAny(s, "= />\n")
			if end <= 0 {
				return
			}
			name, value := s[:end], ""
			s = s[end:]
			if strings.HasPrefix(s, `="`) {
				value, s, _ = strings.Cut(s[2:], `"`)
			}
			if !yield(name, value) {
				return
			}
		}
	}
}

// pixels returns a width or height in pixels, 0 for any other unit or value.
func pixels(s string) int {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "px"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
