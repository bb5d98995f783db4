package markup

import (
	"strings"
	"testing"
)

// Nothing that could run a script survives: elements, event handlers, URL schemes and obfuscations,
// after OWASP's XSS Filter Evasion Cheat Sheet.
func TestCleanDangerous(t *testing.T) {
	checkClean(t, []conversion{
		{`a<script>alert(1)</script>b`, `ab`},
		{`a<SCRIPT SRC=https://x.example/x.js></SCRIPT>b`, `ab`},
		{`<scr<script>ipt>alert(1)</script>`, `ipt&gt;alert(1)`},
		{`<script/XSS src="x.js"></script>a`, `a`},
		{`<script>alert(1)`, ``},
		{`<style>body{background:url(javascript:x)}</style>a`, `a`},
		{`<p style="background:url(javascript:x)">a</p>`, `<p>a</p>`},
		{`<p style="width:expression(alert(1))">a</p>`, `<p>a</p>`},
		{`<p onclick="x()">a</p>`, `<p>a</p>`},
		{`<p OnMouseOver='x()'>a</p>`, `<p>a</p>`},
		{`<body onload=alert(1)>a</body>`, `a`},
		{`<img src=x onerror=alert(1)>`, `<img src="https://fil.example/a/x">`},
		{`<img src="javascript:alert(1)">`, ``},
		{`<img src="jav&#x09;ascript:alert(1)">`, ``},
		{`<img src=JaVaScRiPt:alert(1)>`, ``},
		{`<img src="x" lowsrc="javascript:alert(1)">`, `<img src="https://fil.example/a/x">`},
		{`<img """><script>alert(1)</script>">`, `&#34;&gt;`},
		{`<a href="javascript:alert(1)">a</a>`, `a`},
		{`<a href=" javascript:alert(1)">a</a>`, `a`},
		{`<a href="javascript&#58;alert(1)">a</a>`, `a`},
		{`<a href="&#106;avascript:alert(1)">a</a>`, `a`},
		{`<a href="vbscript:msgbox(1)">a</a>`, `a`},
		{`<a href="data:text/html;base64,PHNjcmlwdD4=">a</a>`, `a`},
		{`<a href="file:///etc/passwd">a</a>`, `a`},
		{`<a href="https://x.example/" target="_blank" onclick="x()">a</a>`, `<a href="https://x.example/">a</a>`},
		{`<a href="https://x.example/" ping="https://y.example/">a</a>`, `<a href="https://x.example/">a</a>`},
		{`<meta http-equiv="refresh" content="0;url=https://x.example/">a`, `a`},
		{`<base href="https://x.example/">a`, `a`},
		{`<link rel="stylesheet" href="https://x.example/x.css">a`, `a`},
		{`<form action="https://x.example/"><input type="text" name="a"><button>b</button>c</form>`, `c`},
		{`<input type="image" src="x" onclick="y()">a`, `a`},
		{`<textarea>a</textarea>b`, `b`},
		{`<select><option>a</option></select>b`, `b`},
		{`<marquee onstart="x()">a</marquee>`, `a`},
		{`<video src="https://x.example/v.mp4" onerror="x()"></video>`, `<video src="https://x.example/v.mp4"></video>`},
		{`<svg onload="x()"><circle r="1"/></svg>a`, `a`},
		{`<svg><script>alert(1)</script></svg>a`, `a`},
		{`<svg><a href="javascript:x"><text>b</text></a></svg>a`, `a`},
		{`<math><mi href="javascript:x">a</mi></math>`, `<math alttext="a"><mi>a</mi></math>`},
		{`<iframe src="javascript:alert(1)"></iframe>a`, `javascript:alert(1)a`},
		{`<iframe srcdoc="<script>alert(1)</script>"></iframe>a`, `a`},
		{`<object data="javascript:alert(1)"></object>a`, `javascript:alert(1)a`},
		{`<embed src="https://x.example/x.swf">`, `<a href="https://x.example/x.swf">https://x.example/x.swf</a>`},
		{`<applet code="X.class">a</applet>b`, `b`},
		{`<template><script>x</script>a</template>b`, `b`},
		{`b<noscript><p title="</noscript><img src=x onerror=alert(1)>"></p></noscript>a`, `ba`},
		{`<p title="a&quot; onclick=&quot;x()">a</p>`, `<p title="a&#34; onclick=&#34;x()">a</p>`},
		{`<div><p>never closed`, `<div><p>never closed</p></div>`},
		{`<b><i>a</b>b</i>`, `<b><i>a</i></b><i>b</i>`},
		{`<!-- a --><!--[if IE]><script>x</script><![endif]-->b`, `b`},
		{`<?xml version="1.0"?><?php echo 1 ?>a`, `a`},
		{`<![CDATA[<script>x</script>]]>a`, `x]]&gt;a`},
		{`<unknown-element onclick="x()">a</unknown-element>`, `a`},
		{"<p>a\x00b</p>", `<p>ab</p>`},
	})
}

