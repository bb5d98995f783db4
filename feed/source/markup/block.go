package markup

import (
	"regexp"
	"strings"
)

// Patterns of whole lines. The groups of fenceLine are what precedes the fence, the fence, and the info
// string; of divLine the indentation, the colons, the kind or attributes, the title in brackets, and a
// title after them; of admonitionLine the indentation, the kind, and the title; of callout the marks of
// the quotation, the kind, and the title.
var (
	fenceLine      = regexp.MustCompile("^([ \\t]*(?:(?:[-*+]|\\d{1,9}[.)])[ \\t]+|>[ \\t]?)*[ \\t]*)(`{3,}|~{3,})[ \\t]*([^`\\n]*)$")
	itemLine       = regexp.MustCompile(`^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+`)
	divLine        = regexp.MustCompile(`^([ \t]*)(:{3,})[ \t]*(\{[^}\n]*\}|[\p{L}][\p{L}\d_-]*)?(?:\[([^\]\n]*)\])?[ \t]*(.*?)[ \t]*:*[ \t]*$`)
	admonitionLine = regexp.MustCompile(`^([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+([\p{L}][\p{L}\d_-]*)(?:[ \t]+[\p{L}\d_-]+)*?(?:[ \t]+"([^"\n]*)")?[ \t]*$`)
	callout        = regexp.MustCompile(`^((?:[ \t]*>[ \t]?)+)\[!([\p{L}][\p{L}\d_-]*)(?:\|[^\]\n]*)?\][+-]?[ \t]*(.*)$`)
	tocLine        = regexp.MustCompile(`^[ \t]*(?:\[TOC\]|\[toc\]|\[\[_?(?i:toc)_?\]\]|\{:[ \t]*toc[^}]*\})[ \t]*$`)
	abbrLine       = regexp.MustCompile(`(?m)^\*\[([^\]\n]{1,60})\]:[ \t]*(.*)$`)
	headLine       = regexp.MustCompile(`^ {0,3}#{1,6}(?:[ \t]|$)`)
	markdownAttr   = regexp.MustCompile(`^[ \t]*<(div|section|article|aside|details|figure|main|header|footer|blockquote|nav|td|th|li)(\s[^>\n]*?)?\s+markdown(?:\s*=\s*["']?(?:1|block|true)["']?)?(\s[^>\n]*)?>`)
	blockID        = regexp.MustCompile(`^\^[A-Za-z0-9-]{4,40}[ \t]*$`)
	definition     = regexp.MustCompile(`^ {0,3}\[[^\]\n^][^\]\n]*\]:[ \t]*\S`)
	footnoteStart  = regexp.MustCompile(`^\[\^[^\]\n]+\]:[ \t]?`)
	termStart      = regexp.MustCompile(`^ {0,3}:[ \t]+`)
	htmlStart      = regexp.MustCompile(`^ {0,3}</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:[\s/>]|$)`)
)

// startLine translates markup that concerns a whole line, and updates the context: list items,
// headings, HTML blocks. It reports whether it read the line.
func (t *translator) startLine() (handled bool, err error) {
	rest := t.rest()
	line := rest[:lineEnd(rest)]
	trimmed := strings.TrimSpace(line)
	wasBlank := t.afterBlank
	t.afterBlank = strings.Trim(trimmed, "> ") == ""
	if t.inTag {
		return false, nil
	}
	if t.MDX && !t.stripping {
		if handled, err := t.mdxLine(line); handled || err != nil {
			return handled, err
		}
	}
	if t.HTML || t.Plain || trimmed == "" {
		return false, nil
	}
	indent := columns(line)
	t.closeItems(line, trimmed, indent, wasBlank)
	if m := fenceLine.FindStringSubmatch(line); m != nil && !t.inHTMLBlock {
		t.fence(line, m)
		return true, nil
	}
	if (wasBlank || t.depth > 0 && t.at == 0) && !t.inHTMLBlock && t.isCode(line, trimmed, indent) {
		t.copy(min(len(line)+1, len(rest)))
		t.afterBlank = true // the next line may be code too
		return true, nil
	}
	t.pushItem(line, indent)
	t.inHeading, t.inDefinition = headLine.MatchString(line), definition.MatchString(line)
	t.inHTMLBlock = t.inHTMLBlock || htmlStart.MatchString(line) && !markdownAttr.MatchString(line)
	if t.inHTMLBlock || t.stripping {
		return false, nil
	}
	return t.markedLine(line, trimmed)
}

// columns returns the width of a line's indentation, with a tab stop every four columns (CommonMark
// §2.2).
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

