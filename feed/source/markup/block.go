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
	mdElement  = regexp.MustCompile(`^[ \t]*<(div|section|article|aside|details|figure|main|header|footer|blockquote|nav|td|th|li)(\s[^>\n]*?)?\s+markdown(?:\s*=\s*["']?(?:1|block|true)["']?)?(\s[^>\n]*)?>`)
	blockID    = regexp.MustCompile(`^\^[A-Za-z0-9-]{4,40}[ \t]*$`)
	definition = regexp.MustCompile(`^ {0,3}\[[^\]\n^][^\]\n]*\]:[ \t]*\S`)
	noteStart  = regexp.MustCompile(`^\[\^[^\]\n]+\]:[ \t]?`)
	termStart  = regexp.MustCompile(`^ {0,3}:[ \t]+`)
	htmlStart  = regexp.MustCompile(`^ {0,3}</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:[\s/>]|$)`)
)

// startLine translates markup that concerns a whole line.
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

// columns returns how far a line is indented, with a tab stop every four columns.
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

// settleItems closes the list items that a line ends. Such a line is indented less than the item,
// and follows a blank line or begins a block.
func (t *translator) settleItems(line, bare string, indent int, wasBlank bool) {
	ends := wasBlank || isRule(bare) || endsBlock(line)
	for n := len(t.items); ends && n > 0 && indent < t.items[n-1]; n-- {
		t.items = t.items[:n-1]
	}
}

// base returns the column in which the text of the innermost list item begins.
func (t *translator) base() int {
	if n := len(t.items); n > 0 {
		return t.items[n-1]
	}
	return 0
}

// isCode reports whether a line is code because it is indented by four, also in a quotation.
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

// isRule reports whether a line is a thematic break.
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
	case bare[0] == '*' && t.depth == 0 && t.explains(line):
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

// dropItemBefore removes the list item that kramdown would replace with a table of contents.
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

// calloutTitle returns the title of a callout, else the name of its kind.
func calloutTitle(kind, title string) string {
	if title = strings.TrimSpace(title); title != "" {
		return title
	}
	kind = strings.ReplaceAll(strings.ToLower(kind), "-", " ")
	return strings.ToUpper(kind[:1]) + kind[1:]
}

// kinds names the callouts. Any other word of a container only sets its style.
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