// Elements and attributes of text survive (HTML §4.4 to §4.9), with global attributes that are safe.
func TestCleanText(t *testing.T) {
	same := []string{
		`<p>a</p>`, `<h1 id="a">a</h1><h2>b</h2><h6>c</h6>`, `<ul><li>a</li></ul>`, `<ol start="3"><li>a</li></ol>`, `<ol reversed=""><li>a</li></ol>`,
		`<dl><dt>a</dt><dd>b</dd></dl>`, `<blockquote cite="https://x.example/"><p>a</p></blockquote>`, `<pre><code class="language-go">a</code></pre>`,
		`<hr/>`, `<br/>`, `<p>a<wbr/>b</p>`, `<em>a</em><strong>b</strong><b>c</b><i>d</i>`, `<small>a</small><s>b</s><u>c</u><mark>d</mark>`,
		`<abbr title="a b">c</abbr>`, `<cite>a</cite><q cite="https://x.example/">b</q><dfn>c</dfn>`, `<kbd>a</kbd><samp>b</samp><var>c</var>`,
		`<sub>a</sub><sup>b</sup>`, `<time datetime="2024-01-02">a</time>`, `<data value="1">a</data>`, `<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>`,
		`<bdi>a</bdi><bdo dir="rtl">b</bdo>`, `<ins>a</ins><del>b</del>`, `<p lang="fr" dir="ltr">a</p>`, `<p class="a b-c" id="d">a</p>`, `<p title="x &lt; y">a</p>`,
		`<section><article><header>a</header><nav>b</nav><footer>c</footer></article></section>`, `<details open=""><summary>a</summary>b</details>`,
		`<figure><img src="https://x.example/i.png" alt="a"/><figcaption>b</figcaption></figure>`, `<address>a</address>`,
		`<table><caption>a</caption><thead><tr><th scope="col">b</th></tr></thead><tbody><tr><td colspan="2" rowspan="3">c</td></tr></tbody></table>`,
		`<td align="left">`, `<a href="https://x.example/" hreflang="fr">a</a>`, `<a href="https://fil.example/a/#b" id="c">a</a>`, `<a href="mailto:a@b.example">a</a>`,
	}
	for _, s := range same {
		if strings.HasPrefix(s, "<td") { // outside of a table it is no element
			s = "<table><tbody><tr>" + s + "a</td></tr></tbody></table>"
		}
		if got, warnings := cleanHTML(t, s); normalize(t, got) != normalize(t, s) || warnings != nil {
			t.Errorf("%s:\n got %s %q", s, got, warnings)
		}
	}
	checkClean(t, []conversion{
		{`<p align="center">a</p>`, `<p>a</p>`},
		{`<font color="red" size="2">a</font>`, `a`},
		{`<p class="a&quot;b">a</p>`, `<p>a</p>`},
		{`<p contenteditable="true" draggable="true" tabindex="1" accesskey="x">a</p>`, `<p>a</p>`},
		{`<p data-x="y">a</p>`, `<p>a</p>`},
		{`<p lang="&quot;">a</p>`, `<p>a</p>`},
		{`<a name="b">a</a>`, `<a id="b">a</a>`},
		{`<a name="b" id="c">a</a>`, `<a id="c">a</a>`},
		{`<td>a</td>`, `a`},
		{`<ol start="x"><li>a</li></ol>`, `<ol><li>a</li></ol>`},
		{`<li><input type="checkbox" checked disabled> a</li>`, `<li><input type="checkbox" checked="" disabled=""/> a</li>`},
		{`<td style="text-align:center">`, ``},
		{`<table><tr><td style="text-align:center">a</td></tr></table>`, `<table><tbody><tr><td style="text-align:center">a</td></tr></tbody></table>`},
		{`<table><tr><td style="text-align:center;position:fixed">a</td></tr></table>`, `<table><tbody><tr><td>a</td></tr></tbody></table>`},
		{`<center>a</center>`, `<center>a</center>`},
	})
}

