package importer

import (
	"bytes"
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// keptBlocks and keptInlines are elements for which Markdown has no sign. They stay HTML within it.
var (
	keptBlocks  = []string{"figure", "video", "audio", "iframe", "object", "details", "dl", "picture"}
	keptInlines = []string{"sup", "sub", "mark", "kbd", "abbr", "ins", "u", "small", "cite", "q", "time", "ruby", "bdo"}
)

// newConverter returns a converter from HTML to Markdown. It is safe for concurrent use.
func newConverter() *converter.Converter {
	c := converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(commonmark.WithEmDelimiter("*")), strikethrough.NewStrikethroughPlugin(), table.NewTablePlugin()))
	for _, name := range keptBlocks {
		c.Register.RendererFor(name, converter.TagTypeBlock, base.RenderAsHTML, converter.PriorityEarly)
	}
	for _, name := range keptInlines {
		c.Register.RendererFor(name, converter.TagTypeInline, base.RenderAsHTML, converter.PriorityEarly)
	}
	return c
}

// wrapText makes paragraphs of text that stands beside blocks, or without any. Two line breaks in it begin
// a new paragraph: old editors wrote them so.
func wrapText(body *html.Node) {
	var p *html.Node
	breaks := 0
	for n := body.FirstChild; n != nil; {
		next := n.NextSibling
		space := n.Type == html.TextNode && strings.TrimSpace(n.Data) == ""
		switch {
		case n.Type == html.ElementNode && n.DataAtom != atom.Br && !inline[n.Data] && !transparent[n.Data]:
			p, breaks = nil, 0
		case n.Type == html.CommentNode, space && p == nil:
		case n.DataAtom == atom.Br && p == nil:
			body.RemoveChild(n)
		default:
			if n.DataAtom == atom.Br {
				breaks++
			} else if !space && breaks > 1 {
				trimBreaks(p)
				p = nil
			}
			if n.DataAtom != atom.Br && !space {
				breaks = 0
			}
			if p == nil {
				p = &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
				body.InsertBefore(p, n)
			}
			body.RemoveChild(n)
			p.AppendChild(n)
		}
		if p == nil || next == nil || next.Type == html.ElementNode && next.DataAtom != atom.Br && !inline[next.Data] && !transparent[next.Data] {
			trimBreaks(p)
		}
		n = next
	}
}

// trimBreaks removes the line breaks and the white space at the end of a paragraph; p may be nil.
func trimBreaks(p *html.Node) {
	for p != nil && p.LastChild != nil && (p.LastChild.DataAtom == atom.Br || p.LastChild.Type == html.TextNode && strings.TrimSpace(p.LastChild.Data) == "") {
		p.RemoveChild(p.LastChild)
	}
}

// dropLink removes the paragraph with the link of a link blog's article if Fil has written it. Fil writes it
// above each such text, so that a feed of Fil would have it twice after an import.
func (c *candidate) dropLink(body *html.Node) {
	for p := range body.ChildNodes() {
		if c.Link == "" || p.DataAtom != atom.P || p.FirstChild == nil || p.FirstChild != p.LastChild {
			continue
		}
		if a := p.FirstChild; a.DataAtom == atom.A && attribute(a, "href") == c.Link && strings.HasPrefix(textOf(a), "→") {
			body.RemoveChild(p)
			return
		}
	}
}

// references are the attributes that hold a URL.
var references = []string{"href", "src", "poster", "cite", "data"}

// parseBody parses a piece of HTML, makes its references absolute, and returns its body. Scripts are
// removed: Fil would remove them, too.
func parseBody(content, baseURL string) (*html.Node, error) {
	context := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(content), context)
	if err != nil {
		return nil, err
	}
	baseAddress, err := url.Parse(baseURL)
	if err != nil {
		baseAddress = &url.URL{}
	}
	for _, n := range nodes {
		context.AppendChild(n)
	}
	var scripts []*html.Node
	for n := range context.Descendants() {
		if n.DataAtom == atom.Script || n.DataAtom == atom.Style {
			scripts = append(scripts, n)
		}
		for i := range n.Attr {
			a := &n.Attr[i]
			if slices.Contains(references, a.Key) {
				a.Val = resolve(baseAddress, a.Val)
			} else if a.Key == "srcset" {
				a.Val = resolveSet(baseAddress, a.Val)
			}
		}
	}
	for _, n := range scripts {
		n.Parent.RemoveChild(n)
	}
	return context, nil
}

