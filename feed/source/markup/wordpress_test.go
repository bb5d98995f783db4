package markup

import (
	"strings"
	"testing"
)

// Shortcodes of WordPress itself (https://wordpress.org/documentation/article/shortcode-blocks/ and
// https://codex.wordpress.org/Shortcode), as exports to Markdown have them.
func TestWordPress(t *testing.T) {
	checkTranslated(t, options, []translated{
		{`[caption id="attachment_1" align="alignnone" width="300"]![A](i.png) The caption[/caption]`, `<p><img src="https://fil.example/a/i.png" alt="A"> The caption</p>`, ""},
		{`[caption width="300"]<img src="i.png" alt="A" /> The caption[/caption]`, `<p><img src="https://fil.example/a/i.png" alt="A"> The caption</p>`, ""},
		{`[embed]https://www.youtube.com/watch?v=X[/embed]`, `<p><a href="https://www.youtube.com/watch?v=X">https://www.youtube.com/watch?v=X</a></p>`, ""},
		{`[embed width="123" height="456"]https://v.example/1[/embed]`, `<p><a href="https://v.example/1">https://v.example/1</a></p>`, ""},
		{`[audio src="source.mp3"]`, `<p><a href="https://fil.example/a/source.mp3">source.mp3</a></p>`, ""},
		{`[audio mp3="a.mp3" ogg="a.ogg"][/audio]`, `<p><a href="https://fil.example/a/a.mp3">a.mp3</a></p>`, ""},
		{`[video src="https://x.example/v.mp4"]`, `<p><a href="https://x.example/v.mp4">v.mp4</a></p>`, ""},
		{`[video width="640" height="480" mp4="v.mp4"][/video]`, `<p><a href="https://fil.example/a/v.mp4">v.mp4</a></p>`, ""},
		{`[gallery ids="729,732,731"]`, ``, "gallery"},
		{"[code language=\"css\"]\na { b: c }\n[/code]", "<pre><code class=\"language-css\">a { b: c }\n</code></pre>", ""},
		{"[sourcecode lang=\"php\"]\n&lt;?php ?&gt;\n[/sourcecode]", "<pre><code class=\"language-php\">&lt;?php ?&gt;\n</code></pre>", ""},
		{`\[gallery ids="1"\]`, ``, "gallery"},
		{`[video](/v)`, `<p><a href="https://fil.example/v">video</a></p>`, ""},
		{`[code] et [gallery]`, `<p>[code] et [gallery]</p>`, ""},
		{`[a caption] here`, `<p>[a caption] here</p>`, ""},
	})
}

// Hexo's tags (https://hexo.io/docs/tag-plugins).
func TestHexo(t *testing.T) {
	checkTranslated(t, options, []translated{
		{"{% blockquote David Levithan, Wide Awake %}\nDo not just seek happiness.\n{% endblockquote %}", "<blockquote><p>Do not just seek happiness.</p><p>— David Levithan Wide Awake</p></blockquote>", ""},
		{"{% codeblock %}\nalert('Hello World!');\n{% endcodeblock %}", "<pre><code>alert('Hello World!');\n</code></pre>", ""},
		{"{% pullquote %}\ncontent\n{% endpullquote %}", "<blockquote><p>content</p></blockquote>", ""},
		{"{% gist abc123 %}", `<p><a href="https://gist.github.com/abc123">https://gist.github.com/abc123</a></p>`, ""},
		{"{% img left /i.png 500 300 \"A title\" %}", `<img src="https://fil.example/i.png" alt="A title">`, ""},
		{"{% link Google https://google.com default Google %}", `<p><a href="https://google.com">Google</a></p>`, ""},
		{"{% youtube lJIrF4YjHfQ %}", `<p><a href="https://www.youtube.com/watch?v=lJIrF4YjHfQ">https://www.youtube.com/watch?v=lJIrF4YjHfQ</a></p>`, ""},
		{"{% vimeo 125 %}", `<p><a href="https://vimeo.com/125">https://vimeo.com/125</a></p>`, ""},
		{"{% post_link 2024-01-01-b %}", `<p><a href="https://fil.example/b/">2024-01-01-b</a></p>`, ""},
		{"{% post_link 2024-01-01-b 'the text' %}", `<p><a href="https://fil.example/b/">the text</a></p>`, ""},
		{"[a]({% post_path 2024-01-01-b %})", `<p><a href="https://fil.example/b/">a</a></p>`, ""},
		{"{% raw %}\ncontent {{ x }}\n{% endraw %}", "<p>content {{ x }}</p>", ""},
	})
}

