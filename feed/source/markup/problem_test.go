package markup

import (
	"slices"
	"strings"
	"testing"
)

// Problems have the lines of the text as its author wrote it, also after comments and inside of other
// markup, and are reported once each.
func TestProblemLines(t *testing.T) {
	for _, row := range []struct {
		in    string
		lines []int
	}{
		{"{{< unknown >}}", []int{1}},
		{"a\n\n{{< unknown >}}", []int{3}},
		{"a\n[[missing]]\nb", []int{2}},
		{"{{< one >}}\n\n{{< two >}}\n\n{{< three >}}", []int{1, 3, 5}},
		{"{{< same >}}\n\n{{< same >}}", []int{1}},
		{"{% comment %}\na\nb\n{% endcomment %}\n{{< unknown >}}", []int{5}},
		{"a {# b\nc #}\n{{< unknown >}}", []int{3}},
		{"%%\na\n%%\n{{< unknown >}}", []int{4}},
		{"{# a\n#}\n{# b\n#}\n{{< unknown >}}", []int{5}},
		{"::: note\na\n\n{{< unknown >}}\n:::", []int{4}},
		{"::: note\n::: tip\n{{< unknown >}}\n:::\n:::", []int{3}},
		{"{{< notice tip >}}\na\n{{< unknown >}}\n{{< /notice >}}", []int{3}},
		{"{# a\n#}\n::: note\n{{< unknown >}}\n:::", []int{4}},
		{"{% if x %}\na\n{% endif %}", []int{1}},
		{"a\n\n{% raw %}\n{{< unknown >}}\n{% endraw %}", nil},
		{"```\n{{< unknown >}}\n```", nil},
	} {
		_, problems, err := Translate(row.in, options)
		var lines []int
		for _, p := range problems {
			lines = append(lines, p.Line)
			if p.Message == "" || strings.Contains(p.Message, "%!") || strings.HasSuffix(p.Message, ".") {
				t.Errorf("%q: message %q", row.in, p.Message)
			}
		}
		if err != nil || !slices.Equal(lines, row.lines) {
			t.Errorf("%q: lines %v, %v; want %v", row.in, lines, err, row.lines)
		}
	}
}

// Hiding markup that is never closed is an error with the line in which it is opened.
func TestErrorLines(t *testing.T) {
	for _, row := range []struct {
		in   string
		line int
	}{
		{"{% comment %}a", 1},
		{"a\n\n{% comment %}b", 3},
		{"a\n{{/* b", 2},
		{"a\n{{!-- b", 2},
		{"a\n{{! b", 2},
		{"a\n{::comment}\nb", 2},
		{"a\n\n<!-- b", 3},
		{"a\n\n%%\nb", 3},
		{"a\n{{< comment >}}b", 2},
		{"a\n::: {.hidden}\nb", 2},
	} {
		_, _, err := Translate(row.in, options)
		p, ok := err.(*Problem)
		if !ok || p.Line != row.line || p.Hint == "" || p.Error() != p.Message {
			t.Errorf("%q: %v (%+v), want line %d", row.in, err, p, row.line)
		}
	}
}

// In an HTML file, shortcodes and comments are translated to HTML, and code is not changed.
func TestTranslateHTML(t *testing.T) {
	o := options
	o.HTML = true
	for _, row := range []conversion{
		{`<p>a</p>`, `<p>a</p>`},
		{`<p>{{< youtube X >}}</p>`, `<p><a href="https://www.youtube.com/watch?v=X">https://www.youtube.com/watch?v=X</a></p>`},
		{`<p>{% comment %}secret{% endcomment %}a</p>`, `<p>a</p>`},
		{`<p>a{# secret #}</p>`, `<p>a</p>`},
		{`<p><!-- comment -->a</p>`, `<p><!-- comment -->a</p>`},
		{`<pre>{{< youtube X >}}</pre>`, `<pre>{{< youtube X >}}</pre>`},
		{`<code>{% if x %}</code>`, `<code>{% if x %}</code>`},
		{`<script>if (a[[0]]) { b }</script>`, `<script>if (a[[0]]) { b }</script>`},
		{`<a href="{{ '/x/' | relative_url }}">a</a>`, `<a href="https://fil.example/blog/x/">a</a>`},
		{`<a href="{% link _posts/2024-01-01-b.md %}">a</a>`, `<a href="https://fil.example/b/">a</a>`},
		{`<p>{{ page.title }}</p>`, `<p>Un titre</p>`},
		{`<p>a * b * c, $x_1$, ==d==</p>`, `<p>a * b * c, $x_1$, ==d==</p>`},
		{`<p>{: .class}</p>`, `<p>{: .class}</p>`},
		{`<p>[[b]]</p>`, `<p>[[b]]</p>`},
		{`<p>{{< figure src="i.png" alt="A" >}}</p>`, `<p><img src="i.png" alt="A"></p>`},
		{`<p>{{< ref "b.md" >}}</p>`, `<p>https://fil.example/b/</p>`},
	} {
		if out, _, err := Translate(row.in, o); err != nil || out != row.want {
			t.Errorf("%s:\n got %s, %v\nwant %s", row.in, out, err, row.want)
		}
	}
}

