package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// attr returns the value of an attribute without white space around it, "" if it is not set.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// setAttr sets the value of an attribute.
func setAttr(n *html.Node, key, val string) {
	for i, a := range n.Attr {
		if a.Key == key {
			n.Attr[i].Val = val
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: val})
}

// TextOf returns the text of all nodes below n.
func TextOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// standsAlone reports whether the parent of an element has no other text. It returns false if the
// parent contains more than 1,000 other nodes, so that the check takes constant time.
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
			seen++
			if seen > much || d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" {
				return false
			}
		}
		seen++
		if seen > much {
			return false
		}
	}
	return true
}

// collect returns the elements below top for which f is true. It does not search inside such an
// element.
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

// remove removes a node from its tree.
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

// hasAttr reports whether an attribute is set, with any value.
func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
