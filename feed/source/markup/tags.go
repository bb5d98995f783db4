package markup

import (
	"regexp"
	"strings"
)

// tag is a shortcode, a tag of a template, or a component of JSX.
type tag struct {
	name        string // in lower case
	raw         string // everything after the name
	args        args
	closing     bool // a closing tag, such as {{< /name >}}
	selfClosing bool // a tag without a closing one, such as {{< name />}}
	end         int  // index in the text of the first byte after the tag
	form        form
}

// form is the syntax of a tag.
type form int

const (
	hugo   form = iota // {{< name >}} … {{< /name >}}, and with percent signs
	liquid             // {% name %} … {% endname %}, or {% end %}
	call               // {{ name(a="b") }}
	jsx                // <Name a="b"> … </Name>
)

// brace translates the markup that begins with this brace, and reports whether there was any.
func (t *translator) brace() (bool, error) {
	rest := t.rest()
	switch {
	case strings.HasPrefix(rest, "{{<"), strings.HasPrefix(rest, "{{%"):
		if g, ok := t.hugoTag(t.at); ok {
			return true, t.apply(g)
		}
		return t.hugoEscaped(), nil
	case strings.HasPrefix(rest, "{%"):
		if g, ok := t.liquidTag(t.at); ok {
			return t.liquid(g)
		}
	case strings.HasPrefix(rest, "{{"):
		return t.variable()
	case strings.HasPrefix(rest, "{::"):
		return t.kramdownBlock()
	case strings.HasPrefix(rest, "{:/"):
		if i := strings.IndexByte(rest[:min(len(rest), 40)], '}'); i >= 0 {
			t.skip(i + 1)
			return true, nil
		}
	case strings.HasPrefix(rest, "{:"):
		if m := kramdownAttrs.FindString(rest); m != "" && t.readsAttributes() && (t.isAlone(t.at, t.at+len(m)) || t.endsLine(len(m)) || t.follows("*_`)]")) {
			if isHiding(m) {
				t.dropBlock()
			}
			t.skip(len(m))
			return true, nil
		}
	case t.MDX:
		if handled := t.expression(); handled {
			return true, nil
		}
	}
	afterLink, afterEmphasis := t.at == t.targetEnd+1 && t.targetEnd >= 0, t.follows("*_")
	if !t.readsAttributes() || t.inTag || !afterLink && !afterEmphasis {
		return false, nil
	}
	m := pandocAttrs.FindString(rest) // it may read all of the rest
	if m == "" || !afterLink && !classOrValue.MatchString(m) {
		return false, nil
	}
	t.skip(len(m))
	return true, nil
}

// readsAttributes reports whether the attributes of kramdown and Pandoc are read in this context.
func (t *translator) readsAttributes() bool { return !t.HTML && !t.Plain && !t.inHTMLBlock }

// follows reports whether the next byte follows one of these.
func (t *translator) follows(bytes string) bool {
	return t.at > 0 && strings.IndexByte(bytes, t.text[t.at-1]) >= 0
}

// endsLine reports whether only white space follows the next n bytes in their line.
func (t *translator) endsLine(n int) bool {
	after := t.rest()[n:]
	return strings.TrimSpace(after[:lineEnd(after)]) == ""
}

// hugoTag parses the shortcode of Hugo that begins at an index.
func (t *translator) hugoTag(at int) (g tag, ok bool) {
	s := t.text[at:]
	end := map[byte]string{'<': ">}}", '%': "%}}"}[s[2]]
	n := t.indexOutsideQuotes(s[3:], end)
	if n < 0 {
		return tag{}, false
	}
	body := strings.TrimSpace(s[3 : 3+n])
	if strings.HasPrefix(body, "/*") {
		return tag{}, false
	}
	g = tag{form: hugo, end: at + 3 + n + len(end)}
	body, g.closing = strings.CutPrefix(body, "/")
	if !g.closing {
		body, g.selfClosing = strings.CutSuffix(body, "/")
	}
	g.parse(strings.TrimSpace(body))
	return g, g.name != ""
}