// Addresses become absolute, and only those of a few schemes survive.
func TestCleanAddresses(t *testing.T) {
	for _, scheme := range Schemes {
		s := `<a href="` + scheme + `:x">a</a>`
		if strings.HasSuffix(scheme, "ttp") || strings.HasSuffix(scheme, "ttps") || strings.Contains(scheme, "ftp") {
			s = `<a href="` + scheme + `://x.example/">a</a>`
		}
		if got, warnings := cleanHTML(t, s); got != s || warnings != nil {
			t.Errorf("%s: %s, %q", s, got, warnings)
		}
	}
	for _, row := range []struct{ in, want, warning string }{
		{`<a href="/x">a</a>`, `<a href="https://fil.example/x">a</a>`, ""},
		{`<a href="x?a=1&amp;b=2">a</a>`, `<a href="https://fil.example/a/x?a=1&amp;b=2">a</a>`, ""},
		{`<a href="//x.example/y">a</a>`, `<a href="https://x.example/y">a</a>`, ""},
		{`<a href=" /x ">a</a>`, `<a href="https://fil.example/x">a</a>`, ""},
		{`<a href="#x">a</a>`, `<a href="https://fil.example/a/#x">a</a>`, ""},
		{`<a href="https://x.example/é">a</a>`, `<a href="https://x.example/%C3%A9">a</a>`, ""},
		{`<img src="i.png">`, `<img src="https://fil.example/a/i.png"/>`, ""},
		{`<video src="v.mp4" poster="p.png"></video>`, `<video src="https://fil.example/a/v.mp4" poster="https://fil.example/a/p.png"></video>`, ""},
		{`<audio><source src="a.mp3" type="audio/mpeg"></audio>`, `<audio><source src="https://fil.example/a/a.mp3" type="audio/mpeg"/></audio>`, ""},
		{`<track src="t.vtt" kind="subtitles" srclang="fr" label="Français">`, `<track src="https://fil.example/a/t.vtt" kind="subtitles" srclang="fr" label="Français"/>`, ""},
		{`<blockquote cite="/x">a</blockquote>`, `<blockquote cite="https://fil.example/x">a</blockquote>`, ""},
		{`<a href="http://[::1">a</a>`, `a`, "%q is no address, and is left out"},
		{`<a href="javascript:x">a</a>`, `a`, "an address of the scheme %s: is left out, its text is kept"},
		{`<a href="app:x">a</a>`, `a`, "an address of the scheme %s: is left out, its text is kept"},
		{`<img src="data:image/png;base64,iVBORw0KGgo=" alt="a">`, ``, "a picture in the text itself (data:) is left out"},
		{`<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP">`, ``, ""},
		{`<a href="">a</a>`, `<a href="https://fil.example/a/">a</a>`, ""},
	} {
		got, warnings := cleanHTML(t, row.in)
		if normalize(t, got) != normalize(t, row.want) {
			t.Errorf("%s:\n got %s\nwant %s", row.in, got, row.want)
		}
		if strings.Join(warnings, "|") != row.warning {
			t.Errorf("%s: warnings %q, want %q", row.in, warnings, row.warning)
		}
	}
}

