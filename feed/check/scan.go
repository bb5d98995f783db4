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

	"fil/feed"
)

// scanner reads the XML that a feed may be (XML 1.0, with Namespaces): elements,
// attributes, text, CDATA, comments and instructions, and no document type. It is
// encoding/xml's work, done in a tenth of the time: archives of a hundred thousand
// articles are read back whenever they are made. What it takes encoding/xml takes
// too, and reads the same: a fuzz test holds the two side by side.
type scanner struct {
	rest string
	open []*element
	// spaces are the namespace declarations in force, with the depth they stand at.
	spaces []binding
	root   *element
	// blocks are elements to be, of which so many are in use. They are used again for the
	// next document.
	blocks [][]element
	used   int
}

// styleInstruction names a style sheet in CSS, which stands before the feed (Associating Style
// Sheets with XML documents 1.0).
var styleInstruction = regexp.MustCompile(`^xml-stylesheet type="text/css" href="[^"<]+"$`)

// perBlock is how many elements are made at once.
const perBlock = 256

var scanners = sync.Pool{New: func() any { return &scanner{} }}

// read parses a document and lets use look at it, whose elements are others' afterwards.
func read(data []byte, use func(root *element)) error {
	s, ok := scanners.Get().(*scanner)
	if !ok {
		s = &scanner{}
	}
	defer func() {
		s.rest, s.open, s.spaces, s.root, s.used = "", s.open[:0], s.spaces[:0], nil, 0
		scanners.Put(s)
	}()
	root, err := s.parse(data)
	if err == nil {
		use(root)
	}
	return err
}

// blank is an element to be.
func (s *scanner) blank() *element {
	if s.used == perBlock*len(s.blocks) {
		s.blocks = append(s.blocks, make([]element, perBlock))
	}
	e := &s.blocks[s.used/perBlock][s.used%perBlock]
	*e = element{attrs: e.attrs[:0], children: e.children[:0]}
	s.used++
	return e
}

// binding is a prefix ("" is the default) with its namespace.
type binding struct {
	prefix, space string
	depth         int
}

