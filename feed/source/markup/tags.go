package markup

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// tag is a shortcode or a tag of a template.
type tag struct {
	name   string // in lower case
	raw    string // everything after the name
	args   args
	shut   bool // it closes another one
	single bool // it closes itself
	end    int  // of the tag, in the text
	form   form
}

// form is the syntax of a tag.
type form int

const (
	hugo   form = iota // {{< name >}} … {{< /name >}}, and with percent signs
	liquid             // {% name %} … {% endname %}, or {% end %}
	call               // {{ name(a="b") }}
	jsx                // <Name a="b"> … </Name>
)

// brace translates a tag that begins with a brace.
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
		if m := kramdown.FindString(rest); m != "" && !t.HTML && !t.Plain && !t.block && (t.alone(t.at, t.at+len(m)) || strings.TrimSpace(rest[len(m):][:lineEnd(rest[len(m):])]) == "" || t.at > 0 && strings.IndexByte("*_`)]", t.text[t.at-1]) >= 0) {
			if isHiding(m) {
				t.dropBlock()
			}
			t.skip(len(m))
			return true, nil
		}
	case t.MDX:
		if took := t.expression(); took {
			return true, nil
		}
	}
	if m := pandoc.FindString(rest); m != "" && !t.HTML && !t.Plain && !t.block && !t.tag && (t.at == t.ended+1 && t.ended >= 0 || t.at > 0 && strings.IndexByte("*_", t.text[t.at-1]) >= 0 && classed.MatchString(m)) {
		t.skip(len(m))
		return true, nil
	}
	return false, nil
}

