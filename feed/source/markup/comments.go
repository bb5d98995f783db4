package markup

import (
	"regexp"
	"strings"
)

// gap says that a number of lines was removed from a text at an index of what remains.
type gap struct{ at, lines int }

// stripComments is the first pass of [Translate]. Comments are removed before any markup is read,
// because a title, a caption or the text of a link may contain one. The translator that it returns
// has the remaining text in out, and in gaps where lines were removed.
func stripComments(text string, o Options) (*translator, error) {
	t := newTranslator(text, o)
	t.stripping = true
	if err := t.run(); err != nil {
		return nil, err
	}
	return t, nil
}

// cut removes the next n bytes, and records how many lines they had.
func (t *translator) cut(n int) {
	if lines := strings.Count(t.text[t.at:t.at+n], "\n"); lines > 0 {
		t.gaps = append(t.gaps, gap{len(t.out), lines})
	}
	t.skip(n)
	t.commentEnd = t.at
}

// stripInline removes the comment that begins here, and copies code and web addresses unchanged. It
// reports whether it read anything.
func (t *translator) stripInline() (bool, error) {
	rest := t.rest()
	switch rest[0] {
	case '{':
		return t.stripBrace()
	case '<':
		handled, err := t.angle()
		t.inTag = false
		return handled, err
	case '%':
		return t.percent()
	case '[':
		if n := hiddenDefinition(rest); n > 0 && t.startsLine() {
			t.cut(n)
			return true, nil
		}
		return t.stripShortcode(), nil
	case 'h':
		if strings.HasPrefix(rest, "http://") || strings.HasPrefix(rest, "https://") {
			t.copy(addressEnd(rest))
			return true, nil
		}
		return false, nil
	case '`':
		if t.HTML || t.Plain {
			return false, nil
		}
		run := len(rest) - len(strings.TrimLeft(rest, "`"))
		if end := spanEnd(rest[run:], run); end >= 0 {
			t.copy(run + end)
		}
		t.copy(run)
		return true, nil
	case '\\':
		t.copy(min(2, len(rest)))
		return true, nil
	}
	return false, nil
}

// shortcode matches a tag of a shortcode of WordPress: the opening one, or the closing one if it has a slash.
var shortcode = regexp.MustCompile(`\[(/?)([a-zA-Z][\w-]*)(?:[ =][^\]\n]*)?\]`)

// concealingShortcodes names the shortcodes of plug-ins whose content is not for everybody.
var concealingShortcodes = set("private hidden hide secret protected password members membersonly member membership subscribersonly premium paywall restrict restricted " +
	"loggedin umloggedin isloggedin wcmrestrict s2if swpmprotected")

// stripShortcode removes a concealing shortcode of WordPress with its content: [private]…[/private], also if it has another
// one inside. Without its closing tag, and before an address, the word in brackets is prose.
func (t *translator) stripShortcode() bool {
	rest := t.rest()
	first := shortcode.FindStringSubmatchIndex(rest[:lineEnd(rest)])
	if first == nil || first[0] > 0 || first[2] < first[3] || strings.HasPrefix(rest[first[1]:], "(") {
		return false
	}
	name := nameSeparators.Replace(strings.ToLower(rest[first[4]:first[5]]))
	if !concealingShortcodes[name] || t.unclosed > maxUnclosed {
		return false
	}
	depth := 0
	for _, m := range shortcode.FindAllStringSubmatchIndex(rest, -1) {
		switch isClosing := m[2] < m[3]; {
		case nameSeparators.Replace(strings.ToLower(rest[m[4]:m[5]])) != name:
			continue
		case isClosing:
			depth--
		default:
			depth++
		}
		if depth == 0 {
			t.report(t.at, "publish it as a text of its own if it is for everybody", "what %s has inside is left out", rest[:first[1]])
			t.cut(m[1])
			return true
		}
	}
	t.unclosed++
	return false
}

