package markup

import (
	"bytes"
	"regexp"
	"testing"

	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"fil/feed/source/plaintext"
)

// linkifyTexts is Markdown in which an address becomes a link, or looks as if it did.
var linkifyTexts = []string{
	"Un texte.", "https://a.example/", "voir https://a.example/x?y=1.", "*https://a.example*", "(http://a.example)", "ftp://a.example/x", "www.a.example", "a@b.example", "a www.b.example/ c",
	"[x](https://a.example)", "[x](https://a.example", "[x] (https://a.example)", "![x](https://a.example/i.png)", "<https://a.example>", "[https://a.example](https://b.example)",
	"`https://a.example`", "    https://a.example", "[^1]\n\n[^1]: https://a.example", "| a |\n|---|\n| https://a.example |", "[x]\n\n[x]: https://a.example", "# https://a.example", "- [ ] https://a.example",
	"<a href=\"https://a.example\">x</a>", "<div>\nhttps://a.example\n</div>", "~~https://a.example~~", "https\\://a.example", "https&#58;//a.example", "a\nhttps://a.example\nb", "https:\n//a.example",
	"[x](<https://a.example> \"t\") https://b.example", "\\[x](https://a.example)", "_a_https://a.example", "![a [b](https://a.example)](x)",
	"x[^1]\n\n[^1]: note\n\n[^2]: https://a.example/[^1]\n", ">[^1]    \n)](_",
}

var atLineEnd = regexp.MustCompile(`[ \t]+(<br(?: /)?>)?\n`)

// renderBoth renders Markdown as Markdown.parse parses it, and as the parser that searches every text for
// links does. White space at the end of lines is removed from both, because that parser keeps it.
func renderBoth(t *testing.T, m *Markdown, text string) (got, want string) {
	src := util.StringToReadOnlyBytes(text) // a parser that writes to it panics
	var a, b bytes.Buffer
	doc, err := m.parse(src)
	if err == nil {
		err = m.safe.Render(&a, src, doc)
	}
	if err != nil {
		t.Fatal(err)
	}
	doc = m.linking.Parse(gtext.NewReader(src), parser.WithContext(parser.NewContext(parser.WithIDs(&headingIDs{}))))
	if err := m.safe.Render(&b, src, doc); err != nil {
		t.Fatal(err)
	}
	return atLineEnd.ReplaceAllString(a.String(), "$1\n"), atLineEnd.ReplaceAllString(b.String(), "$1\n")
}

// A text that is parsed without searching for links gives the same HTML as with the search.
func TestLinkify(t *testing.T) {
	m := NewMarkdown()
	for _, text := range linkifyTexts {
		if got, want := renderBoth(t, m, text); got != want {
			t.Errorf("%q:\n%s\nwant\n%s", text, got, want)
		}
	}
}

// FuzzLinkify checks the same for any text.
func FuzzLinkify(f *testing.F) {
	for _, text := range linkifyTexts {
		f.Add(text)
	}
	m := NewMarkdown()
	f.Fuzz(func(t *testing.T, text string) {
		text = plaintext.Clean(text)
		if CheckCost(text, 1) != nil {
			return
		}
		if got, want := renderBoth(t, m, text); got != want {
			t.Errorf("%q:\n%s\nwant\n%s", text, got, want)
		}
	})
}
