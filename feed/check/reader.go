package check

import (
	"slices"
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

// entity is an entity that a document type declares. text is what it stands for, if that is short and has no
// references and tags in it; else "".
type entity struct {
	external bool
	text     string
}

// literal returns the text in quotes of a declaration of an entity.
func literal(declaration string) string {
	const longest = 200
	start := strings.IndexAny(declaration, `"'`)
	if start < 0 {
		return ""
	}
	text, _, ok := strings.Cut(declaration[start+1:], declaration[start:start+1])
	if !ok || len(text) > longest || strings.ContainsAny(text, "&<%") {
		return ""
	}
	return text
}

// doctype is a document type declaration.
type doctype struct {
	at             int
	text           string // "" if there is none
	entities       map[string]entity
	externalSubset bool
}

const (
	perBlock      = 256
	maxDepth      = 200
	maxAttributes = 200
)

// parse reads the whole document.
func (r *reader) parse() {
	r.names = map[string]resolved{}
	forbidden := indexForbidden(r.src)
	for r.pos < len(r.src) {
		r.next()
		for forbidden >= 0 && forbidden < r.pos { // reported here, where the element is open in which it is
			c, n := utf8.DecodeRuneInString(r.src[forbidden:])
			r.report(kindCharacter, forbidden, "the character %U is not allowed in XML", c)
			next := indexForbidden(r.src[forbidden+n:])
			if forbidden += n + next; next < 0 {
				forbidden = -1
			}
		}
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
			r.report(kindSyntax, at, "there is text outside of the root element")
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
	commented := true // an end of a comment may follow
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
			if commented && strings.HasPrefix(r.src[i:], "<!--") {
				n := strings.Index(r.src[i:], "-->")
				if commented = n > 0; commented {
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
	if !strings.HasSuffix(text, ">") {
		r.report(kindSyntax, at, "the declaration never ends")
	}
	if !strings.HasPrefix(text, "<!DOCTYPE") || r.root != nil || r.doctype.text != "" {
		r.report(kindSyntax, at, "the declaration %q has no place here", clip(text))
		return
	}
	r.doctype = doctype{at: at, text: text, entities: map[string]entity{}, externalSubset: strings.Contains(text, "PUBLIC") || strings.Contains(text, "SYSTEM")}
	for rest := text; ; {
		_, after, ok := strings.Cut(rest, "<!ENTITY")
		if !ok {
			break
		}
		declaration, next, _ := strings.Cut(after, ">")
		if words := strings.Fields(declaration); len(words) > 1 {
			r.doctype.entities[words[0]] = entity{external: words[1] == "SYSTEM" || words[1] == "PUBLIC", text: literal(declaration)}
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
		r.report(kindSyntax, at, "there is text outside of the root element: %q", clip(trimmed))
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
	from := at + len("</")
	end := strings.IndexAny(r.src[from:], "<>")
	if end < 0 {
		end = len(r.src) - from
	}
	tag := strings.TrimRight(r.src[from:from+end], " \t\r\n")
	r.pos = from + end
	if r.pos < len(r.src) && r.src[r.pos] == '>' {
		r.pos++
	} else {
		r.report(kindSyntax, at, "the end tag never ends")
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

// readStartTag reads a start tag or an empty-element tag (XML 1.0 §3.1).
func (r *reader) readStartTag() {
	at := r.pos
	r.pos++
	tag := r.readName()
	if tag == "" {
		r.report(kindSyntax, at, "this < begins no tag; write &lt;")
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
		e.nth = e.parent.count(tag)
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

// newElement returns an empty element. It keeps the capacity of the slices that it had before.
func (r *reader) newElement() *element {
	if r.used == perBlock*len(r.blocks) {
		r.blocks = append(r.blocks, make([]element, perBlock))
	}
	e := &r.blocks[r.used/perBlock][r.used%perBlock]
	clear(e.counts)
	*e = element{attrs: e.attrs[:0], children: e.children[:0], parts: e.parts[:0], counts: e.counts}
	r.used++
	return e
}
