package source

import (
	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// keys read the values of a table into a T.
type keys[T any] map[string]func(t *T, v *frontmatter.Value) error

// readTable reads a table into a T. An unknown key is an error that names the known ones.
func readTable[T any](t *T, v *frontmatter.Value, name string, known keys[T]) error {
	if v.Kind != frontmatter.Table {
		return frontmatter.Errorf(v.Line, "its keys are "+sortedKeys(known), "%s is a table, not %s", name, v.Kind)
	}
	for _, f := range v.Fields {
		set, ok := known[f.Key]
		if !ok {
			return unknownKey(f, known)
		}
		if f.Value.Kind == frontmatter.Null {
			continue
		}
		if err := set(t, f.Value); err != nil {
			return err
		}
	}
	return nil
}

// readTables reads a table, or a list of tables, into Ts.
func readTables[T any](v *frontmatter.Value, name string, known keys[T]) ([]T, error) {
	items := v.List
	if v.Kind != frontmatter.List {
		items = []*frontmatter.Value{v}
	}
	all := make([]T, len(items))
	for i, item := range items {
		if err := readTable(&all[i], item, name, known); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// asText returns a function that reads a text in one line.
func asText[T any](name string, field func(t *T) *string) func(t *T, v *frontmatter.Value) error {
	return func(t *T, v *frontmatter.Value) error {
		s, err := v.Str(name)
		*field(t) = plaintext.OneLine(plaintext.Clean(s))
		return err
	}
}

// asAddress returns a function that reads an absolute address.
func asAddress[T any](name string, field func(t *T) *string) func(t *T, v *frontmatter.Value) error {
	return func(t *T, v *frontmatter.Value) error {
		s, err := v.Str(name)
		if err != nil {
			return err
		}
		*field(t), err = plaintext.WebURL(s)
		if err != nil {
			return frontmatter.Errorf(v.Line, "write it whole, as in https://example.org/", "%s %q: %v", name, s, err)
		}
		return nil
	}
}

// asBool returns a function that reads true or false.
func asBool[T any](name string, field func(t *T) *bool) func(t *T, v *frontmatter.Value) error {
	return func(t *T, v *frontmatter.Value) (err error) {
		*field(t), err = v.Bool(name)
		return err
	}
}

// asNumber returns a function that reads a whole number.
func asNumber[T any, N int | int64](name string, field func(t *T) *N) func(t *T, v *frontmatter.Value) error {
	return func(t *T, v *frontmatter.Value) error {
		n, err := v.Number(name, 0)
		*field(t) = N(n)
		return err
	}
}
