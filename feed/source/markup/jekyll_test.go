package markup

import "testing"

// Jekyll: Liquid tags and filters (https://jekyllrb.com/docs/liquid/) and the includes of its themes.
func TestJekyll(t *testing.T) {
	checkTranslated(t, options, []translated{
		// https://jekyllrb.com/docs/liquid/tags/
		{"{% highlight ruby %}\ndef foo\n  puts 'foo'\nend\n{% endhighlight %}", "<pre><code class=\"language-ruby\">def foo\n  puts 'foo'\nend\n</code></pre>", ""},
		{"{% highlight ruby linenos %}\nx\n{% endhighlight %}", "<pre><code class=\"language-ruby\">x\n</code></pre>", ""},
		{"{%- highlight ruby -%}\nx\n{%- endhighlight -%}", "<pre><code class=\"language-ruby\">x\n</code></pre>", ""},
		{"{% raw %}\n{{ page.title }}\n{% endraw %}", "<p>{{ page.title }}</p>", ""},
		{"[Post]({% post_url 2024-01-01-b %})", `<p><a href="https://fil.example/b/">Post</a></p>`, ""},
		{"[Post]({% link _posts/2024-01-01-b.md %})", `<p><a href="https://fil.example/b/">Post</a></p>`, ""},
		{"[Post]({% post_url 2020-01-01-missing %})", `<p><a href="https://fil.example/a/">Post</a></p>`, "is no file"},
		// https://jekyllrb.com/docs/liquid/filters/
		{`[a]({{ "/about/" | relative_url }})`, `<p><a href="https://fil.example/blog/about/">a</a></p>`, ""},
		{`[a]({{ "/about/" | absolute_url }})`, `<p><a href="https://fil.example/blog/about/">a</a></p>`, ""},
		{`![a]({{ "/assets/i.png" | relative_url }})`, `<p><img src="https://fil.example/blog/assets/i.png" alt="a"></p>`, ""},
		{`[a]({{ '/x/' | prepend: site.baseurl }})`, `<p><a href="https://fil.example/blog/x/">a</a></p>`, ""},
		{`<a href="{{ '/x/' | relative_url }}">a</a>`, `<p><a href="https://fil.example/blog/x/">a</a></p>`, ""},
		// https://jekyllrb.com/docs/variables/
		{"{{ page.title }}", "<p>Un titre</p>", ""},
		{"{{ site.title }}", "<p>Le fil</p>", ""},
		{"[a]({{ site.url }}/x/)", `<p><a href="https://fil.example/x/">a</a></p>`, ""},
		{"[a]({{ site.baseurl }}/x/)", `<p><a href="https://fil.example/blog/x/">a</a></p>`, ""},
		{"[a]({{ site.url }}{{ site.baseurl }}/x/)", `<p><a href="https://fil.example/blog/x/">a</a></p>`, ""},
		{"Le {{ page.date | date: \"%Y\" }}.", "<p>Le .</p>", "page.date"},
		// Liquid's control tags and comments.
		{"{% comment %} secret {% endcomment %}a", "<p>a</p>", ""},
		{"{% comment %}\nsecret\n\nsecret\n{% endcomment %}\n\na", "<p>a</p>", ""},
		{"a{% # secret %}b", "<p>ab</p>", ""},
		{"{% if page.x %}a{% endif %}b", "<p>ab</p>", `"if"`},
		{"{% unless x %}a{% endunless %}b", "<p>ab</p>", `"unless"`},
		{"{% for p in site.posts %}\n- {{ p.title }}\n{% endfor %}\n\na", "<p>a</p>", `"for"`},
		{"{% assign x = 1 %}a", "<p>a</p>", ""},
		{"{% capture x %}secret{% endcapture %}a", "<p>a</p>", "captured"},
		{"{% if false %}secret{% endif %}a", "<p>a</p>", `"if"`},
		// Includes, by the names that themes give them (Minimal Mistakes, Chirpy).
		{`{% include figure image_path="/i.png" alt="A" caption="C" %}`, `<figure><img src="https://fil.example/i.png" alt="A"><figcaption>C</figcaption></figure>`, ""},
		{`{% include video id="XsxDH4HcOWA" provider="youtube" %}`, `<p><a href="https://www.youtube.com/watch?v=XsxDH4HcOWA">https://www.youtube.com/watch?v=XsxDH4HcOWA</a></p>`, ""},
		{`{% include video id="212731897" provider="vimeo" %}`, `<p><a href="https://vimeo.com/212731897">https://vimeo.com/212731897</a></p>`, ""},
		{`{% include embed/youtube.html id='H-B46URT4mg' %}`, `<p><a href="https://www.youtube.com/watch?v=H-B46URT4mg">https://www.youtube.com/watch?v=H-B46URT4mg</a></p>`, ""},
		{`{% include youtube.html id="X" %}`, `<p><a href="https://www.youtube.com/watch?v=X">https://www.youtube.com/watch?v=X</a></p>`, ""},
		{`{% include note.html content="Text." %}`, `<blockquote><p><strong>Note</strong></p><p>Text.</p></blockquote>`, ""},
		{`{% include footer.html %}a`, `<p>a</p>`, "footer.html"},
		// jekyll-gist and jekyll-youtube.
		{"{% gist parkr/c08ee0f2726fd0e3909d %}", `<p><a href="https://gist.github.com/parkr/c08ee0f2726fd0e3909d">https://gist.github.com/parkr/c08ee0f2726fd0e3909d</a></p>`, ""},
		{"{% youtube \"XxqcE2mGeCQ\" %}", `<p><a href="https://www.youtube.com/watch?v=XxqcE2mGeCQ">https://www.youtube.com/watch?v=XxqcE2mGeCQ</a></p>`, ""},
		{"{% seo %}a", "<p>a</p>", ""},
		{"{% unknown %}a", "<p>a</p>", `"unknown"`},
	})
}

