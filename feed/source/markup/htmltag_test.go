package markup

import "testing"

// An element that would swallow the text below it ends where it begins; its name in prose is text.
func TestSwallowing(t *testing.T) {
	checkTranslated(t, options, []translated{
		{"The <dialog> element.\n\n## Rest\n\nText.", "<p>The &lt;dialog&gt; element.</p><h2 id=\"rest\">Rest</h2><p>Text.</p>", "<dialog> is never closed, and is published as text"},
		{"<script>\n\nText.", "<p>&lt;script&gt;</p><p>Text.</p>", "<script> is never closed"},
		{"A <Title/> and text.", "<p>A &lt;Title/&gt; and text.</p>", "<title> is never closed"},
		{"Type `<script>` here, <b>text</b>.", "<p>Type <code>&lt;script&gt;</code> here, <b>text</b>.</p>", ""},
		{"```\n<select>\n```\n\nText.", "<pre><code>&lt;select&gt;\n</code></pre><p>Text.</p>", ""},
		{"a <iframe src=\"https://a.example/\"> b", "<p>a <a href=\"https://a.example/\">https://a.example/</a> b</p>", "<iframe> is never closed: it ends where it begins"},
		{"a <iframe src=\"https://a.example/\" /> b <iframe src=\"https://b.example/\"></iframe> c", "<p>a <a href=\"https://a.example/\">https://a.example/</a> b <a href=\"https://b.example/\">https://b.example/</a> c</p>", "<iframe> is never closed"},
		{"<iframe src=https://example.org/embed/></iframe> a", "<a href=\"https://example.org/embed/\">https://example.org/embed/</a> a", ""},
		{"<iframe src=\"https://a.example/\" title=\"a > b\" /> c", "<a href=\"https://a.example/\">a &gt; b</a> c", "<iframe> is never closed"},
		{"<select><option>A<option>B</select> c", "<p> c</p>", ""},
		{"a <dialog open>b</dialog> c", "<p>a </p>b c<p></p>", ""},
		{"a <dialog", "<p>a &lt;dialog</p>", ""},
	})
}
