package markup

import (
	"regexp"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// foldText returns the slug of a text, so that titles compare equal whatever their case and
// punctuation.
func foldText(s string) string { return feed.Slug(s) }

// textClass matches the classes that tools and themes give the text of an article; surroundingClass
// matches those of what is around or between it.
var (
	textClass        = regexp.MustCompile(`(?:^|\s)(?:e-content|entry-content|post-content|article-content|post-body|article-body|td-post-content|single-content|markup--body|available-content|gh-content)(?:\s|$)`)
	surroundingClass = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:share|sharing|sharedaddy|social|related|relatedposts|jp-relatedposts|breadcrumbs?|post-navigation|nav-links|comments?-area|respond|newsletter|subscribe|cookie|advert|addtoany|post-tags|byline|entry-meta|post-meta)(?:$|[\s_-])`)
)

// Main returns the element of a page that contains the article: the element that is marked as it, or
// the body without navigation, or what go-readability finds in a page of many links. A heading that
// repeats title is removed, and so are the date and links to other articles. The body of a fragment
// is returned as it is, except for such a heading. Main changes the page, so that it can be called
// once.
func (p *Page) Main(title string) *html.Node {
	if !p.Whole || p.Body == nil {
		dropHeading(p.Body, title)
		return p.Body
	}
	main := p.marked()
	if main == nil {
		main = p.Body
		for _, n := range collect(main, isSurrounding) {
			remove(n)
		}
		if read := readable(main); read != nil {
			main = read
		}
	}
	dropHeading(main, title)
	for _, n := range collect(main, func(n *html.Node) bool { return n.DataAtom == atom.Time }) {
		dropDate(main, n)
	}
	for _, n := range collect(main, func(n *html.Node) bool { return isAside(n, title) }) {
		remove(n)
	}
	return main
}

// marked returns the only element that is marked as the article, nil for none. Classes and
// attributes of known tools come first, then <article>, then <main>.
func (p *Page) marked() *html.Node {
	for _, matches := range []func(n *html.Node) bool{
		func(n *html.Node) bool {
			return attr(n, "itemprop") == "articleBody" || attr(n, "data-field") == "body" || textClass.MatchString(attr(n, "class"))
		},
		func(n *html.Node) bool { return n.DataAtom == atom.Article && !isInset(n) },
		func(n *html.Node) bool { return n.DataAtom == atom.Main || attr(n, "role") == "main" },
	} {
		if found := collect(p.Body, matches); len(found) == 1 {
			return found[0]
		}
	}
	return nil
}

// isInset reports whether an element stands in a quotation or beside the text: it is a part of an article, such as the card
// of another one.
func isInset(n *html.Node) bool {
	for at := n.Parent; at != nil; at = at.Parent {
		switch at.DataAtom {
		case atom.Blockquote, atom.Aside:
			return true
		}
	}
	return false
}

// isSurrounding reports whether an element is navigation or another part of a page around its text.
func isSurrounding(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Aside:
		return true
	case atom.Footer:
		return !strings.Contains(attr(n, "class"), "footnote")
	case atom.Header:
		return len(collect(n, func(n *html.Node) bool { return n.DataAtom == atom.H1 || n.DataAtom == atom.P })) == 0 ||
			len(collect(n, func(n *html.Node) bool { return n.DataAtom == atom.Nav })) > 0
	}
	switch attr(n, "role") {
	case "navigation", "banner", "contentinfo", "complementary", "search":
		return true
	}
	return isAsideClass(n)
}

// isAsideClass reports whether the class or ID of an element names something beside the text.
func isAsideClass(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Div, atom.Section, atom.Ul, atom.P, atom.Form, atom.Aside, atom.Span:
		return surroundingClass.MatchString(attr(n, "class") + " " + attr(n, "id"))
	}
	return false
}

// isAside reports whether an element inside the article is no part of its text: links to other
// articles, buttons, or a short header with title, author and date.
func isAside(n *html.Node, title string) bool {
	const short = 300
	switch n.DataAtom {
	case atom.Nav:
		return true
	case atom.Footer, atom.Header:
		return !strings.Contains(attr(n, "class"), "footnote") && len(TextOf(n)) < short+len(title) &&
			len(collect(n, func(n *html.Node) bool { return n.DataAtom == atom.Img || n.DataAtom == atom.Ol })) == 0
	}
	return isAsideClass(n)
}

// readable returns the text that go-readability finds, nil if it is not needed or not reliable: the
// page has less than 2,000 bytes of text, of which the library drops too much; less than a fifth of
// the text is links; or the library found less than a quarter of the text outside of links.
func readable(body *html.Node) *html.Node {
	const short = 2000
	whole, links := len(plaintext.OneLine(TextOf(body))), 0
	for _, n := range collect(body, func(n *html.Node) bool { return n.DataAtom == atom.A }) {
		links += len(TextOf(n))
	}
	if whole < short || links*5 < whole {
		return nil
	}
	root := body
	for root.Parent != nil {
		root = root.Parent
	}
	read, err := readability.FromDocument(root, nil)
	if err != nil || read.Node == nil || len(plaintext.OneLine(TextOf(read.Node)))*4 < whole-links {
		return nil
	}
	return read.Node
}

// dropHeading removes the heading that a text begins with if it repeats the title, because readers
// show the title themselves.
func dropHeading(body *html.Node, title string) {
	if body == nil || title == "" {
		return
	}
	for n := range body.Descendants() {
		switch n.DataAtom {
		case atom.H1, atom.H2, atom.H3:
			same := foldText(TextOf(n)) == foldText(title)
			if same {
				remove(n)
			}
			if same || n.DataAtom == atom.H1 {
				return
			}
		case atom.P:
			if foldText(TextOf(n)) != "" {
				return
			}
		}
	}
}

// dropDate removes a date on a line of its own, because readers show the date themselves.
func dropDate(main, n *html.Node) {
	for n.Parent != nil && n.Parent != main && standsAlone(n) {
		n = n.Parent
	}
	if n.Parent == main {
		remove(n)
	}
}
