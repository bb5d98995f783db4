package check

import (
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"
)

// scanner parses the subset of XML 1.0 with Namespaces that a feed may use: elements, attributes,
// text, CDATA sections, comments, the XML declaration and a CSS style sheet instruction, but no
// document type. It takes a tenth of the time of encoding/xml; that matters because every
// archive document is checked when it is written, also on a site of 100,000 articles. Every document
// that it accepts, encoding/xml accepts too and reads the same: FuzzScan compares them.
type scanner struct {
	rest  string     // the input that is not read yet
	open  []*element // the elements that are open, the root first
	scope []binding  // the namespace declarations in force, the innermost last
	root  *element   // nil before the first start tag

	// blocks are allocations of perBlock elements each; the first used elements of them belong to
	// this document. They are reused for the next document.
	blocks [][]element
	used   int
}

// binding is a namespace declaration. It is in force while at least depth elements are open.
type binding struct {
	prefix string // "" for the default namespace
	space  string
	depth  int
}

// perBlock is the number of elements in one allocation.
const perBlock = 256

var scanners = sync.Pool{New: func() any { return &scanner{} }}

// read parses data and calls visit with the root element. visit must not retain any element: the
// next call of read reuses them.
func read(data []byte, visit func(root *element)) error {
	s, ok := scanners.Get().(*scanner)
	if !ok {
		s = &scanner{}
	}
	defer func() {
		s.rest, s.open, s.scope, s.root, s.used = "", s.open[:0], s.scope[:0], nil, 0
		scanners.Put(s)
	}()
	root, err := s.parse(data)
	if err == nil {
		visit(root)
	}
	return err
}

// parse reads a whole document and returns its root element. White space and comments may stand
// around that element, and before it an XML declaration and a style sheet instruction.
func (s *scanner) parse(data []byte) (*element, error) {
	// A string without a copy: data does not change while it is checked, and no string of it is
	// retained afterwards.
	s.rest = unsafe.String(unsafe.SliceData(data), len(data))
	if i := indexForbidden(s.rest); i >= 0 {
		if r, n := utf8.DecodeRuneInString(s.rest[i:]); r != utf8.RuneError || n > 1 {
			return nil, fmt.Errorf("character %U at byte %d is forbidden (XML 1.0 §2.2)", r, i)
		}
		return nil, fmt.Errorf("byte %d is not UTF-8", i)
	}
	s.rest = strings.TrimPrefix(s.rest, "\ufeff")
	for s.rest != "" {
		if err := s.next(); err != nil {
			return nil, err
		}
	}
	switch {
	case len(s.open) > 0:
		return nil, fmt.Errorf("element %s is never closed", s.open[len(s.open)-1].name.Local)
	case s.root == nil:
		return nil, errors.New("it is empty")
	}
	return s.root, nil
}

// The only XML declarations and style sheet instructions that a feed may begin with. The second is
// a style sheet in CSS (Associating Style Sheets with XML documents 1.0).
var (
	declarations     = map[string]bool{`xml version="1.0"`: true, `xml version="1.0" encoding="UTF-8"`: true, `xml version="1.0" encoding="utf-8"`: true}
	styleInstruction = regexp.MustCompile(`^xml-stylesheet type="text/css" href="[^"<]+"$`)
)

// next reads one tag, comment, instruction, CDATA section or run of text.
func (s *scanner) next() error {
	i := strings.IndexByte(s.rest, '<')
	if i < 0 {
		i = len(s.rest)
	}
	if i > 0 {
		text := s.rest[:i]
		s.rest = s.rest[i:]
		return s.readText(text)
	}
	switch {
	case strings.HasPrefix(s.rest, "<![CDATA["):
		text, ok := s.between("<![CDATA[", "]]>")
		if !ok || len(s.open) == 0 {
			return errors.New("a CDATA section that has no place or no end")
		}
		s.appendText(normalizeNewlines(text))
		return nil
	case strings.HasPrefix(s.rest, "<!--"):
		if text, ok := s.between("<!--", "-->"); !ok || strings.Contains(text, "--") || strings.HasSuffix(text, "-") {
			return errors.New("a comment without end, or with -- in it")
		}
		return nil
	case strings.HasPrefix(s.rest, "<?xml-stylesheet "):
		text, ok := s.between("<?", "?>")
		if !ok || s.root != nil || len(s.open) > 0 || !styleInstruction.MatchString(text) {
			return errors.New("a style sheet that is out of place, or is not named as it should be")
		}
		return nil
	case strings.HasPrefix(s.rest, "<?xml"):
		text, ok := s.between("<?", "?>")
		if !ok || s.root != nil || len(s.open) > 0 || !declarations[text] {
			return errors.New("an XML declaration that is out of place, or not of version 1.0 in UTF-8")
		}
		return nil
	case strings.HasPrefix(s.rest, "<!"), strings.HasPrefix(s.rest, "<?"):
		return errors.New("declarations and instructions have no place in a feed")
	case strings.HasPrefix(s.rest, "</"):
		return s.readEndTag()
	}
	return s.readStartTag()
}

