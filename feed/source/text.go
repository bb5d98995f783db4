package source

import (
	"strings"
	"time"
	"unicode/utf8"
)

// plain is a plain text taken apart.
type plain struct {
	header header
	title  string // a line that stands above the text, "" for none
	blocks []string
}

// maxHeaderLines bounds how far down a header is looked for.
const maxHeaderLines = 6

// readPlain takes the header lines and share buttons off a text and parts it at its
// blank lines.
func readPlain(text string, zone *time.Location, language string) plain {
	var p plain
	lines := strings.Split(text, "\n")
	for n := 0; n < maxHeaderLines && len(lines) > 0; {
		if strings.TrimSpace(lines[0]) == "" {
			lines = lines[1:]
			continue
		}
		if !readHeader(lines[0], &p.header, zone, language) {
			break
		}
		lines = lines[1:]
		n++
	}
	for len(lines) > 0 {
		last := strings.TrimSpace(lines[len(lines)-1])
		if last != "" && !isDebris(last) {
			break
		}
		lines = lines[:len(lines)-1]
	}
	p.blocks = splitBlocks(lines)
	if len(p.blocks) > 1 && isHeading(p.blocks[0]) {
		p.title, p.blocks = oneLine(p.blocks[0]), p.blocks[1:]
	}
	return p
}

func splitBlocks(lines []string) []string {
	var blocks []string
	var block []string
	for _, line := range append(lines, "") {
		if strings.TrimSpace(line) != "" {
			block = append(block, strings.TrimSpace(line))
		} else if len(block) > 0 {
			blocks = append(blocks, strings.Join(block, "\n"))
			block = nil
		}
	}
	return blocks
}

// maxHeading is the most characters of a line that is taken for a heading.
const maxHeading = 90

// isHeading knows a heading by what it lacks: a second line, length, and the
// punctuation that ends a sentence or leads on to the next line.
func isHeading(block string) bool {
	if strings.Contains(block, "\n") || utf8.RuneCountInString(block) > maxHeading || bullet(block) != "" {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(block)
	return !strings.ContainsRune(".!?…:;,»”\")]", last) && !strings.Contains(block, "://")
}

// plainHTML writes blocks as HTML. A heading stands between two paragraphs; the
// first and the last block never are one.
func plainHTML(blocks []string) string {
	var b strings.Builder
	for i, block := range blocks {
		switch lines := strings.Split(block, "\n"); {
		case i > 0 && i < len(blocks)-1 && isHeading(block):
			b.WriteString("<h2>" + escape(block) + "</h2>\n")
		case isList(lines):
			b.WriteString("<ul>\n")
			for _, line := range lines {
				b.WriteString("<li>" + escape(strings.TrimSpace(strings.TrimPrefix(line, bullet(line)))) + "</li>\n")
			}
			b.WriteString("</ul>\n")
		case isVerse(lines):
			b.WriteString("<p>" + strings.ReplaceAll(escape(block), "\n", "<br>\n") + "</p>\n")
		default:
			b.WriteString("<p>" + escape(block) + "</p>\n")
		}
	}
	return b.String()
}

// escape writes text as HTML, quotation marks as they are: only < > & mean anything
// between tags.
func escape(s string) string {
	return textEscaper.Replace(s)
}

var textEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func bullet(line string) string {
	for _, mark := range []string{"- ", "* ", "• ", "– ", "— "} {
		if strings.HasPrefix(line, mark) {
			return mark
		}
	}
	return ""
}

// isList wants two lines at least: one that begins with a dash may be speech.
func isList(lines []string) bool {
	for _, line := range lines {
		if mark := bullet(line); mark == "" || mark == "— " || mark == "– " {
			return false
		}
	}
	return len(lines) > 1
}

// isVerse tells lines that were broken on purpose from those that an editor broke
// at its margin: the first are all short.
func isVerse(lines []string) bool {
	const margin = 55
	for _, line := range lines {
		if utf8.RuneCountInString(line) > margin {
			return false
		}
	}
	return len(lines) > 1
}
