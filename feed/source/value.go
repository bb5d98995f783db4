package source

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
	null kind = iota
	scalar
	list
	table
)

// String is the kind in words.
func (k kind) String() string {
	return [...]string{"nothing", "a single value", "a list", "a table"}[k]
}

// value is one node of front matter or of site.yaml, in whichever syntax it came.
type value struct {
	line   int // from 1, in the file
	kind   kind
	text   string   // of a scalar
	list   []*value // of a list
	fields []field  // of a table, in order
}

// field is one key of a table.
type field struct {
	key   string
	line  int
	value *value
}

// faultAt is an error at a line of the file being read; Hint is its mend.
type faultAt struct {
	line    int
	message string
	hint    string
}

// Error is the message, without line and hint.
func (e *faultAt) Error() string { return e.message }

func fault(line int, hint, format string, args ...any) error {
	return &faultAt{line: line, message: fmt.Sprintf(format, args...), hint: hint}
}

// The most that a tree may hold: front matter of hundreds of values is a mistake or
// an attack (YAML aliases that multiply), and both want an answer at once.
const (
	maxDepth  = 32
	maxValues = 10_000
)

// add puts a field into a table. A key that is there already is an error: one of the
// two would be lost without a word.
func (v *value) add(key string, line int, child *value) error {
	for _, f := range v.fields {
		if f.key == key {
			return fault(line, "keep one of the two", "%q is given twice, first in line %d", key, f.line)
		}
	}
	v.fields = append(v.fields, field{key, line, child})
	return nil
}

// str is a scalar's text, clean (escapes can bring in what no file may hold) and
// without space around it.
func (v *value) str(name string) (string, error) {
	switch v.kind {
	case null:
		return "", nil
	case scalar:
		return strings.TrimSpace(plaintext.Clean(v.text)), nil
	}
	return "", fault(v.line, "write it in one line, in quotes if it has brackets or braces", "%s is a single value, not %s", name, v.kind)
}

// strs is a list of scalars, or a single one with commas between its parts.
func (v *value) strs(name string) ([]string, error) {
	var out []string
	switch v.kind {
	case scalar:
		for part := range strings.SplitSeq(v.text, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	case list:
		for _, item := range v.list {
			s, err := item.str("each of " + name)
			if err != nil {
				return nil, err
			}
			if s != "" {
				out = append(out, s)
			}
		}
	case table:
		return nil, fault(v.line, fmt.Sprintf("write %s: [one, two]", name), "%s is a list, not a table", name)
	}
	return out, nil
}

// boolean takes the words of YAML 1.1 too, which people still write.
func (v *value) boolean(name string) (bool, error) {
	s, err := v.str(name)
	if err != nil {
		return false, err
	}
	switch strings.ToLower(s) {
	case "true", "yes", "on", "oui", "vrai", "y", "t", "1":
		return true, nil
	case "false", "no", "off", "non", "faux", "n", "f", "0":
		return false, nil
	}
	return false, fault(v.line, "write true or false", "%s is true or false, not %q", name, s)
}

// number is a whole number of at least low.
func (v *value) number(name string, low int64) (int64, error) {
	s, err := v.str(name)
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(s, "_", ""), 10, 64)
	if err != nil || n < low {
		return 0, fault(v.line, "", "%s is a whole number of at least %d, not %q", name, low, s)
	}
	return n, nil
}
