package markup

import (
	"strings"
	"testing"

	"fil/feed"
)

// Tables of GFM §4.10. Cells are aligned by the attribute align, without inline styles.
func TestTables(t *testing.T) {
	checkMarkdown(t, []conversion{
		{
			"| foo | bar |\n| --- | --- |\n| baz | bim |",
			"<table>\n<thead>\n<tr>\n<th>foo</th>\n<th>bar</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>baz</td>\n<td>bim</td>\n</tr>\n</tbody>\n</table>",
		},
		{ // the pipes at the ends are optional, and the cells of a column are aligned
			"abc | def | ghi\n:-- | :-: | --:\n1 | 2 | 3",
			"<table>\n<thead>\n<tr>\n<th align=\"left\">abc</th>\n<th align=\"center\">def</th>\n<th align=\"right\">ghi</th>\n</tr>\n</thead>\n" +
				"<tbody>\n<tr>\n<td align=\"left\">1</td>\n<td align=\"center\">2</td>\n<td align=\"right\">3</td>\n</tr>\n</tbody>\n</table>",
		},
		{ // a pipe is escaped, in code too
			"| f\\|oo |\n| ------ |\n| b `\\|` az |\n| b **\\|** im |",
			"<table>\n<thead>\n<tr>\n<th>f|oo</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b <code>|</code> az</td>\n</tr>\n<tr>\n<td>b <strong>|</strong> im</td>\n</tr>\n</tbody>\n</table>",
		},
		{ // a blank line or another block ends a table
			"| abc |\n| --- |\n| bar |\n> bar",
			"<table>\n<thead>\n<tr>\n<th>abc</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>bar</td>\n</tr>\n</tbody>\n</table>\n<blockquote>\n<p>bar</p>\n</blockquote>",
		},
		{ // head and delimiter row have the same number of cells, or there is no table
			"| abc | def |\n| --- |\n| bar |",
			"<p>| abc | def |\n| --- |\n| bar |</p>",
		},
		{ // missing cells are empty, and excess cells are ignored
			"| abc | def |\n| --- | --- |\n| bar |\n| bar | baz | boo |",
			"<table>\n<thead>\n<tr>\n<th>abc</th>\n<th>def</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>bar</td>\n<td></td>\n</tr>\n<tr>\n<td>bar</td>\n<td>baz</td>\n</tr>\n</tbody>\n</table>",
		},
		{ // a table may have no rows
			"| abc | def |\n| --- | --- |",
			"<table>\n<thead>\n<tr>\n<th>abc</th>\n<th>def</th>\n</tr>\n</thead>\n</table>",
		},
		{ // cells contain inlines, with absolute addresses
			"| a |\n|---|\n| [b](/c) *d* ~~e~~ |",
			"<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><a href=\"https://fil.example/c\">b</a> <em>d</em> <del>e</del></td>\n</tr>\n</tbody>\n</table>",
		},
	})
}

