package markup

import (
	"regexp"
	"strings"
)

var (
	fenceLine  = regexp.MustCompile("^([ \\t]*(?:(?:[-*+]|\\d{1,9}[.)])[ \\t]+|>[ \\t]?)*[ \\t]*)(`{3,}|~{3,})[ \\t]*([^`\\n]*)$")
	itemLine   = regexp.MustCompile(`^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+`)
	divLine    = regexp.MustCompile(`^([ \t]*)(:{3,})[ \t]*(\{[^}\n]*\}|[\p{L}][\p{L}\d_-]*)?(?:\[([^\]\n]*)\])?[ \t]*(.*?)[ \t]*:*[ \t]*$`)
	noteLine   = regexp.MustCompile(`^([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+([\p{L}][\p{L}\d_-]*)(?:[ \t]+[\p{L}\d_-]+)*?(?:[ \t]+"([^"\n]*)")?[ \t]*$`)
	callout    = regexp.MustCompile(`^((?:[ \t]*>[ \t]?)+)\[!([\p{L}][\p{L}\d_-]*)(?:\|[^\]\n]*)?\][+-]?[ \t]*(.*)$`)
	tocLine    = regexp.MustCompile(`^[ \t]*(?:\[TOC\]|\[toc\]|\[\[_?(?i:toc)_?\]\]|\{:[ \t]*toc[^}]*\})[ \t]*$`)
	abbrLine   = regexp.MustCompile(`(?m)^\*\[([^\]\n]{1,60})\]:[ \t]*(.*)$`)
	headLine   = regexp.MustCompile(`^ {0,3}#{1,6}(?:[ \t]|$)`)
	mdElement  = regexp.MustCompile(`^[ \t]*<([A-Za-z][A-Za-z0-9]*)(\s[^>\n]*?)?\s+markdown(?:\s*=\s*["']?(?:1|block|span)["']?)?([^>\n]*)>`)
	blockID    = regexp.MustCompile(`^\^[A-Za-z0-9-]{4,40}[ \t]*$`)
	definition = regexp.MustCompile(`^ {0,3}\[[^\]\n^][^\]\n]*\]:[ \t]*\S`)
	noteStart  = regexp.MustCompile(`^\[\^[^\]\n]+\]:[ \t]?`)
	termStart  = regexp.MustCompile(`^ {0,3}:[ \t]+`)
	htmlStart  = regexp.MustCompile(`^ {0,3}</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:[\s/>]|$)`)
)

// startLine translates what a line means as a whole.
func (t *translator) startLine() (took bool, err error) {
	rest := t.rest()
	line := rest[:lineEnd(rest)]
	bare := strings.TrimSpace(line)
	wasBlank := t.blank
	t.blank = strings.Trim(bare, "> ") == ""
	if t.tag {
		return false, nil
	}
	if t.MDX && !t.strip {
		if took, err := t.mdxLine(line); took || err != nil {
			return took, err
		}
	}
	if t.HTML || t.Plain || bare == "" {
		return false, nil
	}
	indent := columns(line)
	t.settleItems(line, bare, indent, wasBlank)
	if m := fenceLine.FindStringSubmatch(line); m != nil && !t.block {
		t.fence(line, m)
		return true, nil
	}
	if (wasBlank || t.depth > 0 && t.at == 0) && !t.block && t.isCode(line, bare, indent) {
		t.copy(min(len(line)+1, len(rest)))
		t.blank = true // the next line may be code too
		return true, nil
	}
	t.pushItem(line, indent)
	t.head, t.define = headLine.MatchString(line), definition.MatchString(line)
	t.block = t.block || htmlStart.MatchString(line) && !mdElement.MatchString(line)
	if t.block || t.strip {
		return false, nil
	}
	return t.markedLine(line, bare)
}

// columns is how far a line is indented; a tab goes on to the next fourth column.
func columns(line string) (n int) {
	for i := range len(line) {
		switch line[i] {
		case ' ':
			n++
		case '\t':
			n += 4 - n%4
		default:
			return n
		}
	}
	return n
}

// settleItems leaves the list items that a line ends: it is indented less, and either stands
// behind a blank line or begins a block of its own.
func (t *translator) settleItems(line, bare string, indent int, wasBlank bool) {
	ends := wasBlank || isRule(bare) || endsBlock(line)
	for n := len(t.items); ends && n > 0 && indent < t.items[n-1]; n-- {
		t.items = t.items[:n-1]
	}
}

