package markup

import "testing"

// Zola: shortcodes as functions and with a body (https://www.getzola.org/documentation/content/shortcodes/),
// internal links, and the variables of its templates.
func TestZola(t *testing.T) {
	checkTranslated(t, options, []translated{
		{`{{ youtube(id="dQw4w9WgXcQ") }}`, `<p><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">https://www.youtube.com/watch?v=dQw4w9WgXcQ</a></p>`, ""},
		{`{{ youtube(id="w7Ft2ymGmfc", autoplay=true) }}`, `<p><a href="https://www.youtube.com/watch?v=w7Ft2ymGmfc">https://www.youtube.com/watch?v=w7Ft2ymGmfc</a></p>`, ""},
		{`{{ vimeo(id="124313553") }}`, `<p><a href="https://vimeo.com/124313553">https://vimeo.com/124313553</a></p>`, ""},
		{`{{ image(src="i.png", alt="A") }}`, `<img src="https://fil.example/a/i.png" alt="A">`, ""},
		{`{{ figure(src='i.png', caption='C') }}`, `<figure><img src="https://fil.example/a/i.png" alt="C"><figcaption>C</figcaption></figure>`, ""},
		{"{% quote(author=\"Vincent\") %}\nA quote\n{% end %}", "<blockquote><p>A quote</p><p>— Vincent</p></blockquote>", ""},
		{"{% note() %}\nText.\n{% end %}", "<blockquote><p><strong>Note</strong></p><p>Text.</p></blockquote>", ""},
		{"{% warning(title=\"T\") %}\nText.\n{% end %}", "<blockquote><p><strong>T</strong></p><p>Text.</p></blockquote>", ""},
		{"{% unknown() %}\nText.\n{% end %}", "<p>Text.</p>", `"unknown"`},
		{"{{ unknown(x=1) }}", "", `"unknown()"`},
		{`[a](@/blog/b.md)`, `<p><a href="https://fil.example/blog/b.md">a</a></p>`, ""},
		{`[a](@/blog/b.md#x)`, `<p><a href="https://fil.example/blog/b.md#x">a</a></p>`, ""},
		{`{{ config.title }}`, `<p>Le fil</p>`, ""},
		{`[a]({{ config.base_url }}/x/)`, `<p><a href="https://fil.example/blog/x/">a</a></p>`, ""},
		{"`{{ youtube(id=\"x\") }}`", "<p><code>{{ youtube(id=\"x\") }}</code></p>", ""},
		{"La fonction {{ f(x) }} renvoie 1.", "<p>La fonction {{ f(x) }} renvoie 1.</p>", ""},
		{"{% raw %}{{ youtube(id=\"x\") }}{% endraw %}", "<p>{{ youtube(id=\"x\") }}</p>", ""},
		{"a{# secret #}b", "<p>ab</p>", ""},
	})
}
