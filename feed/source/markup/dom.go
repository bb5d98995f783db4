package markup

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed/source/plaintext"
)

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

// resolveSrcset makes each candidate absolute (HTML, "image candidate string"): URLs
// end at white space, candidates at a comma after it.
func resolveSrcset(s string, resolve Resolver) string {
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

// TextOf is the text below a node.
func TextOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// standsAlone reports whether an element has no text beside it within its parent. It returns false
// if the parent has more than 1,000 nodes besides.
func standsAlone(n *html.Node) bool {
	const much = 1000
	seen := 0
	for sibling := range n.Parent.ChildNodes() {
		if sibling == n {
			continue
		}
		if sibling.Type == html.TextNode && strings.TrimSpace(sibling.Data) != "" {
			return false
		}
		for d := range sibling.Descendants() {
			if seen++; seen > much || d.Type == html.TextNode && strings.TrimSpace(d.Data) != "" {
				return false
			}
		}
		if seen++; seen > much {
			return false
		}
	}
	return true
}

// FirstText finds what a title or summary can be made of: the text of the first
// element of the given kind that has any; with kind 0, all of the text. The marks of
// footnotes are not part of it.
func FirstText(s string, kind atom.Atom) string {
	z := html.NewTokenizer(strings.NewReader(s))
	var b strings.Builder
	inside, mark, formula := kind == 0, false, false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return plaintext.OneLine(b.String())
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch tag := atom.Lookup(name); {
			case string(name) == "math":
				if inside && more {
					b.WriteString(alttext(z))
				}
				formula = true
			case tag == kind:
				inside = true
			case tag == atom.Sup && more:
				_, id, _ := z.TagAttr()
				mark = strings.HasPrefix(string(id), "fnref")
			case formula:
			case tag == atom.Br || kind == 0 && !isPhrase(tag):
				b.WriteByte(' ')
			}
		case html.TextToken:
			if inside && !mark && !formula {
				b.Write(z.Text())
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch tag := atom.Lookup(name); {
			case string(name) == "math":
				formula = false
			case formula:
			case tag == atom.Sup:
				mark = false
			case tag == kind && kind != 0:
				if text := plaintext.OneLine(b.String()); text != "" {
					return text
				}
				inside = false
				b.Reset()
			case kind == 0 && !isPhrase(tag):
				b.WriteByte(' ')
			}
		}
	}
}

// isPhrase reports whether an element may stand within a word.
func isPhrase(tag atom.Atom) bool {
	switch tag {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Cite, atom.Code, atom.Del, atom.Dfn, atom.Em, atom.I, atom.Ins, atom.Kbd, atom.Mark, atom.Q,
		atom.S, atom.Samp, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U, atom.Var, atom.Wbr, atom.Ruby:
		return true
	}
	return false
}

// alttext returns the alttext attribute of the current tag.
func alttext(z *html.Tokenizer) string {
	for {
		key, value, more := z.TagAttr()
		if string(key) == "alttext" {
			return string(value)
		}
		if !more {
			return ""
		}
	}
}

// LocalFile is a reference to a file on one computer: C:\Users\x.png, file:///home/x.png.
var LocalFile = regexp.MustCompile(`^(?:(?i:file):|[A-Za-z]:(?:[\\/]|%5[Cc]))`)
