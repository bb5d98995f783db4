package markup

import (
	"strings"
	"testing"
)

// findFile resolves references to the files of content that these tests have.
func findFile(name string) (string, bool) {
	switch name {
	case "b", "b.md", "2024-01-01-b", "_posts/2024-01-01-b.md", "blog/b.md", "/blog/b.md":
		return "https://fil.example/b/", true
	case "pic.png", "/img/pic.png", "clip.mp3":
		return "https://fil.example/img/" + name[strings.LastIndexByte(name, '/')+1:], true
	}
	return "", false
}

var options = Options{Ref: findFile, BaseURL: "https://fil.example/blog/", Title: "Le fil", PageTitle: "Un titre"}

// Each form of other tools' markup becomes Markdown or HTML, with a report where something is lost.
func TestTranslate(t *testing.T) {
	for _, c := range []struct{ in, want, note string }{
		// References.
		{`[a]({{< relref "b.md" >}})`, `[a](https://fil.example/b/)`, ""},
		{`[a]({{< ref path="b.md#x" >}})`, `[a](https://fil.example/b/#x)`, ""},
		{`[a]({{% relref "/blog/b.md" %}})`, `[a](https://fil.example/b/)`, ""},
		{`[a]({{< relref "nope.md" >}})`, `[a]()`, `"nope.md", which is no file`},
		{`[a]({% post_url 2024-01-01-b %})`, `[a](https://fil.example/b/)`, ""},
		{`[a]({% link _posts/2024-01-01-b.md %}#x)`, `[a](https://fil.example/b/#x)`, ""},
		{`[a]({{ site.baseurl }}/x/)`, `[a](https://fil.example/blog/x/)`, ""},
		{`[a]({{ site.url }}{{ site.baseurl }}/x/)`, `[a](https://fil.example/blog/x/)`, ""},
		{`[a]({{ site.url }}/x/)`, `[a](https://fil.example/x/)`, ""},
		{`[a]({{ "/x/" | relative_url }})`, `[a](https://fil.example/blog/x/)`, ""},
		{`![a]({{ '/img/p.png' | absolute_url }})`, `![a](https://fil.example/blog/img/p.png)`, ""},
		{`[a](@/blog/b.md)`, `[a](/blog/b.md)`, ""},
		{`[[b]]`, `[b](<https://fil.example/b/>)`, ""},
		{`[[b|un texte]]`, `[un texte](<https://fil.example/b/>)`, ""},
		{`[[b#Une Partie|x]]`, `[x](<https://fil.example/b/#une-partie>)`, ""},
		{`[[#Une Partie]]`, `[Une Partie](<#une-partie>)`, ""},
		{`[[b#^abc]]`, `[b](<https://fil.example/b/>)`, ""},
		{`[[rien]]`, `rien`, "leads to no file"},
		{`![[pic.png]]`, `![](<https://fil.example/img/pic.png>)`, ""},
		{`![[pic.png|200x100]]`, `![](<https://fil.example/img/pic.png>)`, ""},
		{`![[pic.png|Une vue]]`, `![Une vue](<https://fil.example/img/pic.png>)`, ""},
		{`![[b]]`, `[b](<https://fil.example/b/>)`, ""},
		{`![[clip.mp3]]`, `[clip.mp3](<https://fil.example/img/clip.mp3>)`, ""},
		{`if [[ -f x ]]; then`, `if [[ -f x ]]; then`, ""},
		{`[[1]](https://x.example)`, `[[1]](https://x.example)`, ""},
		{`note [[12]]`, `note [[12]]`, ""},
		// Embeds and pictures.
		{`{{< youtube X1 >}}`, `<https://www.youtube.com/watch?v=X1>`, ""},
		{`{{< youtube id="X1" title="Un film" >}}`, `[Un film](<https://www.youtube.com/watch?v=X1>)`, ""},
		{`{{ youtube(id="X1") }}`, `<https://www.youtube.com/watch?v=X1>`, ""},
		{`{% youtube "X1" %}`, `<https://www.youtube.com/watch?v=X1>`, ""},
		{`{% include youtube.html id="X1" %}`, `<https://www.youtube.com/watch?v=X1>`, ""},
		{`{% include video id="X1" provider="youtube" %}`, `<https://www.youtube.com/watch?v=X1>`, ""},
		{`{{< vimeo 12 >}}`, `<https://vimeo.com/12>`, ""},
		{`{{< tweet user="a" id="12" >}}`, `<https://twitter.com/a/status/12>`, ""},
		{`{{< gist spf13 7896402 "x.html" >}}`, `<https://gist.github.com/spf13/7896402>`, ""},
		{`{% gist spf13/7896402 %}`, `<https://gist.github.com/spf13/7896402>`, ""},
		{`{{< figure src="a.png" caption="Vue & plus" >}}`, `<figure><img src="a.png" alt="Vue &amp; plus"><figcaption>Vue &amp; plus</figcaption></figure>`, ""},
		{`{{< figure src="a.png" alt="x" link="b" />}}`, `<a href="b"><img src="a.png" alt="x"></a>`, ""},
		{`{% img left /a.png 100 200 "Un titre long" %}`, `<img src="/a.png" alt="Un titre long">`, ""},
		{`{% image "a.png", "Une vue" %}`, `<img src="a.png" alt="Une vue">`, ""},
		{`{{ image(src="a.png", alt="x") }}`, `<img src="a.png" alt="x">`, ""},
		{`{% include figure.html src="a.png" caption="x" %}`, `<figure><img src="a.png" alt="x"><figcaption>x</figcaption></figure>`, ""},
		{"[caption id=\"a\"]![](a.png) Vue[/caption]", "![](a.png) Vue", ""},
		{`[embed]https://v.example/1[/embed]`, `<https://v.example/1>`, ""},
		// Code.
		{"{{< highlight go >}}\nx := `a`\n{{< /highlight >}}", "```go\nx := `a`\n```", ""},
		{"{% highlight ruby linenos %}\n{{ x }}\n{% endhighlight %}", "```ruby\n{{ x }}\n```", ""},
		{"{% raw %}{{ x }}{% endraw %}", "{{ x }}", ""},
		{"`{{< youtube X >}}` et ``[[b]]``", "`{{< youtube X >}}` et ``[[b]]``", ""},
		{"```\n{{< youtube X >}}\n%%x%%\n```", "```\n{{< youtube X >}}\n%%x%%\n```", ""},
		{"- a\n\n  ~~~\n  [[b]]\n  ~~~\n- [[b]]", "- a\n\n  ~~~\n  [[b]]\n  ~~~\n- [b](<https://fil.example/b/>)", ""},
		{"Texte.\n\n    [[b]] %%x%%\n\nFin.", "Texte.\n\n    [[b]] %%x%%\n\nFin.", ""},
		{"<pre>[[b]]</pre> [[b]]", "<pre>[[b]]</pre> [b](<https://fil.example/b/>)", ""},
		{"{{</* youtube X */>}}", "{{&lt; youtube X &gt;}}", ""},
		{"```{=html}\n<b>x</b>\n```", "<b>x</b>", ""},
		{"```dataview\nlist\n```", "", "block of dataview"},
		// What is hidden.
		{`a{% comment %}secret{% endcomment %}b`, `ab`, ""},
		{`a{::comment}secret{:/comment}b`, `ab`, ""},
		{`a {::comment}secret{:/} b`, `a  b`, ""},
		{`a %%secret%% b`, `a  b`, ""},
		{"a\n\n%%\nsecret\n%%\n\nb", "a\n\n\nb", ""},
		{`a{# secret #}b`, `ab`, ""},
		{`a{{/* secret */}}b`, `ab`, ""},
		{`a{{!-- secret --}}b`, `ab`, ""},
		{`a<%# secret %>b`, `ab`, ""},
		{"{{< comment >}}secret{{< /comment >}}x", "x", ""},
		{`100%% sûr, et 50%% ailleurs`, `100%% sûr, et 50%% ailleurs`, ""},
		// What is not known.
		{`a {{< inconnu x="1" >}}dedans{{< /inconnu >}} b`, `a dedans b`, `shortcode "inconnu"`},
		{`a {% inconnu x %} b`, `a  b`, `tag "inconnu"`},
		{"{{ inconnu(x=1) }}", "", `shortcode "inconnu()"`},
		{`Écrivez {{ x }} et {{ user.name }}.`, `Écrivez {{ x }} et {{ user.name }}.`, ""},
		{`{{ page.date }}`, ``, "{{ page.date }}"},
		{`Dans Jinja, {% if x %} ouvre.`, `Dans Jinja, {% if x %} ouvre.`, ""},
		{`{% if x %}oui{% endif %}.`, `oui.`, `tag "if"`},
		{`{% for p in site.posts %}{{ p.title }}{% endfor %}.`, `.`, `tag "for"`},
		{`{% assign a = 1 %}{{ a }}.`, `.`, "{{ a }}"},
		{`{{ page.title }} – {{ site.title }}`, `Un titre – Le fil`, ""},
		// Attributes and containers.
		{"Texte {: .c}", "Texte ", ""},
		{"Texte\n{: .c #id title=\"x\"}", "Texte\n", ""},
		{"* TOC\n{:toc}\n\nTexte", "\nTexte", ""},
		{"[TOC]\n\nTexte", "\nTexte", ""},
		{"# T {#id}", "# T {#id}", ""},
		{"![x](a.png){width=50% .c}", "![x](a.png)", ""},
		{"[un mot]{.smallcaps} ici", "un mot ici", ""},
		{"Un ensemble {a, b} et {x}.", "Un ensemble {a, b} et {x}.", ""},
		{"::: lead\nTexte.\n:::\n", "Texte.", ""},
		{"::: {.callout-note title=\"À noter\"}\nTexte.\n:::\n", "> **À noter**\n>\n> Texte.", ""},
		{":::tip[Astuce]\nTexte.\n:::\n", "> **Astuce**\n>\n> Texte.", ""},
		{":::: warning\n::: note\nx\n:::\ny\n::::\n", "> **Warning**\n>\n> > **Note**\n> >\n> > x\n>\n> y", ""},
		{"!!! note \"Titre\"\n    Texte.\n\n    Encore.\n\nFin.", "> **Titre**\n>\n> Texte.\n>\n> Encore.\n\nFin.", ""},
		{"> [!NOTE]\n> Texte.", "> **Note**\n>\n> Texte.", ""},
		{"> [!warning]- Gare à vous\n> Texte.", "> **Gare à vous**\n>\n> Texte.", ""},
		{"{{< notice tip >}}\nTexte.\n{{< /notice >}}", "> **Tip**\n>\n> Texte.", ""},
		{"{{% alert title=\"Gare\" %}}Texte.{{% /alert %}}", "> **Gare**\n>\n> Texte.", ""},
		{"{% quote(author=\"Awa\") %}Texte.{% end %}", "> Texte.\n>\n> — Awa", ""},
		{"{{< details \"Plus\" >}}\nTexte.\n{{< /details >}}", "<details>\n<summary>Plus</summary>\n\nTexte.\n\n</details>", ""},
		{"<div markdown=\"1\">\n**x**\n</div>", "<div>\n\n**x**\n\n</div>", ""},
		{"<div class=\"a\" markdown=\"1\">**x**</div>", "<div class=\"a\">\n\n**x**\n\n</div>", ""},
		{"Le HTML et le HTMLX.\n\n*[HTML]: Un <langage>\n", "Le <abbr title=\"Un &lt;langage&gt;\">HTML</abbr> et le HTMLX.", ""},
		{"Un ==mot== et a == b.", "Un <mark>mot</mark> et a == b.", ""},
		{"Une idée^[une note] ici", "Une idée (une note) ici", ""},
		{"Un bloc ^abc123", "Un bloc", ""},
		// Formulas.
		{`Soit $a_1 + \frac{1}{2}$ et $x$.`, `Soit \$a\_1 \+ \\frac\{1\}\{2\}\$ et $x$.`, ""},
		{`Ça coûte $5 et *bien* plus, $10.`, `Ça coûte $5 et *bien* plus, $10.`, ""},
		{`\(x_1\) et \[a\]`, `\\\(x\_1\\\) et \[a\]`, ""},
		{"$$\na &= b \\\\\n\nc\n$$", "\\$\\$\na \\&\\= b \\\\\\\\\nc\n\\$\\$", ""},
		{`\begin{align}a_1\\b\end{align}`, `\\begin\{align\}a\_1\\\\b\\end\{align\}`, ""},
		{`Un \[texte\] entre crochets, \(et des mots entre parenthèses\)`, `Un \[texte\] entre crochets, \(et des mots entre parenthèses\)`, ""},
	} {
		out, notes, err := Translate(c.in, options)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		if strings.TrimSpace(out) != strings.TrimSpace(c.want) {
			t.Errorf("%q:\n got %q\nwant %q", c.in, out, c.want)
		}
		if c.note == "" && len(notes) > 0 || c.note != "" && (len(notes) != 1 || !strings.Contains(notes[0].Message, c.note)) {
			t.Errorf("%q: notes %v, want %q", c.in, notes, c.note)
		}
	}
}

