package markup

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed"
)

// base is the address of the article in the tests of this package.
const base = "https://fil.example/a/"

// resolve is the Resolver of the tests: it resolves a reference against base (RFC 3986 §5).
func resolve(ref string) string {
	b, _ := url.Parse(base)
	u, err := b.Parse(strings.TrimSpace(ref))
	if err != nil {
		return ""
	}
	return u.String()
}

// conversion is a text and the HTML that it becomes.
type conversion struct{ in, want string }

// renderMarkdown renders the Markdown of an article without a title.
func renderMarkdown(t *testing.T, m *Markdown, text string) string {
	t.Helper()
	out, _, err := m.Render(text, &feed.Article{Meta: feed.Meta{Permalink: base}}, &Cleaner{Resolve: resolve})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return out
}

// cleanHTML cleans a fragment, and returns the warnings too.
func cleanHTML(t *testing.T, s string) (out string, warnings []string) {
	t.Helper()
	c := &Cleaner{Resolve: resolve, Warn: func(_, _, format string, _ ...any) { warnings = append(warnings, format) }}
	out, err := c.CleanFragment(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return out, warnings
}

// normalize returns HTML as the parser reads it, so that &quot; equals &#34; and <br/> equals <br>.
// White space at the ends of the fragment and around line feeds does not count.
func normalize(t testing.TB, s string) string {
	t.Helper()
	parent := &html.Node{Type: html.ElementNode, DataAtom: atom.Div, Data: "div"}
	list, err := html.ParseFragment(strings.NewReader(strings.TrimSpace(s)), parent)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, n := range list {
		if err := html.Render(&b, n); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// checkMarkdown renders each text and compares the HTML.
func checkMarkdown(t *testing.T, rows []conversion) {
	t.Helper()
	m := NewMarkdown()
	for _, row := range rows {
		if got := renderMarkdown(t, m, row.in); normalize(t, got) != normalize(t, row.want) {
			t.Errorf("%q:\n got %s\nwant %s", row.in, got, row.want)
		}
	}
}

// checkClean cleans each fragment and compares the HTML.
func checkClean(t *testing.T, rows []conversion) {
	t.Helper()
	for _, row := range rows {
		if got, _ := cleanHTML(t, row.in); normalize(t, got) != normalize(t, row.want) {
			t.Errorf("%q:\n got %s\nwant %s", row.in, got, row.want)
		}
	}
}

// translated is a text with other tools' markup, the HTML that it becomes, and a word of the problem that
// is reported, "" for none.
type translated struct{ in, want, problem string }

// checkTranslated translates and renders each text, and compares the HTML and the problems.
func checkTranslated(t *testing.T, o Options, rows []translated) {
	t.Helper()
	m := NewMarkdown()
	for _, row := range rows {
		out, problems, err := Translate(row.in, o)
		if err != nil {
			t.Errorf("%q: %v", row.in, err)
			continue
		}
		if got := renderMarkdown(t, m, out); oneLine(normalize(t, got)) != oneLine(normalize(t, row.want)) {
			t.Errorf("%q:\n got %s\nwant %s\n  as %q", row.in, oneLine(got), row.want, out)
		}
		var messages []string
		for _, p := range problems {
			messages = append(messages, p.Message)
		}
		if all := strings.Join(messages, "; "); row.problem == "" && all != "" || !strings.Contains(all, row.problem) {
			t.Errorf("%q: problems %q, want %q", row.in, all, row.problem)
		}
	}
}

// oneLine removes line feeds beside tags, and makes others spaces.
func oneLine(s string) string {
	s = strings.NewReplacer(">\n", ">", "\n<", "<").Replace(strings.TrimSpace(s))
	return strings.ReplaceAll(strings.ReplaceAll(s, ">\n", ">"), "\n", " ")
}
