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
	simplifyFormulas(body)
	c.unwrapNoscript(body)
	for _, n := range collect(body, isHidden) {
		remove(n)
	}
	for _, n := range collect(body, isEmbed) {
		c.replaceEmbed(n)
	}
	for n := range body.Descendants() {
		switch {
		case n.Type == html.CommentNode && endsExcerpt(n.Data, c.Separator):
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
			c.warn(ref[:min(len(ref), 40)], "save it as a file beside", "a picture in the text itself (data:) is left out")
		}
	case u == "" && strings.TrimSpace(ref) != "":
		c.warn(ref, "write its whole address", "%q is no address, and is left out", ref)
	case LocalFile.MatchString(strings.TrimSpace(ref)): // it has been told
	case u != "" && !safeScheme(u):
		scheme, _, _ := strings.Cut(u, ":")
		c.warn(ref, "", "an address of the scheme %s: is left out, its text is kept", strings.ToLower(scheme))
	}
	return u
}

func (c *Cleaner) warn(at, hint, format string, args ...any) {
	if c.Warn != nil {
		c.Warn(at, hint, format, args...)
	}
}

// Resolver makes a URL absolute; "" is no URL at all.
type Resolver func(ref string) string

// CleanFragment makes a piece of HTML safe and its URLs absolute.
func (c *Cleaner) CleanFragment(s string) (string, error) {
	p, err := ParsePage(s)
	if err != nil {
		return "", err
	}
	return c.Clean(p.Body)
}
