package frontmatter

import (
	"fmt"
	"strings"
	"testing"
)

// show writes a tree in one line: {key="scalar" key=[…] key=null}.
func show(v *Value) string {
	switch v.Kind {
	case Scalar:
		return fmt.Sprintf("%q", v.Text)
	case List:
		items := make([]string, len(v.List))
		for i, item := range v.List {
			items[i] = show(item)
		}
		return "[" + strings.Join(items, " ") + "]"
	case Table:
		fields := make([]string, len(v.Fields))
		for i, f := range v.Fields {
			fields[i] = f.Key + "=" + show(f.Value)
		}
		return "{" + strings.Join(fields, " ") + "}"
	}
	return "null"
}

// lines writes the line of each key and, where it is another one, of its value: a@2 b@3:4.
func lines(v *Value) string {
	var out []string
	for _, f := range v.Fields {
		s := fmt.Sprintf("%s@%d", f.Key, f.Line)
		if f.Value.Line != f.Line {
			s += fmt.Sprintf(":%d", f.Value.Line)
		}
		if inner := lines(f.Value); inner != "" {
			s += "(" + inner + ")"
		}
		for _, item := range f.Value.List {
			s += fmt.Sprintf("/%d", item.Line)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func scalar(text string) *Value { return &Value{Kind: Scalar, Text: text, Line: 7} }

func TestStr(t *testing.T) {
	for _, row := range []struct {
		v       *Value
		want    string
		message string
	}{
		{scalar("a"), "a", ""},
		{scalar("  a b\n"), "a b", ""},
		{scalar("1.10"), "1.10", ""},
		{scalar("no"), "no", ""},
		{scalar("a\x00\x1bb"), "ab", ""}, // escapes may contain what XML forbids
		{scalar(""), "", ""},
		{&Value{Kind: Null}, "", ""},
		{&Value{Kind: List, Line: 7}, "", "title is a single value, not a list"},
		{&Value{Kind: Table, Line: 7}, "", "title is a single value, not a table"},
	} {
		got, err := row.v.Str("title")
		if got != row.want || !hasMessage(err, 7, row.message) {
			t.Errorf("%s: %q, %v", show(row.v), got, err)
		}
	}
}

// hasMessage reports whether an error has a line and a message; "" is no error.
func hasMessage(err error, line int, message string) bool {
	if err == nil || message == "" {
		return err == nil && message == ""
	}
	e, ok := err.(*Error)
	return ok && e.Line == line && e.Message == message && e.Error() == message
}

func TestStrs(t *testing.T) {
	list := func(items ...*Value) *Value { return &Value{Kind: List, Line: 7, List: items} }
	for _, row := range []struct {
		v       *Value
		want    string // with | between
		message string
	}{
		{list(scalar("a"), scalar("b c")), "a|b c", ""},
		{list(scalar(" a "), scalar(""), &Value{Kind: Null}), "a", ""},
		{list(scalar("a, b")), "a, b", ""}, // a comma in a list is part of the item
		{list(), "", ""},
		{scalar("a, b,c"), "a|b|c", ""},
		{scalar("a"), "a", ""},
		{scalar(" , ,"), "", ""},
		{&Value{Kind: Null}, "", ""},
		{list(list(scalar("a"))), "", "each of tags is a single value, not a list"},
		{&Value{Kind: Table, Line: 7}, "", "tags is a list, not a table"},
	} {
		got, err := row.v.Strs("tags")
		if strings.Join(got, "|") != row.want || !hasMessage(err, 7, row.message) {
			t.Errorf("%s: %q, %v", show(row.v), got, err)
		}
	}
}

func TestBool(t *testing.T) {
	for text, want := range map[string]bool{
		"true": true, "True": true, "TRUE": true, "yes": true, "Yes": true, "on": true, "oui": true, "vrai": true, "y": true, "t": true, "1": true, " true ": true,
		"false": false, "False": false, "no": false, "NO": false, "off": false, "non": false, "faux": false, "n": false, "f": false, "0": false,
	} {
		if got, err := scalar(text).Bool("draft"); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "maybe", "2", "-1", "truefalse", "null", "ja", "tru e"} {
		if got, err := scalar(text).Bool("draft"); got || !hasMessage(err, 7, fmt.Sprintf("draft is true or false, not %q", text)) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestNumber(t *testing.T) {
	for _, row := range []struct {
		text string
		low  int64
		want int64
		ok   bool
	}{
		{"0", 0, 0, true}, {"12", 1, 12, true}, {" 12 ", 1, 12, true}, {"1_000", 1, 1000, true}, {"-3", -5, -3, true}, {"+3", 0, 3, true}, {"007", 0, 7, true},
		{"9223372036854775807", 0, 9223372036854775807, true},
		{"0", 1, 0, false}, {"-1", 0, 0, false}, {"1.5", 0, 0, false}, {"1e3", 0, 0, false}, {"0x10", 0, 0, false}, {"", 0, 0, false}, {"douze", 0, 0, false},
		{"9223372036854775808", 0, 0, false}, {"1,000", 0, 0, false},
	} {
		got, err := scalar(row.text).Number("limit", row.low)
		if got != row.want || (err == nil) != row.ok {
			t.Errorf("%q from %d: %d, %v", row.text, row.low, got, err)
		}
	}
}

func TestAddAndLookup(t *testing.T) {
	v := &Value{Kind: Table}
	for _, row := range []struct {
		key     string
		line    int
		message string
	}{
		{"title", 2, ""},
		{"Title", 3, ""}, // case matters here
		{"title", 4, `"title" is given twice, first in line 2`},
	} {
		if err := v.Add(row.key, row.line, scalar(row.key)); !hasMessage(err, row.line, row.message) {
			t.Errorf("%s: %v", row.key, err)
		}
	}
	if len(v.Fields) != 2 || Lookup(v, "Title").Text != "Title" || Lookup(v, "TITLE") != nil {
		t.Error(show(v))
	}
}