// base is where the text of the innermost list item begins.
func (t *translator) base() int {
	if n := len(t.items); n > 0 {
		return t.items[n-1]
	}
	return 0
}

// isCode knows a line that is code because it is indented by four, also in a quotation.
func (t *translator) isCode(line, bare string, indent int) bool {
	if bare[0] == '>' {
		inside := strings.TrimLeft(strings.TrimPrefix(bare, ">"), ">")
		return strings.HasPrefix(inside, "     ")
	}
	return indent >= t.base()+4
}

// pushItem enters the list item, the footnote or the definition that a line begins.
func (t *translator) pushItem(line string, indent int) {
	bare := line[len(line)-len(strings.TrimLeft(line, " \t")):]
	if m := itemLine.FindString(line); m != "" && !isRule(bare) {
		content := columns(strings.Repeat(" ", indent) + strings.Repeat(" ", len(strings.TrimLeft(m, " \t"))))
		t.items = append(t.items, content)
	} else if noteStart.MatchString(line) {
		t.items = append(t.items, 4)
	} else if m := termStart.FindString(line); m != "" {
		t.items = append(t.items, len(m))
	}
}

var blanks = strings.NewReplacer(" ", "", "\t", "")

// isRule knows a line that parts what is above from below.
func isRule(bare string) bool {
	bare = blanks.Replace(bare)
	return len(bare) >= 3 && strings.IndexByte("-*_", bare[0]) >= 0 && strings.Trim(bare, bare[:1]) == ""
}

// markedLine translates the lines that begin with a sign of their own.
func (t *translator) markedLine(line, bare string) (took bool, err error) {
	next := min(len(line)+1, len(t.rest()))
	switch {
	case tocLine.MatchString(line):
		t.dropItemBefore(bare)
		t.skip(next)
		return true, nil
	case bare[0] == '*' && t.depth == 0 && abbrLine.MatchString(line):
		t.skip(next)
		return true, nil
	case bare[0] == '>' && strings.Contains(bare, "[!"):
		if m := callout.FindStringSubmatch(line); m != nil {
			t.write(len(line), m[1]+"**"+calloutTitle(m[2], m[3])+"**\n"+strings.TrimRight(m[1], " "))
			return true, nil
		}
	case strings.HasPrefix(bare, ":::"):
		return t.div(line)
	case strings.HasPrefix(bare, "!!!"), strings.HasPrefix(bare, "???"):
		return t.admonition(line)
	case bare[0] == '<' && strings.Contains(bare, "markdown"):
		return t.markdownElement(line), nil
	}
	return false, nil
}

// fence copies a block of code. Pandoc's raw HTML is HTML, and what Obsidian's plug-ins would
// run is left out.
func (t *translator) fence(line string, m []string) {
	rest := t.rest()
	from, marker, quoted := len(line), m[2], strings.Contains(m[1], ">")
	base := t.base()
	if item := itemLine.FindString(m[1]); item != "" {
		base = len(item)
	}
	end, body := len(rest), len(rest) // where it never ends
	for at := from; at < len(rest); {
		at++ // the line feed
		next := rest[at:][:lineEnd(rest[at:])]
		bare := strings.TrimLeft(next, " \t>")
		if quoted && !strings.HasPrefix(strings.TrimLeft(next, " "), ">") || !quoted && bare != "" && columns(next) < base {
			body, end = at, at // what it stands in ends, and so does it
			break
		}
		if strings.HasPrefix(bare, marker) && strings.Trim(bare, marker[:1]+" \t") == "" && (quoted || columns(next) <= base+3) {
			body, end = at, at+len(next)
			break
		}
		at += len(next)
	}
	info := strings.TrimSpace(m[3])
	switch {
	case t.strip:
		t.copy(end)
	case strings.HasPrefix(info, "{=html"):
		t.write(end, rest[min(from+1, body):body])
	case strings.HasPrefix(info, "{="), strings.HasPrefix(info, "dataview"), info == "query", info == "tasks", info == "button":
		t.note(t.at, "write what it shows", "a block of %s is left out", strings.Trim(info, "{=}"))
		t.skip(end)
	default:
		t.copy(end)
	}
	t.blank = false
}

// dropItemBefore takes back the list item that kramdown's table of contents stands for.
func (t *translator) dropItemBefore(bare string) {
	if !strings.HasPrefix(bare, "{") {
		return
	}
	so := strings.TrimRight(string(t.out), "\n")
	at := strings.LastIndexByte(so, '\n') + 1
	if itemLine.MatchString(so[at:]) {
		t.out = t.out[:at]
	}
}