// Ordinary text, and text about markup, is not changed.
func TestProse(t *testing.T) {
	for _, text := range []string{
		"Dans Matlab, %% ouvre une cellule.\n\nUn paragraphe.\n\n```matlab\n%% Cell\nx = 1\n```\n\nFin.",
		"Dans un .bat, la variable est %%i.\n\n```bat\nfor %%i in (*.txt) do echo %%i\n```\n\nFin %%j.",
		"%%time mesure et %%bash exécute.", "printf(\"%d %%\\n\", x), et \"%%\" donne %", "Le « %% » sert ici, et « %% » là.",
		"<table><tr><td>100$</td><td>20$</td></tr></table>", "<p>coûte 10$ et 20$, soit <b>30$</b>.</p>", "<b>100$</b> et <b>20$</b>", "10$[^1] (+5 %) à 15$[^2]",
		"**100$** + **20$**", "*50k$* -> *60k$*", "- Plan A : 5$/mois+\n- Plan B : **9$**", "| A | 5$+ |\n|---|---|\n| B | **6$** |", "[7$][r] + [8$][r]", "df$a_x *et* df$b",
		"pid is $$ and **bold** and again $$", "<p>$\\frac{1}{2}$ et \\(x_1\\)</p>", `\(2024\), \(c\), \[C++\], \[Mise à jour : 2+2=4\] et :\( triste :\)`,
		"https://x.org/People?$filter=a&$top=5 et <https://x.org/a?$a=1&$b=2>", "[1]: https://x.org/Foo_\\(bar\\)", "https://x.org/[[a]]",
		"- a\n\n      code [[x]] $a_1$ {{< y >}} ==m== %%p%%\n", "> a\n>\n>     code [[x]]\n", "* * *\n\n    code [[x]]\n", "- item\n## H\n\n    code [[x]]\n",
		"!!! IMPORTANT lisez ceci", "??? Quoi de neuf docteur", "::: 2024 est une année", ":::: fin", "m ^2", "Note ^2024", "Prix en hausse de 5 ^2", "La regex ^[a-z]+$",
		"Elixir rend {:ok} ou {:error}", "Svelte {:else}, Ruby {:a=>1}, function f(){x=1}, arr[i]{x=1}", "[gallery of pictures](https://x.org/g) ![gallery of pictures](x.png)",
		"df[[\"col\"]], x[[i]], [[1,2]], [[:alpha:]]", "${{ secrets.X }} et {{ message }}", "`[[b]]` et {a: b}", "Cela vaut $\\alpha seul.", "a = b == c", "Un {mot} et [un autre].",
		"```\n> ```\n```\n\nFin.\n\n```\n==n== [[b]]\n```", "${a%%.*} et ${b%%.*}", "%%%%%%%%%%%%%%%%%%", "https://x.org/a%%20b%%20c et [l](https://x.org/a%%20b%%20c)", "Réduction de 20 %% à 30 %% selon les cas.",
		"- %% a\n- %% b", "*[Mise à jour]: la boutique est fermée.*\n\nSuite.", "Texte.\n\n*[PDF]: le guide est [ici](x.pdf)*", "Texte\n*[NB]: lire ceci\nsuite", "La balise {% for %} boucle.\n\nElle finit par {% endfor %}.",
		"Si f(x)==g(x) alors h(x)==k(x).", "a[i]==b[j] || c[i]==d[j], \"x\"==\"y\" et \"z\"==\"w\"", "[a](b \"==c==\")", "## Titre ==a== b", "<div markdown=\"0\">\ntexte\n</div>", "<span markdown=\"1\">*a*</span> b",
		"import de blé\n\nexport const est un mot-clé.",
	} {
		for _, mdx := range []bool{false, strings.HasPrefix(text, "import")} {
			o := options
			o.MDX = mdx
			if out, notes, err := Translate(text, o); out != text || err != nil || len(notes) > 0 {
				t.Errorf("%q:\n got %q, %v, %v", text, out, notes, err)
			}
		}
	}
}