// parse splits a tag into its name and its arguments.
func (g *tag) parse(body string) {
	end := strings.IndexFunc(body, func(r rune) bool { return strings.ContainsRune(" \t\n\"',(", r) })
	if end < 0 {
		end = len(body)
	}
	g.name, g.raw = strings.ToLower(body[:end]), strings.TrimSpace(body[end:])
	inside := g.raw
	if strings.HasPrefix(inside, "(") {
		inside = strings.TrimSuffix(inside[1:], ")")
	}
	g.args = parseArgs(inside)
}

// hugoEscaped writes a shortcode that the text only shows, {{</* x */>}} in Hugo, as text.
func (t *translator) hugoEscaped() bool {
	rest := t.rest()
	for open, closer := range map[string]string{"{{</*": "*/>}}", "{{%/*": "*/%}}"} {
		if end := strings.Index(rest[:min(len(rest), maxTag)], closer); strings.HasPrefix(rest, open) && end >= 0 {
			body := strings.TrimSpace(rest[len(open):end])
			t.write(end+len(closer), escape(open[:3]+" "+body+" "+closer[2:]))
			return true
		}
	}
	return false
}

// liquidOpen matches the beginning of a tag, with the dash that trims white space.
var liquidOpen = regexp.MustCompile(`^\{%[-+]?\s*`)

// liquidTag parses the tag of Liquid, Nunjucks, Twig or Tera that begins at an index.
func (t *translator) liquidTag(at int) (g tag, ok bool) {
	s := t.text[at:]
	open := liquidOpen.FindString(s)
	n := t.indexOutsideQuotes(s[len(open):], "%}")
	if n < 0 {
		return tag{}, false
	}
	body := strings.TrimRight(s[len(open):len(open)+n], "-+ \t\n")
	g = tag{form: liquid, end: at + len(open) + n + 2}
	g.parse(body)
	if strings.Trim(g.name, "abcdefghijklmnopqrstuvwxyz0123456789_-.:") != "" {
		return tag{}, false
	}
	if rest, closes := strings.CutPrefix(g.name, "end"); closes {
		g.name, g.closing = strings.TrimPrefix(rest, "_"), true
	}
	return g, g.name != "" || g.closing
}

// pair finds the closing tag of g, and counts nested tags of the same name. The content of g ends at
// to, and the text after its closing tag begins at after.
func (t *translator) pair(g tag) (to, after int, ok bool) {
	if g.selfClosing || t.unclosed > maxUnclosed {
		return 0, 0, false
	}
	opener, read := "{%", t.liquidTag
	if g.form == hugo {
		opener, read = "{{", t.hugoTag
	}
	depth := 1
	for at := g.end; ; {
		i := strings.Index(t.text[at:], opener)
		if i < 0 {
			t.unclosed++
			return 0, 0, false
		}
		at += i
		if g.form == hugo && (len(t.text) < at+3 || t.text[at+2] != '<' && t.text[at+2] != '%') {
			at += 2
			continue
		}
		next, ok := read(at)
		switch {
		case !ok:
			at += 2
			continue
		case next.closing && (next.name == g.name || g.form == liquid && next.name == "" && g.closedByEnd()):
			depth--
			if depth == 0 {
				return at, next.end, true
			}
		case next.name == g.name && !next.selfClosing:
			depth++
		}
		at = next.end
	}
}

// nameSeparators removes what separates the words of a tag's name.
var nameSeparators = strings.NewReplacer("_", "", "-", "")

// maxUnclosed is the number of unclosed tags and elements after which no closing mark is searched for
// any more. Each such search goes to the end of the text, so that many would take quadratic time.
const maxUnclosed = 20

// closedByEnd reports whether {% end %} closes the tag, as Tera does with shortcodes: {% quote() %}.
func (g tag) closedByEnd() bool { return strings.Contains(g.raw, "(") || strings.HasPrefix(g.raw, ")") }
