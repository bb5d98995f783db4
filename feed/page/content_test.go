package page

import "testing"

func TestAdaptContent(t *testing.T) {
	for content, want := range map[string]string{
		"<p>x</p>": "<p>x</p>",
		`<img src="a"><img src="b"><img src="c">`: `<img src="a"><img loading="lazy" decoding="async" src="b"><img loading="lazy" decoding="async" src="c">`,
		"<table><tr></tr></table>":                `<div class="table" tabindex="0"><table><tr></tr></table></div>`,
		"<pre><code>&lt;table&gt;</code></pre>":   `<pre tabindex="0"><code>&lt;table&gt;</code></pre>`,
		`<table class="x"><tr><th align="left">a</th><td align="right">b</td></tr></table><pre class="y">c</pre>`: `<div class="table" tabindex="0"><table class="x"><tr><th class="left">a</th><td class="right">b</td></tr></table></div><pre tabindex="0" class="y">c</pre>`,
		`<h1 id="a">A</h1><h2>B</h2><h5>C</h5><h6>D</h6><hr />`:                                                   `<h2 id="a">A</h2><h3>B</h3><h6>C</h6><h6>D</h6><hr />`,
		"<h2>B</h2>": "<h2>B</h2>", "": "", "a <": "a <",
	} {
		if got := adaptContent(content); got != want {
			t.Errorf("%s: %s", content, got)
		}
	}
}