// Hidden text is removed, wherever it stands.
func TestHidden(t *testing.T) {
	for _, text := range []string{
		"[[b]]%%SECRET%% mot%%SECRET%% é%%SECRET%% `x`%%SECRET%% —%%SECRET%%", "%%SECRET%%%%SECRET%%", "{{< notice tip >}}%%SECRET%%a{{< /notice >}}", "%%\nSECRET\n%%\n\nb", "%% SECRET\n\nSECRET %%\nb",
		"==a {% comment %}SECRET{% endcomment %} b==", "> [!note] {% comment %}SECRET{% endcomment %} T\n> x", "> [!note] %%SECRET%%\n> x", "x^[a %%SECRET%% b]", "::: note %%SECRET%%\nx\n:::",
		"!!! note \"T %%SECRET%%\"\n    x", "{{< details \"%%SECRET%%\" >}}x{{< /details >}}", "{{< figure src=\"a.png\" caption=\"a %%SECRET%%\" >}}", "HTML\n\n*[HTML]: a %%SECRET%%", "[[b|%%SECRET%%x]]",
		"[^1]: n\n\n    plus {% comment %}SECRET{% endcomment %} %%SECRET%%\n", "- item\n  ```\n  code\n\nTexte {% comment %}SECRET{% endcomment %}", "> ```\n> code\n\nTexte {% comment %}SECRET{% endcomment %}",
		"```md\n1. x\n\n    ```js\n    y\n    ```\n```\n\nTexte {% comment %}SECRET{% endcomment %}", "- a ` b\n- c %%SECRET%% ` d", "si a <b alors %%SECRET%%",
		"a{% # SECRET %}b", "a{%- # SECRET -%}b", "a{#SECRET#}b", "a{{-- SECRET --}}b", "a{{! SECRET\n\nSECRET }}b", "a{{~!-- SECRET --~}}b", "a{{ /* SECRET */ }}b", "a{{-/* SECRET */-}}b", "a<% /* SECRET */ %>b", "a<% # SECRET %>b",
		"```md\n> ```\n> y\n> ```\n```\n\nB {% comment %}SECRET{% endcomment %} %%SECRET%%", "{# <li>{{ post.title }}SECRET</li> #}", "{#\n{% if a %}\nSECRET\n{% endif %}\n#}", "%%SECRET\n\nSECRET encore%%", "%%SECRET %%",
		"Chapitre 3%%SECRET%% suite", "{{< figure src=\"a.png\" caption=\"a <!-- SECRET -->\" >}}", "a <!--\nSECRET\n\nSECRET --> c", "[//]: # (SECRET (x))", "B\n[comment]: # (SECRET)", "[//]: # (SECRET\nSECRET)\n\nb", "[//]: # \"SECRET\nSECRET\"", "a {>>SECRET\nSECRET<<} b", "a {--SECRET\nSECRET--} b", "a {~~SECRET\nSECRET~>b~~} c", "mot %% SECRET %% mot", "%%SECRET%%a",
		"a {/* SECRET */} b", "{% doc %}SECRET{% enddoc %}", "a{>>SECRET<<}b", "a{--SECRET--}b", "{% if false %}SECRET{% endif %}b", "{% unless true %}SECRET{% endunless %}", "{{< hidden >}}SECRET{{< /hidden >}}",
		"{{% private %}}SECRET{{% /private %}}", "SECRET\n{: hidden=\"hidden\"}\n\nb", "SECRET\n{: style=\"display:none\"}\n\nb", "a\n\nSECRET\n{: .hidden}\n\nb", "::: {.hidden}\nSECRET\n:::\n", "::: {.content-hidden}\nSECRET\n:::",
		"::: {style=\"display:none\"}\nSECRET\n:::", "::: comment\nSECRET\n:::", "[SECRET]{.hidden} b", "a<!--members-only-->\n\nSECRET", "a<!--kg-gated-block:begin x-->SECRET<!--kg-gated-block:end-->b", "{% macro a() %}SECRET{% endmacro %}b",
		"{% set x %}SECRET{% endset %}b", "{% schema %}SECRET{% endschema %}", "<div>\n%%SECRET%%\n</div>", "a {{< comment >}}SECRET{{< /comment >}}", "{% encrypt %}SECRET{% endencrypt %}",
	} {
		out, _, err := Translate(text, options)
		if err != nil || strings.Contains(out, "SECRET") {
			t.Errorf("%q: %q, %v", text, out, err)
		}
	}
	for _, title := range []string{"A %%SECRET%% b", "A {% comment %}SECRET{% endcomment %}b", "A {# SECRET #} b"} {
		if out, _, err := Translate(title, Options{Plain: true}); err != nil || strings.Contains(out, "SECRET") {
			t.Errorf("%q: %q, %v", title, out, err)
		}
	}
	if _, _, err := Translate("export const meta = {draft: true}\n\nSECRET", Options{MDX: true}); err == nil {
		t.Error("what it exports is not read")
	}
}

