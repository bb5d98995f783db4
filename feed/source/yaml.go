package source

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
)

// parseYAML reads a YAML mapping. The first line of text is line first of the file.
func parseYAML(text string, first int) (*value, error) {
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
func libraryYAML(data []byte, first int) (*value, error) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		if len(bytes.TrimSpace(data)) == 0 || errors.Is(err, io.EOF) || onlyComments(data) {
			return &value{line: first, kind: table}, nil
		}
		return nil, yamlFault(err, first)
	}
	if len(doc.Content) == 0 {
		return &value{line: first, kind: table}, nil
	}
	c := &yamlConverter{first: first, left: maxValues}
	root, err := c.convert(doc.Content[0], 0)
	if err != nil {
		return nil, err
	}
	switch root.kind {
	case null:
		root.kind = table
	case table:
	default:
		return nil, fault(root.line, "write one key and its value a line, as in title: My title",
			"it is %s, not a list of keys and values", root.kind)
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
		return fault(first, "", notYAML+": %v", err)
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
	return fault(line, hint, notYAML+": %s", load.Message)
}

// yamlConverter turns YAML nodes into values, within limits: an alias counts for all
// that it stands for, so that a bomb of aliases ends soon.
type yamlConverter struct {
	first int
	left  int
}

func (c *yamlConverter) convert(n *yaml.Node, depth int) (*value, error) {
	line := c.first + n.Line - 1
	c.left--
	if c.left < 0 || depth > maxDepth {
		return nil, fault(line, "", "too many or too deeply nested values")
	}
	v := &value{line: line}
	switch n.Kind {
	case yaml.AliasNode:
		return c.convert(n.Alias, depth+1)
	case yaml.SequenceNode:
		v.kind = list
		for _, child := range n.Content {
			item, err := c.convert(child, depth+1)
			if err != nil {
				return nil, err
			}
			v.list = append(v.list, item)
		}
	case yaml.MappingNode:
		v.kind = table
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
			if err := v.add(key.Value, c.first+key.Line-1, child); err != nil {
				return nil, err
			}
		}
	default:
		v.kind, v.text = scalar, n.Value
		if n.ShortTag() == "!!null" {
			v.kind = null
		}
	}
	return v, nil
}

// merge adds the fields of another table that v has not, as << does.
func (c *yamlConverter) merge(v, other *value) {
	for _, f := range other.fields {
		if lookup(v, f.key) == nil {
			v.fields = append(v.fields, f)
		}
	}
}
