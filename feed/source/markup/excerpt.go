package markup

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"fil/feed/source/plaintext"
)

// FirstParagraphs returns the text of the first paragraphs of clean HTML, as many as a summary needs
// (plaintext.MinSummary characters). Footnotes and the titles of callouts are not part of it. If
// there is no paragraph, it returns all of the text.
func FirstParagraphs(content string) string {
	if i := strings.Index(content, `class="footnotes"`); i >= 0 {
		content = content[:i]
	}
	if strings.Contains(content, "<blockquote>\n<p><strong>") { // quickly, for most
		content = CalloutHead.ReplaceAllString(content, "<blockquote>\n")
	}
	var texts []string
	rest := content
	for n, more := 0, true; more && n < plaintext.MinSummary; {
		var paragraph string
		paragraph, rest, more = strings.Cut(rest, "</p>")
		if text := FirstText(paragraph, atom.P); more && text != "" {
			texts = append(texts, text)
			n += utf8.RuneCountInString(text)
		}
	}
	if len(texts) == 0 {
		return FirstText(content, 0)
	}
	return strings.Join(texts, " ")
}

// CalloutHead matches the title of a callout in clean HTML. A summary does without it, because it
// says nothing about the text.
var CalloutHead = regexp.MustCompile(`<blockquote>\n<p><strong>[^<]*</strong></p>\n`)

// FirstText returns the text of the first element of a kind that has any, for a title or a summary;
// with kind 0, all of the text. White space is collapsed. It leaves out the marks of footnotes, and
// has the alttext of formulas in place of their MathML.
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

// isPhrase reports whether an element may be part of a word, so that no space replaces its tag.
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