// between reads the opening delimiter, the text behind it and the closing delimiter, and returns
// the text; ok is false if the closing delimiter is missing.
func (s *scanner) between(opening, closing string) (text string, ok bool) {
	text, rest, ok := strings.Cut(s.rest[len(opening):], closing)
	s.rest = rest
	return text, ok
}

// readText adds character data to the open element (XML 1.0 §2.4).
func (s *scanner) readText(text string) error {
	if strings.Contains(text, "]]>") {
		return errors.New("]]> in text")
	}
	text, err := unescape(text)
	if err != nil {
		return err
	}
	if len(s.open) > 0 {
		s.appendText(text)
	} else if !isBlank(text) {
		return errors.New("text outside of the root element")
	}
	return nil
}

// appendText adds text to the innermost open element. It drops the indentation behind a child.
func (s *scanner) appendText(text string) {
	e := s.open[len(s.open)-1]
	if len(e.children) == 0 || !isBlank(text) {
		e.text += text
	}
}

// readEndTag reads an end tag, which must be that of the innermost open element (XML 1.0 §3.1).
func (s *scanner) readEndTag() error {
	name, ok := s.between("</", ">")
	name = strings.TrimRight(name, " \t\r\n")
	if !ok || len(s.open) == 0 || s.open[len(s.open)-1].tag != name {
		return fmt.Errorf("an end tag </%.40s> that closes nothing", name)
	}
	s.closeElement()
	return nil
}

// closeElement closes the innermost open element and ends the scope of its namespace declarations.
func (s *scanner) closeElement() {
	for n := len(s.scope); n > 0 && s.scope[n-1].depth == len(s.open); n-- {
		s.scope = s.scope[:n-1]
	}
	s.open = s.open[:len(s.open)-1]
}

// maxXMLDepth is the maximum depth of elements. Feeds need fewer than ten levels.
const maxXMLDepth = 64

// readStartTag reads a start tag or an empty-element tag (XML 1.0 §3.1).
func (s *scanner) readStartTag() error {
	s.rest = s.rest[1:]
	e := s.newElement()
	e.tag = s.readName()
	if e.tag == "" {
		return errors.New("a < that begins no element")
	}
	parent := len(s.open) - 1
	switch {
	case len(s.open) >= maxXMLDepth:
		return errors.New("it is nested too deeply")
	case parent >= 0:
		s.open[parent].children = append(s.open[parent].children, e)
	case s.root != nil:
		return fmt.Errorf("a second root element, %s", e.tag)
	default:
		s.root = e
	}
	s.open = append(s.open, e)
	empty, err := s.readAttributes(e)
	if err != nil {
		return fmt.Errorf("element %s: %w", e.tag, err)
	}
	e.name, err = s.resolve(e.tag)
	if err != nil {
		return err
	}
	if empty {
		s.closeElement()
	}
	return nil
}

// newElement returns an empty element from blocks. The element keeps the capacity of its slices
// from the document before.
func (s *scanner) newElement() *element {
	if s.used == perBlock*len(s.blocks) {
		s.blocks = append(s.blocks, make([]element, perBlock))
	}
	e := &s.blocks[s.used/perBlock][s.used%perBlock]
	*e = element{attrs: e.attrs[:0], children: e.children[:0]}
	s.used++
	return e
}

