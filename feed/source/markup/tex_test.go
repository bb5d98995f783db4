package markup

import "testing"

// Formulas in TeX stay as they are in the HTML, and sums of money are no formulas. Single dollars follow
// Pandoc's extension tex_math_dollars (https://pandoc.org/MANUAL.html), double ones and \( \) MathJax's
// (https://docs.mathjax.org/en/latest/basic/mathematics.html).
func TestTeX(t *testing.T) {
	checkTranslated(t, options, []translated{
		{`$x_1 + x_2$`, `<p>$x_1 + x_2$</p>`, ""},
		{`$a*b*c$`, `<p>$a*b*c$</p>`, ""},
		{`$\frac{1}{2}$`, `<p>$\frac{1}{2}$</p>`, ""},
		{`$a < b$`, `<p>$a &lt; b$</p>`, ""},
		{`$f'(x)$`, `<p>$f'(x)$</p>`, ""},
		{`$\{a, b\}$`, `<p>$\{a, b\}$</p>`, ""},
		{`$a_1$, $b_2$.`, `<p>$a_1$, $b_2$.</p>`, ""},
		{"- $a_1$ et $b_1$", `<ul><li>$a_1$ et $b_1$</li></ul>`, ""},
		{`**$a_1$**`, `<p><strong>$a_1$</strong></p>`, ""},
		{`$$x_1$$`, `<p>$$x_1$$</p>`, ""},
		{"$$\nx_1 = \\sum_{i=0}^n a_i\n$$", "<p>$$ x_1 = \\sum_{i=0}^n a_i $$</p>", ""},
		{"$$\na &= b \\\\\n  &= c\n$$", "<p>$$ a &amp;= b \\\\ &amp;= c $$</p>", ""},
		{`\(x_1 + x_2\)`, `<p>\(x_1 + x_2\)</p>`, ""},
		{`\[x_1 + x_2\]`, `<p>\[x_1 + x_2\]</p>`, ""},
		{"\\begin{align}\na_1 &= b\\\\\nc &= d\n\\end{align}", "<p>\\begin{align} a_1 &amp;= b\\\\ c &amp;= d \\end{align}</p>", ""},
		{"> $$\n> x_1\n> $$", "<blockquote><p>$$ x_1 $$</p></blockquote>", ""},
		// Prose.
		{`It costs $5 and *more*, up to $10.`, `<p>It costs $5 and <em>more</em>, up to $10.</p>`, ""},
		{`$20,000 and $30,000`, `<p>$20,000 and $30,000</p>`, ""},
		{`US$5 *a* US$6`, `<p>US$5 <em>a</em> US$6</p>`, ""},
		{`100$ et *a* 200$`, `<p>100$ et <em>a</em> 200$</p>`, ""},
		{`$ x_1 $`, `<p>$ x_1 $</p>`, ""},
		{`\$x_1\$`, `<p>$x_1$</p>`, ""},
		{"`$x_1$`", "<p><code>$x_1$</code></p>", ""},
		{"```\n$x_1$\n```", "<pre><code>$x_1$\n</code></pre>", ""},
		{`\(a\) and \[b\]`, `<p>(a) and [b]</p>`, ""},
		{`$HOME/*.txt and $PATH/*.md`, `<p>$HOME/<em>.txt and $PATH/</em>.md</p>`, ""},
	})
}

// Words in a row outside of braces are prose, and commands or indices are TeX.
func TestIsTeX(t *testing.T) {
	for s, want := range map[string]bool{
		`x_1`: true, `\alpha`: true, `x^2`: true, `\text{if this is}`: true, `a`: false, `2024`: false, `the text`: false, `a_1 and then the rest`: false,
		"`x_1`": false, "[a](b_c)": false, "<b>x_1": false,
	} {
		if got := isTeX(s); got != want {
			t.Errorf("isTeX(%q) = %v", s, got)
		}
	}
}
