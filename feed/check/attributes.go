package check

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// readName reads a name, "" if there is none.
func (r *reader) readName() string {
	from := r.pos
	for r.pos < len(r.src) && continuesName(r.src[r.pos]) {
		r.pos++
	}
	name := r.src[from:r.pos]
	if name != "" && (name[0] == '-' || name[0] == '.' || name[0] >= '0' && name[0] <= '9') {
		r.pos = from
		return ""
	}
	return name
}

// continuesName reports whether a byte may be part of a name. Letters beyond ASCII are let through.
func continuesName(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == ':' || c == '_' || c == '-' || c == '.' || c >= '0' && c <= '9' || c >= utf8.RuneSelf
}

// skipTag reads the rest of a start tag, and reports whether it is that of an empty element.
func (r *reader) skipTag() (empty bool) {
	end := strings.IndexByte(r.src[r.pos:], '>')
	if end < 0 {
		r.pos = len(r.src)
		return false
	}
	r.pos += end + 1
	return end > 0 && r.src[r.pos-2] == '/'
}

// readAttributes reads the attributes of an element and the end of its tag.
func (r *reader) readAttributes(e *element) (empty bool) {
	defer func() {
		for i := range e.attrs {
			a := &e.attrs[i]
			a.name = a.tag
			if prefix, _, ok := strings.Cut(a.tag, ":"); ok && prefix != "xmlns" {
				name := r.resolve(a.tag, a.at)
				a.name, a.space = name.name, name.space
			}
		}
	}()
	broken := false
	for {
		before := r.pos
		r.skipSpace()
		rest := r.src[r.pos:]
		switch {
		case rest == "" || rest[0] == '<':
			r.report(kindSyntax, e.at, "the tag <%s never ends", clip(e.tag))
			return false
		case rest[0] == '>':
			r.pos++
			return false
		case strings.HasPrefix(rest, "/>"):
			r.pos += 2
			return true
		case r.pos == before:
			if !broken {
				r.report(kindSyntax, r.pos, "no space between the attributes of <%s>", clip(e.tag))
			}
			broken = true
		}
		at := r.pos
		name := r.readName()
		if name == "" {
			if !broken {
				r.report(kindSyntax, at, "<%s> has something that is no attribute: %q", clip(e.tag), rest[:1])
			}
			broken = true // once for a tag
			r.pos++
			continue
		}
		value := r.readValue(name)
		switch {
		case len(e.attrs) >= maxAttributes:
			if len(e.attrs) == maxAttributes {
				r.report(kindSyntax, at, "<%s> has more than %d attributes", clip(e.tag), maxAttributes)
			}
			continue
		case slices.ContainsFunc(e.attrs, func(a attribute) bool { return a.tag == name }):
			r.report(kindSyntax, at, "<%s> has the attribute %s twice", clip(e.tag), clip(name))
			continue
		}
		if prefix, local, _ := strings.Cut(name, ":"); name == "xmlns" || prefix == "xmlns" {
			r.declare(local, value, at)
		}
		e.attrs = append(e.attrs, attribute{tag: name, value: value, at: at})
	}
}

// declare adds a namespace declaration, unless there are too many.
func (r *reader) declare(prefix, space string, at int) {
	const most = 500
	if len(r.scope) == most {
		r.report(kindDepth, at, "more than %d namespace declarations are in force", most)
		return
	}
	r.scope = append(r.scope, binding{prefix, space, len(r.open)})
}

// readValue reads an equals sign and a value (XML 1.0 §3.1).
func (r *reader) readValue(name string) string {
	at := r.pos
	r.skipSpace()
	if r.pos == len(r.src) || r.src[r.pos] != '=' {
		r.report(kindSyntax, at, "the attribute %s has no value", clip(name))
		return ""
	}
	r.pos++
	r.skipSpace()
	if r.pos == len(r.src) {
		return ""
	}
	quote := r.src[r.pos]
	from := r.pos
	if quote != '"' && quote != '\'' {
		r.report(kindSyntax, r.pos, "the value of the attribute %s is not in quotes", clip(name))
		for r.pos < len(r.src) && !strings.ContainsRune(" \t\r\n>", rune(r.src[r.pos])) {
			r.pos++
		}
		return r.unescape(r.src[from:r.pos], from)
	}
	end := strings.IndexByte(r.src[from+1:], quote)
	if end < 0 {
		r.report(kindSyntax, from, "the value of the attribute %s never ends", clip(name))
		r.pos = len(r.src)
		return ""
	}
	r.pos = from + end + 2
	value := r.src[from+1 : from+1+end]
	if i := strings.IndexByte(value, '<'); i >= 0 {
		r.report(kindSyntax, from+1+i, "< in the value of the attribute %s; write &lt;", clip(name))
	}
	return r.unescape(value, from+1)
}

func (r *reader) skipSpace() {
	for r.pos < len(r.src) && space(r.src[r.pos]) {
		r.pos++
	}
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// blank reports whether s is empty or white space.
func blank(s string) bool {
	for i := range len(s) {
		if !space(s[i]) {
			return false
		}
	}
	return true
}
