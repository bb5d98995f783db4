package check

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// resolve returns the meaning of a name by the declarations that are in force (Namespaces in XML §6).
func (r *reader) resolve(tag string, at int) resolved {
	if name, ok := r.names[tag]; ok && len(r.scope) == r.namesScope {
		return name
	}
	prefix, local, prefixed := strings.Cut(tag, ":")
	if !prefixed {
		prefix, local = "", tag
	}
	space, declared := "", false
	for i := len(r.scope) - 1; i >= 0 && !declared; i-- {
		if r.scope[i].prefix == prefix {
			space, declared = r.scope[i].space, true
		}
	}
	switch {
	case prefix == "xml":
		space = "http://www.w3.org/XML/1998/namespace"
	case prefixed && (!declared || space == ""):
		r.report(kindPrefix, at, "the prefix of %s is not declared", clip(tag))
	}
	name := resolved{space: space}
	usual, known := namespaces[space]
	switch {
	case space == "" && !prefixed:
		name.name = local
	case !known:
		name.name = "?:" + local
	case usual == "":
		name.name = local
	default:
		name.name = usual + ":" + local
	}
	if len(r.scope) == r.namesScope && (declared || !prefixed) {
		r.names[tag] = name
	}
	return name
}

// unescape replaces references by what they stand for (XML 1.0 §4.1), and normalizes the ends of lines.
// at is the offset of s.
func (r *reader) unescape(s string, at int) string {
	if strings.IndexByte(s, '&') < 0 {
		return newlines(s)
	}
	var b strings.Builder
	for offset := 0; ; {
		before, rest, ok := strings.Cut(s[offset:], "&")
		b.WriteString(newlines(before))
		if !ok {
			return b.String()
		}
		start := offset + len(before)
		name, _, ended := strings.Cut(rest[:min(len(rest), 40)], ";")
		if !ended || name == "" || strings.ContainsAny(name, " \t\r\n<&\"'") {
			r.report(kindSyntax, at+start, "this & begins no reference; write &amp;")
			b.WriteByte('&')
			offset = start + 1
			continue
		}
		b.WriteString(r.reference(name, at+start))
		offset = start + len(name) + 2
	}
}

// reference returns what a reference stands for.
func (r *reader) reference(name string, at int) string {
	switch name {
	case "amp":
		return "&"
	case "lt":
		return "<"
	case "gt":
		return ">"
	case "quot":
		return `"`
	case "apos":
		return "'"
	}
	if digits, ok := strings.CutPrefix(name, "#"); ok {
		base := 10
		if hex, ok := strings.CutPrefix(digits, "x"); ok {
			digits, base = hex, 16
		}
		n, err := strconv.ParseUint(digits, base, 21)
		c := rune(n)
		if err != nil || !utf8.ValidRune(c) || indexForbidden(string(c)) >= 0 {
			r.report(kindCharacter, at, "&%s; is no character that XML allows", clip(name))
			return "\ufffd"
		}
		return string(c)
	}
	e, declared := r.doctype.entities[name]
	switch {
	case e.text != "":
		return e.text
	case e.external:
		r.report(kindSystemEntity, at, "&%s; stands for something outside of the document", clip(name))
	case !declared && !r.doctype.externalSubset:
		r.report(kindEntity, at, "&%s; is not defined", clip(name))
	}
	if text := html.UnescapeString("&" + name + ";"); !strings.HasPrefix(text, "&") {
		return text
	}
	return ""
}

// newlines replaces each "\r\n" and "\r" by "\n" (XML 1.0 §2.11).
func newlines(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// clip shortens what a message quotes.
func clip(s string) string {
	const most = 60
	short := s[:min(len(s), 8*most)]
	words := strings.Join(strings.Fields(strings.ToValidUTF8(short, "")), " ")
	if utf8.RuneCountInString(words) > most || len(short) < len(s) {
		return fmt.Sprintf("%.*s…", most-1, words)
	}
	return words
}
