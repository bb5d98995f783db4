package frontmatter

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
)

// ParseYAML reads a YAML mapping. The first line of text is line first of the file.
func ParseYAML(text string, first int) (*Value, error) {
	if root, ok := plainYAML(text, first); ok {
		return root, nil
	}
	root, err := libraryYAML([]byte(text), first)
	if err != nil && firstFault(text) >= 0 {
		return nil, explainYAML(text, first, err)
	}
	return root, err
}

// libraryYAML is parseYAML for whatever YAML can say.
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

func onlyComments(data []byte) bool {
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}

// notYAML begins the message of an error of the YAML parser.
const notYAML = "not valid YAML"

// yamlFault gives the parser's error its line in the file, and the mend of the slip
// that people make most: a colon in a title without quotes.
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
			mark = load.ContextMark // where what is never closed begins
		}
	}
	line := first + max(mark.Line, 1) - 1
	return Errorf(line, hint, notYAML+": %s", load.Message)
}

// yamlConverter turns YAML nodes into values, within limits: an alias counts for all
// that it stands for, so that a bomb of aliases ends soon.
type yamlConverter struct {
	first int
	left  int
}

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

// merge adds the fields of another table that v has not, as << does.
func (c *yamlConverter) merge(v, other *Value) {
	for _, f := range other.Fields {
		if Lookup(v, f.Key) == nil {
			v.Fields = append(v.Fields, f)
		}
	}
}
