package markup

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed/source/plaintext"
)

// Cleaner rewrites the HTML of a text into what a reader can show. The sanitiser runs afterwards.
type Cleaner struct {
	Resolve Resolver
	// tell takes a warning about something that is left out of the text; at is the text at that
	// place. It may be nil.
	Warn func(at, hint, format string, args ...any)
	// separator is the text of the comment that ends a summary, besides the usual ones.
	Separator string
	// most is the most bytes of the HTML, 0 for no limit.
	MaxBytes int
}

// Clean writes what is in a body as HTML that a reader can show: URLs absolute,
// frames as links, lazy images as plain ones, nothing that a page hides. The sanitiser
// comes last, so that nothing is put together after it has looked. Where the text has the
// mark that ends a summary, so has what comes out: see cutSummary.
func (c *Cleaner) Clean(body *html.Node) (string, error) {
	if body == nil {
		return "", nil
	}
	settleFormulas(body)
	c.showNoscript(body)
	for _, n := range collect(body, isHidden) {
		remove(n)
	}
	for _, n := range collect(body, isPlugIn) {
		c.standIn(n)
	}
	for n := range body.Descendants() {
		switch {
		case n.Type == html.CommentNode && isMoreMark(n.Data, c.Separator):
			n.Type, n.Data = html.TextNode, plaintext.Reserved
		case n.Type == html.ElementNode:
			c.attributes(n)
		}
	}
	for _, n := range collect(body, isEmptyPicture) {
		remove(n)
	}
	var b strings.Builder
	for n := range body.ChildNodes() {
		if err := html.Render(&b, n); err != nil {
			return "", fmt.Errorf("writing the HTML: %w", err)
		}
	}
	return strings.TrimSpace(policy().Sanitize(b.String())), nil
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

var (
	hiddenStyle = regexp.MustCompile(`(?i)(?:^|[^-\w])(?:display\s*:\s*none|visibility\s*:\s*hidden)`)
	hiddenClass = map[string]bool{"screen-reader-text": true, "sr-only": true, "visually-hidden": true, "visuallyhidden": true, "katex-html": true,
		"hidden": true, "d-none": true, "is-hidden": true, "invisible": true}
)

// isHidden reports whether a page does not show an element, or whether it is a form's: nobody can
// fill in a form in a reader. The boxes of a task list are kept.
func isHidden(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Template, atom.Select, atom.Textarea, atom.Button, atom.Datalist, atom.Option:
		return true
	case atom.Input:
		return attr(n, "type") != "checkbox"
	case atom.Dialog:
		return !hasAttr(n, "open")
	}
	if hasAttr(n, "hidden") || hiddenStyle.MatchString(attr(n, "style")) {
		return true
	}
	for class := range strings.FieldsSeq(attr(n, "class")) {
		if hiddenClass[class] {
			return true
		}
	}
	return false
}

// isPlugIn reports whether an element is embedded content that readers do not show.
func isPlugIn(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Iframe, atom.Frame, atom.Object, atom.Embed, atom.Applet, atom.Svg:
		return true
	}
	return n.Data == "svg"
}

