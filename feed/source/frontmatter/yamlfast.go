package frontmatter

import "strings"

// fastYAML reads the simplest front matter, which is the most frequent: lines of a key and a single value, or of a key with
// a list below it. Its result is the same as that of package yaml, in a tenth of the time; ok is false for all else.
// first is the number of the text's first line in the file.
func fastYAML(text string, first int) (root *Value, ok bool) {
	p := &lineScanner{rest: text, line: first}
	root = &Value{Line: first, Kind: Table}
	for p.rest != "" {
		line, at := p.next()
		colon := strings.IndexByte(line, ':')
		if colon < 1 || !isFastKey(line[:colon]) || Lookup(root, line[:colon]) != nil {
			return nil, false
		}
		v, ok := (*Value)(nil), false
		switch {
		case colon+1 == len(line):
			v, ok = p.list()
		case line[colon+1] == ' ':
			v, ok = fastScalar(line[colon+1:], at)
		}
		if !ok {
			return nil, false
		}
		root.Fields = append(root.Fields, Field{line[:colon], at, v})
	}
	return root, len(root.Fields) > 0 && p.line-first < maxFastLines
}

// maxFastLines is below the number of values that a tree may have, so that fastYAML does not have to count them.
const maxFastLines = 1000

// lineScanner reads a text line by line.
type lineScanner struct {
	rest string // what is not read yet
	line int    // number of the next line
}

// next returns the next line, without the spaces at its end, and its number.
func (p *lineScanner) next() (line string, at int) {
	line, p.rest, _ = strings.Cut(p.rest, "\n")
	p.line++
	return strings.TrimRight(line, " "), p.line - 1
}

// list reads the items below a key. All must have the same indentation.
func (p *lineScanner) list() (*Value, bool) {
	v := &Value{Line: p.line, Kind: List}
	for indent := -1; ; {
		bare := strings.TrimLeft(p.rest, " ")
		if !strings.HasPrefix(bare, "- ") {
			return v, indent >= 0
		}
		if spaces := len(p.rest) - len(bare); indent < 0 {
			indent = spaces
		} else if spaces != indent {
			return nil, false
		}
		line, at := p.next()
		item, ok := fastScalar(line[min(indent+1, len(line)):], at)
		if !ok {
			return nil, false
		}
		v.List = append(v.List, item)
	}
}

// isFastKey reports whether a key consists of ASCII letters, digits, hyphens and underscores, and begins with a letter or an
// underscore.
func isFastKey(key string) bool {
	for i := range len(key) {
		c := key[i]
		if letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'; !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return len(key) <= 128 // YAML 1.2 §7.4 limits a key to 1024 characters
}

// fastScalar reads a value of one line: plain without signs that YAML may read as syntax, or in quotes without escapes.
func fastScalar(text string, line int) (*Value, bool) {
	text = strings.TrimLeft(text, " ")
	if text == "" {
		return nil, false
	}
	quote := byte(0) // none
	switch c := text[0]; {
	case c == '"' || c == '\'':
		if len(text) < 2 || text[len(text)-1] != c {
			return nil, false
		}
		quote, text = c, text[1:len(text)-1]
	case c < 0xa0 && (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9'):
		return nil, false // other ASCII characters may be syntax at the beginning of a value
	case strings.EqualFold(text, "null"):
		return nil, false
	}
	for i, r := range text {
		switch {
		case r < ' ' || r > '~' && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r >= 0xfffd && r <= 0xffff:
			return nil, false
		case quote != 0 && (r == rune(quote) || r == '\\'):
			return nil, false
		case quote == 0 && r == ':' && (i+1 == len(text) || text[i+1] == ' '):
			return nil, false
		case quote == 0 && r == '#' && text[i-1] == ' ':
			return nil, false
		}
	}
	return &Value{Line: line, Kind: Scalar, Text: text}, true
}
