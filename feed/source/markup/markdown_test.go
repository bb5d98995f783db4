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

// written is Markdown in which something is a link by itself, or could be taken for one.
var written = []string{
	"Un texte.", "https://a.example/", "voir https://a.example/x?y=1.", "*https://a.example*", "(http://a.example)", "ftp://a.example/x", "www.a.example", "a@b.example", "a www.b.example/ c",
	"[x](https://a.example)", "[x](https://a.example", "[x] (https://a.example)", "![x](https://a.example/i.png)", "<https://a.example>", "[https://a.example](https://b.example)",
	"`https://a.example`", "    https://a.example", "[^1]\n\n[^1]: https://a.example", "| a |\n|---|\n| https://a.example |", "[x]\n\n[x]: https://a.example", "# https://a.example", "- [ ] https://a.example",
	"<a href=\"https://a.example\">x</a>", "<div>\nhttps://a.example\n</div>", "~~https://a.example~~", "https\\://a.example", "https&#58;//a.example", "a\nhttps://a.example\nb", "https:\n//a.example",
	"[x](<https://a.example> \"t\") https://b.example", "\\[x](https://a.example)", "_a_https://a.example", "![a [b](https://a.example)](x)",
	"x[^1]\n\n[^1]: note\n\n[^2]: https://a.example/[^1]\n", ">[^1]    \n)](_",
}

var atLineEnd = regexp.MustCompile(`[ \t]+(<br(?: /)?>)?\n`)

// both renders Markdown as it is read, and as it would be if every text was read for links,
// but for white space at the end of lines, which goldmark keeps where it looks for them.
func both(t *testing.T, m *Markdown, text string) (got, want string) {
	src := util.StringToReadOnlyBytes(text) // whoever writes to it is found out
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

// A text that is read without looking for links is what it would be with it.
func TestLinkify(t *testing.T) {
	m := NewMarkdown()
	for _, text := range written {
		if got, want := both(t, m, text); got != want {
			t.Errorf("%q:\n%s\nwant\n%s", text, got, want)
		}
	}
}

func FuzzLinkify(f *testing.F) {
	for _, text := range written {
		f.Add(text)
	}
	m := NewMarkdown()
	f.Fuzz(func(t *testing.T, text string) {
		if text = plaintext.Clean(text); CheckCost(text, 1) != nil {
			return
		}
		if got, want := both(t, m, text); got != want {
			t.Errorf("%q:\n%s\nwant\n%s", text, got, want)
		}
	})
}

// The tags of pictures, as clean HTML has them.
func TestPictures(t *testing.T) {
	for content, want := range map[string][]Picture{
		"":                               nil,
		"<p>&lt;img src=\"x\"></p>":      nil,
		`<img src="https://a/?b&amp;c">`: {{At: 4, Src: "https://a/?b&c"}},
		`<p><img src="a > b" alt=""/><img alt="&#34;" width="1" src="c" /></p>`: {{At: 7, Src: "a > b", HasAlt: true}, {At: 32, Src: "c", HasAlt: true, HasSize: true, ShorterSide: 1}},
		`<img loading src="a">`: {{At: 4, Src: "a"}},
		"<img":                  {{At: 4}},
		`<img src="a`:           {{At: 4, Src: "a"}},
	} {
		var got []Picture
		for p := range Pictures(content) {
			got = append(got, p)
		}
		if len(got) != len(want) {
			t.Errorf("%s: %v", content, got)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", content, got[i], want[i])
			}
		}
	}
}