// Task lists (GFM §5.3), strikethrough (§6.5), and addresses that become links (§6.9).
func TestGFMInlines(t *testing.T) {
	checkMarkdown(t, []conversion{
		{"- [ ] foo\n- [x] bar", "<ul>\n<li><input disabled type=\"checkbox\"> foo</li>\n<li><input checked disabled type=\"checkbox\"> bar</li>\n</ul>"},
		{"- [X] bar", "<ul>\n<li><input checked disabled type=\"checkbox\"> bar</li>\n</ul>"},
		{"1. [ ] foo", "<ol>\n<li><input disabled type=\"checkbox\"> foo</li>\n</ol>"},
		{"- [y] foo", "<ul>\n<li>[y] foo</li>\n</ul>"},
		{"[ ] foo", "<p>[ ] foo</p>"},
		{"~~Hi~~ Hello, ~there~ world!", "<p><del>Hi</del> Hello, <del>there</del> world!</p>"},
		{"This ~~has a\n\nnew paragraph~~.", "<p>This ~~has a</p>\n<p>new paragraph~~.</p>"},
		{"This will ~~~not~~~ strike.", "<p>This will ~~~not~~~ strike.</p>"},
		{"`~~code~~`", "<p><code>~~code~~</code></p>"},
		{"www.commonmark.org", `<p><a href="http://www.commonmark.org">www.commonmark.org</a></p>`},
		{"Visit www.commonmark.org/help for more.", `<p>Visit <a href="http://www.commonmark.org/help">www.commonmark.org/help</a> for more.</p>`},
		{"Visit www.commonmark.org.", `<p>Visit <a href="http://www.commonmark.org">www.commonmark.org</a>.</p>`},
		{"www.google.com/search?q=Markup+(business)", `<p><a href="http://www.google.com/search?q=Markup+(business)">www.google.com/search?q=Markup+(business)</a></p>`},
		{"(www.google.com/search?q=Markup+(business))", `<p>(<a href="http://www.google.com/search?q=Markup+(business)">www.google.com/search?q=Markup+(business)</a>)</p>`},
		{"www.google.com/search?q=commonmark&hl=en", `<p><a href="http://www.google.com/search?q=commonmark&amp;hl=en">www.google.com/search?q=commonmark&amp;hl=en</a></p>`},
		{"http://commonmark.org", `<p><a href="http://commonmark.org">http://commonmark.org</a></p>`},
		{"(Visit https://encrypted.google.com/search?q=Markup+(business))", `<p>(Visit <a href="https://encrypted.google.com/search?q=Markup+(business)">https://encrypted.google.com/search?q=Markup+(business)</a>)</p>`},
		{"https://a.example/x.", `<p><a href="https://a.example/x">https://a.example/x</a>.</p>`},
		{"https://a.example/x, et", `<p><a href="https://a.example/x">https://a.example/x</a>, et</p>`},
		{"https://a.example/x?!", `<p><a href="https://a.example/x">https://a.example/x</a>?!</p>`},
		{"*https://a.example/x*", `<p><em><a href="https://a.example/x">https://a.example/x</a></em></p>`},
		{"foo@bar.baz", `<p><a href="mailto:foo@bar.baz">foo@bar.baz</a></p>`},
		{"hello@mail+xyz.example isn't valid", `<p>hello@mail+xyz.example isn't valid</p>`},
		{"`https://a.example`", `<p><code>https://a.example</code></p>`},
		{"[https://a.example](https://b.example)", `<p><a href="https://b.example">https://a.example</a></p>`},
		{"a.example", `<p>a.example</p>`},
	})
}

// Footnotes have links in both directions, and are numbered by their references.
func TestFootnotes(t *testing.T) {
	m := NewMarkdown()
	for _, row := range []struct {
		in     string
		has    []string
		hasNot []string
	}{
		{"Text[^1].\n\n[^1]: The note.", []string{`<sup id="fnref:1">`, `href="https://fil.example/a/#fn:1"`, `<li id="fn:1">`, "The note.", `href="https://fil.example/a/#fnref:1"`, `class="footnotes"`}, nil},
		{"Text[^name].\n\n[^name]: The note.", []string{`#fn:1"`, "The note."}, []string{"[^name]"}},
		{"A[^b] C[^d].\n\n[^d]: Second.\n\n[^b]: First.", []string{"First.", "Second."}, nil},
		{"A[^1] B[^1].\n\n[^1]: Twice.", []string{"Twice."}, []string{"[^1]"}},
		{"Text[^1].\n\n[^1]: One.\n\n    Two.\n", []string{"<p>One.</p>", "<p>Two."}, []string{"<pre>"}},
		{"Text[^1].\n\n[^1]: With *emphasis* and [a link](/x).", []string{"<em>emphasis</em>", `href="https://fil.example/x"`}, nil},
		{"Text[^missing].", []string{"[^missing]"}, []string{"<sup"}},
		{"Text.\n\n[^1]: Without reference.", []string{"Text."}, []string{"Without reference"}},
		{"`[^1]`\n\n[^1]: Note.", []string{"<code>[^1]</code>"}, []string{"<sup"}},
	} {
		out := renderMarkdown(t, m, row.in)
		for _, s := range row.has {
			if !strings.Contains(out, s) {
				t.Errorf("%q: no %s in %s", row.in, s, out)
			}
		}
		for _, s := range row.hasNot {
			if strings.Contains(out, s) {
				t.Errorf("%q: %s in %s", row.in, s, out)
			}
		}
	}
	out := renderMarkdown(t, m, "A[^b] C[^d].\n\n[^d]: Second.\n\n[^b]: First.")
	if strings.Index(out, "First.") > strings.Index(out, "Second.") {
		t.Errorf("notes are not in the order of their references: %s", out)
	}
}

