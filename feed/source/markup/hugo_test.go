package markup

import "testing"

// The shortcodes of Hugo itself, in both delimiters, and those of its common themes.
func TestHugo(t *testing.T) {
	checkTranslated(t, options, []translated{
		// https://gohugo.io/shortcodes/figure/
		{`{{< figure src="/images/z.jpg" >}}`, `<img src="https://fil.example/images/z.jpg" alt="">`, ""},
		{`{{< figure src="z.jpg" alt="A" >}}`, `<img src="https://fil.example/a/z.jpg" alt="A">`, ""},
		{`{{< figure src="z.jpg" title="T" >}}`, `<figure><img src="https://fil.example/a/z.jpg" alt="T"><figcaption>T</figcaption></figure>`, ""},
		{`{{< figure src="z.jpg" alt="A" caption="C" >}}`, `<figure><img src="https://fil.example/a/z.jpg" alt="A"><figcaption>C</figcaption></figure>`, ""},
		{`{{< figure src="z.jpg" caption="C" attr="by Awa" >}}`, `<figure><img src="https://fil.example/a/z.jpg" alt="C"><figcaption>C by Awa</figcaption></figure>`, ""},
		{`{{< figure src="z.jpg" alt="A" link="https://x.example/" >}}`, `<p><a href="https://x.example/"><img src="https://fil.example/a/z.jpg" alt="A"></a></p>`, ""},
		{"{{< figure\n  src=\"z.jpg\"\n  alt=\"A\"\n>}}", `<img src="https://fil.example/a/z.jpg" alt="A">`, ""},
		{"{{< figure src=`z.jpg` alt=`a \"b\"` >}}", `<img src="https://fil.example/a/z.jpg" alt="a &quot;b&quot;">`, ""},
		// https://gohugo.io/shortcodes/gist/
		{`{{< gist jmooring 23932424365401ffa5e9d9810102a477 >}}`, `<p><a href="https://gist.github.com/jmooring/23932424365401ffa5e9d9810102a477">https://gist.github.com/jmooring/23932424365401ffa5e9d9810102a477</a></p>`, ""},
		{`{{< gist jmooring 239 list.html >}}`, `<p><a href="https://gist.github.com/jmooring/239">https://gist.github.com/jmooring/239</a></p>`, ""},
		// https://gohugo.io/shortcodes/highlight/
		{"{{< highlight go >}}\nfmt.Println(\"a\")\n{{< /highlight >}}", "<pre><code class=\"language-go\">fmt.Println(\"a\")\n</code></pre>", ""},
		{"{{< highlight go \"linenos=inline, hl_lines=3 6-8\" >}}\na < b\n{{< / highlight >}}", "<pre><code class=\"language-go\">a &lt; b\n</code></pre>", ""},
		{"{{< highlight html >}}\n{{< a >}}\n<b>\n{{< /highlight >}}", "<pre><code class=\"language-html\">{{&lt; a &gt;}}\n&lt;b&gt;\n</code></pre>", ""},
		{"This is {{< highlight go \"hl_inline=true\" >}}a := b{{< /highlight >}} inline.", "<p>This is <code>a := b</code> inline.</p>", ""},
		// https://gohugo.io/shortcodes/instagram/
		{`{{< instagram CxOWiQNP2MO >}}`, `<p><a href="https://www.instagram.com/p/CxOWiQNP2MO">https://www.instagram.com/p/CxOWiQNP2MO</a></p>`, ""},
		// https://gohugo.io/shortcodes/param/
		{`{{< param title >}}`, `<p>Un titre</p>`, ""},
		// https://gohugo.io/shortcodes/ref/ and /relref/
		{`[Post 1]({{% ref "/blog/b" %}})`, `<p><a href="https://fil.example/a/">Post 1</a></p>`, "is no file"},
		{`[Post 1]({{% ref "/blog/b.md" %}})`, `<p><a href="https://fil.example/b/">Post 1</a></p>`, ""},
		{`[Post 1]({{< relref "blog/b.md#who" >}})`, `<p><a href="https://fil.example/b/#who">Post 1</a></p>`, ""},
		{`[Post 1]({{< relref path="blog/b.md" lang="fr" >}})`, `<p><a href="https://fil.example/b/">Post 1</a></p>`, ""},
		{`[Who]({{< relref "#who" >}})`, `<p><a href="https://fil.example/a/#who">Who</a></p>`, ""},
		// https://gohugo.io/shortcodes/vimeo/, /x/ and /youtube/
		{`{{< vimeo 19899678 >}}`, `<p><a href="https://vimeo.com/19899678">https://vimeo.com/19899678</a></p>`, ""},
		{`{{< x user="SanDiegoZoo" id="1453110110599868418" >}}`, `<p><a href="https://twitter.com/SanDiegoZoo/status/1453110110599868418">https://twitter.com/SanDiegoZoo/status/1453110110599868418</a></p>`, ""},
		{`{{< youtube 0RKpf3rK57I >}}`, `<p><a href="https://www.youtube.com/watch?v=0RKpf3rK57I">https://www.youtube.com/watch?v=0RKpf3rK57I</a></p>`, ""},
		{`{{< youtube id=0RKpf3rK57I start=30 >}}`, `<p><a href="https://www.youtube.com/watch?v=0RKpf3rK57I">https://www.youtube.com/watch?v=0RKpf3rK57I</a></p>`, ""},
		{`{{< youtube id="0RKpf3rK57I" title="A video" >}}`, `<p><a href="https://www.youtube.com/watch?v=0RKpf3rK57I">A video</a></p>`, ""},
		// https://gohugo.io/shortcodes/details/
		{"{{< details summary=\"See the details\" >}}\nThis is a **bold** word.\n{{< /details >}}", "<details><summary>See the details</summary><p>This is a <strong>bold</strong> word.</p></details>", ""},
		// https://gohugo.io/content-management/shortcodes/: how a page shows a shortcode
		{"{{</* myshortcode */>}}", "<p>{{&lt; myshortcode &gt;}}</p>", ""},
		{"{{%/* myshortcode */%}}", "<p>{{% myshortcode %}}</p>", ""},
		{"`{{</* myshortcode */>}}`", "<p><code>{{&lt;/* myshortcode */&gt;}}</code></p>", ""},
		// Raw strings, self-closing tags and nesting.
		{"{{< mdshortcode >}}Stuff to **process**{{< /mdshortcode >}}", "<p>Stuff to <strong>process</strong></p>", `"mdshortcode"`},
		{"{{% mdshortcode %}}Stuff to `process`{{% /mdshortcode %}}", "<p>Stuff to <code>process</code></p>", `"mdshortcode"`},
		{"{{< innershortcode />}}", "", `"innershortcode"`},
		{"{{< outer >}}{{< inner >}}a{{< /inner >}}{{< /outer >}}", "<p>a</p>", `"inner"`},
		// Callouts and pictures of themes (Docsy, Hextra, Congo, Relearn, hugo-book).
		{"{{% alert title=\"Warning\" color=\"warning\" %}}\nThis is a warning.\n{{% /alert %}}", "<blockquote><p><strong>Warning</strong></p><p>This is a warning.</p></blockquote>", ""},
		{"{{< callout type=\"info\" >}}\nText.\n{{< /callout >}}", "<blockquote><p><strong>Info</strong></p><p>Text.</p></blockquote>", ""},
		{"{{% notice note %}}\nText.\n{{% /notice %}}", "<blockquote><p><strong>Note</strong></p><p>Text.</p></blockquote>", ""},
		{"{{% notice style=\"tip\" title=\"T\" %}}\nText.\n{{% /notice %}}", "<blockquote><p><strong>T</strong></p><p>Text.</p></blockquote>", ""},
		{"{{< hint danger >}}\nText with *emphasis*.\n{{< /hint >}}", "<blockquote><p><strong>Danger</strong></p><p>Text with <em>emphasis</em>.</p></blockquote>", ""},
		{"{{< expand \"More\" >}}\nText.\n{{< /expand >}}", "<details><summary>More</summary><p>Text.</p></details>", ""},
		{"{{< button href=\"https://x.example/\" >}}Get it{{< /button >}}", `<p><a href="https://x.example/">Get it</a></p>`, ""},
		{"{{< mermaid >}}\ngraph TD;\nA-->B;\n{{< /mermaid >}}", "<pre><code class=\"language-mermaid\">graph TD;\nA--&gt;B;\n</code></pre>", ""},
		{"{{< quote author=\"Awa\" >}}\nText.\n{{< /quote >}}", "<blockquote><p>Text.</p><p>— Awa</p></blockquote>", ""},
		{"{{< audio src=\"a.mp3\" >}}", `<p><a href="https://fil.example/a/a.mp3">a.mp3</a></p>`, ""},
		{"{{< video src=\"v.mp4\" title=\"V\" >}}", `<p><a href="https://fil.example/a/v.mp4">V</a></p>`, ""},
		{"{{< tabs >}}\n{{< tab \"macOS\" >}}\nbrew\n{{< /tab >}}\n{{< tab \"Linux\" >}}\napt\n{{< /tab >}}\n{{< /tabs >}}", "<p><strong>macOS</strong></p><p>brew</p><p><strong>Linux</strong></p><p>apt</p>", ""},
		{"Press {{< kbd Ctrl >}}", "<p>Press <kbd>Ctrl</kbd></p>", ""},
		{"{{< toc >}}\n\nText.", "<p>Text.</p>", ""},
		{"Un {{< inconnu \"a b\" >}} ici", "<p>Un a b ici</p>", `"inconnu"`},
	})
}

// Go's comments in templates, and comments and private text in shortcodes, are not published.
func TestHugoHidden(t *testing.T) {
	checkTranslated(t, options, []translated{
		{"a{{/* secret */}}b", "<p>ab</p>", ""},
		{"a{{- /* secret */ -}}b", "<p>ab</p>", ""},
		{"{{< comment >}} to be rewritten {{< /comment >}}\n\na", "<p>a</p>", ""},
		{"{{% comment %}}\nsecret\n\nsecret\n{{% /comment %}}\n\na", "<p>a</p>", ""},
		{"{{< private >}}secret{{< /private >}}a", "<p>a</p>", "private"},
		{"{{< draft >}}secret{{< /draft >}}a", "<p>a</p>", "draft"},
	})
}
