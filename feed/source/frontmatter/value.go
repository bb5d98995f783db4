package frontmatter

import (
	"fmt"
	"strconv"
	"strings"

	"fil/feed/source/plaintext"
)

// kind is the kind of a value. There is one for all scalars, because their text is kept as the author wrote it:
// "title: 1.10" and "title: no" are texts, although YAML reads a number and a boolean.
type kind int

// The kinds of values.
const (
	Null   kind = iota // nothing: null, ~, or a key without a value
	Scalar             // a single value: text, number, boolean or date
	List               // an array, or a sequence of YAML
	Table              // an object, or a mapping of YAML
)

// String returns the kind in the words of messages to authors.
func (k kind) String() string {
	return [...]string{"nothing", "a single value", "a list", "a table"}[k]
}

// Value is one node of the tree that front matter or site.yaml is read into, whatever its syntax.
type Value struct {
	Line   int // in the file, from 1
	Kind   kind
	Text   string   // of a Scalar, as it was written, without quotes and with escapes resolved
	List   []*Value // of a List
	Fields []Field  // of a Table, in the order of the file
}

// Field is one key of a table, with its value.
type Field struct {
	Key   string // as it was written
	Line  int    // of the key, from 1
	Value *Value
}

// Limits of a tree. Front matter with more is a mistake or an attack, such as YAML aliases that multiply. Aliases are
// counted with all values that they stand for.
const (
	MaxDepth  = 32
	maxValues = 10_000
)

// Add appends a field to a table. It returns an error if the table has the key already, because one of the two values
// would be lost silently. line is the line of the key.
func (v *Value) Add(key string, line int, child *Value) error {
	for _, f := range v.Fields {
		if f.Key == key {
			return Errorf(line, "keep one of the two", "%q is given twice, first in line %d", key, f.Line)
		}
	}
	v.Fields = append(v.Fields, Field{key, line, child})
	return nil
}

// Str returns the text of a scalar, trimmed and cleaned, because escapes can contain characters that XML forbids; "" for
// Null. A list or table is an error, in which name is the key.
func (v *Value) Str(name string) (string, error) {
	switch v.Kind {
	case Null:
		return "", nil
	case Scalar:
		return strings.TrimSpace(plaintext.Clean(v.Text)), nil
	}
	return "", Errorf(v.Line, "write it in one line, in quotes if it has brackets or braces", "%s is a single value, not %s", name, v.Kind)
}

// Strs returns the texts of a list of scalars, or the parts of a single scalar between its commas, without empty ones; nil
// for Null. A table, or a list of lists, is an error.
func (v *Value) Strs(name string) ([]string, error) {
	var out []string
	switch v.Kind {
	case Scalar:
		for part := range strings.SplitSeq(v.Text, ",") {
			part = strings.TrimSpace(part)
			if part != "" {
				out = append(out, part)
			}
		}
	case List:
		for _, item := range v.List {
			s, err := item.Str("each of " + name)
			if err != nil {
				return nil, err
			}
			if s != "" {
				out = append(out, s)
			}
		}
	case Table:
		return nil, Errorf(v.Line, fmt.Sprintf("write %s: [one, two]", name), "%s is a list, not a table", name)
	}
	return out, nil
}

// Bool returns the value of a boolean: true and false, the words of YAML 1.1 (yes, no, on, off, y, n), their French forms,
// t, f, 1 and 0, in any case. Anything else, and Null, is an error.
func (v *Value) Bool(name string) (bool, error) {
	s, err := v.Str(name)
	if err != nil {
		return false, err
	}
	switch strings.ToLower(s) {
	case "true", "yes", "on", "oui", "vrai", "y", "t", "1":
		return true, nil
	case "false", "no", "off", "non", "faux", "n", "f", "0":
		return false, nil
	}
	return false, Errorf(v.Line, "write true or false", "%s is true or false, not %q", name, s)
}

// Number returns a whole decimal number, which may have underscores between its digits. A number below low is an error.
func (v *Value) Number(name string, low int64) (int64, error) {
	s, err := v.Str(name)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(s, "_", ""), 10, 64)
	if err != nil || n < low {
		return 0, Errorf(v.Line, "", "%s is a whole number of at least %d, not %q", name, low, s)
	}
	return n, nil
}

// Lookup returns the value of a key of a table, nil if the table has no such key. Case matters.
func Lookup(v *Value, key string) *Value {
	for _, f := range v.Fields {
		if f.Key == key {
			return f.Value
		}
	}
	return nil
}
