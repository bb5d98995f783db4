package markup

import "testing"

// Obsidian: internal links, embeds, callouts, highlights, comments and block names
// (https://help.obsidian.md/syntax).
func TestObsidian(t *testing.T) {
	checkTranslated(t, options, []translated{
		// Internal links.
		{"[[b]]", `<p><a href="https://fil.example/b/">b</a></p>`, ""},
		{"[[b.md]]", `<p><a href="https://fil.example/b/">b.md</a></p>`, ""},
		{"[[blog/b.md]]", `<p><a href="https://fil.example/b/">b.md</a></p>`, ""},
		{"[[b|the text]]", `<p><a href="https://fil.example/b/">the text</a></p>`, ""},
		{"[[b#A heading]]", `<p><a href="https://fil.example/b/#a-heading">b</a></p>`, ""},
		{"[[b#One#Two|x]]", `<p><a href="https://fil.example/b/#two">x</a></p>`, ""},
		{"[[#A heading]]", `<p><a href="https://fil.example/a/#a-heading">A heading</a></p>`, ""},
		{"[[b#^37066d|x]]", `<p><a href="https://fil.example/b/">x</a></p>`, ""},
		{"[[missing]]", "<p>missing</p>", "leads to no file"},
		{"[[missing|the text]]", "<p>the text</p>", "leads to no file"},
		{"Voir [[b]], [[b|c]].", `<p>Voir <a href="https://fil.example/b/">b</a>, <a href="https://fil.example/b/">c</a>.</p>`, ""},
		{"- [[b]]\n- x", `<ul><li><a href="https://fil.example/b/">b</a></li><li>x</li></ul>`, ""},
		{"# [[b|T]]\n\nx", `<p><a href="https://fil.example/b/">T</a></p><p>x</p>`, ""},
		{"| a |\n|---|\n| [[b\\|c]] |", `<table><thead><tr><th>a</th></tr></thead><tbody><tr><td><a href="https://fil.example/b/">c</a></td></tr></tbody></table>`, ""},
		{"[[b|a *b* _c_]]", `<p><a href="https://fil.example/b/">a *b* _c_</a></p>`, ""},
		// Embeds.
		{"![[pic.png]]", `<p><img src="https://fil.example/img/pic.png" alt=""></p>`, ""},
		{"![[pic.png|100x145]]", `<p><img src="https://fil.example/img/pic.png" alt=""></p>`, ""},
		{"![[pic.png|100]]", `<p><img src="https://fil.example/img/pic.png" alt=""></p>`, ""},
		{"![[pic.png|A view]]", `<p><img src="https://fil.example/img/pic.png" alt="A view"></p>`, ""},
		{"![[clip.mp3]]", `<p><a href="https://fil.example/img/clip.mp3">clip.mp3</a></p>`, ""},
		{"![[b]]", `<p><a href="https://fil.example/b/">b</a></p>`, ""},
		// Callouts (https://help.obsidian.md/callouts).
		{"> [!info]\n> Text.", "<blockquote><p><strong>Info</strong></p><p>Text.</p></blockquote>", ""},
		{"> [!tip] Callouts can have titles\n> Text.", "<blockquote><p><strong>Callouts can have titles</strong></p><p>Text.</p></blockquote>", ""},
		{"> [!tip] Title-only callout", "<blockquote><p><strong>Title-only callout</strong></p></blockquote>", ""},
		{"> [!faq]- Are callouts foldable?\n> Yes!", "<blockquote><p><strong>Are callouts foldable?</strong></p><p>Yes!</p></blockquote>", ""},
		{"> [!faq]+ Open\n> Yes!", "<blockquote><p><strong>Open</strong></p><p>Yes!</p></blockquote>", ""},
		{"> [!question] Can callouts be nested?\n> > [!todo] Yes!\n> > Text.", "<blockquote><p><strong>Can callouts be nested?</strong></p><blockquote><p><strong>Yes!</strong></p><p>Text.</p></blockquote></blockquote>", ""},
		{"> [!note] Title with *emphasis*\n> Text.", "<blockquote><p><strong>Title with <em>emphasis</em></strong></p><p>Text.</p></blockquote>", ""},
		// Highlights, comments, block names.
		{"==Highlighted text==", "<p><mark>Highlighted text</mark></p>", ""},
		{"a ==b== c", "<p>a <mark>b</mark> c</p>", ""},
		{"`==b==`", "<p><code>==b==</code></p>", ""},
		{"This is an %%inline%% comment.", "<p>This is an  comment.</p>", ""},
		{"%%\nThis is a block comment.\n\nBlock comments can span lines.\n%%\n\na", "<p>a</p>", ""},
		{"A paragraph. ^37066d", "<p>A paragraph.</p>", ""},
		{"A paragraph.^quote-of-the-day", "<p>A paragraph.^quote-of-the-day</p>", ""},
		{"x ^2", "<p>x ^2</p>", ""},
		{"```dataview\nTABLE x\n```\n\na", "<p>a</p>", "dataview"},
	})
}

// GitHub's alerts
// (https://docs.github.com/en/get-started/writing-on-github, "Alerts").
func TestGitHubAlerts(t *testing.T) {
	for kind, title := range map[string]string{"NOTE": "Note", "TIP": "Tip", "IMPORTANT": "Important", "WARNING": "Warning", "CAUTION": "Caution"} {
		checkTranslated(t, options, []translated{
			{"> [!" + kind + "]\n> Text.", "<blockquote><p><strong>" + title + "</strong></p><p>Text.</p></blockquote>", ""},
			{"> [!" + kind + "]\n> One.\n>\n> Two.", "<blockquote><p><strong>" + title + "</strong></p><p>One.</p><p>Two.</p></blockquote>", ""},
			{"- a\n  > [!" + kind + "]\n  > Text.", "<ul><li>a<blockquote><p><strong>" + title + "</strong></p><p>Text.</p></blockquote></li></ul>", ""},
		})
	}
	checkTranslated(t, options, []translated{
		{"> [!] a", "<blockquote><p>[!] a</p></blockquote>", ""},
		{"> a [!NOTE] b", "<blockquote><p>a [!NOTE] b</p></blockquote>", ""},
		{"[!NOTE] a", "<p>[!NOTE] a</p>", ""},
		{"```\n> [!NOTE]\n> a\n```", "<pre><code>&gt; [!NOTE]\n&gt; a\n</code></pre>", ""},
	})
}
