package check

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// reader parses XML as far as sense can be made of it: it reports each mistake, and goes on. An item is
// handed to onItem when it ends, and is forgotten afterwards, so that a long feed takes no more memory
// than its largest item.
type reader struct {
	src string
	pos int

	onItem func(item *element)
	report func(k *kind, at int, format string, args ...any)

	open   []*element
	scope  []binding
	root   *element
	tooFar int // how many elements are open that are nested too deeply to be read
	items  int

	// names has the names of tags in the scope of the root, which is that of nearly all elements.
	names      map[string]resolved
	namesScope int

	doctype doctype

	// blocks are allocations of perBlock elements each, of which the first used are taken.
	blocks [][]element
	used   int
	marks  []mark
}

// mark says how many elements had been taken when an item began.
type mark struct {
	depth, used int
}

// binding is a namespace declaration. It is in force while at least depth elements are open.
type binding struct {
	prefix, space string
	depth         int
}

// resolved is the meaning of a tag.
type resolved struct{ name, space string }

// doctype is a document type declaration.
type doctype struct {
	at             int
	text           string // "" if there is none
	entities       map[string]bool
	externalSubset bool
}

// element is an XML element. An element of an item is valid only during the call of onItem.
type element struct {
	name     string // the local name behind the usual prefix of its namespace: "itunes:image", "item"; "?:x" in an unknown namespace
	tag      string // as written
	space    string
	attrs    []attribute
	text     string // character data and CDATA joined
	parts    []part
	children []*element
	parent   *element
	at       int // the offset of its start tag
	number   int // for items: its number from 1
	hasText  bool
}

// part is a piece of text: what it says, and its source.
type part struct {
	text, source string
	cdata        bool
}

// attribute is an attribute; its name is like that of an element, but without a prefix if it has none.
type attribute struct {
	name, tag, space, value string
	at                      int // the offset of its name
}

const (
	perBlock      = 256
	maxDepth      = 200
	maxAttributes = 200
)

// parse reads the whole document.
func (r *reader) parse() {
	r.names = map[string]resolved{}
	if at := indexForbidden(r.src); at >= 0 {
		c, _ := utf8.DecodeRuneInString(r.src[at:])
		r.report(kindCharacter, at, "the character %U is not allowed in XML", c)
	}
	for r.pos < len(r.src) {
		r.next()
	}
	if n := len(r.open); n > 0 {
		r.report(kindSyntax, len(r.src), "the document ends, and <%s> is not closed", clip(r.open[n-1].tag))
		for len(r.open) > 0 {
			r.close()
		}
	}
}

// next reads one tag, comment, instruction or run of text.
func (r *reader) next() {
	if r.src[r.pos] != '<' {
		r.readText()
		return
	}
	rest := r.src[r.pos:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		r.readComment()
	case strings.HasPrefix(rest, "<![CDATA["):
		at := r.pos
		text, ok := r.between("<![CDATA[", "]]>")
		if !ok {
			r.report(kindSyntax, at, "the CDATA section never ends")
		}
		if len(r.open) == 0 {
			r.report(kindSyntax, at, "text outside of the root element")
			return
		}
		r.addText(part{newlines(text), text, true})
	case strings.HasPrefix(rest, "<?"):
		r.readInstruction()
	case strings.HasPrefix(rest, "<!"):
		r.readDoctype()
	case strings.HasPrefix(rest, "</"):
		r.readEndTag()
	default:
		r.readStartTag()
	}
}

// between reads the opening mark, what is behind it and the closing mark. ok is false if that is missing.
func (r *reader) between(opening, closing string) (text string, ok bool) {
	from := r.pos + len(opening)
	end := strings.Index(r.src[from:], closing)
	if end < 0 {
		r.pos = len(r.src)
		return r.src[from:], false
	}
	r.pos = from + end + len(closing)
	return r.src[from : from+end], true
}

// readComment reads a comment (XML 1.0 §2.5).
func (r *reader) readComment() {
	at := r.pos
	text, ok := r.between("<!--", "-->")
	switch {
	case !ok:
		r.report(kindSyntax, at, "the comment never ends")
	case strings.Contains(text, "--") || strings.HasSuffix(text, "-"):
		r.report(kindSyntax, at, "-- in a comment")
	}
}

