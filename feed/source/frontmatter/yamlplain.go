package frontmatter

import "strings"

// plainYAML reads front matter of the plainest kind, which most is: a key and a single
// value a line, or a key with a list below it. It takes what package yaml takes, and reads
// the same, in a tenth of the time; ok is false for everything else. The first line of text
// is line first of the file.
func plainYAML(text string, first int) (root *Value, ok bool) {
	p := &plainReader{rest: text, line: first}
	root = &Value{Line: first, Kind: Table}
	for p.rest != "" {
		line, at := p.next()
		colon := strings.IndexByte(line, ':')
		if colon < 1 || !isPlainKey(line[:colon]) || Lookup(root, line[:colon]) != nil {
			return nil, false
		}
		v, ok := (*Value)(nil), false
		switch {
		case colon+1 == len(line):
			v, ok = p.list()
		case line[colon+1] == ' ':
			v, ok = plainScalar(line[colon+1:], at)
		}
		if !ok {
			return nil, false
		}
		root.Fields = append(root.Fields, Field{line[:colon], at, v})
	}
	return root, len(root.Fields) > 0 && p.line-first < maxPlainLines
}

// maxPlainLines is well below what a tree may hold.
const maxPlainLines = 1000

// plainReader reads lines.
type plainReader struct {
	rest string
	line int // that comes next
}

// next takes a line, without the spaces at its end; at is its number.
func (p *plainReader) next() (line string, at int) {
	line, p.rest, _ = strings.Cut(p.rest, "\n")
	p.line++
	return strings.TrimRight(line, " "), p.line - 1
}

// list reads the items below a key, which stand one below the other.
func (p *plainReader) list() (*Value, bool) {
	v := &Value{Line: p.line, Kind: List}
	for indent := -1; ; {
		bare := strings.TrimLeft(p.rest, " ")
		if !strings.HasPrefix(bare, "- ") {
			return v, indent >= 0
		}
		if here := len(p.rest) - len(bare); indent < 0 {
			indent = here
		} else if here != indent {
			return nil, false
		}
		line, at := p.next()
		item, ok := plainScalar(line[min(indent+1, len(line)):], at)
		if !ok {
			return nil, false
		}
		v.List = append(v.List, item)
	}
}

// isPlainKey reports whether a key is letters, digits, hyphens and underscores.
func isPlainKey(key string) bool {
	for i := range len(key) {
		c := key[i]
		if letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'; !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return len(key) <= 128 // YAML 1.2 §7.4: a key has 1024 characters at the most
}

// plainScalar reads a value that stands in one line, behind a space.
func plainScalar(text string, line int) (*Value, bool) {
	text = strings.TrimLeft(text, " ")
	if text == "" {
		return nil, false
	}
	quote := text[0]
	if quote == '"' || quote == '\'' {
		if len(text) < 2 || text[len(text)-1] != quote {
			return nil, false
		}
		text = text[1 : len(text)-1]
	} else if c := quote; c < 0xa0 && (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') {
		return nil, false // the rest mean something at the beginning
	} else if quote = 0; strings.EqualFold(text, "null") {
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
