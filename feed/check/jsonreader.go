package check

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// node is a value of JSON with its place in the text.
type node struct {
	at      int
	parent  *node
	step    string   // its name or index in parent
	token   any      // string, json.Number, bool or nil; json.Delim for objects and arrays
	members []member // of an object
	values  []*node  // of an array
}

// member is a member of an object.
type member struct {
	name  string
	value *node
}

func (n *node) is(delim json.Delim) bool { return n.token == delim }

// get returns a member of an object, nil if there is none.
func (n *node) get(name string) *node {
	for _, m := range n.members {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// text returns a member of an object as text.
func (n *node) text(name string) string {
	if m := n.get(name); m != nil {
		s, _ := m.token.(string)
		return s
	}
	return ""
}

// pointer returns the JSON Pointer to a value (RFC 6901), "" for the document.
func (n *node) pointer() string {
	if n.parent == nil {
		return ""
	}
	return n.parent.pointer() + "/" + pointerStep.Replace(n.step)
}

// pointerStep escapes a step of a JSON Pointer (RFC 6901 §3).
var pointerStep = strings.NewReplacer("~", "~0", "/", "~1")

// jsonReader parses JSON into nodes (RFC 8259).
type jsonReader struct {
	src string
	pos int
	v   *visit
}

// errEnd says that the document ends within a value.
var errEnd = errors.New("the document ends too early")

// document reads a whole document. The error is at r.pos.
func (r *jsonReader) document() (*node, error) {
	root, err := r.read(nil, "", 0)
	if err != nil {
		return nil, err
	}
	if r.skip(); r.pos < len(r.src) {
		return nil, errors.New("something follows the document")
	}
	return root, nil
}

// skip skips white space.
func (r *jsonReader) skip() {
	for r.pos < len(r.src) && space(r.src[r.pos]) {
		r.pos++
	}
}

// read reads one value.
func (r *jsonReader) read(parent *node, step string, depth int) (n *node, err error) {
	r.skip()
	n = &node{at: r.pos, parent: parent, step: step}
	if r.pos == len(r.src) {
		return nil, errEnd
	}
	switch c := r.src[r.pos]; {
	case depth > maxDepth:
		return nil, fmt.Errorf("values are nested more than %d deep", maxDepth)
	case c == '{':
		return n, r.object(n, depth)
	case c == '[':
		return n, r.array(n, depth)
	case c == '"':
		n.token, err = r.text()
		return n, err
	}
	end := r.pos
	for end < len(r.src) && !space(r.src[end]) && !strings.ContainsRune(",]}", rune(r.src[end])) {
		end++
	}
	word := r.src[r.pos:end]
	switch word {
	case "true", "false":
		n.token = word == "true"
	case "null":
	default:
		if !json.Valid([]byte(word)) {
			return nil, fmt.Errorf("%q is no value", clip(word))
		}
		n.token = json.Number(word)
	}
	r.pos = end
	return n, nil
}

// object reads the members of an object.
func (r *jsonReader) object(n *node, depth int) error {
	n.token = json.Delim('{')
	seen := map[string]bool{}
	for {
		more, err := r.more('}', len(n.members) > 0)
		if !more {
			return err
		}
		at := r.pos
		if r.src[at] != '"' {
			return errors.New("a member has a name in quotes")
		}
		name, err := r.text()
		if err != nil {
			return err
		}
		if r.skip(); r.pos == len(r.src) {
			return errEnd
		}
		if r.src[r.pos] != ':' {
			return fmt.Errorf("a colon is missing behind %q", clip(name))
		}
		r.pos++
		value, err := r.read(n, name, depth+1)
		if err != nil {
			return err
		}
		value.at = at
		if seen[name] {
			r.v.json1(kindTwiceMember, value, "the member %q is there twice", clip(name))
		}
		seen[name] = true
		n.members = append(n.members, member{name, value})
	}
}

// array reads the values of an array.
func (r *jsonReader) array(n *node, depth int) error {
	n.token = json.Delim('[')
	for {
		more, err := r.more(']', len(n.values) > 0)
		if !more {
			return err
		}
		value, err := r.read(n, strconv.Itoa(len(n.values)), depth+1)
		if err != nil {
			return err
		}
		n.values = append(n.values, value)
	}
}

// more reads the beginning of an object or array, or the comma behind a value of it, and reports whether
// another value follows; else it reads the end.
func (r *jsonReader) more(end byte, behindValue bool) (more bool, err error) {
	if !behindValue {
		r.pos++
	}
	r.skip()
	switch {
	case r.pos == len(r.src):
		return false, errEnd
	case r.src[r.pos] == end:
		r.pos++
		return false, nil
	case !behindValue:
		return true, nil
	case r.src[r.pos] != ',':
		return false, fmt.Errorf("a comma or %c is missing", end)
	}
	r.pos++
	if r.skip(); r.pos == len(r.src) {
		return false, errEnd
	}
	if r.src[r.pos] == end {
		return false, fmt.Errorf("a comma before %c", end)
	}
	return true, nil
}

// text reads a string.
func (r *jsonReader) text() (string, error) {
	start, escaped := r.pos+1, false
	for i := start; i < len(r.src); i++ {
		switch c := r.src[i]; {
		case c == '"':
			r.pos = i + 1
			if escaped {
				return unescapeJSON(r.src[start:i]), nil
			}
			return r.src[start:i], nil
		case c == '\\':
			escaped = true
			n := escapeLength(r.src[i:])
			if n == 0 {
				r.pos = i
				return "", fmt.Errorf("JSON has no escape %q", clip(r.src[i:min(i+2, len(r.src))]))
			}
			i += n - 1
		case c < ' ':
			r.pos = i
			return "", fmt.Errorf("the character %U must be escaped in a string", c)
		}
	}
	return "", errEnd
}

// escapeLength returns the length of the escape at the beginning of s, 0 if it is none.
func escapeLength(s string) int {
	const long = len(`\u0000`)
	switch {
	case len(s) < 2:
		return 0
	case strings.IndexByte(`"\/bfnrt`, s[1]) >= 0:
		return 2
	case s[1] == 'u' && len(s) >= long && strings.Trim(s[2:long], "0123456789abcdefABCDEF") == "":
		return long
	}
	return 0
}

// unescapeJSON replaces the escapes of a string, which are valid. Half of a surrogate pair becomes U+FFFD.
func unescapeJSON(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for {
		before, rest, ok := strings.Cut(s, `\`)
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		if rest[0] != 'u' {
			b.WriteByte(shortEscape(rest[0]))
			s = rest[1:]
			continue
		}
		c := hexRune(rest[1:])
		s = rest[5:]
		if utf16.IsSurrogate(c) {
			low := rune(-1)
			if strings.HasPrefix(s, `\u`) {
				low = hexRune(s[2:])
			}
			c = utf16.DecodeRune(c, low)
			if c != '\ufffd' {
				s = s[6:]
			}
		}
		b.WriteRune(c)
	}
}

// shortEscape returns the character for which one behind a backslash stands.
func shortEscape(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c // a quote, a slash or a backslash
}

// hexRune returns the character of four hexadecimal digits.
func hexRune(s string) rune {
	n, _ := strconv.ParseUint(s[:4], 16, 32) // escapeLength has looked at them
	return rune(n)
}