// definitionStart matches the beginning of a link definition to which no link refers, up to its title, such as
// [//]: # (a comment). It is how comments are written in plain Markdown.
var definitionStart = regexp.MustCompile(`^\[(?://|comment)\]:[ \t]*(?:#|<>)[ \t]*([("'])`)

// hiddenDefinition returns the length of the definition that a text begins with, without the end of its last line; 0 if
// it begins with none. The title may have several lines, but no blank one (CommonMark 0.31 §4.7). One that is never closed
// is the rest of its line.
func hiddenDefinition(text string) int {
	m := definitionStart.FindStringSubmatch(text[:lineEnd(text)])
	if m == nil {
		return 0
	}
	closing := strings.NewReplacer("(", ")").Replace(m[1])
	for at := 0; at < len(text); {
		end := at + lineEnd(text[at:])
		line := strings.TrimSpace(text[at:end])
		if line == "" {
			break
		}
		if strings.HasSuffix(line, closing) && end > len(m[0]) {
			return end
		}
		at = end + 1
	}
	return lineEnd(text)
}

// The beginnings of comments in Liquid ({% # %}), Go templates ({{/* */}}) and Handlebars ({{!-- --}}),
// and conditions that are always false.
var (
	inlineComment  = regexp.MustCompile(`^\{%[-+]?\s*#`)
	goComment      = regexp.MustCompile(`^\{\{-?\s*/\*`)
	barsComment    = regexp.MustCompile(`^\{\{~?!?--`)
	falseCondition = regexp.MustCompile(`^(?:if\s+(?:false|nil|0)|unless\s+true)\s*$`)
)

// literalTags names the tags whose content is shown as it is written.
var literalTags = set("raw verbatim highlight codeblock code sourcecode prism")

// concealingTags names the tags, shortcodes and components whose content must not be published.
var concealingTags = set("hidden hide private draft drafts secret encrypt encrypted protected password passwd members membersonly membership " +
	"subscribersonly premium paywall internal todo noexport macro schema style javascript stylesheet doc")

// stripBrace removes the comment or the concealing tag that begins with this brace.
func (t *translator) stripBrace() (bool, error) {
	rest := t.rest()
	switch {
	case strings.HasPrefix(rest, "{{</*"), strings.HasPrefix(rest, "{{%/*"):
		t.copy(5)
		return true, nil
	case strings.HasPrefix(rest, "{{<"), strings.HasPrefix(rest, "{{%"):
		if g, ok := t.hugoTag(t.at); ok {
			return t.stripTag(g)
		}
	case inlineComment.MatchString(rest[:min(len(rest), 20)]):
		return t.stripTo("%}", 2)
	case strings.HasPrefix(rest, "{%"):
		if g, ok := t.liquidTag(t.at); ok {
			return t.stripTag(g)
		}
	case goComment.MatchString(rest[:min(len(rest), 20)]):
		return t.stripTo("*/", 2)
	case barsComment.MatchString(rest[:min(len(rest), 8)]): // Handlebars and Blade
		return t.stripTo("--", len(barsComment.FindString(rest[:min(len(rest), 8)])))
	case strings.HasPrefix(rest, "{{!"): // Mustache
		return t.stripTo("}}", 3)
	case strings.HasPrefix(rest, "{#"):
		if i := t.find(2, "#}"); i >= 2 && (strings.IndexByte(" -\n\t", rest[2]) >= 0 || strings.IndexByte(rest[2:i], '}') < 0) { // {#id} is the ID of a heading
			t.cut(i + 2)
			return true, nil
		}
	case strings.HasPrefix(rest, "{::"):
		return t.kramdownBlock()
	case strings.HasPrefix(rest, "{/*"), strings.HasPrefix(rest, "{ /*"):
		return t.stripJSX()
	}
	return t.critic(), nil
}

