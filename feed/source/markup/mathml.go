package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed/source/plaintext"
)

// Formulas that a program has set in type are there several times: as MathML, as TeX in an
// annotation, and as boxes for browsers that know neither. One of them is kept: the MathML,
// which readers show, else the TeX.

// settleFormulas leaves one form of each formula in a tree.
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

// isSetFormula knows what KaTeX, MathJax and MediaWiki make.
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

// besideFormula reports whether a script's formula has been set before it.
func followsFormula(n *html.Node) bool {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.Type == html.ElementNode {
			return isRenderedFormula(p) && attr(p, "class") != "MathJax_Preview"
		}
	}
	return false
}

// settleFormula puts a formula's MathML in its place, else its TeX. A preview goes.
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

// delimited is TeX as readers know it.
func delimitTeX(tex string, display bool) string {
	if tex = strings.TrimSpace(tex); display {
		return `\[` + tex + `\]`
	}
	return `\(` + tex + `\)`
}

// describe says in words what a formula is, for those that do not show it, and takes its
// annotations out.
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

// linear is a formula in one line: 1/2, x^2, √(x).
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

func isToken(n *html.Node) bool {
	switch n.Data {
	case "mi", "mo", "mn", "ms", "mtext":
		return true
	}
	return false
}
