package markup

import (
	"maps"
	"slices"
	"testing"
)

// Arguments are positional or named, with any quotes or none, as Hugo, Liquid, Zola and Hexo write them.
func TestParseArgs(t *testing.T) {
	for _, row := range []struct {
		in    string
		list  []string
		named map[string]string
	}{
		{"", nil, nil},
		{"a", []string{"a"}, nil},
		{"a b", []string{"a", "b"}, nil},
		{`"a b" c`, []string{"a b", "c"}, nil},
		{`'a b'`, []string{"a b"}, nil},
		{"`a b`", []string{"a b"}, nil},
		{`"a", "b"`, []string{"a", "b"}, nil},
		{`a="b"`, nil, map[string]string{"a": "b"}},
		{`a=b`, nil, map[string]string{"a": "b"}},
		{`a='b c'`, nil, map[string]string{"a": "b c"}},
		{`a = "b"`, nil, map[string]string{"a": "b"}},
		{`a="b", c="d"`, nil, map[string]string{"a": "b", "c": "d"}},
		{`a: "b"`, nil, map[string]string{"a": "b"}},
		{`A="b"`, nil, map[string]string{"a": "b"}},
		{`x a="b" y`, []string{"x", "y"}, map[string]string{"a": "b"}},
		{`a="b \"c\""`, nil, map[string]string{"a": `b "c"`}},
		{`a="b\\c"`, nil, map[string]string{"a": `b\c`}},
		{"a=`b\\c`", nil, map[string]string{"a": `b\c`}},
		{`a=""`, nil, map[string]string{"a": ""}},
		{"a=\"b\nc\"", nil, map[string]string{"a": "b\nc"}},
		{`https://x.example/`, []string{"https://x.example/"}, nil},
		{`a="<!-- x -->b"`, nil, map[string]string{"a": "b"}},
		{`é="ü"`, nil, map[string]string{"é": "ü"}},
		{`a=true b=1`, nil, map[string]string{"a": "true", "b": "1"}},
	} {
		got := parseArgs(row.in)
		if !slices.Equal(got.list, row.list) || !maps.Equal(got.named, row.named) {
			t.Errorf("%s: %q %q, want %q %q", row.in, got.list, got.named, row.list, row.named)
		}
	}
}

// The lookups of arguments prefer names in their order, and then the position.
func TestArgs(t *testing.T) {
	a := parseArgs(`x y a="1" b=""`)
	for _, row := range []struct{ got, want string }{
		{a.get("a"), "1"}, {a.get("b", "a"), "1"}, {a.get("c"), ""}, {a.at(0), "x"}, {a.at(1), "y"}, {a.at(2), ""},
		{a.first("a"), "1"}, {a.first("c"), "x"}, {a.first(), "x"}, {args{}.first("a"), ""}, {args{}.at(0), ""}, {args{}.get("a"), ""},
	} {
		if row.got != row.want {
			t.Errorf("%q, want %q", row.got, row.want)
		}
	}
}

// A mark inside of quotes does not end a tag, and an apostrophe opens no quotes.
func TestIndexOutsideQuotes(t *testing.T) {
	for _, row := range []struct {
		s, mark string
		want    int
	}{
		{"a %}", "%}", 2},
		{`"%}" %}`, "%}", 5},
		{`'%}' %}`, "%}", 5},
		{"`>}}` >}}", ">}}", 6},
		{`don't %}`, "%}", 6},
		{`"never closed %}`, "%}", 14},
		{`"a\"%}" %}`, "%}", 8},
		{"a", "%}", -1},
		{"", "%}", -1},
		{`"%}"`, "%}", -1},
	} {
		if got := indexOutsideQuotes(row.s, row.mark); got != row.want {
			t.Errorf("%q in %q: %d, want %d", row.mark, row.s, got, row.want)
		}
	}
}

// Elements are found with nested ones of the same name.
func TestElementEnd(t *testing.T) {
	for _, row := range []struct {
		s, name string
		want    int
	}{
		{"<pre>a</pre>b", "pre", 12},
		{"<pre>a</PRE>b", "pre", 12},
		{"<div><div></div></div>", "div", 22},
		{"<div><div/></div>", "div", 17},
		{"<div>", "div", -1},
		{"<div></divider>", "div", -1},
		{"<code>a</code >", "code", 15},
	} {
		if got := elementEnd(row.s, row.name); got != row.want {
			t.Errorf("%s: %d, want %d", row.s, got, row.want)
		}
	}
	for s, want := range map[string]string{
		"<a>": "a", "<A href=x>": "a", "<br/>": "br", "<h1>": "h1", "<my-el>": "my-el", "</a>": "", "<1>": "", "< a>": "", "<a": "", "a": "", "<a@b.c>": "", "<!-- a -->": "",
	} {
		if got := tagName(s); got != want {
			t.Errorf("tagName(%q) = %q, want %q", s, got, want)
		}
	}
}
