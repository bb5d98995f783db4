package frontmatter

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ParseJSON reads the JSON value (RFC 8259) that data begins with, and returns it and the number of bytes read. first is the
// number of data's first line in the file. Numbers keep the text that they were written with.
func ParseJSON(data []byte, first int) (*Value, int, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	c := &jsonConverter{dec: dec, data: data, first: first, left: maxValues}
	root, err := c.convert(0)
	if err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, 0, Errorf(c.line(), "", "not valid JSON: %v", err)
		}
		return nil, 0, err
	}
	return root, int(dec.InputOffset()), nil
}

// jsonConverter converts the decoder's tokens to values.
type jsonConverter struct {
	dec   *json.Decoder
	data  []byte
	first int // line of the file in which data begins
	left  int // number of values up to the limit
}

// line returns the line up to which the decoder has read.
func (c *jsonConverter) line() int {
	at := min(int(c.dec.InputOffset()), len(c.data))
	return c.first + bytes.Count(c.data[:at], []byte("\n"))
}

// convert reads the next value, which is depth levels below the root.
func (c *jsonConverter) convert(depth int) (*Value, error) {
	token, err := c.dec.Token()
	if err != nil {
		return nil, err
	}
	c.left--
	if c.left < 0 || depth > MaxDepth {
		return nil, Errorf(c.line(), "", "too many or too deeply nested values")
	}
	v := &Value{Line: c.line(), Kind: Scalar}
	switch t := token.(type) {
	case nil:
		v.Kind = Null
	case string:
		v.Text = t
	case json.Delim:
		if t == '[' {
			v.Kind = List
			return v, c.items(v, depth)
		}
		v.Kind = Table
		return v, c.members(v, depth)
	default:
		v.Text = fmt.Sprint(t)
	}
	return v, nil
}

// items reads the values of an array, up to its closing bracket.
func (c *jsonConverter) items(v *Value, depth int) error {
	for c.dec.More() {
		item, err := c.convert(depth + 1)
		if err != nil {
			return err
		}
		v.List = append(v.List, item)
	}
	_, err := c.dec.Token()
	return err
}

// members reads the keys and values of an object, up to its closing brace.
func (c *jsonConverter) members(v *Value, depth int) error {
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
		if err := v.Add(fmt.Sprint(key), line, child); err != nil {
			return err
		}
	}
	_, err := c.dec.Token()
	return err
}
