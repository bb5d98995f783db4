package source

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// Pin writes an ID into the front matter of a file, and adds front matter if there is none. Every
// other byte is unchanged. It returns an error if the file is not UTF-8, has an ID, or has front
// matter that a line cannot be inserted into.
func Pin(data []byte, id string) ([]byte, error) {
	out, err := pinned(data, id)
	if err != nil {
		return nil, err
	}
	text, _ := plaintext.Decode(out)
	fields, _, _, err := frontmatter.Split(text, meaning)
	if err != nil || fields == nil {
		return nil, fmt.Errorf("its front matter has a form that an id cannot be put into; write id: %s into it", id)
	}
	if v := frontmatter.Lookup(fields, "id"); v == nil || v.Text != id {
		return nil, fmt.Errorf("its front matter has a form that an id cannot be put into; write id: %s into it", id)
	}
	return out, nil
}

// pinned returns data with the ID inserted after the first fence of its front matter, or after the
// first brace of JSON. Line ends are those of the file.
func pinned(data []byte, id string) ([]byte, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("it is not UTF-8; save it as UTF-8 first")
	}
	head := len(data) - len(bytes.TrimLeft(data, " \t\r\n\ufeff"))
	text, _ := plaintext.Decode(data)
	fields, _, _, err := frontmatter.Split(text, meaning)
	if err != nil {
		return nil, err
	}
	newline := "\n"
	if i := bytes.IndexByte(data, '\n'); i > 0 && data[i-1] == '\r' || i < 0 && bytes.IndexByte(data, '\r') >= 0 {
		newline = "\r\n"
		if i < 0 {
			newline = "\r"
		}
	}
	quoted := strconv.Quote(id)
	if fields == nil {
		// A byte order mark stays at the start of the file.
		bom := len(data) - len(bytes.TrimPrefix(data, []byte("\ufeff")))
		front := "---" + newline + "id: " + quoted + newline + "---" + newline
		return insert(data, bom, front), nil
	}
	if frontmatter.Lookup(fields, "id") != nil {
		return nil, errors.New("it has an id already")
	}
	rest := string(data[head:])
	if strings.HasPrefix(rest, "{") {
		comma := ", "
		if len(fields.Fields) == 0 {
			comma = ""
		}
		return insert(data, head+1, `"id": `+quoted+comma), nil
	}
	line := strings.IndexAny(rest, "\r\n")
	if line < 0 {
		return nil, errors.New("its front matter has no line")
	}
	if strings.HasPrefix(rest[line:], "\r\n") {
		line++
	}
	key := "id: "
	if strings.HasPrefix(rest, "+++") {
		key = "id = "
	}
	return insert(data, head+line+1, key+quoted+newline), nil
}

// insert returns data with s inserted at an offset.
func insert(data []byte, at int, s string) []byte {
	return bytes.Join([][]byte{data[:at], data[at:]}, []byte(s))
}
