package check

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

// htmlText is the check of one text in HTML.
type htmlText struct {
	visit    *visit
	element  *element // nil in JSON Feed
	report   func(k *kind, message string)
	open     []string        // the names of the elements that are open
	isOpen   map[string]int  // how many of each are open
	endless  map[string]bool // elements such as script of which no end tag follows
	reported map[*kind]bool  // each kind is reported once for a text
}

// found reports a finding of a kind, once for a text.
func (h *htmlText) found(k *kind, format string, args ...any) {
	if h.reported[k] {
		return
	}
	if h.reported == nil {
		h.reported = map[*kind]bool{}
	}
	h.reported[k] = true
	h.report(k, fmt.Sprintf(format, args...))
}

// read reads HTML tag by tag. It has no tree: it looks for what readers choke on.
func (h *htmlText) read(s string) {
	for i := 0; i < len(s); {
		next := strings.IndexAny(s[i:], "<&")
		if next < 0 {
			break
		}
		i += next
		if s[i] == '&' {
			h.reference(s[i:])
			i++
			continue
		}
		i += h.tag(s[i:])
	}
	for _, name := range h.open {
		if !mayStayOpen[name] {
			h.found(kindNotHTML, "<%s> is not closed", name)
		}
	}
}

// reference checks a reference at the beginning of s. A & before a space or a letter is no mistake in HTML.
func (h *htmlText) reference(s string) {
	name, _, ended := strings.Cut(s[1:min(len(s), 40)], ";")
	if !ended || name == "" || strings.Trim(name, letters) != "" && (name[0] != '#' || strings.Trim(name[1:], letters) != "") {
		return
	}
	switch name {
	case "amp", "lt", "gt", "quot", "nbsp", "#39", "#34":
		return
	}
	c, _ := utf8.DecodeRuneInString(html.UnescapeString("&" + name + ";"))
	switch {
	case name[0] == '#' && !plausibleCharacter(name, c):
		h.found(kindNotHTML, "&%s; is no letter", name)
	case name[0] != '#' && !isReference(name):
		h.found(kindNotHTML, "HTML has no reference &%s;", clip(name))
	}
}

// plausibleCharacter reports whether a number is one of a character. HTML maps the numbers 128 to 159, which
// are control characters, to those of Windows-1252.
func plausibleCharacter(number string, c rune) bool {
	digits, hex := strings.CutPrefix(strings.ToLower(number[1:]), "x")
	n := 0
	for _, d := range digits {
		value := int(d - '0')
		base := 10
		if hex {
			base = 16
			if d >= 'a' {
				value = int(d-'a') + 10
			}
		}
		n = min(n*base+value, 0x110000)
	}
	return c != utf8.RuneError && (n < 128 || n > 159)
}

// tag checks a tag or comment at the beginning of s, and returns its length.
func (h *htmlText) tag(s string) int {
	if strings.HasPrefix(s, "<!--") {
		if end := strings.Index(s, "-->"); end > 0 {
			return end + 3
		}
		h.found(kindNotHTML, "a comment is not closed")
		return len(s)
	}
	closing := strings.HasPrefix(s, "</")
	start := 1
	if closing {
		start = 2
	}
	end := start
	for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z' || end > start && (s[end] >= '0' && s[end] <= '9' || s[end] == '-' || s[end] == ':')) {
		end++
	}
	if end == start {
		if start == 1 && len(s) > 1 && (s[1] == '!' || s[1] == '?') {
			if strings.EqualFold(s[:min(len(s), len("<?import"))], "<?import") {
				h.found(kindScript, "<?import in the text")
			}
			if stop := strings.IndexAny(s[2:], "<>"); stop >= 0 {
				return 2 + stop
			}
			return len(s)
		}
		return start // a < that begins no tag
	}
	name := strings.ToLower(s[start:end])
	length, attrs, ended := tagAttributes(s, end)
	if !ended {
		h.found(kindNotHTML, "<%s is no whole tag", clip(name))
		return len(s)
	}
	if closing {
		h.close(name)
		return length
	}
	h.start(name, attrs)
	if name == "script" || name == "style" || name == "textarea" || name == "xmp" {
		if stop := h.endOf(s[length:], name); stop >= 0 {
			return length + stop
		}
	}
	if !voidElements[name] && s[length-2] != '/' {
		h.push(name)
	}
	return length
}

// endOf returns the offset of the end tag of an element whose content is no HTML, -1 if there is none.
func (h *htmlText) endOf(s, name string) int {
	if h.endless[name] {
		return -1
	}
	for i := 0; ; i += 2 {
		next := strings.Index(s[i:], "</")
		if next < 0 {
			break
		}
		i += next
		if len(s) >= i+2+len(name) && strings.EqualFold(s[i+2:i+2+len(name)], name) {
			return i
		}
	}
	if h.endless == nil {
		h.endless = map[string]bool{}
	}
	h.endless[name] = true
	return -1
}

func (h *htmlText) push(name string) {
	if h.isOpen == nil {
		h.isOpen = map[string]int{}
	}
	h.open = append(h.open, name)
	h.isOpen[name]++
}

