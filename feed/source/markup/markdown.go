package markup

import (
	"bytes"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	emoji "github.com/yuin/goldmark-emoji"
	emojiast "github.com/yuin/goldmark-emoji/ast"
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

// emojis are pictures by their names (:tada:), where these stand by themselves: in 1:x:2 and
// user:key:value there are none.
type emojis struct{ parser.InlineParser }

// Extend implements goldmark.Extender.
func (e emojis) Extend(m goldmark.Markdown) {
	e.InlineParser = emoji.NewParser()
	m.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(e, 200)))
}

var emojiName = regexp.MustCompile(`^:[a-z0-9_+-]+:(?:$|[^\p{L}\d:])`)

// Parse implements parser.InlineParser.
func (e emojis) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, _ := block.PeekLine()
	if unicode.IsLetter(before) || unicode.IsDigit(before) || before == ':' || !emojiName.Match(line) {
		return nil
	}
	found, ok := e.InlineParser.Parse(parent, block, pc).(*emojiast.Emoji)
	if !ok {
		return nil
	}
	return ast.NewString([]byte(string(found.Value.Unicode)))
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
			keepAnchor(h)
			doc.RemoveChild(doc, h)
		}
	}
	m.markMore(doc, src, c.Separator)
	dirty, err := m.resolveAll(doc, src, c)
	if err != nil {
		return "", "", err
	}
	b, ok := sheets.Get().(*sheet)
	if !ok {
		b = &sheet{}
	}
	defer sheets.Put(b)
	b.Reset()
	b.MaxBytes = c.MaxBytes
	renderer := m.safe
	if dirty {
		renderer = m.raw
	}
	if err := renderer.Render(b, src, doc); err != nil {
		return "", "", fmt.Errorf("rendering the Markdown: %w", err)
	}
	if b.over() {
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
func keepAnchor(h *ast.Heading) {
	id, has := h.AttributeString("id")
	next := h.NextSibling()
	if !has || next == nil || next.Type() != ast.TypeBlock {
		return
	}
	switch next.Kind() {
	case ast.KindParagraph, ast.KindList, ast.KindBlockquote:
		if _, taken := next.AttributeString("id"); !taken {
			next.SetAttributeString("id", id)
		}
	}
}

// markMore puts the mark that ends a summary in the place of the comment that says so.
func (m *Markdown) markMore(doc ast.Node, src []byte, separator string) {
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
		if comment, ok := commentIn(string(lines.Value(src))); ok && isMoreMark(comment, separator) {
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

// sheets are there to be written on, again and again.
var sheets = sync.Pool{New: func() any { return &sheet{} }}

// sheet is a buffer that goldmark writes to as it is, and not through another one. It takes
// little more than most bytes, because goldmark goes on after an error; 0 is without a limit.
type sheet struct {
	bytes.Buffer
	MaxBytes int
}

func (s *sheet) over() bool { return s.MaxBytes > 0 && s.Len() > s.MaxBytes }

// Write implements util.BufWriter.
func (s *sheet) Write(p []byte) (int, error) {
	if s.over() {
		return len(p), nil
	}
	return s.Buffer.Write(p)
}

// WriteString implements util.BufWriter.
func (s *sheet) WriteString(p string) (int, error) {
	if s.over() {
		return len(p), nil
	}
	return s.Buffer.WriteString(p)
}

// Buffered implements util.BufWriter.
func (s *sheet) Buffered() int { return 0 }

// Flush implements util.BufWriter.
func (s *sheet) Flush() error { return nil }

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

// headingIDs gives headings IDs in their own script: goldmark's own drop every é.
type headingIDs struct{ used map[string]int }

// Generate implements parser.IDs.
func (h *headingIDs) Generate(value []byte, _ ast.NodeKind) []byte {
	id := feed.Slug(string(value))
	if id == "" {
		id = "section"
	}
	if h.used == nil {
		h.used = map[string]int{}
	}
	for base := id; h.used[id] > 0; id = fmt.Sprintf("%s-%d", base, h.used[base]) {
		h.used[base]++
	}
	h.used[id]++
	return []byte(id)
}

// Put implements parser.IDs.
func (h *headingIDs) Put(value []byte) {
	if h.used == nil {
		h.used = map[string]int{}
	}
	h.used[string(value)]++
}
