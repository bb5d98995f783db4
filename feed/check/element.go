package check

import "strings"

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
	at       int            // the offset of its start tag
	number   int            // for items: its number from 1
	nth      int            // its number among its siblings of the same tag, from 1
	counts   map[string]int // of many children, by tag
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

// count returns the number that the next child of a tag has among those of this tag.
func (e *element) count(tag string) int {
	const few = 16
	if len(e.children) < few {
		n := 1
		for _, c := range e.children {
			if c.tag == tag {
				n++
			}
		}
		return n
	}
	if e.counts == nil {
		e.counts = map[string]int{}
	}
	if len(e.counts) == 0 {
		for _, c := range e.children {
			e.counts[c.tag]++
		}
	}
	e.counts[tag]++
	return e.counts[tag]
}