// readInstruction reads a processing instruction or the XML declaration (XML 1.0 §2.6, §2.8).
func (r *reader) readInstruction() {
	at := r.pos
	text, ok := r.between("<?", "?>")
	target, _, _ := strings.Cut(strings.TrimLeft(text, " \t\r\n"), " ")
	switch {
	case !ok:
		r.report(kindSyntax, at, "the instruction never ends")
	case strings.EqualFold(target, "xml") && strings.Trim(r.src[:at], "\ufeff") != "":
		r.report(kindSyntax, at, "the XML declaration must be the first thing in the document")
	}
}

// readDoctype reads a document type declaration (XML 1.0 §2.8). Nothing of it is loaded, and no entity is
// expanded.
func (r *reader) readDoctype() {
	at, depth, quote := r.pos, 0, byte(0)
	end := len(r.src)
scan:
	for i := r.pos + 2; i < len(r.src); i++ {
		switch c := r.src[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			if strings.HasPrefix(r.src[i:], "<!--") {
				if n := strings.Index(r.src[i:], "-->"); n > 0 {
					i += n + 2
					continue
				}
			}
			depth++
		case c == '>':
			if depth == 0 {
				end = i + 1
				break scan
			}
			depth--
		}
	}
	r.pos = end
	text := r.src[at:end]
	if !strings.HasPrefix(text, "<!DOCTYPE") || r.root != nil || r.doctype.text != "" {
		r.report(kindSyntax, at, "a declaration %q that has no place here", clip(text))
		return
	}
	r.doctype = doctype{at: at, text: text, entities: map[string]bool{}, externalSubset: strings.Contains(text, "PUBLIC") || strings.Contains(text, "SYSTEM")}
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "<!ENTITY")
		if !ok {
			break
		}
		declaration, next, _ := strings.Cut(after, ">")
		if words := strings.Fields(declaration); len(words) > 1 {
			r.doctype.entities[words[0]] = words[1] == "SYSTEM" || words[1] == "PUBLIC"
		}
		rest = next
	}
}

// readText reads character data up to the next tag (XML 1.0 §2.4).
func (r *reader) readText() {
	at := r.pos
	end := strings.IndexByte(r.src[at:], '<')
	if end < 0 {
		end = len(r.src) - at
	}
	text := r.src[at : at+end]
	r.pos += end
	if i := strings.Index(text, "]]>"); i >= 0 {
		r.report(kindSyntax, at+i, "]]> in text")
	}
	if len(r.open) > 0 {
		r.addText(part{r.unescape(text, at), text, false})
	} else if trimmed := strings.Trim(text, " \t\r\n\ufeff"); trimmed != "" {
		r.report(kindSyntax, at, "text outside of the root element: %q", clip(trimmed))
	}
}

// addText adds text to the innermost element.
func (r *reader) addText(p part) {
	if r.tooFar > 0 || p.text == "" {
		return
	}
	e := r.open[len(r.open)-1]
	e.hasText = e.hasText || !blank(p.text)
	e.parts = append(e.parts, p)
}

// readEndTag reads an end tag (XML 1.0 §3.1). One that closes an outer element closes those in it, too.
func (r *reader) readEndTag() {
	at := r.pos
	tag, ok := r.between("</", ">")
	tag = strings.TrimRight(tag, " \t\r\n")
	if !ok || strings.ContainsAny(tag, "<") {
		r.report(kindSyntax, at, "the end tag never ends")
		if i := strings.IndexByte(tag, '<'); i >= 0 {
			r.pos = at + 2 + i
			tag = strings.TrimRight(tag[:i], " \t\r\n")
		}
	}
	if r.tooFar > 0 {
		r.tooFar--
		return
	}
	n := len(r.open)
	if n > 0 && r.open[n-1].tag == tag {
		r.close()
		return
	}
	outer := slices.IndexFunc(r.open, func(e *element) bool { return e.tag == tag })
	if outer < 0 {
		r.report(kindSyntax, at, "</%s> closes nothing", clip(tag))
		return
	}
	r.report(kindSyntax, at, "</%s> comes before </%s>", clip(tag), clip(r.open[n-1].tag))
	for len(r.open) > 0 {
		done := r.open[len(r.open)-1].tag == tag
		r.close()
		if done {
			return
		}
	}
}

// close closes the innermost element.
func (r *reader) close() {
	n := len(r.open)
	e := r.open[n-1]
	e.text = e.joined()
	for len(r.scope) > 0 && r.scope[len(r.scope)-1].depth == n {
		r.scope = r.scope[:len(r.scope)-1]
	}
	r.namesScope = min(r.namesScope, len(r.scope))
	r.open = r.open[:n-1]
	if len(r.marks) > 0 && r.marks[len(r.marks)-1].depth == n {
		r.onItem(e)
		r.used = r.marks[len(r.marks)-1].used
		r.marks = r.marks[:len(r.marks)-1]
		e.parent.children = e.parent.children[:len(e.parent.children)-1]
	}
}