// Definition lists of PHP Markdown Extra.
func TestDefinitionLists(t *testing.T) {
	checkMarkdown(t, []conversion{
		{"Apple\n:   Pomaceous fruit", "<dl>\n<dt>Apple</dt>\n<dd>Pomaceous fruit</dd>\n</dl>"},
		{"Apple\n:   A fruit\n:   A company", "<dl>\n<dt>Apple</dt>\n<dd>A fruit</dd>\n<dd>A company</dd>\n</dl>"},
		{"Term 1\nTerm 2\n:   Definition", "<dl>\n<dt>Term 1</dt>\n<dt>Term 2</dt>\n<dd>Definition</dd>\n</dl>"},
		{"Apple\n\n:   A fruit", "<dl>\n<dt>Apple</dt>\n<dd>\n<p>A fruit</p>\n</dd>\n</dl>"},
		{"*Apple*\n:   See [pear](/p)", "<dl>\n<dt><em>Apple</em></dt>\n<dd>See <a href=\"https://fil.example/p\">pear</a></dd>\n</dl>"},
		{"No term here : or there", "<p>No term here : or there</p>"},
	})
}

// IDs of headings are made of their words, in their own script, and are unique in a text.
func TestHeadingIDs(t *testing.T) {
	checkMarkdown(t, []conversion{
		{"## Une idée", `<h2 id="une-idée">Une idée</h2>`},
		{"## Hello, World!", `<h2 id="hello-world">Hello, World!</h2>`},
		{"## 10 ans", `<h2 id="10-ans">10 ans</h2>`},
		{"## Привет мир", `<h2 id="привет-мир">Привет мир</h2>`},
		{"## 日本語", `<h2 id="日本語">日本語</h2>`},
		{"## !!!", `<h2 id="section">!!!</h2>`},
		{"## A\n\n## A\n\n## A", "<h2 id=\"a\">A</h2>\n<h2 id=\"a-2\">A</h2>\n<h2 id=\"a-3\">A</h2>"},
		{"## *A* `b`", `<h2 id="a-b"><em>A</em> <code>b</code></h2>`},
		{"## A {#own}", `<h2 id="own">A</h2>`},
		{"Text.\n\nA\n=\n", "<p>Text.</p>\n<h1 id=\"a\">A</h1>"},
		{"## A & B", `<h2 id="a-b">A &amp; B</h2>`},
		{"## A <!-- ask Bob --> B", `<h2 id="a-b">A  B</h2>`},
		{"## A <!-- ask Bob", `<h2 id="a">A &lt;!-- ask Bob</h2>`},
	})
}

// Emoji have GitHub's names. A name that touches a word is text.
func TestEmoji(t *testing.T) {
	checkMarkdown(t, []conversion{
		{":tada:", "<p>🎉</p>"},
		{"Bravo :tada: !", "<p>Bravo 🎉 !</p>"},
		{":+1:", "<p>👍</p>"},
		{":no_such_emoji:", "<p>:no_such_emoji:</p>"},
		{"1:tada:2", "<p>1:tada:2</p>"},
		{"user:tada:x", "<p>user:tada:x</p>"},
		{"à 10:30:45", "<p>à 10:30:45</p>"},
		{"`:tada:`", "<p><code>:tada:</code></p>"},
		{"(:tada:)", "<p>(🎉)</p>"},
		{"## :tada: Fête", `<h2 id="tada-fête">🎉 Fête</h2>`},
	})
}

