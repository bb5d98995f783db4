package markup

import (
	"bytes"
	"fmt"
	"iter"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// Markdown renders GitHub's Markdown with footnotes. The typographer is off: an
// author's text is never re-typeset, and least of all French with English quotes.
//
// What an author writes in plain Markdown needs no sanitiser, because the renderer
// itself makes all the HTML; a text with HTML of its own is rendered as it is and
// goes through the sanitiser like any other HTML.
type Markdown struct {
	// linking makes addresses that stand in a text links, plain does not. To look for them
	// at each word costs a fifth of all parsing, and most texts have none.
	linking, plain parser.Parser
	safe, raw      renderer.Renderer
}

func NewMarkdown() *Markdown {
	extensions := []goldmark.Extender{extension.Strikethrough, extension.TaskList, extension.Footnote, extension.DefinitionList,
		emojis{},
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))} // no inline style
	options := goldmark.WithParserOptions(parser.WithAutoHeadingID(), parser.WithAttribute(), parser.WithInlineParsers(util.Prioritized(runLimiter{}, 1)))
	plain := goldmark.New(goldmark.WithExtensions(extensions...), options)
	extensions = append(extensions, extension.Linkify)
	safe := goldmark.New(goldmark.WithExtensions(extensions...), options)
	raw := goldmark.New(goldmark.WithExtensions(extensions...), goldmark.WithRendererOptions(html.WithUnsafe()))
	return &Markdown{linking: safe.Parser(), plain: plain.Parser(), safe: safe.Renderer(), raw: raw.Renderer()}
}

// parse reads Markdown. Whatever could become a link by itself is still there in a text
// that was read without: only then it is read with.
func (m *Markdown) parse(src []byte) (ast.Node, error) {
	read := func(p parser.Parser) (ast.Node, error) {
		pc := parser.NewContext(parser.WithIDs(&headingIDs{}))
		return p.Parse(gtext.NewReader(src), parser.WithContext(pc)), tooManyMarks(pc)
	}
	address := bytes.Contains(src, []byte("://"))
	// An address may hold what is a footnote's mark otherwise, and a footnote that nobody
	// refers to is no part of the document.
	if bytes.IndexByte(src, '@') >= 0 || bytes.Contains(src, []byte("www.")) || address && bytes.Contains(src, []byte("[^")) {
		return read(m.linking)
	}
	doc, err := read(m.plain)
	if !address || err != nil {
		return doc, err
	}
	for n := range nodes(doc) {
		if t, ok := n.(*ast.Text); ok && bytes.Contains(t.Value(src), []byte("://")) {
			return read(m.linking)
		}
	}
	return doc, nil
}

// Render turns an article's body into HTML, with the mark that ends its summary where it has
// one. title is the text of a heading of the first level that opens a text whose front
// matter has no title. One that says the title once more is left out.
func (m *Markdown) Render(body string, a *feed.Article, c *Cleaner) (out, title string, err error) {
	src := util.StringToReadOnlyBytes(body)
	doc, err := m.parse(src)
	if err != nil {
		return "", "", err
	}
	if h, ok := doc.FirstChild().(*ast.Heading); ok && h.Level == 1 {
		var heading bytes.Buffer
		if err := m.safe.Render(&heading, src, h); err != nil {
			return "", "", fmt.Errorf("rendering the Markdown: %w", err)
		}
		switch title = FirstText(heading.String(), 0); {
		case a.Title == "":
			doc.RemoveChild(doc, h)
		case foldText(title) == foldText(a.Title):
			moveAnchor(h)
			doc.RemoveChild(doc, h)
		}
	}
	m.markExcerpt(doc, src, c.Separator)
	dirty, err := m.resolveAll(doc, src, c)
	if err != nil {
		return "", "", err
	}
	b, ok := bufferPool.Get().(*limitedBuffer)
	if !ok {
		b = &limitedBuffer{}
	}
	defer bufferPool.Put(b)
	b.Reset()
	b.MaxBytes = c.MaxBytes
	r := m.safe
	if dirty {
		r = m.raw
	}
	if err := r.Render(b, src, doc); err != nil {
		return "", "", fmt.Errorf("rendering the Markdown: %w", err)
	}
	if b.overLimit() {
		return "", "", errTooLong
	}
	if dirty {
		out, err = c.CleanFragment(b.String())
		return out, title, err
	}
	// The footnote extension writes its links itself. In text and attributes the
	// renderer escapes quotation marks, so this can be nothing else.
	return strings.ReplaceAll(b.String(), `href="#`, `href="`+plaintext.EscapeAttr(a.Permalink)+`#`), title, nil
}

// keepAnchor gives the ID of a heading that goes to what stands below it, for those who link
// there.
func moveAnchor(h *ast.Heading) {
	id, has := h.AttributeString("id")
	next := h.NextSibling()
	if !has || next == nil || next.Type() != ast.TypeBlock {
		return
	}
	switch next.Kind() {
	case ast.KindParagraph, ast.KindList, ast.KindBlockquote:
		if _, hasID := next.AttributeString("id"); !hasID {
			next.SetAttributeString("id", id)
		}
	}
}

// markMore puts the mark that ends a summary in the place of the comment that says so.
func (m *Markdown) markExcerpt(doc ast.Node, src []byte, separator string) {
	if !bytes.Contains(src, []byte("<!--")) {
		return
	}
	var marks []ast.Node
	for n := range nodes(doc) {
		var lines *gtext.Segments
		switch n := n.(type) {
		case *ast.RawHTML:
			lines = n.Segments
		case *ast.HTMLBlock:
			lines = n.Lines()
		default:
			continue
		}
		if comment, ok := commentIn(string(lines.Value(src))); ok && endsExcerpt(comment, separator) {
			marks = append(marks, n)
		}
	}
	for _, n := range marks {
		mark := ast.Node(ast.NewString([]byte(plaintext.Reserved)))
		if n.Type() == ast.TypeBlock {
			paragraph := ast.NewParagraph()
			paragraph.AppendChild(paragraph, mark)
			mark = paragraph
		}
		n.Parent().ReplaceChild(n.Parent(), n, mark)
	}
}

// nodes yields a node and all below it, in the order of the text.
func nodes(top ast.Node) iter.Seq[ast.Node] {
	return func(yield func(ast.Node) bool) {
		for n := top; yield(n); {
			if n.FirstChild() != nil {
				n = n.FirstChild()
				continue
			}
			for n != top && n.NextSibling() == nil {
				n = n.Parent()
			}
			if n == top {
				return
			}
			n = n.NextSibling()
		}
	}
}
