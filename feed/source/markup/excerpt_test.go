package markup

import (
	"strings"
	"testing"

	"fil/feed/source/plaintext"
)

// A summary has at least 300 characters if the text has, and ends with a sentence if one ends before
// the 500th character.
func TestSummary(t *testing.T) {
	sentence := "Mot " + strings.Repeat("mot ", 23) + "fin. " // 100 characters and a space
	for name, c := range map[string]struct {
		html string
		n    int
		end  string
	}{
		"short":             {"<p>Un.</p>", 3, "Un."},
		"sentences":         {"<p>" + strings.Repeat(sentence, 9) + "</p>", 302, "fin."},
		"paragraphs":        {strings.Repeat("<p>"+sentence+"</p>\n", 9), 302, "fin."},
		"a long sentence":   {"<p>" + strings.Repeat("mot ", 200) + "</p>", 500, "mot…"},
		"a long second one": {"<p>" + sentence + sentence + strings.Repeat("mot ", 200) + "</p>", 500, "…"},
		"a list between":    {"<p>Un :</p><ul><li>a</li></ul><p>Deux.</p>", 10, "Deux."},
		"without its notes": {`<p>Un.</p><div class="footnotes"><p>Note.</p></div>`, 3, "Un."},
		"a picture first":   {`<p><img src="a"></p><p>Un.</p><p>Deux.</p>`, 9, "Deux."},
		"no paragraph":      {"<ul><li>Un.</li></ul>", 3, "Un."},
	} {
		got := plaintext.Summary(FirstParagraphs(c.html))
		if n := len([]rune(got)); n > c.n || n < c.n-4 || !strings.HasSuffix(got, c.end) {
			t.Errorf("%s: %d characters: %s", name, n, got)
		}
	}
}
