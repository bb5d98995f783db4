package plaintext

import (
	"strings"
	"testing"
)

func TestFromHTML(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"", ""},
		{"Un titre", "Un titre"},
		// Entities (HTML §13.5) are resolved, and once only.
		{"Tom &amp; Jerry", "Tom & Jerry"},
		{"a &lt; b &gt; c", "a < b > c"},
		{"&quot;a&quot; &#39;b&#39;", `"a" 'b'`},
		{"l&rsquo;&eacute;t&eacute;", "l’été"},
		{"a&nbsp;!", "a\u00a0!"},
		{"&#8217;&#x2019;&#X2019;", "’’’"},
		{"&hellip;&ndash;&mdash;", "…–—"},
		{"&amp;amp;", "&amp;"},
		{"&amp;lt;b&amp;gt;", "&lt;b&gt;"},
		// An ampersand without semicolon or name is one.
		{"R&D", "R&D"},
		{"AT&T et Co", "AT&T et Co"},
		{"a & b", "a & b"},
		{"?a=1&copy=2", "?a=1&copy=2"},
		{"&unknown;", "&unknown;"},
		{"&;", "&;"},
		{"&#;", "&#;"},
		// Inline tags go, their content stays.
		{"Un <em>grand</em> titre", "Un grand titre"},
		{"<b>a</b> <i>b</i> <strong>c</strong>", "a b c"},
		{"<EM>a</EM>", "a"},
		{`<span class="x">a</span>`, "a"},
		{`<a href="https://fil.example/">lien</a>`, "lien"},
		{"H<sub>2</sub>O, 1<sup>er</sup>", "H2O, 1er"},
		{"<code>fil build</code>", "fil build"},
		{"<b><i>a</i></b>", "a"},
		{"a<br>b", "a b"},
		{"a<br/>b<BR />c", "a b c"},
		{"super<wbr>long", "superlong"},
		// A tag without its counterpart is what the text is about.
		{"The <b> tag", "The <b> tag"},
		{"Use </em> here", "Use </em> here"},
		{"<em>a</em> and <b>", "a and <b>"},
		{"<em>a<em>", "<em>a<em>"},
		// Block tags are no inline tags.
		{"The <div> element", "The <div> element"},
		{"<script>a</script>", "<script>a</script>"},
		{"a < b and c > d", "a < b and c > d"},
		{"x<y", "x<y"},
		{"I <3 you", "I <3 you"},
		// An escaped tag is text.
		{"The &lt;b&gt; tag", "The <b> tag"},
		{"&lt;em&gt;a&lt;/em&gt;", "<em>a</em>"},
		// The excerpt of WordPress.
		{"<p>Un extrait.</p>", "Un extrait."},
		{"<p>Un.</p><p>Deux.</p>", "Un. Deux."},
		{"<p>Un <em>grand</em> &amp; beau</p>", "Un grand & beau"},
		{"The <p> tag", "The <p> tag"},
		{"a&#14;b &#x1; &#xFFFE;", "ab  "},
	} {
		if got := FromHTML(row.text); got != row.want {
			t.Errorf("%q: %q, want %q", row.text, got, row.want)
		}
	}
}

// FuzzFromHTML checks that a text without < and & is unchanged, and that escaping undoes the reading of an escaped text.
func FuzzFromHTML(f *testing.F) {
	for _, s := range []string{"a", "Tom &amp; Jerry", "Un <em>grand</em> titre", "a<br>b", "<p>a</p>", "&#0;", "&#x110000;", "<p></p>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = Clean(s) // as Decode leaves each text
		got := FromHTML(s)
		if !strings.ContainsAny(s, "<&") && got != s {
			t.Errorf("%q: %q", s, got)
		}
		if back := FromHTML(escape(s)); back != s {
			t.Errorf("%q: escaped and read again it is %q", s, back)
		}
	})
}
