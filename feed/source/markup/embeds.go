package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// isEmbed reports whether an element embeds content that feed readers do not show.
func isEmbed(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Iframe, atom.Frame, atom.Object, atom.Embed, atom.Applet, atom.Svg:
		return true
	}
	return n.Data == "svg"
}

// replaceEmbed replaces embedded content with a link to it. An object that has a fallback is replaced
// with that. A drawing (SVG) is removed.
func (c *Cleaner) replaceEmbed(n *html.Node) {
	if n.Data == "svg" {
		if attr(n, "aria-hidden") != "true" && attr(n, "role") != "presentation" && !isSmall(n) {
			c.warn("<svg", "save it as a file beside, as in <img src=\"drawing.svg\">", "a drawing in the text (svg) is left out")
		}
		for t := n.FirstChild; t != nil; t = n.FirstChild { // text directly in <svg> is not drawn: the svg was never closed, and the parser put the text after it inside
			n.RemoveChild(t)
			if t.Type == html.TextNode && n.Parent != nil {
				n.Parent.InsertBefore(t, n)
			}
		}
		remove(n)
		return
	}
	src := attr(n, "src")
	if lazy := attr(n, "data-src"); lazy != "" {
		src = lazy
	}
	if n.DataAtom == atom.Object {
		src = attr(n, "data")
		if hasFallback(n) {
			for _, inside := range collect(n, isEmbed) {
				c.replaceEmbed(inside)
			}
			if n.Parent != nil && n.Parent.DataAtom == atom.P { // a paragraph cannot hold another one
				for _, block := range collect(n, func(n *html.Node) bool { return n.DataAtom == atom.P || n.DataAtom == atom.Div }) {
					unwrap(block)
				}
			}
			unwrap(n)
			return
		}
	}
	if src == "" || strings.HasPrefix(src, "about:") {
		remove(n)
		return
	}
	label := attr(n, "title")
	if label == "" {
		label = src
	}
	link := &html.Node{Type: html.ElementNode, DataAtom: atom.A, Data: "a", Attr: []html.Attribute{{Key: "href", Val: src}}}
	link.AppendChild(&html.Node{Type: html.TextNode, Data: label})
	replace(n, link)
}

// isSmall reports whether the attributes width and height give an element the size of an icon.
func isSmall(n *html.Node) bool {
	const icon = 32
	width, height := pixels(attr(n, "width")), pixels(attr(n, "height"))
	return width > 0 && width <= icon || height > 0 && height <= icon || strings.HasSuffix(attr(n, "width"), "em")
}

// hasFallback reports whether an object contains anything to show without a plug-in (HTML §4.8.7).
func hasFallback(n *html.Node) bool {
	for c := range n.ChildNodes() {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" || c.Type == html.ElementNode && c.DataAtom != atom.Param {
			return true
		}
	}
	return false
}