// calloutTitle is the title that a callout has, else its kind.
func calloutTitle(kind, title string) string {
	if title = strings.TrimSpace(title); title != "" {
		return title
	}
	kind = strings.ReplaceAll(strings.ToLower(kind), "-", " ")
	return strings.ToUpper(kind[:1]) + kind[1:]
}

// kinds are the words for callouts. What else is said of a container is its style alone.
var kinds = set("note notes tip tips info information warning warn danger caution important success check done question help faq " +
	"failure fail missing error bug example abstract summary tldr todo hint attention seealso quote cite notice alert admonition callout aside " +
	"remark remarque astuce attention avertissement conseil exemple")

func set(list string) map[string]bool {
	s := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		s[word] = true
	}
	return s
}

// div translates a container in colons (Pandoc, Docusaurus, VitePress): a callout is quoted,
// and all others are what is in them.
func (t *translator) div(line string) (bool, error) {
	m := divLine.FindStringSubmatch(line)
	next := min(len(line)+1, len(t.rest()))
	if m == nil || m[3] == "" && m[5] != "" {
		return false, nil
	}
	if m[3] == "" { // it closes what was left open
		t.write(next, "\n")
		return true, nil
	}
	kind, title := strings.ToLower(m[3]), m[4]+m[5]
	if kind[0] == '{' {
		kind, title = pandocKind(m[3])
	}
	from := t.at + next
	end, after, closed := t.divEnd(from, m[2])
	if isHiding(kind+" "+m[3]) && (closed || kind != m[3]) {
		if !closed {
			return false, &Note{t.lineAt(t.at), "a hidden container is opened and never closed", "close it with " + m[2]}
		}
		t.skip(after - t.at)
		return true, nil
	}
	if !closed {
		if kinds[kind] || m[3][0] == '{' {
			t.write(next, "\n")
			return true, nil
		}
		return false, nil
	}
	body, err := t.inner(from, end)
	if err != nil {
		return false, err
	}
	switch {
	case kind == "details" || kind == "spoiler" || kind == "collapse":
		t.write(after-t.at, details(title, body))
	case kinds[kind]:
		t.write(after-t.at, t.place(t.at, quote(calloutTitle(kind, title), body)))
	default:
		if title != "" {
			body = title + "\n\n" + body
		}
		t.write(after-t.at, "\n"+strings.TrimRight(body, "\n")+"\n\n")
	}
	return true, nil
}

// pandocKind is the kind and title of a container that is told in attributes.
func pandocKind(attributes string) (kind, title string) {
	a := parseArgs(strings.Trim(attributes, "{}"))
	for _, word := range a.list {
		if word = strings.TrimPrefix(strings.ToLower(word), ".callout-"); kinds[strings.TrimPrefix(word, ".")] {
			kind = strings.TrimPrefix(word, ".")
		}
	}
	return kind, a.get("title")
}

// divEnd finds where a container is closed, beside those in it.
func (t *translator) divEnd(from int, colons string) (end, after int, closed bool) {
	if t.misses > maxMisses {
		return 0, 0, false
	}
	depth := 1
	for at := from; at < len(t.text); {
		line := t.text[at:][:lineEnd(t.text[at:])]
		if !strings.HasPrefix(strings.TrimLeft(line, " \t"), ":::") { // most
		} else if m := divLine.FindStringSubmatch(line); m != nil {
			if m[3] != "" {
				depth++
			} else if m[5] != "" {
			} else if depth--; depth == 0 || len(m[2]) > len(colons) {
				return at, min(at+len(line)+1, len(t.text)), true
			}
		}
		at += len(line) + 1
	}
	t.misses++
	return 0, 0, false
}

// hiding are the words by which a container, a class or a style says that what is in it is not
// to be seen.
var hiding = regexp.MustCompile(`(?i)(?:^|[\s.{"'])(?:hidden|content-hidden|comment|d-none|invisible|is-hidden|private|secret|draft)(?:$|[\s}"'.=])|display\s*:\s*none|visibility\s*:\s*hidden`)

func isHiding(s string) bool { return hiding.MatchString(s) }