// hugoTag reads a shortcode of Hugo.
func (t *translator) hugoTag(at int) (g tag, ok bool) {
	s := t.text[at:]
	end := map[byte]string{'<': ">}}", '%': "%}}"}[s[2]]
	n := t.until(s[3:], end)
	if n < 0 {
		return tag{}, false
	}
	body := strings.TrimSpace(s[3 : 3+n])
	if strings.HasPrefix(body, "/*") {
		return tag{}, false
	}
	g = tag{form: hugo, end: at + 3 + n + len(end)}
	if body, g.shut = strings.CutPrefix(body, "/"); !g.shut {
		body, g.single = strings.CutSuffix(body, "/")
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

// hugoEscaped writes a shortcode that the text only shows ({{</* x */>}}).
func (t *translator) hugoEscaped() bool {
	rest := t.rest()
	for open, shut := range map[string]string{"{{</*": "*/>}}", "{{%/*": "*/%}}"} {
		if end := strings.Index(rest[:min(len(rest), maxTag)], shut); strings.HasPrefix(rest, open) && end >= 0 {
			body := strings.TrimSpace(rest[len(open):end])
			t.write(end+len(shut), escape(open[:3]+" "+body+" "+shut[2:]))
			return true
		}
	}
	return false
}

var liquidOpen = regexp.MustCompile(`^\{%[-+]?\s*`)

// liquidTag reads a tag of Liquid, Nunjucks, Twig, or Tera.
func (t *translator) liquidTag(at int) (g tag, ok bool) {
	s := t.text[at:]
	open := liquidOpen.FindString(s)
	n := t.until(s[len(open):], "%}")
	if n < 0 {
		return tag{}, false
	}
	body := strings.TrimRight(s[len(open):len(open)+n], "-+ \t\n")
	g = tag{form: liquid, end: at + len(open) + n + 2}
	g.parse(body)
	if strings.Trim(g.name, "abcdefghijklmnopqrstuvwxyz0123456789_-.:") != "" {
		return tag{}, false
	}
	if rest, is := strings.CutPrefix(g.name, "end"); is {
		g.name, g.shut = strings.TrimPrefix(rest, "_"), true
	}
	return g, g.name != "" || g.shut
}

// pair finds the closing tag of g, and counts nested tags of the same name. from and to are the
// bounds of its content.
func (t *translator) pair(g tag) (to, after int, ok bool) {
	if g.single || t.misses > maxMisses {
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
			t.misses++
			return 0, 0, false
		}
		at += i
		if g.form == hugo && (len(t.text) < at+3 || t.text[at+2] != '<' && t.text[at+2] != '%') {
			at += 2
			continue
		}
		other, ok := read(at)
		switch {
		case !ok:
			at += 2
			continue
		case other.shut && (other.name == g.name || g.form == liquid && other.name == "" && g.closedByEnd()):
			if depth--; depth == 0 {
				return at, other.end, true
			}
		case other.name == g.name && !other.single:
			depth++
		}
		at = other.end
	}
}

// marks are what separates the words of a name.
var marks = strings.NewReplacer("_", "", "-", "")

// maxMisses limits how many unclosed tags and elements are searched for. Each such search goes to
// the end of the text, so that many of them would take quadratic time.
const maxMisses = 20

// closedByEnd names the tags that Tera closes with {% end %}.
func (g tag) closedByEnd() bool { return strings.Contains(g.raw, "(") || strings.HasPrefix(g.raw, ")") }

// apply translates a shortcode by the tables of known ones. Of an unknown one it keeps the
// content.
func (t *translator) apply(g tag) error {
	from := t.at
	if g.shut {
		t.skip(g.end - t.at)
		return nil
	}
	name := g.name[strings.LastIndexAny(g.name, "/.")+1:]
	name = strings.TrimPrefix(name, "lite-")
	name = marks.Replace(name)
	if how := paired(name); how != nil {
		if to, after, ok := t.pair(g); ok {
			out, err := how(t, g, to)
			if err != nil {
				return err
			}
			t.write(after-t.at, t.place(from, out))
			return nil
		}
	}
	if how := singles(name); how != nil {
		if out, ok := how(t, g); ok {
			end, inside := g.end, ""
			if to, after, closed := t.pairOnce(g); closed {
				text, err := t.inner(g.end, to)
				if err != nil {
					return err
				}
				end, inside = after, strings.TrimSpace(text)
			}
			if out = t.place(from, out); inside != "" {
				out += " " + inside
			}
			t.write(end-t.at, out)
			return nil
		}
	}
	text := g.args.get("content", "text", "body", "note")
	for _, v := range g.args.list {
		if text == "" && strings.Contains(v, " ") {
			text = v
		}
	}
	if kinds[name] && text != "" {
		t.write(g.end-t.at, t.place(from, quote(calloutTitle(name, g.args.get("title")), text)))
		return nil
	}
	if !quiet[name] {
		t.note(from, "write it in Markdown or HTML", "%s is not known: it is left out, and what is in it is kept", shown(g))
	}
	t.write(g.end-t.at, t.remains(from, g, name, text))
	return nil
}

// remains returns what is kept of an unknown tag: its content, else its title, as a link where the
// tag has an address. The title of a tab is kept above its content.
func (t *translator) remains(at int, g tag, name, text string) string {
	label, link := g.args.get("title", "label", "caption", "name", "header"), g.args.get("link", "url", "href")
	switch {
	case text != "":
		return escapeMarkdown(text)
	case name == "tab" || name == "tabitem":
		if label = cmp.Or(label, g.args.at(0)); label == "" {
			return ""
		}
		return t.place(at, "\n\n**"+escapeMarkdown(label)+"**\n\n")
	case link != "" && label != "":
		return t.place(at, linkTo(link, label))
	case quiet[name] || !g.single:
		return escapeMarkdown(label)
	}
	return ""
}

// pairOnce finds the closing tag of a tag that may have none. Only in Hugo's syntax
// can that be told.
func (t *translator) pairOnce(g tag) (to, after int, ok bool) {
	if g.form != hugo {
		return 0, 0, false
	}
	return t.pair(g)
}

// shown returns a tag as its author wrote it.
func shown(g tag) string {
	switch g.form {
	case hugo:
		return `the shortcode "` + g.name + `"`
	case call:
		return `the shortcode "` + g.name + `()"`
	case jsx:
		return `the component "` + g.name + `"`
	}
	return `the tag "` + g.name + `"`
}

// controls names the tags of conditions and loops.
var controls = set("if unless case for tablerow ifchanged")

// liquid translates a tag of Liquid or its relatives, and reports whether it was one. An unclosed
// tag in prose is not.
func (t *translator) liquid(g tag) (bool, error) {
	switch {
	case g.shut, g.name == "else", g.name == "elsif", g.name == "elif", g.name == "when":
		if t.open == 0 && !t.templated && !t.Templates {
			return false, nil
		}
		t.open = max(0, t.open-1)
		t.skip(g.end - t.at)
		return true, nil
	case controls[g.name] && g.raw == "": // a text about it
		return false, nil
	case controls[g.name]:
		to, after, ok := t.pair(g)
		if !ok {
			return false, nil
		}
		t.templated = true
		if inside := t.text[g.end:to]; strings.Contains(inside, "{{") {
			t.note(t.at, "write what it shows", "%s is left out, with what is in it", shown(g))
			t.skip(after - t.at)
			return true, nil
		}
		t.note(t.at, "write what is to be seen", "%s is left out: what is in it is kept", shown(g))
		t.open++
		t.skip(g.end - t.at)
		return true, nil
	case g.name == "raw" || g.name == "verbatim" || g.name == "highlight" || g.name == "codeblock" || g.name == "capture":
		if _, _, ok := t.pair(g); !ok {
			return false, nil
		}
	}
	t.templated = true
	return true, t.apply(g)
}

// dropBlock removes the block just written, because an attribute below it hides it.
func (t *translator) dropBlock() {
	so := strings.TrimRight(string(t.out), "\n")
	t.out = t.out[:strings.LastIndex("\n\n"+so, "\n\n")]
	if len(t.out) > 0 && !bytes.HasSuffix(t.out, []byte("\n")) {
		t.out = append(t.out, "\n\n"...)
	}
}

// kramdownBlock translates kramdown's extensions.
func (t *translator) kramdownBlock() (bool, error) {
	rest := t.rest()
	end := strings.IndexByte(rest[:min(len(rest), 200)], '}')
	if end < 0 {
		return false, nil
	}
	body := rest[3:end]
	name, _, _ := strings.Cut(strings.TrimSpace(strings.TrimSuffix(body, "/")), " ")
	if !slices.Contains([]string{"comment", "nomarkdown", "options", "toc"}, name) {
		return false, nil
	}
	if t.strip && name != "comment" {
		return false, nil
	}
	if strings.HasSuffix(body, "/") || name == "toc" {
		t.skip(end + 1)
		return true, nil
	}
	for _, shut := range []string{"{:/" + name + "}", "{:/}"} {
		if i := t.find(end+1, shut); i > 0 {
			out := ""
			if name == "nomarkdown" {
				out = rest[end+1 : i]
			}
			if t.strip {
				if name != "comment" {
					return false, nil
				}
				t.cut(i + len(shut))
				return true, nil
			}
			t.write(i+len(shut), out)
			return true, nil
		}
	}
	if name == "comment" {
		return false, &Note{t.lineAt(t.at), "a comment is opened and never closed", "close it with {:/comment}"}
	}
	t.skip(end + 1)
	return true, nil
}
