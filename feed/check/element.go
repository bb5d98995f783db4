package check

import "encoding/xml"

// element is a parsed XML element. It is valid only during the call of read that parsed it.
type element struct {
	tag      string   // as written, with its prefix
	name     xml.Name // the namespace and the local name
	attrs    []attribute
	text     string // character data and CDATA joined, without the indentation behind a child
	children []*element
}

// attribute is one attribute: its name as written, its name without the prefix, and its value.
type attribute struct{ tag, local, value string }

// attr returns the value of the last attribute with this local name, whatever its prefix, or "".
func (e *element) attr(local string) (value string) {
	for _, a := range e.attrs {
		if a.local == local {
			value = a.value
		}
	}
	return value
}

// all returns the children with this namespace and local name.
func (e *element) all(space, local string) []*element {
	var found []*element
	for _, child := range e.children {
		if child.name.Space == space && child.name.Local == local {
			found = append(found, child)
		}
	}
	return found
}

// value returns the text of the first child with this namespace and local name, or "".
func (e *element) value(space, local string) string {
	if found := e.all(space, local); len(found) > 0 {
		return found[0].text
	}
	return ""
}