// tagAttributes reads the attributes of a tag of which the name ends at end. ended is false if the tag never ends.
func tagAttributes(s string, end int) (length int, attrs [][2]string, ended bool) {
	i := end
	for i < len(s) {
		for i < len(s) && (space(s[i]) || s[i] == '/') {
			i++
		}
		if i == len(s) {
			return i, attrs, false
		}
		if s[i] == '>' {
			return i + 1, attrs, true
		}
		from := i
		for i < len(s) && !space(s[i]) && s[i] != '=' && s[i] != '>' && s[i] != '/' {
			i++
		}
		name := strings.ToLower(s[from:i])
		for i < len(s) && space(s[i]) {
			i++
		}
		if i == len(s) || s[i] != '=' {
			attrs = append(attrs, [2]string{name, ""})
			if i == from {
				i++
			}
			continue
		}
		i++
		for i < len(s) && space(s[i]) {
			i++
		}
		if i == len(s) {
			return i, attrs, false
		}
		from = i
		if quote := s[i]; quote == '"' || quote == '\'' {
			stop := strings.IndexByte(s[i+1:], quote)
			if stop < 0 {
				return len(s), attrs, false
			}
			attrs = append(attrs, [2]string{name, s[i+1 : i+1+stop]})
			i += stop + 2
			continue
		}
		for i < len(s) && !space(s[i]) && s[i] != '>' {
			i++
		}
		attrs = append(attrs, [2]string{name, s[from:i]})
	}
	return i, attrs, false
}

// close checks an end tag.
func (h *htmlText) close(name string) {
	for i := len(h.open) - 1; i >= 0 && h.isOpen[name] > 0; i-- {
		if h.open[i] == name {
			for _, inner := range h.open[i+1:] {
				if !mayStayOpen[inner] {
					h.found(kindNotHTML, "</%s> comes before </%s>", clip(name), clip(inner))
				}
			}
			for _, closed := range h.open[i:] {
				h.isOpen[closed]--
			}
			h.open = h.open[:i]
			return
		}
	}
	if !voidElements[name] && name != "p" {
		h.found(kindNotHTML, "</%s> closes nothing", clip(name))
	}
}

// start checks a start tag.
func (h *htmlText) start(name string, attrs [][2]string) {
	local := name[strings.IndexByte(name, ':')+1:]
	switch {
	case name == "iframe", unsafeElements[name] && !(name == "input" && slices.Contains(attrs, [2]string{"type", "checkbox"})):
		h.found(kindScript, "<%s> in the text", name)
	case !htmlElements[name] && !svgElements[local] && !strings.Contains(name, "-"): // custom elements have a hyphen
		h.found(kindNotHTML, "HTML has no element <%s>", clip(name))
	}
	for _, a := range attrs {
		h.attribute(name, a[0], html.UnescapeString(a[1]))
	}
}

// attribute checks an attribute of an element of HTML.
func (h *htmlText) attribute(element, name, text string) {
	switch {
	case strings.HasPrefix(name, "on") && len(name) > 2:
		h.found(kindScript, "the attribute %s runs a script", clip(name))
	case name == "style":
		if bad := unsafeStyle(text); bad != "" {
			h.found(kindStyle, "style=%q", clip(bad))
		}
	case addressAttributes[name]:
		h.address(name, text)
	case name == "srcset":
		for _, address := range srcset(text) {
			h.address(name, address)
		}
	case !harmless(name):
		h.found(kindScriptAttr, "readers do not know the attribute %s of <%s>", clip(name), clip(element))
	}
}

// srcset returns the addresses of a srcset attribute. They may have commas: one ends a candidate only behind
// white space, or at the end of the address (HTML §4.8.4.2.1).
func srcset(text string) (addresses []string) {
	for {
		text = strings.TrimLeft(text, " \t\r\n,")
		if text == "" {
			return addresses
		}
		end := strings.IndexAny(text, " \t\r\n")
		if end < 0 {
			end = len(text)
		}
		address := text[:end]
		text = text[end:]
		addresses = append(addresses, strings.TrimRight(address, ","))
		if !strings.HasSuffix(address, ",") {
			_, text, _ = strings.Cut(text, ",")
		}
	}
}

// address checks an address in a text.
func (h *htmlText) address(name, text string) {
	text = strings.TrimSpace(text)
	scheme, rest, ok := strings.Cut(text, ":")
	lower := strings.ToLower(strings.Map(func(c rune) rune {
		if c <= ' ' {
			return -1
		}
		return c
	}, scheme))
	switch {
	case ok && (lower == "javascript" || lower == "vbscript" || lower == "data" && !strings.HasPrefix(strings.ToLower(rest), "image/")):
		h.found(kindScript, "%s=%q runs a script", name, clip(text))
	case text == "" || ok && isScheme(scheme):
	case strings.HasPrefix(text, "#") || h.element != nil && h.visit.format == Atom && h.visit.base(h.element) != nil:
	default:
		h.found(kindRelative, "the address %q is relative", clip(text))
	}
}