// parse reads a whole XML document, and nothing after it.
func (s *scanner) parse(data []byte) (*element, error) {
	// Nothing of it is kept when it has been checked, and data does not change meanwhile.
	s.rest = unsafe.String(unsafe.SliceData(data), len(data))
	if i := feed.IndexNonChar(s.rest); i >= 0 {
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

// next reads one piece of the document.
func (s *scanner) next() error {
	at := strings.IndexByte(s.rest, '<')
	if at < 0 {
		at = len(s.rest)
	}
	if at > 0 {
		text := s.rest[:at]
		s.rest = s.rest[at:]
		return s.text(text)
	}
	switch {
	case strings.HasPrefix(s.rest, "<![CDATA["):
		text, ok := s.until("<![CDATA[", "]]>")
		if !ok || len(s.open) == 0 {
			return errors.New("a CDATA section that has no place or no end")
		}
		s.append(newlines(text))
		return nil
	case strings.HasPrefix(s.rest, "<!--"):
		if text, ok := s.until("<!--", "-->"); !ok || strings.Contains(text, "--") || strings.HasSuffix(text, "-") {
			return errors.New("a comment without end, or with -- in it")
		}
		return nil
	case strings.HasPrefix(s.rest, "<?xml-stylesheet "):
		text, ok := s.until("<?", "?>")
		if !ok || s.root != nil || len(s.open) > 0 || !styleInstruction.MatchString(text) {
			return errors.New("a style sheet that is out of place, or is not named as it should be")
		}
		return nil
	case strings.HasPrefix(s.rest, "<?xml"):
		text, ok := s.until("<?", "?>")
		if !ok || s.root != nil || len(s.open) > 0 || !declarations[text] {
			return errors.New("an XML declaration that is out of place, or not of version 1.0 in UTF-8")
		}
		return nil
	case strings.HasPrefix(s.rest, "<!"), strings.HasPrefix(s.rest, "<?"):
		return errors.New("declarations and instructions have no place in a feed")
	case strings.HasPrefix(s.rest, "</"):
		return s.end()
	}
	return s.start()
}

// declarations are those that a feed may begin with.
var declarations = map[string]bool{`xml version="1.0"`: true, `xml version="1.0" encoding="UTF-8"`: true, `xml version="1.0" encoding="utf-8"`: true}

// until takes what is between two marks.
func (s *scanner) until(from, to string) (text string, ok bool) {
	text, rest, ok := strings.Cut(s.rest[len(from):], to)
	s.rest = rest
	return text, ok
}

// text takes character data (§2.4).
func (s *scanner) text(text string) error {
	if strings.Contains(text, "]]>") {
		return errors.New("]]> in text")
	}
	text, err := unescape(text)
	if err != nil {
		return err
	}
	if len(s.open) > 0 {
		s.append(text)
	} else if !isBlank(text) {
		return errors.New("text outside of the root element")
	}
	return nil
}

func (s *scanner) append(text string) {
	e := s.open[len(s.open)-1]
	if len(e.children) == 0 || !isBlank(text) { // indentation is no text
		e.text += text
	}
}

// end closes the element that is open.
func (s *scanner) end() error {
	name, ok := s.until("</", ">")
	name = strings.TrimRight(name, " \t\r\n")
	if !ok || len(s.open) == 0 || s.open[len(s.open)-1].tag != name {
		return fmt.Errorf("an end tag </%.40s> that closes nothing", name)
	}
	s.close()
	return nil
}

func (s *scanner) close() {
	for n := len(s.spaces); n > 0 && s.spaces[n-1].depth == len(s.open); n-- {
		s.spaces = s.spaces[:n-1]
	}
	s.open = s.open[:len(s.open)-1]
}

// start opens an element (§3.1).
func (s *scanner) start() error {
	s.rest = s.rest[1:]
	e := s.blank()
	e.tag = s.name()
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
	empty, err := s.attributes(e)
	if err != nil {
		return fmt.Errorf("element %s: %w", e.tag, err)
	}
	if e.name, err = s.resolve(e.tag); err != nil {
		return err
	}
	if empty {
		s.close()
	}
	return nil
}

// attributes reads up to the end of a start tag; empty says that the element has ended.
func (s *scanner) attributes(e *element) (empty bool, err error) {
	for {
		before := len(s.rest)
		s.rest = skipSpace(s.rest)
		switch {
		case strings.HasPrefix(s.rest, "/>"):
			s.rest = s.rest[2:]
			return true, s.prefixes(e)
		case strings.HasPrefix(s.rest, ">"):
			s.rest = s.rest[1:]
			return false, s.prefixes(e)
		case len(s.rest) == before:
			return false, errors.New("attributes without space between them")
		}
		name := s.name()
		if name == "" || slices.ContainsFunc(e.attrs, func(a attribute) bool { return a.tag == name }) {
			return false, fmt.Errorf("an attribute without name, or one given twice (%s)", name)
		}
		value, err := s.value()
		if err != nil {
			return false, err
		}
		prefix, local := split(name)
		switch {
		case name == "xmlns":
			s.spaces = append(s.spaces, binding{"", value, len(s.open)})
		case prefix == "xmlns" && value != "":
			s.spaces = append(s.spaces, binding{local, value, len(s.open)})
		case prefix == "xmlns":
			return false, fmt.Errorf("namespace %s is empty", local)
		}
		e.attrs = append(e.attrs, attribute{name, local, value})
	}
}

// prefixes wants every prefix of an attribute declared.
func (s *scanner) prefixes(e *element) error {
	for _, a := range e.attrs {
		if prefix, _ := split(a.tag); prefix != "" && prefix != "xmlns" {
			if _, err := s.resolve(a.tag); err != nil {
				return err
			}
		}
	}
	return nil
}

// skipSpace takes white space (§2.3, S) off the beginning: for the one or two characters that
// stand between attributes, strings.TrimLeft first makes a set of what it trims.
func skipSpace(s string) string {
	for s != "" && isSpace(s[0]) {
		s = s[1:]
	}
	return s
}

// isBlank reports whether a text is white space alone.
func isBlank(s string) bool { return skipSpace(s) == "" }

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// value reads an attribute's value (§3.3.3).
func (s *scanner) value() (string, error) {
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

// name takes a qualified name of ASCII letters, which is all that feeds have.
func (s *scanner) name() string {
	end, colons := 0, 0
	for end < len(s.rest) {
		c := s.rest[end]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
		later := c >= '0' && c <= '9' || c == '-' || c == '.'
		if c == ':' {
			colons++
		}
		if !letter && (end == 0 || !later && c != ':') {
			break
		}
		end++
	}
	name := s.rest[:end]
	if _, local := split(name); colons > 1 || name != "" && (local == "" || !(local[0]|0x20 >= 'a' && local[0]|0x20 <= 'z' || local[0] == '_')) {
		return ""
	}
	s.rest = s.rest[end:]
	return name
}

func split(name string) (prefix, local string) {
	if prefix, local, ok := strings.Cut(name, ":"); ok {
		return prefix, local
	}
	return "", name
}

// resolve gives a name its namespace (Namespaces in XML §6).
func (s *scanner) resolve(name string) (xml.Name, error) {
	prefix, local := split(name)
	for i := len(s.spaces) - 1; i >= 0; i-- {
		if s.spaces[i].prefix == prefix {
			return xml.Name{Space: s.spaces[i].space, Local: local}, nil
		}
	}
	switch prefix {
	case "":
		return xml.Name{Local: local}, nil
	case "xml":
		return xml.Name{Space: "http://www.w3.org/XML/1998/namespace", Local: local}, nil
	}
	return xml.Name{}, fmt.Errorf("the prefix of %s is not declared", name)
}