// resolve makes a reference absolute. A fragment of the own page, and what is no URL, stays as it is.
func resolve(baseAddress *url.URL, ref string) string {
	ref = strings.TrimSpace(ref)
	u, err := url.Parse(ref)
	if err != nil || ref == "" || strings.HasPrefix(ref, "#") || u.IsAbs() || !baseAddress.IsAbs() {
		return ref
	}
	return baseAddress.ResolveReference(u).String()
}

// resolveSet makes the addresses of a srcset absolute (HTML §4.8.4.2.1).
func resolveSet(baseAddress *url.URL, set string) string {
	candidates := strings.Split(set, ", ")
	for i, candidate := range candidates {
		address, descriptor, found := strings.Cut(strings.TrimSpace(candidate), " ")
		candidates[i] = resolve(baseAddress, address)
		if found {
			candidates[i] += " " + descriptor
		}
	}
	return strings.Join(candidates, ", ")
}

// render returns the HTML of the children of a node.
func render(body *html.Node) string {
	var b bytes.Buffer
	for n := range body.ChildNodes() {
		_ = html.Render(&b, n) // a Buffer returns no error
	}
	return b.String()
}

// sameText reports whether two pieces of HTML have the same words, elements and references. It ignores
// white space between blocks, and the attributes that only say how something looks.
func sameText(a, b string) bool { return outline(a) == outline(b) }

// equivalent are elements that mean the same as another one.
var equivalent = map[string]string{"b": "strong", "i": "em", "strike": "del", "s": "del"}

// transparent are elements without a meaning of their own, which Markdown cannot have.
var transparent = set("span font tbody")

// inline are the elements beside which white space counts.
var inline = set("a abbr bdi bdo cite code del dfn em img ins kbd mark q rp rt ruby samp small strong sub sup time u var wbr")

// set returns the words of a list as a set.
func set(list string) map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		words[word] = true
	}
	return words
}

// outline returns the words, elements and references of a piece of HTML in their order. Blocks are on
// lines of their own, without white space around them.
func outline(content string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(content))
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return tidy(b.String())
		case html.TextToken:
			b.WriteString(collapse(string(z.Text())))
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			t := z.Token()
			name := cmp.Or(equivalent[t.Data], t.Data)
			if transparent[name] && !slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "lang" || a.Key == "dir" }) {
				continue
			}
			tag := name
			if kind == html.EndTagToken {
				tag = "/" + name
			}
			for _, attr := range t.Attr {
				compared := attr.Key == "href" || attr.Key == "src" || attr.Key == "alt" || attr.Key == "lang" || attr.Key == "dir" ||
					attr.Key == "id" && strings.Contains(content, "#"+attr.Val+`"`) // a link leads there
				if compared && attr.Val != "" {
					tag += " " + attr.Key + "=" + collapse(attr.Val)
				}
			}
			if inline[name] {
				b.WriteString("<" + tag + ">")
			} else {
				b.WriteString("\n<" + tag + ">\n")
			}
		}
	}
}

// collapse replaces each run of white space with one space.
func collapse(text string) string {
	var b strings.Builder
	space := false
	for _, r := range text {
		if r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}

// tidy removes the white space around the lines of an outline, empty lines, empty paragraphs and the
// boxes (div, section) that only group others.
func tidy(text string) string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(collapse(line))
		switch {
		case line == "" || boxes[strings.Trim(line, "</>")]:
		case line == "</p>" && len(lines) > 0 && lines[len(lines)-1] == "<p>":
			lines = lines[:len(lines)-1]
		default:
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// boxes are blocks that only group others.
var boxes = set("div section article main header center")

// words returns the words of a piece of HTML.
func words(content string) (all []string) {
	z := html.NewTokenizer(strings.NewReader(content))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return all
		case html.TextToken:
			all = append(all, strings.Fields(string(z.Text()))...)
		}
	}
}
