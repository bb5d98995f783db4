package check

import (
	"encoding/base64"
	"html"
	"regexp"
	"strings"
	"unicode/utf8"
)

// plain wants text without markup.
func plain(v *visit, x value) {
	if v.least > Warning {
		return
	}
	if looksLikeHTML(x.text) {
		v.wrong(kindHTML, x, "%q has markup", clip(x.text))
	}
	v.letters(x)
}

var (
	markup   = regexp.MustCompile(`<(!--|/?([A-Za-z][A-Za-z0-9]*)[\s/>])`)
	someRef  = regexp.MustCompile(`&(#[0-9xX]|[A-Za-z][A-Za-z0-9]+)`)
	safeRefs = regexp.MustCompile(`(?i)&#x0*(26|3c);`)
)

// looksLikeHTML reports whether plain text has elements or references of HTML.
func looksLikeHTML(s string) bool {
	if strings.IndexByte(s, '<') >= 0 {
		for _, m := range markup.FindAllStringSubmatch(s, -1) {
			if m[2] == "" || htmlElements[strings.ToLower(m[2])] {
				return true
			}
		}
	}
	if strings.IndexByte(s, '&') >= 0 {
		for _, m := range someRef.FindAllStringSubmatch(s, -1) {
			if m[1][0] == '#' || isReference(m[1]) {
				return true
			}
		}
	}
	return false
}

// isReference reports whether HTML has a reference of this name.
func isReference(name string) bool {
	return !strings.HasPrefix(html.UnescapeString("&"+name+";"), "&"+name)
}

// title wants plain text in the form that survives readers that decode it twice: & and < as &#x26; and
// &#x3C; (RSS Best Practices, character data).
func title(v *visit, x value) {
	if v.least > Warning {
		return
	}
	risky := strings.Builder{}
	for _, p := range x.element.parts {
		source := p.source
		if !p.cdata {
			source = html.UnescapeString(safeRefs.ReplaceAllString(source, "\ufffd"))
		}
		risky.WriteString(source)
	}
	switch s := risky.String(); {
	case !strings.ContainsAny(s, "&<"):
	case looksLikeHTML(s):
		v.wrong(kindHTML, x, "%q has markup", clip(x.text))
	default:
		v.wrong(kindAmpersand, x, "%q has & or < in a form that some readers decode twice", clip(x.text))
	}
	v.letters(x)
}

// letters reports characters that come from a wrong decoding.
func (v *visit) letters(x value) {
	if v.least > Warning {
		return
	}
	if at := wrongLetters(x.text); at >= 0 {
		_, n := utf8.DecodeRuneInString(x.text[at:])
		_, second := utf8.DecodeRuneInString(x.text[at+n:])
		v.wrong(kindBad, x, "%q looks like text in a wrong encoding", x.text[at:at+n+second])
	}
}

// wrongLetters returns the offset of characters that come from UTF-8 that was decoded as Latin-1 or
// Windows-1252: U+0080 to U+009F, Â or Ã before one of U+0080 to U+00BF, and â before €; or -1.
func wrongLetters(s string) int {
	for i := 0; ; {
		next := strings.IndexByte(s[i:], 0xc2) // the first byte of U+0080 to U+00BF
		if next < 0 {
			break
		}
		i += next
		if i+1 < len(s) && s[i+1] < 0xa0 {
			return i
		}
		if strings.HasSuffix(s[:i], "Â") || strings.HasSuffix(s[:i], "Ã") {
			return i - 2
		}
		i++
	}
	return strings.Index(s, "â€")
}

// hypertext wants HTML that can be read, is safe, and has no relative addresses.
func hypertext(v *visit, x value) {
	if v.least > Warning {
		return
	}
	v.letters(x)
	if v.format == RSS && v.reader.root.get("version") == "0.91" {
		return // RSS 0.91 has plain text
	}
	if strings.IndexByte(x.text, '<') < 0 && strings.IndexByte(x.text, '&') < 0 {
		return
	}
	h := &htmlText{visit: v, element: x.element, report: func(k *kind, message string) { v.wrong(k, x, "%s", message) }}
	h.read(x.text)
}

// letters are the characters of references, besides #.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// xhtml checks the elements of a text in XHTML (RFC 4287 §3.1.1.3).
func (v *visit) xhtml(e *element) {
	h := &htmlText{visit: v, element: e, report: func(k *kind, message string) { v.wrong(k, value{e, "", ""}, "%s", message) }}
	h.xhtmlElement(e)
}

func (h *htmlText) xhtmlElement(e *element) {
	for _, child := range e.children {
		prefix, local, _ := strings.Cut(child.name, ":")
		switch prefix {
		case "xhtml":
			local = strings.ToLower(local)
			var attrs [][2]string
			for _, a := range child.attrs {
				attrs = append(attrs, [2]string{strings.ToLower(a.tag), html.EscapeString(a.value)})
			}
			h.start(local, attrs)
			h.xhtmlElement(child)
		case "svg", "mathml":
			for _, a := range child.attrs {
				h.attribute(local, strings.ToLower(a.tag), a.value)
			}
			h.xhtmlElement(child)
		case "?":
			h.visit.report(kindForeign, child, "", "the namespace %q of <%s> is not known", clip(child.space), clip(child.tag))
		default:
			h.visit.report(kindUnknown, child, "", "<%s> has no place in XHTML", clip(child.tag))
		}
	}
}

// isBase64 reports whether a text is Base64 (RFC 4648 §4).
func isBase64(text string) bool {
	text = strings.Join(strings.Fields(text), "")
	_, err := base64.StdEncoding.DecodeString(text)
	return err == nil && text != ""
}
