package source

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// plain is a plain text taken apart.
type plain struct {
	header header
	title  string // a line that stands above the text, "" for none
	blocks []string
}

// maxHeaderLines bounds how far down a header is looked for.
const maxHeaderLines = 8

// readPlain takes the header lines and share buttons off a text and parts it at its
// blank lines.
func readPlain(text string, zone *time.Location, language string) plain {
	var p plain
	lines := strings.Split(text, "\n")
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	if n := p.readHead(lines, zone, language, false); n > 0 {
		lines = lines[n:]
	} else if len(lines) > 1 && isHeading(strings.TrimSpace(lines[0])) {
		// A title above the header: the header goes, the title stays.
		if n := p.readHead(lines[1:], zone, language, true); n > 0 {
			p.title, lines = oneLine(lines[0]), lines[1+n:]
		}
	}
	p.blocks = dropDebris(splitBlocks(lines), zone, language)
	if p.title == "" && len(p.blocks) > 1 && isHeading(p.blocks[0]) {
		p.title, p.blocks = oneLine(p.blocks[0]), p.blocks[1:]
	}
	return p
}

// readHead reads the run of header lines at the head of lines, and returns how many
// lines it takes, 0 where there is no header. Below a title it has to be a sure one.
func (p *plain) readHead(lines []string, zone *time.Location, language string, titled bool) (n int) {
	var found header
	sure := notHeader
	blank := false
	for i, line := range lines[:min(len(lines), 2*maxHeaderLines)] {
		if strings.TrimSpace(line) == "" {
			blank = true
			continue
		}
		w, h := weigh(line, zone, language)
		open := i+1 < len(lines) && strings.TrimSpace(lines[i+1]) != ""
		if w == weak && open {
			if next, _ := weigh(lines[i+1], zone, language); next == notHeader {
				w = notHeader // the first line of a paragraph
			}
		}
		if w == notHeader || w == weak && blank && !found.published.IsZero() && !h.published.IsZero() {
			break
		}
		if w == neutral && len(h.authors) == 0 && sure == notHeader && open {
			break
		}
		found.merge(h)
		sure = max(sure, w)
		n = i + 1
	}
	if sure < weak || titled && sure < strong && found.published.IsZero() {
		return 0
	}
	p.header = found
	return n
}

// merge adds what another line says; the first to say it is believed.
func (h *header) merge(o header) {
	if h.published.IsZero() {
		h.published = o.published
	}
	if h.updated.IsZero() {
		h.updated = o.updated
	}
	if len(h.authors) == 0 {
		h.authors = o.authors
	}
}

// dropDebris leaves out blocks that are share buttons and nothing else, wherever
// they stand, and the counters beside them. A date there would be the author's.
func dropDebris(blocks []string, zone *time.Location, language string) []string {
	buttons := func(block string) (share, count bool) {
		for line := range strings.SplitSeq(block, "\n") {
			w, h := weigh(line, zone, language)
			switch {
			case w == notHeader || !h.published.IsZero() || !h.updated.IsZero() || len(h.authors) > 0:
				return false, false
			case w == neutral:
				count = true
			default:
				share = true
			}
		}
		return share, count && !share
	}
	kept := blocks[:0]
	beside := false
	for _, block := range blocks {
		share, count := buttons(block)
		if share || count && beside {
			beside = true
			continue
		}
		beside = false
		kept = append(kept, block)
	}
	return kept
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
	if strings.Contains(block, "\n") || utf8.RuneCountInString(block) > maxHeading || bullet(block) != "" ||
		!strings.ContainsFunc(block, unicode.IsLetter) || strings.HasPrefix(block, "www.") {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(block)
	return !strings.ContainsRune(".!?…:;,»”\")]", last) && !strings.Contains(block, "://")
}

// plainHTML writes blocks as HTML. A heading stands above a paragraph: the last block
// never is one.
func plainHTML(blocks []string) string {
	var b strings.Builder
	for i, block := range blocks {
		switch lines := strings.Split(block, "\n"); {
		case isRule(block):
			b.WriteString("<hr>\n")
		case i < len(blocks)-1 && isHeading(block):
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

// isRule knows a line of stars or dashes, which parts what is above from below.
func isRule(block string) bool {
	bare := strings.ReplaceAll(block, " ", "")
	return len(bare) >= 3 && strings.Trim(bare, string(bare[0])) == "" && strings.Contains("*-_=~", bare[:1])
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