// What a page does not show is removed: the attribute hidden (HTML §6.1), styles, and the classes of
// frameworks for screen readers and hidden elements.
func TestCleanHidden(t *testing.T) {
	for _, hidden := range []string{
		`<p hidden>SECRET</p>`, `<p hidden="until-found">SECRET</p>`, `<div style="display:none">SECRET</div>`, `<div style="color:red; DISPLAY : NONE">SECRET</div>`,
		`<span style="visibility:hidden">SECRET</span>`, `<span class="sr-only">SECRET</span>`, `<span class="screen-reader-text">SECRET</span>`,
		`<span class="a visually-hidden b">SECRET</span>`, `<div class="hidden">SECRET</div>`, `<div class="d-none">SECRET</div>`, `<div class="is-hidden">SECRET</div>`,
		`<div class="invisible">SECRET</div>`, `<template>SECRET</template>`, `<dialog>SECRET</dialog>`, `<button>SECRET</button>`, `<select><option>SECRET</option></select>`,
		`<textarea>SECRET</textarea>`, `<input type="hidden" value="SECRET">`, `<datalist><option>SECRET</option></datalist>`, `<div hidden><p>SECRET</p><p>SECRET</p></div>`,
		`<!-- SECRET -->`, `<script type="text/plain">SECRET</script>`, `<noscript>SECRET</noscript>`, `<title>SECRET</title>`,
		// The comments of reviewers in Google Docs and Word, and the deletions that Word tracks.
		`<sup><a href="#cmnt1" id="cmnt_ref1">SECRET</a></sup>`, `<div class="c5"><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>SECRET</span></p><p>SECRET</p></div>`,
		`<p class="c1"><span><a id="cmnt12">[b]</a></span> SECRET</p>`, `<div style='mso-element:comment-list'><div style='mso-element:comment'><p class=MsoCommentText>SECRET</p></div></div>`,
		`<span class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">SECRET</a></span>`, `<del cite="mailto:Bob" datetime="2024-01-01T10:00">SECRET</del>`,
	} {
		got, _ := cleanHTML(t, "<p>a</p>"+hidden+"<p>b</p>")
		if strings.Contains(got, "SECRET") || !strings.Contains(got, "<p>a</p>") || !strings.Contains(got, "<p>b</p>") {
			t.Errorf("%s: %s", hidden, got)
		}
	}
	checkClean(t, []conversion{
		{`<dialog open>a</dialog>`, `a`},
		{`<p style="display:block">a</p>`, `<p>a</p>`},
		{`<p style="text-display:none">a</p>`, `<p>a</p>`},
		{`<p><a id="cmnt">a</a> b</p>`, `<p><a id="cmnt">a</a> b</p>`},
		{`<p><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup> <del>a</del></p>`, `<p><sup><a href="https://fil.example/a/#ftnt1" id="ftnt_ref1">[1]</a></sup> <del>a</del></p>`},
		{`<p class="not-hidden">a</p>`, `<p class="not-hidden">a</p>`},
		{`<p aria-hidden="true">a</p>`, `<p>a</p>`},
	})
}

// Embedded frames and plug-ins become links to their content, with their titles.
func TestCleanEmbeds(t *testing.T) {
	checkClean(t, []conversion{
		{`<iframe src="https://www.youtube.com/embed/X"></iframe>`, `<a href="https://www.youtube.com/embed/X">https://www.youtube.com/embed/X</a>`},
		{`<iframe src="https://x.example/" title="Un film"></iframe>`, `<a href="https://x.example/">Un film</a>`},
		{`<iframe src="/e" title="T">fallback</iframe>`, `<a href="https://fil.example/e">T</a>`},
		{`<iframe data-src="https://x.example/" src="about:blank"></iframe>`, `<a href="https://x.example/">https://x.example/</a>`},
		{`<iframe src="about:blank"></iframe>a`, `a`},
		{`<iframe></iframe>a`, `a`},
		{`<embed src="m.mid" title="Air">`, `<a href="https://fil.example/a/m.mid">Air</a>`},
		{`<object data="d.pdf" type="application/pdf"></object>`, `<a href="https://fil.example/a/d.pdf">d.pdf</a>`},
		{`<object data="d.swf"><param name="a" value="b"></object>`, `<a href="https://fil.example/a/d.swf">d.swf</a>`},
		{`<object data="d.pdf"><p>Le <a href="d.pdf">PDF</a></p></object>`, `<p>Le <a href="https://fil.example/a/d.pdf">PDF</a></p>`},
		{`<object data="d.swf"><embed src="d.swf"></object>`, `<a href="https://fil.example/a/d.swf">d.swf</a>`},
		{`<object data="d.svg"><img src="d.png" alt="D"></object>`, `<img src="https://fil.example/a/d.png" alt="D"/>`},
		{`<p><object data="d.pdf"><p>a</p></object></p>`, `<p>a</p>`},
		{`<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>a`, `a`},
		{`<svg><title>T</title></svg>a`, `a`},
		{`<svg>a<p>b</p>`, `a<p>b</p>`},
	})
	for _, row := range []struct {
		svg  string
		warn bool
	}{
		{`<svg viewBox="0 0 100 100"></svg>`, true},
		{`<svg width="300" height="200"></svg>`, true},
		{`<svg width="16" height="16"></svg>`, false},
		{`<svg width="1em" height="1em"></svg>`, false},
		{`<svg aria-hidden="true"></svg>`, false},
		{`<svg role="presentation"></svg>`, false},
	} {
		if _, warnings := cleanHTML(t, row.svg); len(warnings) > 0 != row.warn {
			t.Errorf("%s: warnings %q", row.svg, warnings)
		}
	}
}
