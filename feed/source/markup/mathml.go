package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed/source/plaintext"
)

// simplifyFormulas leaves one form of each formula in a tree. KaTeX, MathJax and MediaWiki write a
// formula several times: as MathML, as TeX in an annotation or a script, and as boxes for browsers
// without MathML. The MathML remains, which feed readers show, or the TeX if there is none.
func simplifyFormulas(body *html.Node) {
	var set, scripts, math []*html.Node
	for n := range body.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "math" && n.Namespace == "math":
			math = append(math, n)
		case n.DataAtom == atom.Script && strings.HasPrefix(attr(n, "type"), "math/tex"):
			scripts = append(scripts, n)
		case isRenderedFormula(n):
			set = append(set, n)
		}
	}
	for _, n := range math {
		addAltText(n)
	}
	for _, n := range scripts {
		if !followsFormula(n) {
			replace(n, &html.Node{Type: html.TextNode, Data: delimitTeX(TextOf(n), strings.Contains(attr(n, "type"), "display"))})
		}
	}
	for _, n := range set {
		simplifyFormula(n)
	}
}

// isRenderedFormula reports whether an element is what KaTeX, MathJax or MediaWiki write for a formula.
func isRenderedFormula(n *html.Node) bool {
	if n.Data == "mjx-container" {
		return true
	}
	for class := range strings.FieldsSeq(attr(n, "class")) {
		switch class {
		case "katex", "MathJax", "MathJax_Preview", "MathJax_Display", "MathJax_SVG", "MathJax_CHTML", "mwe-math-element":
			return true
		}
	}
	return false
}

// followsFormula reports whether the element before a script is its rendered formula.
func followsFormula(n *html.Node) bool {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.Type == html.ElementNode {
			return isRenderedFormula(p) && attr(p, "class") != "MathJax_Preview"
		}
	}
	return false
}

// simplifyFormula replaces a rendered formula with its MathML, if it has one, and removes a preview.
func simplifyFormula(n *html.Node) {
	if n.Parent == nil || attr(n, "class") == "MathJax_Preview" {
		remove(n)
		return
	}
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == "math" {
			d.Parent.RemoveChild(d)
			replace(n, d)
			return
		}
	}
	if source := attr(n, "data-mathml"); source != "" { // MathJax 2
		if p, err := ParsePage(source); err == nil && p.Body.FirstChild != nil {
			m := p.Body.FirstChild
			p.Body.RemoveChild(m)
			addAltText(m)
			replace(n, m)
		}
	}
}

// delimitTeX writes TeX between \( \) or \[ \], which feed readers with MathJax show as a formula.
func delimitTeX(tex string, display bool) string {
	tex = strings.TrimSpace(tex)
	if display {
		return `\[` + tex + `\]`
	}
	return `\(` + tex + `\)`
}

// addAltText sets the attribute alttext of a formula, for programs that do not show MathML, and removes
// its annotations. The text is the TeX in an annotation, or else that of linearText.
func addAltText(math *html.Node) {
	tex := ""
	var annotations []*html.Node
	for n := range math.Descendants() {
		if n.Type == html.ElementNode && (n.Data == "annotation" || n.Data == "annotation-xml") {
			annotations = append(annotations, n)
			if encoding := attr(n, "encoding"); n.Data == "annotation" && strings.Contains(strings.ToLower(encoding), "tex") {
				tex = plaintext.OneLine(TextOf(n))
			}
		}
	}
	for _, n := range annotations {
		remove(n)
	}
	if attr(math, "alttext") == "" {
		if tex == "" {
			tex = plaintext.OneLine(linearText(math))
		}
		setAttr(math, "alttext", tex)
	}
}

// linearText returns MathML in one line of text: 1/2, x^2, √(x).
func linearText(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var parts []string
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode || n.Type == html.ElementNode && isToken(n) && c.Type == html.TextNode {
			parts = append(parts, strings.TrimSpace(linearText(c)))
		}
	}
	join := func(signs ...string) string {
		var b strings.Builder
		for i, part := range parts {
			if i > 0 && i <= len(signs) {
				b.WriteString(signs[i-1])
			}
			if i > 0 && len([]rune(part)) > 1 || i == 0 && len(signs) > 0 && signs[0] == "/" && strings.ContainsAny(part, "+-−") {
				part = "(" + part + ")"
			}
			b.WriteString(part)
		}
		return b.String()
	}
	switch n.Data {
	case "mfrac":
		return join("/")
	case "msup", "mover":
		return join("^")
	case "msub", "munder":
		return join("_")
	case "msubsup", "munderover":
		return join("_", "^")
	case "msqrt":
		return "√(" + strings.Join(parts, "") + ")"
	case "mroot":
		return "√(" + join(", ") + ")"
	case "mtr", "mtd", "mtable":
		return strings.Join(parts, " ")
	}
	return strings.Join(parts, "")
}

// isToken reports whether an element of MathML contains text (MathML §3.2, token elements).
func isToken(n *html.Node) bool {
	switch n.Data {
	case "mi", "mo", "mn", "ms", "mtext":
		return true
	}
	return false
}
