package markup

import "testing"

// A formula that KaTeX, MathJax or MediaWiki has rendered remains once: as MathML with an alternative
// text, or as TeX.
func TestFormulas(t *testing.T) {
	checkClean(t, []conversion{
		{ // MathML by hand
			`<math><mi>x</mi></math>`,
			`<math alttext="x"><mi>x</mi></math>`,
		},
		{ // an alternative text of the author remains
			`<math alttext="ex"><mi>x</mi></math>`,
			`<math alttext="ex"><mi>x</mi></math>`,
		},
		{ // the TeX of an annotation is the alternative text
			`<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x_1</annotation></semantics></math>`,
			`<math alttext="x_1"><semantics><mi>x</mi></semantics></math>`,
		},
		{ // an annotation of another kind is removed
			`<math><semantics><mi>x</mi><annotation encoding="StarMath 5.0">over</annotation></semantics></math>`,
			`<math alttext="x"><semantics><mi>x</mi></semantics></math>`,
		},
		{ // an annotation can contain HTML
			`<math><semantics><mi>x</mi><annotation-xml encoding="text/html"><p>a</p></annotation-xml></semantics></math>`,
			`<math alttext="x"><semantics><mi>x</mi></semantics></math>`,
		},
		{ // KaTeX: MathML, and boxes for browsers without it
			`<p>a <span class="katex"><span class="katex-mathml"><math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math></span><span class="katex-html" aria-hidden="true"><span class="base">x</span></span></span> b</p>`,
			`<p>a <math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x"><semantics><mi>x</mi></semantics></math> b</p>`,
		},
		{ // MathJax 2: a preview, boxes with the MathML in an attribute, and a script with the TeX
			`<span class="MathJax_Preview">x</span><span class="MathJax" data-mathml="&lt;math&gt;&lt;mi&gt;x&lt;/mi&gt;&lt;/math&gt;"><span>x</span></span><script type="math/tex">x</script>`,
			`<math alttext="x"><mi>x</mi></math>`,
		},
		{ // MathJax 3
			`<mjx-container class="MathJax"><mjx-math>x</mjx-math><mjx-assistive-mml><math><mi>x</mi></math></mjx-assistive-mml></mjx-container>`,
			`<math alttext="x"><mi>x</mi></math>`,
		},
		{ // MediaWiki: MathML and a picture
			`<span class="mwe-math-element"><span style="display:none"><math alttext="{\displaystyle x}"><mi>x</mi></math></span><img src="x.svg" alt="x"></span>`,
			`<math alttext="{\displaystyle x}"><mi>x</mi></math>`,
		},
		{ // MathJax before it has run
			`<p>a <script type="math/tex">x_1</script> b</p>`,
			`<p>a \(x_1\) b</p>`,
		},
		{
			`<p><script type="math/tex; mode=display"> x_1 </script></p>`,
			`<p>\[x_1\]</p>`,
		},
	})
}

// The alternative text of a formula is one line of text.
func TestLinearText(t *testing.T) {
	for _, row := range []conversion{
		{`<mfrac><mn>1</mn><mn>2</mn></mfrac>`, `1/2`},
		{`<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>`, `(a+b)/c`},
		{`<mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mi>c</mi></mrow></mfrac>`, `a/(b+c)`},
		{`<msup><mi>x</mi><mn>2</mn></msup>`, `x^2`},
		{`<msup><mi>x</mi><mn>10</mn></msup>`, `x^(10)`},
		{`<msub><mi>x</mi><mi>i</mi></msub>`, `x_i`},
		{`<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>`, `x_i^2`},
		{`<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>`, `∑_i^n`},
		{`<msqrt><mi>x</mi></msqrt>`, `√(x)`},
		{`<mroot><mi>x</mi><mn>3</mn></mroot>`, `√(x, 3)`},
		{`<mrow><mi>a</mi><mo>=</mo><mi>b</mi></mrow>`, `a=b`},
		{`<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr></mtable>`, `1 0`},
		{"<mrow>\n  <mi> a </mi>\n  <mo>+</mo>\n</mrow>", `a+`},
		{`<mtext>si</mtext>`, `si`},
	} {
		got, _ := cleanHTML(t, "<math>"+row.in+"</math>")
		want := `<math alttext="` + row.want + `">` + row.in + "</math>"
		if normalize(t, got) != normalize(t, want) {
			t.Errorf("%s:\n got %s\nwant %s", row.in, got, want)
		}
	}
}