// kramdown's attribute lists and extensions (https://kramdown.gettalong.org/syntax.html).
func TestKramdown(t *testing.T) {
	checkTranslated(t, options, []translated{
		{"A paragraph.\n{: .important #id title=\"t\"}", "<p>A paragraph.</p>", ""},
		{"{: .important}\nA paragraph.", "<p>A paragraph.</p>", ""},
		{"A *word*{: .red} here.", "<p>A <em>word</em> here.</p>", ""},
		{"[a](/x){: target=\"_blank\"}", `<p><a href="https://fil.example/x">a</a></p>`, ""},
		{"![a](i.png){: width=\"100\" .left}", `<p><img src="https://fil.example/a/i.png" alt="a"></p>`, ""},
		{"| a |\n|---|\n| b |\n{: .table}", "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>", ""},
		{"> a\n{: .quote}", "<blockquote><p>a</p></blockquote>", ""},
		{"* TOC\n{:toc}\n\na", "<p>a</p>", ""},
		{"1. TOC\n{:toc}\n\na", "<p>a</p>", ""},
		{"a {::comment}secret{:/comment} b", "<p>a  b</p>", ""},
		{"{::comment}\nsecret\n{:/comment}\n\na", "<p>a</p>", ""},
		{"{::options parse_block_html=\"true\" /}\n\na", "<p>a</p>", ""},
		{"a {::nomarkdown}<b>x</b>{:/nomarkdown}", "<p>a <b>x</b></p>", ""},
		{"The HTML is.\n\n*[HTML]: Hyper Text", "<p>The <abbr title=\"Hyper Text\">HTML</abbr> is.</p>", ""},
		{"<div markdown=\"1\">\n*a*\n</div>", "<div><p><em>a</em></p></div>", ""},
		{"Ruby {:a=>1} and Elixir {:ok}", "<p>Ruby {:a=&gt;1} and Elixir {:ok}</p>", ""},
	})
}
