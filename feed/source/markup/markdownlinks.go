package markup

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"fil/feed/source/plaintext"
)

// resolveAll makes the addresses of links and images absolute. dirty says that the text needs the
// sanitiser: it contains HTML, attributes in braces, or a link that is not safe. It returns errTooLong
// if the addresses alone are longer than c.MaxBytes: many references to one definition repeat it.
func (m *Markdown) resolveAll(doc ast.Node, src []byte, c *Cleaner) (dirty bool, err error) {
	length := 0
	for n := range nodes(doc) {
		switch n := n.(type) {
		case *ast.Text: // most nodes
			if n.SoftLineBreak() {
				joinWide(n, src)
			}
			continue
		case *ast.RawHTML, *ast.HTMLBlock:
			dirty = true
		case *ast.Link:
			var safe bool
			n.Destination, safe = c.destination(n.Destination)
			dirty = dirty || !safe
			length += len(n.Destination) + len(n.Title)
		case *ast.AutoLink:
			dirty = dirty || n.AutoLinkType == ast.AutoLinkURL && !(safeScheme(string(n.URL(src))) && isURL(string(n.URL(src))))
		case *ast.Image:
			var safe bool
			n.Destination, safe = c.destination(n.Destination)
			dirty = dirty || !safe
			length += len(n.Destination) + len(n.Title)
		}
		if c.MaxBytes > 0 && length > c.MaxBytes {
			return dirty, errTooLong
		}
		if n.Type() != ast.TypeInline && n.Attributes() != nil {
			dirty = dirty || hasOwnAttributes(n)
		}
	}
	return dirty, nil
}

// joinWide removes the line break between two wide characters (Chinese, Japanese), which are written
// without spaces. The renderer's option for it also loses line breaks before links and emphasis
// (goldmark 1.8.7).
func joinWide(n *ast.Text, src []byte) {
	next, ok := n.NextSibling().(*ast.Text)
	if !ok {
		return
	}
	last, _ := utf8.DecodeLastRune(n.Value(src))
	first, _ := utf8.DecodeRune(next.Value(src))
	if plaintext.BetweenWide(last, first) {
		n.SetSoftLineBreak(false)
	}
}

// hasOwnAttributes reports whether a node has attributes other than id, which every heading has: the
// author wrote them in braces.
func hasOwnAttributes(n ast.Node) bool {
	for _, attribute := range n.Attributes() {
		if string(attribute.Name) != "id" {
			return true
		}
	}
	return false
}

// destination makes the address of a link absolute. One that is not safe is returned as it is: the
// sanitiser removes it and warns.
func (c *Cleaner) destination(ref []byte) (address []byte, safe bool) {
	u := c.Resolve(string(ref))
	if !safeScheme(u) {
		return ref, false
	}
	return []byte(u), true
}

// safeScheme reports whether the scheme of an address is in [Schemes].
func safeScheme(u string) bool {
	scheme, _, _ := strings.Cut(u, ":")
	switch scheme {
	case "https", "http": // most addresses
		return true
	}
	return slices.Contains(Schemes, strings.ToLower(scheme))
}

// isURL reports whether an address can be parsed.
func isURL(u string) bool { _, err := url.Parse(u); return err == nil }
