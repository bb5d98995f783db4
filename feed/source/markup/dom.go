package markup

import (
	"strings"

	"golang.org/x/net/html"
)

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func setAttr(n *html.Node, key, val string) {
	for i, a := range n.Attr {
		if a.Key == key {
			n.Attr[i].Val = val
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: val})
}

// TextOf is the text below a node.
func TextOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// standsAlone reports whether an element has no text beside it within its parent. It returns false
// if the parent has more than 1,000 nodes besides.
func standsAlone(n *html.Node) bool {
	const much = 1000
	seen := 0
	for sibling := range n.Parent.ChildNodes() {
		if sibling == n {
			continue
		}
		if sibling.Type == html.TextNode && strings.TrimSpace(sibling.Data) != "" {
			return false
		}
		for d := range sibling.Descendants() {
			if seen++; seen > much || d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" {
				return false
			}
		}
		if seen++; seen > much {
			return false
		}
	}
	return true
}

// collect returns the nodes for which f is true. It does not search inside such a node.
func collect(top *html.Node, f func(n *html.Node) bool) (found []*html.Node) {
	for n := top.FirstChild; n != nil; {
		switch {
		case n.Type == html.ElementNode && f(n):
			found = append(found, n)
		case n.FirstChild != nil:
			n = n.FirstChild
			continue
		}
		for n != top && n.NextSibling == nil {
			n = n.Parent
		}
		if n == top {
			break
		}
		n = n.NextSibling
	}
	return found
}

func remove(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

// replace replaces a node with another one.
func replace(n, by *html.Node) {
	if n.Parent == nil {
		return
	}
	n.Parent.InsertBefore(by, n)
	n.Parent.RemoveChild(n)
}

// unwrap replaces a node with its children.
func unwrap(n *html.Node) {
	if n.Parent == nil {
		return
	}
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		n.Parent.InsertBefore(c, n)
	}
	remove(n)
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