// standIn replaces embedded content with a link to it, unless it has a fallback of its own.
func (c *Cleaner) standIn(n *html.Node) {
	if n.Data == "svg" {
		if attr(n, "aria-hidden") != "true" && attr(n, "role") != "presentation" && !isSmall(n) {
			c.told("<svg", "save it as a file beside, as in <img src=\"drawing.svg\">", "a drawing in the text (svg) is left out")
		}
		for t := n.FirstChild; t != nil; t = n.FirstChild { // an svg draws no such text: it was never closed, and took in the text after it
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
			for _, inside := range collect(n, isPlugIn) {
				c.standIn(inside)
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

// isEmptyPicture reports whether a picture has lost its address.
func isEmptyPicture(n *html.Node) bool {
	return n.DataAtom == atom.Img && !strings.HasPrefix(attr(n, "src"), "http") && attr(n, "srcset") == ""
}

// isSmall reports whether an element is an icon, by its size.
func isSmall(n *html.Node) bool {
	const icon = 32
	width, height := pixels(attr(n, "width")), pixels(attr(n, "height"))
	return width > 0 && width <= icon || height > 0 && height <= icon || strings.HasSuffix(attr(n, "width"), "em")
}

// hasFallback reports whether an object has something to show without a plug-in.
func hasFallback(n *html.Node) bool {
	for c := range n.ChildNodes() {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" || c.Type == html.ElementNode && c.DataAtom != atom.Param {
			return true
		}
	}
	return false
}

// showNoscript keeps the pictures in <noscript>, which a page has for browsers without scripts. A
// lazy copy of the same picture beside it is removed.
func (c *Cleaner) showNoscript(body *html.Node) {
	for _, n := range collect(body, func(n *html.Node) bool { return n.DataAtom == atom.Noscript }) {
		media := collect(n, func(n *html.Node) bool {
			switch n.DataAtom {
			case atom.Img, atom.Picture, atom.Video, atom.Audio, atom.Iframe, atom.Object:
				return true
			}
			return false
		})
		if len(media) == 0 {
			remove(n)
			continue
		}
		if lazy := before(n); lazy != nil && lazy.DataAtom == atom.Img {
			unlazy(lazy)
			if attr(media[0], "src") == attr(lazy, "src") || attr(lazy, "src") == "" || isPlaceholder(attr(lazy, "src")) {
				remove(lazy)
			}
		}
		unwrap(n)
	}
}

// before returns the element before a node, if only white space is between them.
func before(n *html.Node) *html.Node {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.Type == html.ElementNode {
			return p
		}
		if strings.TrimSpace(p.Data) != "" {
			return nil
		}
	}
	return nil
}

// lazyNames are the attributes from which scripts take the address of a lazy picture, the surest
// first. From the third on, they may also hold another size of the picture in src.
var lazyNames = []string{"data-src", "data-lazy-src", "data-original", "data-lazy", "data-actualsrc", "data-orig-file", "data-large-file", "data-echo", "data-hi-res-src", "data-full-src"}

// unlazy gives a lazy picture its address, as a script would have done.
func unlazy(n *html.Node) {
	if n.DataAtom != atom.Img && n.DataAtom != atom.Source {
		return
	}
	for _, name := range []string{"data-srcset", "data-lazy-srcset"} {
		if lazy := attr(n, name); lazy != "" {
			setAttr(n, "srcset", lazy)
		}
	}
	for i, name := range lazyNames {
		if lazy := attr(n, name); lazy != "" && !strings.HasPrefix(lazy, "data:") && (i < 2 || attr(n, "src") == "" || isPlaceholder(attr(n, "src"))) {
			setAttr(n, "src", lazy)
			break
		}
	}
	if src := attr(n, "src"); n.DataAtom == atom.Img && (src == "" || isPlaceholder(src)) {
		if first := firstSource(attr(n, "srcset")); first != "" {
			setAttr(n, "src", first)
		}
	}
}

var standsIn = regexp.MustCompile(`(?i)^data:image/(?:gif|svg)|(?:placeholder|blank|spacer|loading|lazy|transparent|1x1|pixel|grey|gray)[^/]*\.(?:gif|png|svg|jpe?g|webp)(?:\?.*)?$`)

// isPlaceholder reports whether an address is that of an empty picture, which a lazy one shows
// until a script loads it.
func isPlaceholder(src string) bool { return standsIn.MatchString(src) }

// firstSource returns the first address of a srcset, which stands for all of its sizes.
func firstSource(srcset string) string {
	first, _, _ := cutAny(strings.TrimLeft(srcset, " \t\n,"), " \t\n")
	return strings.TrimRight(first, ",")
}

// attributes makes the addresses of an element absolute, and named anchors targets.
func (c *Cleaner) attributes(n *html.Node) {
	unlazy(n)
	if name := attr(n, "name"); n.DataAtom == atom.A && name != "" && attr(n, "id") == "" {
		setAttr(n, "id", name)
	}
	for i, a := range n.Attr {
		switch a.Key {
		case "href", "src", "poster", "cite":
			n.Attr[i].Val = c.address(n, a.Key, a.Val)
		case "srcset":
			n.Attr[i].Val = resolveSrcset(a.Val, c.Resolve)
		}
	}
}

// address makes one address absolute, and warns of one that cannot be kept.
func (c *Cleaner) address(n *html.Node, key, ref string) string {
	u := c.Resolve(ref)
	switch {
	case key == "cite" || n.DataAtom == atom.Script || n.DataAtom == atom.Link:
	case strings.HasPrefix(strings.ToLower(strings.TrimSpace(ref)), "data:"):
		if n.DataAtom == atom.Img && !isPlaceholder(ref) {
			c.told(ref[:min(len(ref), 40)], "save it as a file beside", "a picture in the text itself (data:) is left out")
		}
	case u == "" && strings.TrimSpace(ref) != "":
		c.told(ref, "write its whole address", "%q is no address, and is left out", ref)
	case LocalFile.MatchString(strings.TrimSpace(ref)): // it has been told
	case u != "" && !safeScheme(u):
		scheme, _, _ := strings.Cut(u, ":")
		c.told(ref, "", "an address of the scheme %s: is left out, its text is kept", strings.ToLower(scheme))
	}
	return u
}

func (c *Cleaner) told(at, hint, format string, args ...any) {
	if c.Warn != nil {
		c.Warn(at, hint, format, args...)
	}
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