// Raw HTML (CommonMark §4.6 and §6.6) goes through the cleaner.
func TestRawHTML(t *testing.T) {
	checkMarkdown(t, []conversion{
		{"a <b>c</b> d", "<p>a <b>c</b> d</p>"},
		{"a <kbd>Ctrl</kbd>", "<p>a <kbd>Ctrl</kbd></p>"},
		{"<div>\n*not emphasis*\n</div>", "<div>\n*not emphasis*\n</div>"},
		{"<div>\n\n*emphasis*\n\n</div>", "<div>\n<p><em>emphasis</em></p>\n</div>"},
		{"a <script>alert(1)</script> b", "<p>a  b</p>"},
		{"<script>\nalert(1)\n</script>\n\nb", "<p>b</p>"},
		{"<style>p{color:red}</style>\n\nb", "<p>b</p>"},
		{"a <!-- comment --> b", "<p>a  b</p>"},
		{"<!-- comment -->\n\nb", "<p>b</p>"},
		{"a <img src=x onerror=alert(1)> b", `<p>a <img src="https://fil.example/a/x"> b</p>`},
		{"<details><summary>S</summary>\n\nText\n\n</details>", "<details><summary>S</summary>\n<p>Text</p>\n</details>"},
		{"<a href=\"/x\" onclick=\"y()\">a</a>", `<p><a href="https://fil.example/x">a</a></p>`},
		{"H<sub>2</sub>O et x<sup>2</sup>", "<p>H<sub>2</sub>O et x<sup>2</sup></p>"},
		{"<u>a</u> <mark>b</mark>", "<p><u>a</u> <mark>b</mark></p>"},
		{"<p align=\"center\">a</p>", `<p>a</p>`},
		{"a <br> b<br/>c", "<p>a <br> b<br>c</p>"},
		{"a < b > c & d", "<p>a &lt; b &gt; c &amp; d</p>"},
		{"<table><tr><td>a</td></tr></table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"},
	})
}

// A link or an image of a scheme that is not allowed loses its address.
func TestMarkdownSchemes(t *testing.T) {
	checkMarkdown(t, []conversion{
		{"[a](javascript:alert(1))", "<p>a</p>"},
		{"[a](JaVaScRiPt:alert(1))", "<p>a</p>"},
		{"[a](vbscript:x)", "<p>a</p>"},
		{"[a](data:text/html,x)", "<p>a</p>"},
		{"<javascript:alert(1)>", "<p>javascript:alert(1)</p>"},
		{"![a](data:image/png;base64,AAAA)", "<p></p>"},
		{"[a](geo:48.85,2.35)", `<p><a href="geo:48.85,2.35">a</a></p>`},
		{"[a](xmpp:a@b.example)", `<p><a href="xmpp:a@b.example">a</a></p>`},
		{"[a](magnet:?xt=urn:btih:x)", `<p><a href="magnet:?xt=urn:btih:x">a</a></p>`},
		{"[a]: javascript:x\n\n[a]", "<p>a</p>"},
	})
}

// Between wide characters a line break is no space (CSS Text §4.1.3).
func TestWideLineBreaks(t *testing.T) {
	checkMarkdown(t, []conversion{
		{"日本\n語", "<p>日本語</p>"},
		{"日本\nabc", "<p>日本\nabc</p>"},
		{"abc\n日本", "<p>abc\n日本</p>"},
		{"日本、\n語", "<p>日本、語</p>"},
		{"한국\n어", "<p>한국\n어</p>"},
		{"a\nb", "<p>a\nb</p>"},
	})
}

