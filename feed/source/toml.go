package source

import (
	"bytes"
	"errors"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// parseTOML reads a TOML document. The decoder checks it whole; the tree is then
// made from the parser's own nodes, because only they have lines and the letters of
// numbers and dates.
func parseTOML(data []byte, first int) (*value, error) {
	var whole map[string]any
	if err := toml.Unmarshal(data, &whole); err != nil {
		var decode *toml.DecodeError
		if errors.As(err, &decode) {
			row, _ := decode.Position()
			return nil, fault(first+row-1, "", "not valid TOML: %s", decode.Error())
		}
		return nil, fault(first, "", "not valid TOML: %v", err)
	}
	root := &value{line: first, kind: table}
	c := &tomlConverter{at: first, left: maxValues, data: data}
	c.parser.Reset(data)
	here := root
	for c.parser.NextExpression() {
		var err error
		switch e := c.parser.Expression(); e.Kind {
		case unstable.KeyValue:
			err = c.keyValue(here, e, 0)
		case unstable.Table:
			here, err = c.descend(root, e.Key(), false)
		case unstable.ArrayTable:
			here, err = c.descend(root, e.Key(), true)
		}
		if err != nil {
			return nil, err
		}
	}
	return root, nil
}

type tomlConverter struct {
	parser unstable.Parser
	data   []byte
	at     int // line of the last key seen: values of TOML begin where their key is
	seen   int // offset of it
	left   int
}

// descend walks a dotted key from the root and makes the tables on its way. The
// last part of an array's key begins a new table in it.
func (c *tomlConverter) descend(from *value, keys unstable.Iterator, array bool) (*value, error) {
	here := from
	for keys.Next() {
		name := string(keys.Node().Data)
		c.see(keys.Node())
		next := lookup(here, name)
		if next == nil {
			next = &value{line: c.at, kind: table}
			if array && keys.IsLast() {
				next.kind = list
			}
			if err := here.add(name, c.at, next); err != nil {
				return nil, err
			}
		}
		if next.kind == list {
			if array && keys.IsLast() {
				next.list = append(next.list, &value{line: c.at, kind: table})
			}
			if len(next.list) == 0 {
				return nil, fault(c.at, "", "%s is a list", name)
			}
			next = next.list[len(next.list)-1]
		}
		here = next
	}
	return here, nil
}

// see remembers the line that a key stands in.
func (c *tomlConverter) see(key *unstable.Node) {
	at := int(key.Raw.Offset)
	if at < c.seen || at > len(c.data) || key.Raw.Length == 0 {
		return
	}
	c.at += bytes.Count(c.data[c.seen:at], []byte("\n"))
	c.seen = at
}

func lookup(v *value, key string) *value {
	for _, f := range v.fields {
		if f.key == key {
			return f.value
		}
	}
	return nil
}

func (c *tomlConverter) keyValue(into *value, e *unstable.Node, depth int) error {
	keys := e.Key()
	for keys.Next() {
		name := string(keys.Node().Data)
		c.see(keys.Node())
		if !keys.IsLast() {
			next := lookup(into, name)
			if next == nil {
				next = &value{line: c.at, kind: table}
				if err := into.add(name, c.at, next); err != nil {
					return err
				}
			}
			into = next
			continue
		}
		v, err := c.convert(e.Value(), depth)
		if err != nil {
			return err
		}
		return into.add(name, v.line, v)
	}
	return nil
}

func (c *tomlConverter) convert(n *unstable.Node, depth int) (*value, error) {
	c.left--
	if c.left < 0 || depth > maxDepth {
		return nil, fault(c.at, "", "too many or too deeply nested values")
	}
	v := &value{line: c.at, kind: scalar}
	children := n.Children()
	switch n.Kind {
	case unstable.Array:
		v.kind = list
		for children.Next() {
			item, err := c.convert(children.Node(), depth+1)
			if err != nil {
				return nil, err
			}
			v.list = append(v.list, item)
		}
	case unstable.InlineTable:
		v.kind = table
		for children.Next() {
			if err := c.keyValue(v, children.Node(), depth+1); err != nil {
				return nil, err
			}
		}
	default:
		v.text = string(n.Data)
	}
	return v, nil
}
