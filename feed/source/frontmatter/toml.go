package frontmatter

import (
	"bytes"
	"errors"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// parseTOML reads a TOML document as a Table. The decoder validates it as a whole; the tree is then made from the nodes of
// the parser, because only they have positions, and numbers and dates as they were written. first is the number of the
// document's first line in the file.
func parseTOML(data []byte, first int) (*Value, error) {
	var whole map[string]any
	if err := toml.Unmarshal(data, &whole); err != nil {
		var decode *toml.DecodeError
		if errors.As(err, &decode) {
			row, _ := decode.Position()
			return nil, Errorf(first+row-1, "", "not valid TOML: %s", decode.Error())
		}
		return nil, Errorf(first, "", "not valid TOML: %v", err)
	}
	root := &Value{Line: first, Kind: Table}
	c := &tomlConverter{at: first, left: maxValues, data: data}
	c.parser.Reset(data)
	table := root
	for c.parser.NextExpression() {
		var err error
		switch e := c.parser.Expression(); e.Kind {
		case unstable.KeyValue:
			err = c.keyValue(table, e, 0)
		case unstable.Table:
			table, err = c.descend(root, e.Key(), false)
		case unstable.ArrayTable:
			table, err = c.descend(root, e.Key(), true)
		}
		if err != nil {
			return nil, err
		}
	}
	return root, nil
}

// tomlConverter converts the parser's nodes to values. It counts lines from key to key, since a value of TOML begins in the
// line of its key.
type tomlConverter struct {
	parser unstable.Parser
	data   []byte
	at     int // line of the last key
	seen   int // offset of the last key in data
	left   int // number of values up to the limit
}

// descend returns the table of a dotted key in a header ([a.b] or [[a.b]]), and creates the tables on the way. If array is
// set, it appends a new table to the list of that key and returns it.
func (c *tomlConverter) descend(from *Value, keys unstable.Iterator, array bool) (*Value, error) {
	table := from
	for keys.Next() {
		name := string(keys.Node().Data)
		c.advance(keys.Node())
		next := Lookup(table, name)
		if next == nil {
			next = &Value{Line: c.at, Kind: Table}
			if array && keys.IsLast() {
				next.Kind = List
			}
			if err := table.Add(name, c.at, next); err != nil {
				return nil, err
			}
		}
		if next.Kind == List {
			if array && keys.IsLast() {
				next.List = append(next.List, &Value{Line: c.at, Kind: Table})
			}
			if len(next.List) == 0 {
				return nil, Errorf(c.at, "", "%s is a list", name)
			}
			next = next.List[len(next.List)-1]
		}
		table = next
	}
	return table, nil
}

// advance moves c.at to the line of a key.
func (c *tomlConverter) advance(key *unstable.Node) {
	at := int(key.Raw.Offset)
	if at < c.seen || at > len(c.data) || key.Raw.Length == 0 {
		return
	}
	c.at += bytes.Count(c.data[c.seen:at], []byte("\n"))
	c.seen = at
}

// keyValue adds a key and its value to a table. Tables of a dotted key (a.b = 1) are created.
func (c *tomlConverter) keyValue(into *Value, e *unstable.Node, depth int) error {
	keys := e.Key()
	for keys.Next() {
		name := string(keys.Node().Data)
		c.advance(keys.Node())
		if !keys.IsLast() {
			next := Lookup(into, name)
			if next == nil {
				next = &Value{Line: c.at, Kind: Table}
				if err := into.Add(name, c.at, next); err != nil {
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
		return into.Add(name, v.Line, v)
	}
	return nil
}

// convert converts the node of a value, which is depth levels below its key.
func (c *tomlConverter) convert(n *unstable.Node, depth int) (*Value, error) {
	c.left--
	if c.left < 0 || depth > MaxDepth {
		return nil, Errorf(c.at, "", "too many or too deeply nested values")
	}
	v := &Value{Line: c.at, Kind: Scalar}
	children := n.Children()
	switch n.Kind {
	case unstable.Array:
		v.Kind = List
		for children.Next() {
			item, err := c.convert(children.Node(), depth+1)
			if err != nil {
				return nil, err
			}
			v.List = append(v.List, item)
		}
	case unstable.InlineTable:
		v.Kind = Table
		for children.Next() {
			if err := c.keyValue(v, children.Node(), depth+1); err != nil {
				return nil, err
			}
		}
	default:
		v.Text = string(n.Data)
	}
	return v, nil
}