// A heading of level 1 at the beginning of the body is the title of an article without one, and is left
// out if it repeats the title. The ID of a repetition goes to the next block.
func TestTitleHeading(t *testing.T) {
	m := NewMarkdown()
	for _, row := range []struct{ title, in, wantTitle, want string }{
		{"", "# A *title*\n\nText.", "A title", ""},
		{"A title", "# A title\n\nText.", "A title", `<p id="a-title">Text.</p>`},
		{"A title", "# A Title!\n\nText.", "A Title!", `<p id="a-title">Text.</p>`},
		{"Another", "# A title\n\nText.", "A title", "<h1 id=\"a-title\">A title</h1>\n<p>Text.</p>"},
		{"", "## A title\n\nText.", "", "<h2 id=\"a-title\">A title</h2>\n<p>Text.</p>"},
		{"", "Text.\n\n# A title", "", "<p>Text.</p>\n<h1 id=\"a-title\">A title</h1>"},
		{"A title", "A title\n=======\n\n- a", "A title", "<ul id=\"a-title\">\n<li>a</li>\n</ul>"},
		{"", "# A &amp; B\n\nText.", "A & B", ""},
		{"", "# [A title](https://essay.example/)\n\nText.", "A title", "<p><a href=\"https://essay.example/\">A title</a></p>\n<p>Text.</p>"},
		{"A title", "# A title ![p](https://a.example/p.png)\n\nText.", "A title", "<p>A title <img src=\"https://a.example/p.png\" alt=\"p\"></p>\n<p id=\"a-title-p-https-a-example-p-png\">Text.</p>"},
		{"", "# ![p](https://a.example/p.png)\n\nText.", "", "<h1 id=\"p-https-a-example-p-png\"><img src=\"https://a.example/p.png\" alt=\"p\"></h1>\n<p>Text.</p>"},
		{"", "![p](https://a.example/p.png)\n\n# A title\n\nText.", "A title", "<p><img src=\"https://a.example/p.png\" alt=\"p\"></p>\n<p>Text.</p>"},
		{"", "[![p](https://a.example/p.png)](https://b.example/)\n![q](https://a.example/q.png)\n\n# A title", "A title", "<p><a href=\"https://b.example/\"><img src=\"https://a.example/p.png\" alt=\"p\"></a>\n<img src=\"https://a.example/q.png\" alt=\"q\"></p>"},
		{"", "[![p](https://a.example/p.png)](https://b.example/) ![q](https://a.example/q.png)\n\n# A title", "A title", "<p><a href=\"https://b.example/\"><img src=\"https://a.example/p.png\" alt=\"p\"></a> <img src=\"https://a.example/q.png\" alt=\"q\"></p>"},
		{"A title", "# A title [#](#a-title)\n\nText.", "A title #", `<p id="a-title-a-title">Text.</p>`},
		{"", "# [A title](" + base + ")\n\nText.", "A title", "<p>Text.</p>"},
		{"", "# <a href=\"https://b.example/\">A title</a>\n\nText.", "A title", "<p><a href=\"https://b.example/\">A title</a></p>\n<p>Text.</p>"},
		{"", "![p](https://a.example/p.png) words\n\n# A title", "", "<p><img src=\"https://a.example/p.png\" alt=\"p\"> words</p>\n<h1 id=\"a-title\">A title</h1>"},
		{"", "# Title[^1]\n\nText.\n\n[^1]: Note.", "Title", ""},
	} {
		out, title, err := m.Render(row.in, &feed.Article{Meta: feed.Meta{Title: row.title, Permalink: base}}, &Cleaner{Resolve: resolve})
		if err != nil || title != row.wantTitle {
			t.Errorf("%q: title %q, %v; want %q", row.in, title, err, row.wantTitle)
		}
		if row.want != "" && normalize(t, out) != normalize(t, row.want) {
			t.Errorf("%q:\n got %s\nwant %s", row.in, out, row.want)
		}
	}
}

// MaxBytes limits the HTML: of the addresses that many references repeat, and of the whole.
func TestMaxBytes(t *testing.T) {
	m := NewMarkdown()
	for _, row := range []struct {
		text string
		max  int
		ok   bool
	}{
		{"Text.", 0, true},
		{"Text.", 100, true},
		{strings.Repeat("word ", 100), 100, false},
		{strings.Repeat("[a] ", 100) + "\n\n[a]: https://x.example/" + strings.Repeat("x", 1000), 50_000, false},
		{strings.Repeat("[a] ", 100) + "\n\n[a]: https://x.example/" + strings.Repeat("x", 1000), 500_000, true},
	} {
		_, _, err := m.Render(row.text, &feed.Article{Meta: feed.Meta{Permalink: base}}, &Cleaner{Resolve: resolve, MaxBytes: row.max})
		if (err == nil) != row.ok {
			t.Errorf("%.20q with %d bytes: %v", row.text, row.max, err)
		}
	}
}
