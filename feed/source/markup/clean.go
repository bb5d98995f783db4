package markup

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed/source/plaintext"
)

// Cleaner rewrites the HTML of one text so that feed readers can show it, and makes it safe. Resolve is
// required; the zero values of the other fields are useful.
type Cleaner struct {
	// Resolve makes the addresses of links and media absolute.
	Resolve Resolver
	// Warn is called for each thing that is left out of the text and that its author should know
	// of. at is the source text at that position, by which the caller finds the line. nil drops
	// the warnings.
	Warn func(at, hint, format string, args ...any)
	// Separator is a comment that ends the summary in addition to those of [CutSummary], with or
	// without <!-- and -->; "" for none.
	Separator string
	// MaxBytes is the maximum length of the HTML that Markdown is rendered to, 0 for no limit.
	MaxBytes int
}

// Clean returns the content of a body as safe HTML that feed readers can show: URLs are absolute,
// embedded frames are links, lazy images are plain ones, and what a page hides is gone. It changes
// body. The sanitiser runs last, on the serialised text, so that no later step can assemble anything
// dangerous. A comment that ends the summary becomes the mark that [CutSummary] reads. A nil body
// gives "".
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

// Styles and classes by which a page hides an element, or by which Word marks the comments of reviewers. The classes are
// those of WordPress, Bootstrap, Bulma, KaTeX and Word.
var (
	hiddenStyle = regexp.MustCompile(`(?i)(?:^|[^-\w])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-element\s*:\s*comment(?:-list)?\b)`)
	hiddenClass = map[string]bool{"screen-reader-text": true, "sr-only": true, "visually-hidden": true, "visuallyhidden": true, "katex-html": true,
		"hidden": true, "d-none": true, "is-hidden": true, "invisible": true,
		"MsoCommentReference": true, "MsoCommentText": true, "MsoCommentSubject": true, "msocomanchor": true, "msocomtxt": true, "msocomoff": true}
)

// isHidden reports whether a page does not show an element, or whether it is a control of a form,
// which does nothing in a reader. The checkboxes of task lists remain.
func isHidden(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Template, atom.Select, atom.Textarea, atom.Button, atom.Datalist, atom.Option:
		return true
	case atom.Input:
		return attr(n, "type") != "checkbox"
	case atom.Dialog:
		return !hasAttr(n, "open")
	case atom.Del: // a deletion that Word tracks
		return strings.HasPrefix(attr(n, "cite"), "mailto:")
	case atom.A, atom.Sup, atom.P, atom.Div:
		if isDocsComment(n) {
			return true
		}
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

// docsComment matches the IDs of the comments of reviewers in an export of Google Docs, and docsReference those of the marks
// in the text that lead to them.
var (
	docsComment   = regexp.MustCompile(`^cmnt\d+$`)
	docsReference = regexp.MustCompile(`^cmnt_ref\d+$`)
)

// isDocsComment reports whether an element is a comment of a reviewer in Google Docs (a div or paragraph that begins with its
// link back), or a mark that leads to one.
func isDocsComment(n *html.Node) bool {
	if n.DataAtom == atom.A {
		return docsReference.MatchString(attr(n, "id"))
	}
	for first := n.FirstChild; first != nil; first = first.FirstChild {
		switch {
		case first.DataAtom == atom.A && n.DataAtom == atom.Sup:
			return docsReference.MatchString(attr(first, "id")) && first.NextSibling == nil
		case first.DataAtom == atom.A:
			return docsComment.MatchString(attr(first, "id"))
		case first.DataAtom != atom.P && first.DataAtom != atom.Span:
			return false
		}
	}
	return false
}

// attributes makes the addresses of an element absolute, and gives <a name="x"> the ID x.
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

// address makes the address in an attribute absolute, and warns if it must be removed.
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
	case LocalFile.MatchString(strings.TrimSpace(ref)): // Resolve has warned of it
	case u != "" && !safeScheme(u):
		scheme, _, _ := strings.Cut(u, ":")
		c.warn(ref, "", "an address of the scheme %s: is left out, its text is kept", strings.ToLower(scheme))
	}
	return u
}

// warn calls Warn if it is set.
func (c *Cleaner) warn(at, hint, format string, args ...any) {
	if c.Warn != nil {
		c.Warn(at, hint, format, args...)
	}
}

// Resolver returns the absolute form of a URL as a text has it, "" if it is no URL.
type Resolver func(ref string) string

// CleanFragment makes a piece of HTML safe and its URLs absolute.
func (c *Cleaner) CleanFragment(s string) (string, error) {
	p, err := ParsePage(s)
	if err != nil {
		return "", err
	}
	return c.Clean(p.Body)
}