// What this package writes in Markdown has an equivalent in HTML, for use inside HTML blocks.
func TestAsHTML(t *testing.T) {
	for _, row := range []conversion{
		{"<https://x.example/>", `<a href="https://x.example/">https://x.example/</a>`},
		{"<mailto:a@b.example>", `<a href="mailto:a@b.example">mailto:a@b.example</a>`},
		{"[a](<https://x.example/>)", `<a href="https://x.example/">a</a>`},
		{`[a \[b\] \*c\*](<x>)`, `<a href="x">a [b] *c*</a>`},
		{"[<b>](<x>)", `<a href="x">&lt;b&gt;</a>`},
		{"![a](<i.png>)", `<img src="i.png" alt="a">`},
		{"```go\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"},
		{"> **Note**\n>\n> a", "<blockquote><p><strong>Note</strong></p>\na</blockquote>"},
		{"text", "text"},
		{"<b>a</b>", "<b>a</b>"},
	} {
		if got := asHTML(row.in); got != row.want {
			t.Errorf("%q: %q, want %q", row.in, got, row.want)
		}
	}
}

// Text that is escaped for Markdown is that text again when it is rendered, and unescapes to itself.
func TestEscapeMarkdown(t *testing.T) {
	m := NewMarkdown()
	for _, s := range []string{"a", "a*b*c", "_a_", "[a](b)", "`a`", "<b>", `a\b`, "![a]", "a_b_c", "**a**", "[[a]]", "été"} {
		escaped := escapeMarkdown(s)
		if got := unescapeMarkdown(escaped); got != s {
			t.Errorf("%q becomes %q and %q", s, escaped, got)
		}
		if got := FirstText(renderMarkdown(t, m, "x "+escaped), 0); got != "x "+s {
			t.Errorf("%q is rendered as %q", s, got)
		}
	}
}

// A fenced code block has a fence that its code does not contain.
func TestFenced(t *testing.T) {
	for _, row := range []struct{ language, code, want string }{
		{"go", "a", "\n```go\na\n```\n"},
		{"", "\na\nb\n", "\n```\na\nb\n```\n"},
		{"md", "```\na\n```", "\n````md\n```\na\n```\n````\n"},
		{"", "````", "\n`````\n````\n`````\n"},
	} {
		if got := fenced(row.language, row.code); got != row.want {
			t.Errorf("%q: %q, want %q", row.code, got, row.want)
		}
	}
}

// Quotations and folded texts are Markdown blocks with their titles.
func TestQuoteAndDetails(t *testing.T) {
	for _, row := range []struct{ title, body, quote, details string }{
		{"T", "a", "\n> **T**\n>\n> a\n\n", "\n<details>\n<summary>T</summary>\n\na\n\n</details>\n\n"},
		{"", "a\n\nb", "\n> a\n>\n> b\n\n", "\n<details>\n<summary>…</summary>\n\na\n\nb\n\n</details>\n\n"},
		{"T", "", "\n> **T**\n\n", "\n<details>\n<summary>T</summary>\n\n\n\n</details>\n\n"},
		{"a < b", "  c\n    d", "\n> **a < b**\n>\n> c\n>   d\n\n", "\n<details>\n<summary>a &lt; b</summary>\n\nc\n  d\n\n</details>\n\n"},
	} {
		if got := quote(row.title, row.body); got != row.quote {
			t.Errorf("quote(%q, %q) = %q, want %q", row.title, row.body, got, row.quote)
		}
		if got := details(row.title, row.body); got != row.details {
			t.Errorf("details(%q, %q) = %q, want %q", row.title, row.body, got, row.details)
		}
	}
}
