package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// parseJSON reads a JSON object and returns with it how many bytes it took.
func parseJSON(data []byte, first int) (*value, int, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	c := &jsonConverter{dec: dec, data: data, first: first, left: maxValues}
	root, err := c.convert(0)
	if err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, 0, fault(c.line(), "", "not valid JSON: %v", err)
		}
		return nil, 0, err
	}
	return root, int(dec.InputOffset()), nil
}

type jsonConverter struct {
	dec   *json.Decoder
	data  []byte
	first int
	left  int
}

func (c *jsonConverter) line() int {
	at := min(int(c.dec.InputOffset()), len(c.data))
	return c.first + bytes.Count(c.data[:at], []byte("\n"))
}

func (c *jsonConverter) convert(depth int) (*value, error) {
	token, err := c.dec.Token()
	if err != nil {
		return nil, err
	}
	c.left--
	if c.left < 0 || depth > maxDepth {
		return nil, fault(c.line(), "", "too many or too deeply nested values")
	}
	v := &value{line: c.line(), kind: scalar}
	switch t := token.(type) {
	case nil:
		v.kind = null
	case string:
		v.text = t
	case json.Delim:
		if t == '[' {
			v.kind = list
			return v, c.items(v, depth)
		}
		v.kind = table
		return v, c.members(v, depth)
	default:
		v.text = fmt.Sprint(t)
	}
	return v, nil
}

func (c *jsonConverter) items(v *value, depth int) error {
	for c.dec.More() {
		item, err := c.convert(depth + 1)
		if err != nil {
			return err
		}
		v.list = append(v.list, item)
	}
	_, err := c.dec.Token()
	return err
}

func (c *jsonConverter) members(v *value, depth int) error {
	for c.dec.More() {
		key, err := c.dec.Token()
		if err != nil {
			return err
		}
		line := c.line()
		child, err := c.convert(depth + 1)
		if err != nil {
			return err
		}
		if err := v.add(fmt.Sprint(key), line, child); err != nil {
			return err
		}
	}
	_, err := c.dec.Token()
	return err
}
