package check

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// node is a value of JSON with its place in the text.
type node struct {
	at      int
	path    string // a JSON Pointer (RFC 6901)
	token   any    // string, json.Number, bool or nil; json.Delim for objects and arrays
	members []member
	values  []*node
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

// jsonReader parses JSON into nodes.
type jsonReader struct {
	*json.Decoder
	v *visit
}

// read reads one value.
func (r *jsonReader) read(path string, depth int) (*node, error) {
	token, err := r.Token()
	if err != nil {
		return nil, err
	}
	n := &node{at: r.start(token), path: path, token: token}
	delim, ok := token.(json.Delim)
	if !ok {
		return n, nil
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("values are nested more than %d deep", maxDepth)
	}
	seen := map[string]bool{}
	for r.More() {
		if delim == '[' {
			value, err := r.read(path+"/"+strconv.Itoa(len(n.values)), depth+1)
			if err != nil {
				return nil, err
			}
			n.values = append(n.values, value)
			continue
		}
		key, err := r.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		at := r.start(key)
		value, err := r.read(path+"/"+pointerStep.Replace(name), depth+1)
		if err != nil {
			return nil, err
		}
		value.at = at
		if seen[name] {
			r.v.json1(kindTwiceMember, value, "the member %q is there twice", clip(name))
		}
		seen[name] = true
		n.members = append(n.members, member{name, value})
	}
	_, err = r.Token()
	return n, err
}

// pointerStep escapes a step of a JSON Pointer (RFC 6901 §3).
var pointerStep = strings.NewReplacer("~", "~0", "/", "~1")

// start returns the offset at which the token that was just read begins.
func (r *jsonReader) start(token any) int {
	end := int(r.InputOffset())
	switch token.(type) {
	case json.Delim:
		return end - 1
	case string:
		for i := end - 2; i >= 0; i-- {
			if r.v.text[i] == '"' && !escaped(r.v.text[:i]) {
				return i
			}
		}
	}
	return end
}

// escaped reports whether the character behind s is escaped.
func escaped(s string) bool {
	n := len(s) - len(strings.TrimRight(s, `\`))
	return n%2 == 1
}