// Eleventy: Nunjucks tags and filters (https://www.11ty.dev/docs/languages/nunjucks/,
// https://www.11ty.dev/docs/filters/url/), in texts that come from a tool with templates.
func TestEleventy(t *testing.T) {
	o := options
	o.Templates = true
	checkTranslated(t, o, []translated{
		{"a{# secret #}b", "<p>ab</p>", ""},
		{"{% raw %}{{ x }}{% endraw %}", "<p>{{ x }}</p>", ""},
		{"[a]({{ '/x/' | url }})", `<p><a href="https://fil.example/blog/x/">a</a></p>`, ""},
		{"{{ metadata.title }}", "<p>Le fil</p>", ""},
		{"a {{ unknown }} b", "<p>a  b</p>", "unknown"},
		{"{% set x = 1 %}a", "<p>a</p>", ""},
		{"{% set x %}secret{% endset %}a", "<p>a</p>", "set"},
		{"{% image \"i.png\", \"A view\" %}", `<img src="https://fil.example/a/i.png" alt="A view">`, ""},
		{"{% macro m() %}secret{% endmacro %}a", "<p>a</p>", "macro"},
		{"{% if x %}a{% else %}b{% endif %}", "<p>ab</p>", `"if"`},
		{"`{{ x }}`", "<p><code>{{ x }}</code></p>", ""},
		{"```njk\n{{ x }}\n```", "<pre><code class=\"language-njk\">{{ x }}\n</code></pre>", ""},
	})
}

// Ghost: cards and text for members only. EJS, ERB and Handlebars: comments.
func TestGhostAndTemplates(t *testing.T) {
	checkTranslated(t, options, []translated{
		{"a\n\n<!--members-only-->\n\nsecret", "<p>a</p>", "members"},
		{"a\n\n<!--kg-gated-block:begin nonMember:true-->secret<!--kg-gated-block:end-->\n\nb", "<p>a</p><p>b</p>", "members"},
		{"<!--kg-card-begin: html--><b>a</b><!--kg-card-end: html-->", "<b>a</b>", ""},
		{"a<%# secret %>b", "<p>ab</p>", ""},
		{"a<%-- secret --%>b", "<p>ab</p>", ""},
		{"a{{! secret }}b", "<p>ab</p>", ""},
		{"a{{!-- secret --}}b", "<p>ab</p>", ""},
		{"a{{-- secret --}}b", "<p>ab</p>", ""},
		{"[//]: # (secret)\n\na", "<p>a</p>", ""},
		{"a\n\n[private]secret[/private]\n\nb", "<p>a</p><p>b</p>", "what [private] has inside is left out"},
		{"a [members_only level=\"1\"]\nsecret\n\nsecret\n[/members_only] b", "<p>a  b</p>", "what [members_only"},
		{"a [private] b", "<p>a [private] b</p>", ""},
		{"[Private]secret[private]secret[/private]secret[/PRIVATE ]a", "<p>a</p>", "what [Private] has inside is left out"},
		{"- [todo] wash\n- [x] cook\n\nMark with [todo] and close with [/todo].", "<ul><li>[todo] wash</li><li><input checked=\"\" disabled=\"\" type=\"checkbox\"/> cook</li></ul><p>Mark with [todo] and close with [/todo].</p>", ""},
		{"This is [private](https://x.example/) then [/private] end.", "<p>This is <a href=\"https://x.example/\">private</a> then [/private] end.</p>", ""},
		{"[//]: # (ask\nBob (the builder) secret)\n\na", "<p>a</p>", ""},
		{"[//]: # (a)\nA text (in brackets)", "<p>A text (in brackets)</p>", ""},
		{"[private](https://a.example/) [/b]", "<p><a href=\"https://a.example/\">private</a> [/b]</p>", ""},
		{"`[private]a[/private]`", "<p><code>[private]a[/private]</code></p>", ""},
		{"[//]: # (secret\nA sentence (with brackets)", "", ""},
		{"[//]: # \"secret\nA \"quoted word\"", "", ""},
		{"[//]: # (secret\n\na)", "<p>a)</p>", ""},
		{"[comment]: <> (secret)\n\na", "<p>a</p>", ""},
	})
}

// In a title, no Markdown is read, but comments are removed.
func TestPlainTitles(t *testing.T) {
	for _, row := range []conversion{
		{"A title", "A title"},
		{"A *title* with [[b]]", "A *title* with [[b]]"},
		{"A {# secret #}title", "A title"},
		{"A %%secret%%title", "A title"},
		{"A {% comment %}secret{% endcomment %}title", "A title"},
		{"100 % sûr", "100 % sûr"},
		{"50%% et 20%%", "50%% et 20%%"},
		{"C'est $x_1$", "C'est $x_1$"},
		{"{{ page.title }} !", "Un titre !"},
	} {
		o := options
		o.Plain = true
		if got, _, err := Translate(row.in, o); err != nil || strings.TrimSpace(got) != row.want {
			t.Errorf("%q: %q, %v; want %q", row.in, got, err, row.want)
		}
	}
}