// joined returns the text of an element.
func (e *element) joined() string {
	switch len(e.parts) {
	case 0:
		return ""
	case 1:
		return e.parts[0].text
	}
	var b strings.Builder
	for _, p := range e.parts {
		b.WriteString(p.text)
	}
	return b.String()
}

// readStartTag reads a start tag or an empty-element tag (XML 1.0 §3.1).
func (r *reader) readStartTag() {
	at := r.pos
	r.pos++
	tag := r.readName()
	if tag == "" {
		r.report(kindSyntax, at, "a < that begins no tag; write &lt;")
		if len(r.open) > 0 {
			r.addText(part{"<", "<", true})
		}
		return
	}
	if r.tooFar > 0 || len(r.open) >= maxDepth {
		if r.tooFar == 0 {
			r.report(kindDepth, at, "elements are nested more than %d deep", maxDepth)
		}
		if !r.skipTag() {
			r.tooFar++
		}
		return
	}
	if len(r.open) == 0 && r.root != nil {
		r.report(kindSyntax, at, "a second root element <%s>", clip(tag))
	}
	used := r.used
	e := r.newElement()
	e.tag, e.at = tag, at
	if n := len(r.open); n > 0 {
		e.parent = r.open[n-1]
		e.parent.children = append(e.parent.children, e)
	} else if r.root == nil {
		r.root = e
	}
	r.open = append(r.open, e)
	empty := r.readAttributes(e)
	name := r.resolve(tag, at)
	e.name, e.space = name.name, name.space
	if len(r.open) == 1 {
		r.namesScope = len(r.scope)
		clear(r.names)
	}
	if e.isItem() {
		r.items++
		e.number = r.items
		r.marks = append(r.marks, mark{len(r.open), used})
	}
	if empty {
		r.close()
	}
}

// isItem reports whether an element is an item of RSS or an entry of a feed.
func (e *element) isItem() bool {
	switch {
	case e.parent == nil:
		return false
	case e.name == "item":
		return e.parent.name == "channel" || e.parent.name == "rdf:RDF" || e.parent.name == "rss"
	}
	return e.name == "atom:entry" && e.parent.name == "atom:feed" && e.parent.parent == nil
}

// newElement returns an empty element. It keeps the capacity of the slices that it had before.
func (r *reader) newElement() *element {
	if r.used == perBlock*len(r.blocks) {
		r.blocks = append(r.blocks, make([]element, perBlock))
	}
	e := &r.blocks[r.used/perBlock][r.used%perBlock]
	*e = element{attrs: e.attrs[:0], children: e.children[:0], parts: e.parts[:0]}
	r.used++
	return e
}

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
			r.report(kindSyntax, r.pos, "no space between the attributes of <%s>", clip(e.tag))
		}
		at := r.pos
		name := r.readName()
		if name == "" {
			r.report(kindSyntax, at, "<%s> has something that is no attribute: %q", clip(e.tag), clip(rest[:1]))
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
		if prefix, local, _ := strings.Cut(name, ":"); name == "xmlns" {
			r.scope = append(r.scope, binding{"", value, len(r.open)})
		} else if prefix == "xmlns" {
			r.scope = append(r.scope, binding{local, value, len(r.open)})
		}
		e.attrs = append(e.attrs, attribute{tag: name, value: value, at: at})
	}
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
			r.report(kindSyntax, at+start, "& that begins no reference; write &amp;")
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
	external, declared := r.doctype.entities[name]
	switch {
	case external:
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
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return fmt.Sprintf("%.*s…", most-1, s)
}

// attr returns an attribute, nil if there is none.
func (e *element) attr(name string) *attribute {
	for i := range e.attrs {
		if e.attrs[i].name == name {
			return &e.attrs[i]
		}
	}
	return nil
}

// get returns the value of an attribute, "" if there is none.
func (e *element) get(name string) string {
	if a := e.attr(name); a != nil {
		return a.value
	}
	return ""
}

// child returns the first child with a name, nil if there is none.
func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// all returns the children with a name.
func (e *element) all(name string) (found []*element) {
	for _, c := range e.children {
		if c.name == name {
			found = append(found, c)
		}
	}
	return found
}

// value returns the text of the first child with a name, without white space around it.
func (e *element) value(name string) string {
	if c := e.child(name); c != nil {
		return strings.TrimSpace(c.text)
	}
	return ""
}