// Inside an HTML block, the translation is HTML.
func TestInHTML(t *testing.T) {
	for text, want := range map[string]string{
		"<p>[[b]]</p>": `<p><a href="https://fil.example/b/">b</a></p>`, "<ul><li>![[pic.png]]</li></ul>": `<ul><li><img src="https://fil.example/img/pic.png" alt=""></li></ul>`,
		"<div>\n{{< youtube X >}}\n</div>": "<div>\n<a href=\"https://www.youtube.com/watch?v=X\">https://www.youtube.com/watch?v=X</a>\n</div>",
		"<div>\n\n[[b]]\n\n</div>":         "<div>\n\n[b](<https://fil.example/b/>)\n\n</div>",
	} {
		if out, _, err := Translate(text, options); err != nil || out != want {
			t.Errorf("%q: %q, %v", text, out, err)
		}
	}
	o := options
	o.HTML = true
	if out, _, _ := Translate("<p>x</p>{{< youtube X >}}", o); !strings.Contains(out, "<a href=") {
		t.Error(out)
	}
}

// The translation of markup in a list, a quotation or a table stays in it.
func TestReplacementInContext(t *testing.T) {
	for text, want := range map[string]string{
		"- a\n  {{< note >}}x{{< /note >}}\n- b":                  "- a\n  \n  > **Note**\n  >\n  > x\n\n\n- b",
		"- {% highlight go %}\n  x\n  {% endhighlight %}":         "- \n  ```go\n  x\n  ```\n\n",
		"{{< figure src=\"a.png\" caption=\"c\" >}}\nTexte":       "\n\n<figure><img src=\"a.png\" alt=\"c\"><figcaption>c</figcaption></figure>\n\n\nTexte",
		"1. un\n\n   ::: note\n   corps\n   :::\n\n2. deux":       "1. un\n\n\n   > **Note**\n   >\n   > corps\n\n\n2. deux",
		"| {{< note >}}x{{< /note >}} | y |":                      "| **Note**  x | y |",
		"{{< card title=\"Un titre\" link=\"https://x.org/\" >}}": "[Un titre](<https://x.org/>)",
		"{{< tab \"Linux\" >}}apt{{< /tab >}}":                    "\n\n**Linux**\n\napt",
		"[audio src=\"a.mp3\"][/audio]":                           "[a.mp3](<a.mp3>)",
		"[l]({{< ref \"manque.md\" >}} \"titre\")":                "[l](<> \"titre\")",
		"![l]({{ '/img/a b.png' | relative_url }})":               "![l](https://fil.example/blog/img/a%20b.png)",
		"| [[b\\|texte]] |":                                       "| [texte](<https://fil.example/b/>) |",
		"{{< download url=\"x.pdf\" >}}Le guide{{< /download >}}": "[x.pdf](<x.pdf>) Le guide",
		"{{< alert text=\"Gare à vous\" />}}":                     "\n> **Alert**\n>\n> Gare à vous\n\n",
		"> $$\n> x_1\n> $$":                                       "> \\$\\$\n> x\\_1\n> \\$\\$",
		`$\{a\}$ et $a*b*c$ et $x\%$`:                             `\$\\\{a\\\}\$ et \$a\*b\*c\$ et \$x\\\%\$`,
	} {
		if out, _, err := Translate(text, options); err != nil || out != want {
			t.Errorf("%q:\n got %q, %v\nwant %q", text, out, err, want)
		}
	}
}

