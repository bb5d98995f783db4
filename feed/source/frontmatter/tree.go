package frontmatter

import (
	"fmt"
	"strconv"
	"strings"

	"fil/feed/source/plaintext"
)

// kind says what a value is. Scalars are kept to the letter: "title: 1.10" and
// "title: no" are the texts that the author wrote, whatever YAML takes them for.
type kind int

const (
	Null kind = iota
	Scalar
	List
	Table
)

// String is the kind in words.
func (k kind) String() string {
	return [...]string{"nothing", "a single value", "a list", "a table"}[k]
}

// Value is one node of front matter or of site.yaml, in whichever syntax it came.
type Value struct {
	Line   int // from 1, in the file
	Kind   kind
	Text   string   // of a scalar
	List   []*Value // of a list
	Fields []Field  // of a table, in order
}

// Field is one key of a table.
type Field struct {
	Key   string
	Line  int
	Value *Value
}

// Error is an error at a line of the file being read; Hint is its mend.
type Error struct {
	Line    int
	Message string
	Hint    string
}

// Error is the message, without line and hint.
func (e *Error) Error() string { return e.Message }

func Errorf(line int, hint, format string, args ...any) error {
	return &Error{Line: line, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// The most that a tree may hold: front matter of hundreds of values is a mistake or
// an attack (YAML aliases that multiply), and both want an answer at once.
const (
	MaxDepth  = 32
	maxValues = 10_000
)

// Add puts a field into a table. A key that is there already is an error: one of the
// two would be lost without a word.
func (v *Value) Add(key string, line int, child *Value) error {
	for _, f := range v.Fields {
		if f.Key == key {
			return Errorf(line, "keep one of the two", "%q is given twice, first in line %d", key, f.Line)
		}
	}
	v.Fields = append(v.Fields, Field{key, line, child})
	return nil
}

// Str is a scalar's text, clean (escapes can bring in what no file may hold) and
// without space around it.
func (v *Value) Str(name string) (string, error) {
	switch v.Kind {
	case Null:
		return "", nil
	case Scalar:
		return strings.TrimSpace(plaintext.Clean(v.Text)), nil
	}
	return "", Errorf(v.Line, "write it in one line, in quotes if it has brackets or braces", "%s is a single value, not %s", name, v.Kind)
}

// Strs is a list of scalars, or a single one with commas between its parts.
func (v *Value) Strs(name string) ([]string, error) {
	var out []string
	switch v.Kind {
	case Scalar:
		for part := range strings.SplitSeq(v.Text, ",") {
			if part = strings.TrimSpace(part); part != "" {
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

// Bool takes the words of YAML 1.1 too, which people still write.
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

// Number is a whole number of at least low.
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