// admonition translates Python-Markdown's, of which the text is indented.
func (t *translator) admonition(line string) (bool, error) {
	m := noteLine.FindStringSubmatch(line)
	if m == nil || !kinds[strings.ToLower(m[2])] && m[3] == "" {
		return false, nil
	}
	indent := m[1] + "    "
	from := t.at + min(len(line)+1, len(t.rest()))
	at := from
	var body strings.Builder
	for at < len(t.text) {
		next := t.text[at:][:lineEnd(t.text[at:])]
		if strings.TrimSpace(next) != "" && !strings.HasPrefix(next, indent) {
			break
		}
		body.WriteString(strings.TrimPrefix(next, indent) + "\n")
		at = min(at+len(next)+1, len(t.text))
	}
	if strings.TrimSpace(body.String()) == "" {
		return false, nil
	}
	if t.depth >= maxDepth {
		return false, &Note{t.lineAt(from), "markup lies too deep within other markup", "close what is never closed"}
	}
	in := &translator{Options: t.Options, text: body.String(), line: 1, blank: true, told: map[string]bool{}, abbreviations: t.abbreviations, depth: t.depth + 1, ended: -1, hidden: -1}
	if err := in.run(); err != nil {
		return false, err
	}
	for _, n := range in.notes {
		t.note(from, n.Hint, "%s", n.Message)
	}
	t.write(at-t.at, t.place(t.at, quote(calloutTitle(m[2], m[3]), string(in.out))))
	return true, nil
}

// markdownElement has blank lines around what is Markdown within an HTML element, so that it
// is read as such.
func (t *translator) markdownElement(line string) bool {
	m := mdElement.FindStringSubmatchIndex(line)
	if m == nil {
		return false
	}
	rest := t.rest()
	start := strings.IndexByte(line, '<')
	name := strings.ToLower(line[m[2]:m[3]])
	end := t.closed(rest[start:], name)
	if end < 0 {
		return false
	}
	whole := rest[start : start+end]
	shut := strings.LastIndex(whole, "</")
	open := line[start:m[3]]
	for _, g := range []int{4, 6} {
		if m[g] >= 0 {
			open += line[m[g]:m[g+1]]
		}
	}
	body := whole[m[1]-start : max(shut, m[1]-start)]
	inner, err := t.inner(t.at+m[1], t.at+m[1]+len(body))
	if err != nil {
		inner = body
	}
	t.write(start+end, "\n"+open+">\n\n"+dedent(inner)+"\n\n"+whole[shut:]+"\n")
	return true
}

// dedent takes the white space off that all lines have.
func dedent(s string) string {
	common, lines := -1, strings.Split(strings.Trim(s, "\n"), "\n")
	for _, line := range lines {
		if n := len(line) - len(strings.TrimLeft(line, " \t")); strings.TrimSpace(line) != "" && (common < 0 || n < common) {
			common = n
		}
	}
	for i, line := range lines {
		lines[i] = line[min(len(line), max(common, 0)):]
	}
	return strings.Join(lines, "\n")
}

// quote is a quotation with a title.
func quote(title, body string) string {
	var b strings.Builder
	b.WriteString("\n")
	if title != "" {
		b.WriteString("> **" + strings.TrimSpace(title) + "**\n")
	}
	if body = strings.Trim(dedent(body), "\n"); body != "" {
		if title != "" {
			b.WriteString(">\n")
		}
		for line := range strings.SplitSeq(body, "\n") {
			b.WriteString(strings.TrimRight("> "+line, " ") + "\n")
		}
	}
	b.WriteString("\n")
	return b.String()
}

// details is text that is shown when its title is chosen.
func details(title, body string) string {
	if title = strings.TrimSpace(title); title == "" {
		title = "…"
	}
	return "\n<details>\n<summary>" + escape(title) + "</summary>\n\n" + strings.Trim(dedent(body), "\n") + "\n\n</details>\n\n"
}

// maxAbbreviations is up to how many abbreviations are explained.
const maxAbbreviations = 500

// collectAbbreviations reads what abbreviations a text explains, outside of code.
func (t *translator) collectAbbreviations() {
	if t.HTML || !strings.Contains(t.text, "*[") {
		return
	}
	fenced := false
	for line := range strings.Lines(t.text) {
		if bare := strings.TrimLeft(line, " "); strings.HasPrefix(bare, "```") || strings.HasPrefix(bare, "~~~") {
			fenced = !fenced
		}
		if m := abbrLine.FindStringSubmatch(strings.TrimSuffix(line, "\n")); m != nil && !fenced {
			if len(t.abbreviations) > maxAbbreviations {
				return
			}
			if t.abbreviations == nil {
				t.abbreviations = map[string]string{}
			}
			t.abbreviations[m[1]] = strings.TrimSpace(m[2])
		}
	}
}