// Hiding markup that is never closed is an error with a line and a hint.
func TestNeverClosed(t *testing.T) {
	for _, text := range []string{"a\n{% comment %}secret", "a\n{::comment}secret", "a\n\n%%\nsecret", "a\n{{< comment >}}secret", "a\n{{/* secret", "a\n\n<!-- secret", "a\n\n- b\n\n  <!--\n  secret"} {
		_, _, err := Translate(text, options)
		note, ok := err.(*Problem)
		if !ok || note.Line < 2 || note.Hint == "" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Markup that is nested more than maxDepth deep is an error, because it may contain a comment.
func TestTooDeep(t *testing.T) {
	nested := func(n int) string {
		return strings.Repeat("::: a\n", n) + "Texte.\n" + strings.Repeat(":::\n", n)
	}
	if out, _, err := Translate(nested(15), options); err != nil || strings.TrimSpace(out) != "Texte." {
		t.Errorf("15 deep: %q, %v", out, err)
	}
	if _, _, err := Translate(nested(25), options); err == nil {
		t.Error("25 deep: no error")
	}
}

// The beginning of a comment is text within a line and in code.
func TestCommentAsText(t *testing.T) {
	for _, text := range []string{"on écrit <!-- pour ouvrir", "`<!-- x`", "a\n\n```\n<!-- x\n```", "a\n\n    <!-- x", "<!--> a", `\<!-- x`} {
		if out, _, err := Translate(text, options); err != nil || out != text {
			t.Errorf("%q: got %q, %v", text, out, err)
		}
	}
}

// MDX becomes Markdown without its code.
func TestMDX(t *testing.T) {
	o := options
	o.MDX = true
	for _, c := range []struct{ in, want string }{
		{"import A from './a.js'\nimport { b } from \"b\"\n\nexport const meta = {\n  title: 'x'\n}\n\nTexte.", "Texte."},
		{"Texte {/* secret */} ici", "Texte  ici"},
		{"<Hero big>\n\nTexte.\n\n</Hero>", "Texte."},
		{"<Tweet id=\"12\" />", "<https://twitter.com/i/status/12>"},
		{"import vue from './vue.png'\n\n<Image src={vue} alt=\"x\" />", "<img src=\"./vue.png\" alt=\"x\">"},
		{"<div className=\"a\" style={{color: 'red'}}>x</div>", "<div class=\"a\">x</div>"},
		{"<img src={require('./a.png').default} />", "<img src=\"./a.png\"/>"},
		{"<Callout type=\"warning\">Texte.</Callout>", "> **Warning**\n>\n> Texte."},
		{"a {x + 1} b", "a  b"},
		{"a {\"texte\"} b", "a texte b"},
		{"<>x</>", "x"},
		{"`{x}` et\n\n```js\nimport x from 'y'\n{z}\n```", "`{x}` et\n\n```js\nimport x from 'y'\n{z}\n```"},
		{"Avant.\n\n{/* truncate */}\n\nAprès.", "Avant.\n\n<!--truncate-->\n\nAprès."},
		{"importer du blé\n\nexporter aussi", "importer du blé\n\nexporter aussi"},
	} {
		out, _, err := Translate(c.in, o)
		if err != nil || strings.TrimSpace(out) != c.want {
			t.Errorf("%q:\n got %q, %v\nwant %q", c.in, out, err, c.want)
		}
	}
}

// FuzzTranslate checks that Translate never panics, that its output is at most 64 times as long, that
// line numbers are in the text, and that fenced code is not changed.
func FuzzTranslate(f *testing.F) {
	for _, s := range []string{`{{< a "b" >}}x{{< /a >}}`, `{% if a %}{{ b }}{% endif %}`, "::: a\n:::\n[[b]] %%c%% $d_1$", "<A b={c}>d</A>", "!!! a\n    b", "> [!a]\n> b"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, mdx bool) {
		if len(s) > 4<<10 {
			return
		}
		o := options
		o.MDX = mdx
		out, notes, err := Translate(s, o)
		if err == nil && len(out) > 64*len(s)+1024 {
			t.Errorf("%d bytes of %d", len(out), len(s))
		}
		for _, n := range notes {
			if n.Line < 1 || n.Line > strings.Count(s, "\n")+1 {
				t.Errorf("line %d of %q", n.Line, s)
			}
		}
		if strings.ContainsAny(s, "`~") || mdx {
			return
		}
		code := "\n\n```\n{{< x >}}\n[[b]]\n```\n"
		if out, _, err := Translate(strings.ReplaceAll(strings.ReplaceAll(s, "<", ""), "{", "")+code, options); err == nil && !strings.Contains(out, code[2:]) && !strings.Contains(s, "%") && !strings.Contains(s, "$") && !strings.Contains(s, "\\") {
			t.Errorf("the code after %q is %q", s, out)
		}
	})
}
