package markup

import (
	"bytes"
	"fmt"
	"iter"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"fil/feed"
	"fil/feed/source/plaintext"
)

// Markdown renders GitHub Flavored Markdown with footnotes, definition lists and emoji. The
// typographer is off: it would replace the quotation marks of French texts with English ones.
//
// Plain Markdown needs no sanitiser, because the renderer writes all of the HTML. A text that
// contains HTML, or a link of an unknown scheme, is rendered with its HTML and goes through
// [Cleaner.CleanFragment]. Use [NewMarkdown]; a Markdown can be used by several goroutines at once.
type Markdown struct {
	// linking makes links of addresses in the text (GFM §6.9), plain does not. The search at each
	// word takes a fifth of the time of parsing, and most texts have no addresses.
	linking, plain parser.Parser
	safe, raw      renderer.Renderer
}

// NewMarkdown returns a renderer.
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

// parse parses Markdown. If the text of the document contains an address after it was parsed by plain,
// it is parsed again by linking. An address in code, in a link or in HTML does not need that.
func (m *Markdown) parse(src []byte) (ast.Node, error) {
	read := func(p parser.Parser) (ast.Node, error) {
		pc := parser.NewContext(parser.WithIDs(&headingIDs{}))
		return p.Parse(gtext.NewReader(src), parser.WithContext(pc)), tooManyMarks(pc)
	}
	address := bytes.Contains(src, []byte("://"))
	// Inside an address, [^1] is no footnote. Parsed by plain it would refer to one, or the address
	// could be in a footnote without reference, which is no part of the document.
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

// Render renders the body of an article to safe HTML with absolute URLs. title is the text of a heading
// of level 1 that the body begins with, perhaps below pictures; "" for none. That heading is left out if the article has
// no title, because title takes its place, or if it repeats the article's. Its links and pictures stay. A comment that ends the
// summary becomes the mark that [CutSummary] reads. It returns an error if the HTML is longer than
// c.MaxBytes, or if a paragraph has too many marks of emphasis.
func (m *Markdown) Render(body string, a *feed.Article, c *Cleaner) (out, title string, err error) {
	src := util.StringToReadOnlyBytes(body)
	doc, err := m.parse(src)
	if err != nil {
		return "", "", err
	}
	if h := firstHeading(doc, src); h != nil {
		var heading bytes.Buffer
		if err := m.safe.Render(&heading, src, h); err != nil {
			return "", "", fmt.Errorf("rendering the Markdown: %w", err)
		}
		title = FirstText(heading.String(), 0)
		switch {
		case title == "": // a picture
		case a.Title == "":
			removeHeading(doc, h, src, a.Permalink)
		case foldText(title) == foldText(a.Title):
			moveAnchor(h)
			removeHeading(doc, h, src, a.Permalink)
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
	// The links of footnotes are relative. The renderer escapes quotation marks in text and
	// attributes, so that href="# occurs nowhere else.
	return strings.ReplaceAll(b.String(), `href="#`, `href="`+plaintext.EscapeAttr(a.Permalink)+`#`), title, nil
}

// firstHeading returns the heading of level 1 that a document begins with, nil if there is none. Paragraphs of pictures,
// such as a cover or badges, may stand above it.
func firstHeading(doc ast.Node, src []byte) *ast.Heading {
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			if n.Level == 1 {
				return n
			}
			return nil
		case *ast.Paragraph:
			if !onlyPictures(n, src) {
				return nil
			}
		default:
			return nil
		}
	}
	return nil
}

// onlyPictures reports whether a paragraph has pictures, perhaps in links, and nothing else.
func onlyPictures(p *ast.Paragraph, src []byte) bool {
	found := false
	for n := p.FirstChild(); n != nil; n = n.NextSibling() {
		picture := n
		if link, ok := n.(*ast.Link); ok && link.ChildCount() == 1 {
			picture = link.FirstChild()
		}
		switch picture := picture.(type) {
		case *ast.Image:
			found = true
		case *ast.Text: // white space between two pictures
			if len(bytes.TrimSpace(picture.Value(src))) > 0 {
				return false
			}
		default:
			return false
		}
	}
	return found
}

// removeHeading removes a heading that has become the title. If it has more than text, which a title cannot have, it
// becomes a paragraph: a picture, a footnote, or a link that leads elsewhere than to the article itself.
func removeHeading(doc ast.Node, h *ast.Heading, src []byte, permalink string) {
	hasMore := false
	for n := range nodes(h) {
		switch n := n.(type) {
		case *ast.Image, *extast.FootnoteLink:
			hasMore = true
		case *ast.Link: // the text of an ast.AutoLink is its address
			to := string(n.Destination)
			hasMore = hasMore || !strings.HasPrefix(to, "#") && to != permalink
		case *ast.RawHTML:
			tag := strings.ToLower(string(n.Segments.Value(src)))
			hasMore = hasMore || strings.HasPrefix(tag, "<a ") || strings.HasPrefix(tag, "<img ")
		}
	}
	if !hasMore {
		doc.RemoveChild(doc, h)
		return
	}
	paragraph := ast.NewParagraph()
	for child := h.FirstChild(); child != nil; child = h.FirstChild() {
		paragraph.AppendChild(paragraph, child)
	}
	doc.ReplaceChild(doc, h, paragraph)
}

// moveAnchor gives the ID of a heading that is removed to the block below it, so that links to it
// still work.
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

// markExcerpt replaces each comment that ends the summary with plaintext.Reserved.
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

// nodes yields a node and all nodes below it, in the order of the text.
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
