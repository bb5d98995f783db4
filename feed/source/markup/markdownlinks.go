package markup

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"fil/feed/source/plaintext"
)

// resolveAll makes every link and image absolute, and reports whether the text has
// HTML of its own, or links that only the sanitiser can judge. Many links to one long address
// may be longer than the text allows.
func (m *Markdown) resolveAll(doc ast.Node, src []byte, c *Cleaner) (dirty bool, err error) {
	length := 0
	for n := range nodes(doc) {
		switch n := n.(type) {
		case *ast.Text: // most
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

// joinWide takes out the line break between two characters that no space stands between. The
// renderer's own way to do so loses others, before links and emphasis (goldmark 1.8.7).
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

// hasOwnAttributes reports attributes that an author wrote in braces after a
// heading, other than the id that every heading has.
func hasOwnAttributes(n ast.Node) bool {
	for _, attribute := range n.Attributes() {
		if string(attribute.Name) != "id" {
			return true
		}
	}
	return false
}

// destination makes the address of a link absolute. One that is not safe the sanitiser takes
// out, when the author has been told.
func (c *Cleaner) destination(ref []byte) (address []byte, safe bool) {
	u := c.Resolve(string(ref))
	if safe = safeScheme(u); !safe {
		return ref, false
	}
	return []byte(u), true
}

// safeScheme knows the schemes that a link in a feed may have.
func safeScheme(u string) bool {
	scheme, _, _ := strings.Cut(u, ":")
	switch scheme {
	case "https", "http": // most
		return true
	}
	return slices.Contains(Schemes, strings.ToLower(scheme))
}

func isURL(u string) bool { _, err := url.Parse(u); return err == nil }
