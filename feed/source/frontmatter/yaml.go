package frontmatter

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
)

// ParseYAML reads a YAML mapping as a Table. An empty text, and one of comments alone, is an empty Table. first is the
// number of the text's first line in the file. Errors have the type *[Error], and for common mistakes a hint.
func ParseYAML(text string, first int) (*Value, error) {
	if root, ok := fastYAML(text, first); ok {
		return root, nil
	}
	root, err := libraryYAML([]byte(text), first)
	if err != nil && firstFault(text) >= 0 {
		return nil, explainYAML(text, first, err)
	}
	return root, err
}

// libraryYAML is ParseYAML without the fast path and without explanations of mistakes.
func libraryYAML(data []byte, first int) (*Value, error) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		if len(bytes.TrimSpace(data)) == 0 || errors.Is(err, io.EOF) || onlyComments(data) {
			return &Value{Line: first, Kind: Table}, nil
		}
		return nil, yamlFault(err, first)
	}
	if len(doc.Content) == 0 {
		return &Value{Line: first, Kind: Table}, nil
	}
	c := &yamlConverter{first: first, left: maxValues}
	root, err := c.convert(doc.Content[0], 0)
	if err != nil {
		return nil, err
	}
	switch root.Kind {
	case Null:
		root.Kind = Table
	case Table:
	default:
		return nil, Errorf(root.Line, "write one key and its value a line, as in title: My title",
			"it is %s, not a list of keys and values", root.Kind)
	}
	return root, nil
}

// onlyComments reports whether all lines are comments or blank.
func onlyComments(data []byte) bool {
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}

// notYAML begins the message of an error of the YAML parser.
const notYAML = "not valid YAML"

// yamlFault returns the parser's error with its line in the file, and with a hint for the most frequent mistake: a colon
// in a value without quotes.
func yamlFault(err error, first int) error {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return Errorf(first, "", notYAML+": %v", err)
	}
	hint := ""
	if strings.Contains(load.Message, "mapping values are not allowed") {
		hint = `put quotes around a value that holds a colon, as in title: "Mali: the wheat"`
	}
	mark := load.Mark
	for _, unclosed := range []string{"end of stream", "expected ',' or", "could not find expected ':'"} {
		if load.ContextMark.Line > 0 && strings.Contains(load.Message, unclosed) {
			mark = load.ContextMark // the beginning of the value that is never closed
		}
	}
	line := first + max(mark.Line, 1) - 1
	return Errorf(line, hint, notYAML+": %s", load.Message)
}

// yamlConverter converts the parser's nodes to values. An alias is counted with all values that it stands for, so that
// aliases which multiply reach the limit soon.
type yamlConverter struct {
	first int // line of the file in which the text begins
	left  int // number of values up to the limit
}

// convert converts one node, which is depth levels below the root.
func (c *yamlConverter) convert(n *yaml.Node, depth int) (*Value, error) {
	line := c.first + n.Line - 1
	c.left--
	if c.left < 0 || depth > MaxDepth {
		return nil, Errorf(line, "", "too many or too deeply nested values")
	}
	v := &Value{Line: line}
	switch n.Kind {
	case yaml.AliasNode:
		return c.convert(n.Alias, depth+1)
	case yaml.SequenceNode:
		v.Kind = List
		for _, child := range n.Content {
			item, err := c.convert(child, depth+1)
			if err != nil {
				return nil, err
			}
			v.List = append(v.List, item)
		}
	case yaml.MappingNode:
		v.Kind = Table
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			child, err := c.convert(n.Content[i+1], depth+1)
			if err != nil {
				return nil, err
			}
			if key.ShortTag() == "!!merge" {
				c.merge(v, child)
				continue
			}
			if err := v.Add(key.Value, c.first+key.Line-1, child); err != nil {
				return nil, err
			}
		}
	default:
		v.Kind, v.Text = Scalar, n.Value
		if n.ShortTag() == "!!null" {
			v.Kind = Null
		}
	}
	return v, nil
}

// merge adds the fields of from that v does not have, as the merge key << does (https://yaml.org/type/merge.html).
func (c *yamlConverter) merge(v, from *Value) {
	for _, f := range from.Fields {
		if Lookup(v, f.Key) == nil {
			v.Fields = append(v.Fields, f)
		}
	}
}
