package markup

import "testing"

// Admonitions of Docusaurus and VitePress between lines of colons
// (https://docusaurus.io/docs/markdown-features/admonitions, https://vitepress.dev/guide/markdown).
func TestDocusaurusAdmonitions(t *testing.T) {
	for kind, title := range map[string]string{"note": "Note", "tip": "Tip", "info": "Info", "warning": "Warning", "danger": "Danger", "caution": "Caution"} {
		checkTranslated(t, options, []translated{
			{":::" + kind + "\n\nSome **content**.\n\n:::", "<blockquote><p><strong>" + title + "</strong></p><p>Some <strong>content</strong>.</p></blockquote>", ""},
			{"::: " + kind + "\nText.\n:::", "<blockquote><p><strong>" + title + "</strong></p><p>Text.</p></blockquote>", ""},
			{":::" + kind + "[Your *title*]\n\nText.\n\n:::", "<blockquote><p><strong>Your <em>title</em></strong></p><p>Text.</p></blockquote>", ""},
			{"::: " + kind + " Your title\nText.\n:::", "<blockquote><p><strong>Your title</strong></p><p>Text.</p></blockquote>", ""},
		})
	}
	checkTranslated(t, options, []translated{
		{"::: details Click me\nText.\n:::", "<details><summary>Click me</summary><p>Text.</p></details>", ""},
		{":::::info[Parent]\n\nA\n\n::::danger[Child]\n\nB\n\n::::\n\n:::::", "<blockquote><p><strong>Parent</strong></p><p>A</p><blockquote><p><strong>Child</strong></p><p>B</p></blockquote></blockquote>", ""},
		{"::: tip\n```js\nx\n```\n:::", "<blockquote><p><strong>Tip</strong></p><pre><code class=\"language-js\">x\n</code></pre></blockquote>", ""},
		{"::: tip\n- a\n- b\n:::", "<blockquote><p><strong>Tip</strong></p><ul><li>a</li><li>b</li></ul></blockquote>", ""},
		{"```\n::: tip\na\n:::\n```", "<pre><code>::: tip\na\n:::\n</code></pre>", ""},
		{"a ::: tip", "<p>a ::: tip</p>", ""},
	})
}

// Fenced divs and spans of Pandoc and Quarto (https://pandoc.org/MANUAL.html, "Divs and Spans";
// https://quarto.org/docs/authoring/callouts.html).
func TestPandoc(t *testing.T) {
	checkTranslated(t, options, []translated{
		{"::: {.note}\nText.\n:::", "<blockquote><p><strong>Note</strong></p><p>Text.</p></blockquote>", ""},
		{"::::: {#special .sidebar}\nHere is a paragraph.\n\nAnd another.\n:::::", "<p>Here is a paragraph.</p><p>And another.</p>", ""},
		{"::: Warning ::::::\nThis is a warning.\n::::::::::::::::::", "<blockquote><p><strong>Warning</strong></p><p>This is a warning.</p></blockquote>", ""},
		{"::: {.callout-tip title=\"Tip with Title\"}\nText.\n:::", "<blockquote><p><strong>Tip with Title</strong></p><p>Text.</p></blockquote>", ""},
		{"::: {.callout-important}\nText.\n:::", "<blockquote><p><strong>Important</strong></p><p>Text.</p></blockquote>", ""},
		{"::: {.content-hidden when-format=\"html\"}\nsecret\n:::\n\na", "<p>a</p>", ""},
		{"[This is *some text*]{.class key=\"val\"}", "<p>This is <em>some text</em></p>", ""},
		{"![A](i.png){#id .class width=30 height=20px}", `<p><img src="https://fil.example/a/i.png" alt="A"></p>`, ""},
		{"![A](i.png){ width=50% }", `<p><img src="https://fil.example/a/i.png" alt="A"></p>`, ""},
		{"[a](/x){target=\"_blank\"}", `<p><a href="https://fil.example/x">a</a></p>`, ""},
		{"`<$>`{.haskell}", "<p><code>&lt;$&gt;</code></p>", ""},
		{"A `<b>x</b>`{=html} y", "<p>A <b>x</b> y</p>", ""},
		{"A `\\textbf{x}`{=latex} y", "<p>A  y</p>", "latex"},
		{"```{=html}\n<b>x</b>\n```", "<p><b>x</b></p>", ""},
		{"```{=latex}\n\\x\n```\n\na", "<p>a</p>", "latex"},
		{"Here is an inline note.^[Inlines notes are easier to write.]", "<p>Here is an inline note. (Inlines notes are easier to write.)</p>", ""},
		{"a {x} {1, 2} b", "<p>a {x} {1, 2} b</p>", ""},
	})
}

// Admonitions and other extensions of Python-Markdown (https://python-markdown.github.io/extensions/).
func TestPythonMarkdown(t *testing.T) {
	checkTranslated(t, options, []translated{
		{"!!! note\n    You should note that.", "<blockquote><p><strong>Note</strong></p><p>You should note that.</p></blockquote>", ""},
		{"!!! danger \"Don't try this at home\"\n    Text.", "<blockquote><p><strong>Don't try this at home</strong></p><p>Text.</p></blockquote>", ""},
		{"!!! important \"\"\n    Text.", "<blockquote><p><strong>Important</strong></p><p>Text.</p></blockquote>", ""},
		{"!!! note\n    One.\n\n    Two.\n\nAfter.", "<blockquote><p><strong>Note</strong></p><p>One.</p><p>Two.</p></blockquote><p>After.</p>", ""},
		{"??? tip \"Folded\"\n    Text.", "<blockquote><p><strong>Folded</strong></p><p>Text.</p></blockquote>", ""},
		{"???+ tip \"Open\"\n    Text.", "<blockquote><p><strong>Open</strong></p><p>Text.</p></blockquote>", ""},
		{"!!! note\n    - a\n    - b", "<blockquote><p><strong>Note</strong></p><ul><li>a</li><li>b</li></ul></blockquote>", ""},
		{"!!! what is this", "<p>!!! what is this</p>", ""},
		{"[TOC]\n\n## A", `<h2 id="a">A</h2>`, ""},
		{"The HTML.\n\n*[HTML]: Hyper Text", "<p>The <abbr title=\"Hyper Text\">HTML</abbr>.</p>", ""},
		{"<div markdown=\"1\">\n- a\n</div>", "<div><ul><li>a</li></ul></div>", ""},
	})
}

// CriticMarkup (https://fletcher.github.io/MultiMarkdown-6/syntax/critic.html): changes are accepted.
func TestCriticMarkup(t *testing.T) {
	checkTranslated(t, options, []translated{
		{"This is {++added ++}text.", "<p>This is added text.</p>", ""},
		{"This is {--deleted --}text.", "<p>This is text.</p>", ""},
		{"This {~~isn't~>is~~} text.", "<p>This is text.</p>", ""},
		{"This is text.{>>a comment<<}", "<p>This is text.</p>", ""},
		{"This is {==text==}{>>a\ncomment<<}.", "<p>This is <mark>text</mark>.</p>", ""},
		{"a {--b\n\nc--} d", "<p>a {--b</p><p>c--} d</p>", ""},
		{"`{++a++}`", "<p><code>{++a++}</code></p>", ""},
		{"a {+b+} c", "<p>a {+b+} c</p>", ""},
	})
}