// readAttributes reads the attributes of e and the end of its tag; empty says that the tag ended
// with "/>". Namespace declarations among them are added to the scope.
func (s *scanner) readAttributes(e *element) (empty bool, err error) {
	for {
		before := len(s.rest)
		s.rest = skipSpace(s.rest)
		switch {
		case strings.HasPrefix(s.rest, "/>"):
			s.rest = s.rest[2:]
			return true, s.checkPrefixes(e)
		case strings.HasPrefix(s.rest, ">"):
			s.rest = s.rest[1:]
			return false, s.checkPrefixes(e)
		case len(s.rest) == before:
			return false, errors.New("attributes without space between them")
		}
		name := s.readName()
		if name == "" || slices.ContainsFunc(e.attrs, func(a attribute) bool { return a.tag == name }) {
			return false, fmt.Errorf("an attribute without name, or one given twice (%s)", name)
		}
		value, err := s.readValue()
		if err != nil {
			return false, err
		}
		prefix, local := splitName(name)
		switch {
		case name == "xmlns":
			s.scope = append(s.scope, binding{"", value, len(s.open)})
		case prefix == "xmlns" && value != "":
			s.scope = append(s.scope, binding{local, value, len(s.open)})
		case prefix == "xmlns":
			return false, fmt.Errorf("namespace %s is empty", local)
		}
		e.attrs = append(e.attrs, attribute{name, local, value})
	}
}

// readValue reads an equals sign and an attribute's value in quotes (XML 1.0 §3.1).
func (s *scanner) readValue() (string, error) {
	s.rest = skipSpace(s.rest)
	rest, ok := strings.CutPrefix(s.rest, "=")
	rest = skipSpace(rest)
	if !ok || rest == "" || rest[0] != '"' && rest[0] != '\'' {
		return "", errors.New("an attribute without a value in quotes")
	}
	end := strings.IndexByte(rest[1:], rest[0])
	if end < 0 || strings.Contains(rest[1:end+1], "<") {
		return "", errors.New("an attribute's value that never ends, or has a < in it")
	}
	s.rest = rest[end+2:]
	return unescape(rest[1 : end+1])
}

// skipSpace returns s without the white space at its beginning (XML 1.0 §2.3, S). It is called
// for each attribute, and faster than strings.TrimLeft, which first builds a set of characters.
func skipSpace(s string) string {
	for s != "" && isSpace(s[0]) {
		s = s[1:]
	}
	return s
}

// isBlank reports whether s is empty or white space.
func isBlank(s string) bool { return skipSpace(s) == "" }

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// readName reads a qualified name. It accepts ASCII names only, because feeds use no others; it
// returns "" if the input does not begin with a valid name.
func (s *scanner) readName() string {
	end, colons := 0, 0
	for end < len(s.rest) {
		c := s.rest[end]
		if c == ':' {
			colons++
		}
		if !startsName(c) && (end == 0 || !continuesName(c)) {
			break
		}
		end++
	}
	name := s.rest[:end]
	if _, local := splitName(name); colons > 1 || name != "" && (local == "" || !startsName(local[0])) {
		return ""
	}
	s.rest = s.rest[end:]
	return name
}

// startsName reports whether c may be the first character of a name.
func startsName(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

// continuesName reports whether c may be a later character of a name, besides those that may start one.
func continuesName(c byte) bool { return c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':' }

// splitName splits a qualified name at its colon; prefix is "" if there is none.
func splitName(name string) (prefix, local string) {
	if prefix, local, ok := strings.Cut(name, ":"); ok {
		return prefix, local
	}
	return "", name
}

// checkPrefixes returns an error if an attribute of e has a prefix that is not declared.
func (s *scanner) checkPrefixes(e *element) error {
	for _, a := range e.attrs {
		if prefix, _ := splitName(a.tag); prefix != "" && prefix != "xmlns" {
			if _, err := s.resolve(a.tag); err != nil {
				return err
			}
		}
	}
	return nil
}

// resolve returns the expanded name of an element's tag: its namespace and local name. An
// undeclared prefix is an error (Namespaces in XML §5, §6).
func (s *scanner) resolve(tag string) (xml.Name, error) {
	prefix, local := splitName(tag)
	for i := len(s.scope) - 1; i >= 0; i-- {
		if s.scope[i].prefix == prefix {
			return xml.Name{Space: s.scope[i].space, Local: local}, nil
		}
	}
	switch prefix {
	case "":
		return xml.Name{Local: local}, nil
	case "xml":
		return xml.Name{Space: "http://www.w3.org/XML/1998/namespace", Local: local}, nil
	}
	return xml.Name{}, fmt.Errorf("the prefix of %s is not declared", tag)
}