// closeItems closes the list items that end before this line: it is indented less than they are,
// and it follows a blank line or begins a block. Any other line continues their paragraph
// (CommonMark §5.2, laziness).
func (t *translator) closeItems(line, trimmed string, indent int, wasBlank bool) {
	ends := wasBlank || isRule(trimmed) || endsBlock(line)
	for n := len(t.itemColumns); ends && n > 0 && indent < t.itemColumns[n-1]; n-- {
		t.itemColumns = t.itemColumns[:n-1]
	}
}

// base returns the column in which the text of the innermost list item begins.
func (t *translator) base() int {
	if n := len(t.itemColumns); n > 0 {
		return t.itemColumns[n-1]
	}
	return 0
}

// isCode reports whether a line is an indented code block (CommonMark §4.4), inside a list item or a
// quotation too.
func (t *translator) isCode(line, trimmed string, indent int) bool {
	if trimmed[0] == '>' {
		inside := strings.TrimLeft(strings.TrimPrefix(trimmed, ">"), ">")
		return strings.HasPrefix(inside, "     ")
	}
	return indent >= t.base()+4
}

// pushItem adds the list item, the footnote or the definition that a line begins to itemColumns.
func (t *translator) pushItem(line string, indent int) {
	trimmed := line[len(line)-len(strings.TrimLeft(line, " \t")):]
	if m := itemLine.FindString(line); m != "" && !isRule(trimmed) {
		content := columns(strings.Repeat(" ", indent) + strings.Repeat(" ", len(strings.TrimLeft(m, " \t"))))
		t.itemColumns = append(t.itemColumns, content)
	} else if footnoteStart.MatchString(line) {
		t.itemColumns = append(t.itemColumns, 4)
	} else if m := termStart.FindString(line); m != "" {
		t.itemColumns = append(t.itemColumns, len(m))
	}
}

// blanks removes spaces and tabs.
var blanks = strings.NewReplacer(" ", "", "\t", "")

// isRule reports whether a line is a thematic break (CommonMark §4.1).
func isRule(trimmed string) bool {
	trimmed = blanks.Replace(trimmed)
	return len(trimmed) >= 3 && strings.IndexByte("-*_", trimmed[0]) >= 0 && strings.Trim(trimmed, trimmed[:1]) == ""
}

// markedLine translates a line that begins with a mark of its own: a table of contents, an
// abbreviation, a callout, a container, an admonition, or an element with markdown="1".
func (t *translator) markedLine(line, trimmed string) (handled bool, err error) {
	next := min(len(line)+1, len(t.rest()))
	switch {
	case tocLine.MatchString(line):
		t.dropItemBefore(trimmed)
		t.skip(next)
		return true, nil
	case trimmed[0] == '*' && t.depth == 0 && t.explains(line):
		t.skip(next)
		return true, nil
	case trimmed[0] == '>' && strings.Contains(trimmed, "[!"):
		if m := callout.FindStringSubmatch(line); m != nil {
			t.write(len(line), m[1]+"**"+calloutTitle(m[2], m[3])+"**\n"+strings.TrimRight(m[1], " "))
			return true, nil
		}
	case strings.HasPrefix(trimmed, ":::"):
		return t.div(line)
	case strings.HasPrefix(trimmed, "!!!"), strings.HasPrefix(trimmed, "???"):
		return t.admonition(line)
	case trimmed[0] == '<' && strings.Contains(trimmed, "markdown"):
		return t.markdownElement(line), nil
	}
	return false, nil
}

// dropItemBefore removes the list item before {:toc}, which kramdown replaces with a table of
// contents.
func (t *translator) dropItemBefore(trimmed string) {
	if !strings.HasPrefix(trimmed, "{") {
		return
	}
	written := strings.TrimRight(string(t.out), "\n")
	at := strings.LastIndexByte(written, '\n') + 1
	if itemLine.MatchString(written[at:]) {
		t.out = t.out[:at]
	}
}

// calloutTitle returns the title of a callout, or the name of its kind if it has none.
func calloutTitle(kind, title string) string {
	title = strings.TrimSpace(title)
	if title != "" {
		return title
	}
	kind = strings.ReplaceAll(strings.ToLower(kind), "-", " ")
	return strings.ToUpper(kind[:1]) + kind[1:]
}

// calloutKinds names the kinds of callouts. Any other word after ::: only names a style.
var calloutKinds = set("note notes tip tips info information warning warn danger caution important success check done question help faq " +
	"failure fail missing error bug example abstract summary tldr todo hint attention seealso quote cite notice alert admonition callout aside " +
	"remark remarque astuce attention avertissement conseil exemple")

// set returns the words of a list as a set.
func set(list string) map[string]bool {
	s := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		s[word] = true
	}
	return s
}
