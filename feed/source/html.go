package source

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// resolver makes a URL absolute; "" is no URL at all.
type resolver func(ref string) string

// page is what an HTML file says of itself besides its body.
type page struct {
	body              *html.Node
	title             string
	description, lang string
}

// parsePage parses a whole HTML file, or a piece of one.
func parsePage(s string) (*page, error) {
	root, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return nil, fmt.Errorf("reading the HTML: %w", err)
	}
	p := &page{}
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			p.lang = attr(n, "lang")
		case atom.Title:
			if p.title == "" && n.Namespace == "" {
				p.title = oneLine(textOf(n))
			}
		case atom.Meta:
			if strings.EqualFold(attr(n, "name"), "description") {
				p.description = oneLine(attr(n, "content"))
			}
		case atom.Body:
			if p.body == nil {
				p.body = n
			}
		}
	}
	return p, nil
}

// cleanFragment makes HTML safe and its URLs absolute.
func cleanFragment(s string, resolve resolver) (string, error) {
	p, err := parsePage(s)
	if err != nil {
		return "", err
	}
	return cleanBody(p.body, resolve)
}

// cleanBody writes what is in a body as HTML that a reader can show: URLs absolute,
// frames as links, lazy images as plain ones. The sanitiser comes last, so that
// nothing is put together after it has looked.
func cleanBody(body *html.Node, resolve resolver) (string, error) {
	if body == nil {
		return "", nil
	}
	var frames []*html.Node
	for n := range body.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.DataAtom == atom.Iframe {
			frames = append(frames, n)
		}
		unlazy(n)
		resolveAttrs(n, resolve)
	}
	for _, frame := range frames {
		frameToLink(frame)
	}
	var b strings.Builder
	for n := range body.ChildNodes() {
		if err := html.Render(&b, n); err != nil {
			return "", fmt.Errorf("writing the HTML: %w", err)
		}
	}
	return strings.TrimSpace(policy().Sanitize(b.String())), nil
}

// unlazy gives an image that a script would have loaded its address back.
func unlazy(n *html.Node) {
	if n.DataAtom != atom.Img && n.DataAtom != atom.Source {
		return
	}
	for _, name := range []string{"src", "srcset"} {
		lazy := attr(n, "data-"+name)
		if lazy == "" && name == "src" {
			lazy = attr(n, "data-lazy-src")
		}
		if lazy != "" {
			setAttr(n, name, lazy)
		}
	}
}

func resolveAttrs(n *html.Node, resolve resolver) {
	for i, a := range n.Attr {
		switch a.Key {
		case "href", "src", "poster", "cite":
			n.Attr[i].Val = resolve(a.Val)
		case "srcset":
			n.Attr[i].Val = resolveSrcset(a.Val, resolve)
		}
	}
}

// resolveSrcset makes each candidate absolute (HTML, "image candidate string"): URLs
// end at white space, candidates at a comma after it.
func resolveSrcset(s string, resolve resolver) string {
	var out []string
	for s = strings.TrimLeft(s, " \t\n\f\r,"); s != ""; s = strings.TrimLeft(s, " \t\n\f\r,") {
		ref, rest, _ := cutAny(s, " \t\n\f\r")
		descriptor := ""
		if trimmed := strings.TrimRight(ref, ","); trimmed != ref {
			ref, s = trimmed, rest
		} else {
			descriptor, s, _ = strings.Cut(rest, ",")
		}
		if u := resolve(ref); strings.HasPrefix(u, "http") {
			out = append(out, strings.TrimSpace(u+" "+strings.TrimSpace(descriptor)))
		}
	}
	return strings.Join(out, ", ")
}

func cutAny(s, chars string) (before, after string, found bool) {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// frameToLink puts a link in a frame's place: readers show no frames.
func frameToLink(n *html.Node) {
	src := attr(n, "src")
	label := attr(n, "title")
	if label == "" {
		label = src
	}
	link := &html.Node{Type: html.ElementNode, DataAtom: atom.A, Data: "a", Attr: []html.Attribute{{Key: "href", Val: src}}}
	link.AppendChild(&html.Node{Type: html.TextNode, Data: label})
	n.Parent.InsertBefore(link, n)
	n.Parent.RemoveChild(n)
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func setAttr(n *html.Node, key, val string) {
	for i, a := range n.Attr {
		if a.Key == key {
			n.Attr[i].Val = val
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: val})
}

// textOf is the text below a node.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// firstText finds what a title or summary can be made of: the text of the first
// element of the given kind that has any; with kind 0, all of the text. The marks of
// footnotes are not part of it.
func firstText(s string, kind atom.Atom) string {
	z := html.NewTokenizer(strings.NewReader(s))
	var b strings.Builder
	inside, mark := kind == 0, false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return oneLine(b.String())
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch tag := atom.Lookup(name); {
			case tag == kind:
				inside = true
			case tag == atom.Sup && more:
				_, id, _ := z.TagAttr()
				mark = strings.HasPrefix(string(id), "fnref")
			case tag == atom.Br || kind == 0:
				b.WriteByte(' ')
			}
		case html.TextToken:
			if inside && !mark {
				b.Write(z.Text())
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch tag := atom.Lookup(name); {
			case tag == atom.Sup:
				mark = false
			case tag == kind && kind != 0:
				if text := oneLine(b.String()); text != "" {
					return text
				}
				inside = false
				b.Reset()
			case kind == 0:
				b.WriteByte(' ')
			}
		}
	}
}

func escapeAttr(s string) string { return html.EscapeString(s) }

var (
	words   = regexp.MustCompile(`^[\p{L}\p{N}\s_:.\-]*$`)
	integer = regexp.MustCompile(`^\d{1,5}$`)
)

// policy is bluemonday's for user content, with what readers show besides: media,
// figures, srcset, footnotes and task lists. Links keep their standing: they are the
// author's own, not a stranger's comment.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.UGCPolicy()
	p.RequireNoFollowOnLinks(false)
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowElements("picture", "figure", "figcaption", "main", "header", "footer", "center")
	p.AllowAttrs("alt").OnElements("img") // whatever it says: bluemonday lets hardly more than letters through
	p.AllowAttrs("title").Globally()
	p.AllowAttrs("srcset", "sizes").OnElements("img", "source")
	p.AllowAttrs("src", "type", "media").OnElements("source")
	p.AllowAttrs("src", "controls", "loop", "muted", "preload").OnElements("audio", "video")
	p.AllowAttrs("poster").OnElements("video")
	p.AllowAttrs("width", "height").Matching(integer).OnElements("video", "source")
	p.AllowAttrs("src", "kind", "srclang", "label").OnElements("track")
	p.AllowElements("audio", "video", "source", "track")
	p.AllowAttrs("id", "class", "role").Matching(words).Globally()
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[A-Za-z0-9-]{1,35}$`)).Globally()
	p.AllowAttrs("dir").Matching(bluemonday.Direction).Globally()
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^checkbox$`)).OnElements("input")
	p.AllowAttrs("checked", "disabled").OnElements("input")
	p.AllowAttrs("align").Matching(bluemonday.CellAlign).OnElements("td", "th")
	p.AllowAttrs("style").Matching(regexp.MustCompile(`^text-align:(?:left|right|center)$`)).OnElements("td", "th")
	p.AllowAttrs("start").Matching(integer).OnElements("ol")
	return p
})