// stripTo removes a comment up to and including its closing mark, which is searched for after the
// first from bytes. A comment that is never closed is an error.
func (t *translator) stripTo(mark string, from int) (bool, error) {
	i := t.find(from, mark)
	if i < 0 {
		return false, &Problem{t.lineAt(t.at), "a comment is opened and never closed", "close it, or write it as code where it is one"}
	}
	end := i + len(mark)
	rest := t.rest()
	if j := strings.IndexByte(rest[end:min(len(rest), end+8)], '}'); j >= 0 && strings.Trim(rest[end:end+j], " ~-%") == "" && mark != "%}" && mark != "}}" {
		end += j + 1
		if strings.HasPrefix(rest[end:], "}") {
			end++
		}
	}
	t.cut(end)
	return true, nil
}

// stripJSX removes a comment of JSX. Docusaurus reads these in plain Markdown too.
func (t *translator) stripJSX() (bool, error) {
	i := t.find(2, "*/")
	rest := t.rest()
	if i < 0 || strings.IndexByte(rest[i:min(len(rest), i+20)], '}') < 0 {
		if !t.MDX {
			return false, nil
		}
		return false, &Problem{t.lineAt(t.at), "a comment is opened and never closed", "close it, or write it as code where it is one"}
	}
	end := i + strings.IndexByte(rest[i:], '}') + 1
	if isTruncateMark(rest[:end]) { // Docusaurus: the text before it is the summary
		t.write(end, "<!--truncate-->")
		return true, nil
	}
	t.cut(end)
	return true, nil
}

// stripTag removes a concealing tag with its content, and copies a literal one unchanged. A {% if %}
// whose condition is always false and Jinja's {% set x %} … {% endset %} conceal their content too.
func (t *translator) stripTag(g tag) (bool, error) {
	name := nameSeparators.Replace(g.name[strings.LastIndexAny(g.name, "/.")+1:])
	isFalse := g.form == liquid && falseCondition.MatchString(g.name+" "+g.raw)
	assigns := g.form == liquid && name == "set" && !strings.Contains(g.raw, "=")
	if g.closing || name != "comment" && !literalTags[name] && !concealingTags[name] && !isFalse && !assigns {
		t.copy(2) // its content may contain a comment
		return true, nil
	}
	_, after, ok := t.pair(g)
	switch {
	case ok && literalTags[name]:
		t.copy(after - t.at)
	case ok:
		if name != "comment" && name != "doc" {
			t.report(t.at, "publish it as a text of its own if it is for everybody", "what %s has inside is left out", shown(g))
		}
		t.cut(after - t.at)
	case name == "comment":
		return false, &Problem{t.lineAt(t.at), "a comment is opened and never closed", "close it, or write it as code where it is one"}
	default:
		t.copy(2)
	}
	return true, nil
}

// criticMark matches a comment, a deletion, an addition, a substitution or a highlight. None has a blank line.
var criticMark = regexp.MustCompile(strings.ReplaceAll(`^\{(?:>>((?:[^\n]|\n[^\n])*?)<<|--(TEXT)--|\+\+(TEXT)\+\+|~~(TEXT)~>(TEXT)~~|==(TEXT)==)\}`, "TEXT", `(?:[^\n{}]|\n[^\n{}])*?`))

// critic accepts an editor's change (CriticMarkup): it removes comments and deletions, and writes
// additions without their marks.
func (t *translator) critic() bool {
	rest := t.rest()
	if len(rest) < 6 || strings.IndexByte(">-+~=", rest[1]) < 0 {
		return false
	}
	paragraph, _, _ := strings.Cut(rest[:min(len(rest), maxTag)], "\n\n")
	closing := strings.NewReplacer(">", "<").Replace(rest[1:2])
	if !strings.Contains(paragraph[2:], closing+"}") { // the expression takes longer
		return false
	}
	m := criticMark.FindStringSubmatch(paragraph)
	if m == nil {
		return false
	}
	accepted := m[3] + m[5]
	if m[6] != "" {
		accepted = "==" + m[6] + "=="
	}
	t.write(len(m[0]), accepted)
	if lines := strings.Count(m[0], "\n") - strings.Count(accepted, "\n"); lines > 0 {
		t.gaps = append(t.gaps, gap{len(t.out), lines})
	}
	return true
}
