package plaintext

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Text is a plain text, split into its parts.
type Text struct {
	Header Header
	Title  string   // the heading above the text, in one line; "" for none
	Blocks []string // the text between blank lines, its lines trimmed and separated by \n
}

// maxHeaderLines is the number of lines in which a header is searched; as many blank lines may stand between them.
const maxHeaderLines = 8

// Read splits a text into header, title and blocks, and drops share buttons. Dates without a zone are in zone;
// language is the text's tag of BCP 47, which says whether 03/04/2024 has the month first.
func Read(text string, zone *time.Location, language string) Text {
	var p Text
	lines := strings.Split(text, "\n")
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	if n := p.readHead(lines, zone, language, false); n > 0 {
		lines = lines[n:]
	} else if len(lines) > 1 && isHeading(strings.TrimSpace(lines[0])) {
		// The title stands above the header.
		if n := p.readHead(lines[1:], zone, language, true); n > 0 {
			p.Title, lines = OneLine(lines[0]), lines[1+n:]
		}
	}
	p.Blocks = dropShareButtons(splitBlocks(lines), zone, language)
	if p.Title == "" && len(p.Blocks) > 1 && isHeading(p.Blocks[0]) {
		p.Title, p.Blocks = OneLine(p.Blocks[0]), p.Blocks[1:]
	}
	return p
}

// readHead stores the header that lines begin with, and returns how many lines it has, 0 if there is none. titled
// means that a title stands above: then the header must have a strong line or a date of publication.
func (p *Text) readHead(lines []string, zone *time.Location, language string, titled bool) (n int) {
	var found Header
	sure := notHeader
	blank := false
	for i, line := range lines[:min(len(lines), 2*maxHeaderLines)] {
		if strings.TrimSpace(line) == "" {
			blank = true
			continue
		}
		w, h := classifyLine(line, zone, language)
		open := i+1 < len(lines) && strings.TrimSpace(lines[i+1]) != ""
		if w == weak && open {
			if next, _ := classifyLine(lines[i+1], zone, language); next == notHeader {
				w = notHeader // the first line of a paragraph
			}
		}
		if w == notHeader || w == weak && blank && !found.Published.IsZero() && !h.Published.IsZero() {
			break
		}
		if w == neutral && len(h.Authors) == 0 && sure == notHeader && open {
			break
		}
		found.merge(h)
		sure = max(sure, w)
		n = i + 1
	}
	if sure < weak || titled && sure < strong && found.Published.IsZero() {
		return 0
	}
	p.Header = found
	return n
}

// merge sets the fields that are zero to those of another line: the first line wins.
func (h *Header) merge(o Header) {
	if h.Published.IsZero() {
		h.Published = o.Published
	}
	if h.Updated.IsZero() {
		h.Updated = o.Updated
	}
	if len(h.Authors) == 0 {
		h.Authors = o.Authors
	}
}

// dropShareButtons removes the blocks that consist of share buttons, anywhere in a text, and the counters that
// follow them. A block with a date or a name stays: the author wrote it.
func dropShareButtons(blocks []string, zone *time.Location, language string) []string {
	buttons := func(block string) (share, count bool) {
		for line := range strings.SplitSeq(block, "\n") {
			w, h := classifyLine(line, zone, language)
			switch {
			case w == notHeader || !h.Published.IsZero() || !h.Updated.IsZero() || len(h.Authors) > 0:
				return false, false
			case w == neutral:
				count = true
			default:
				share = true
			}
		}
		return share, count && !share
	}
	text := blocks[:0]
	beside := false
	for _, block := range blocks {
		share, count := buttons(block)
		if share || count && beside {
			beside = true
			continue
		}
		beside = false
		text = append(text, block)
	}
	return text
}

// splitBlocks splits lines at blank ones, and trims them.
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

// maxHeading is the maximum length of a heading, in characters.
const maxHeading = 90

// isHeading reports whether a block is a heading: one short line with a letter in it, that is no item of a list,
// no quotation and no URL, and does not end in punctuation.
func isHeading(block string) bool {
	if strings.Contains(block, "\n") || utf8.RuneCountInString(block) > maxHeading || bullet(block) != "" ||
		!strings.ContainsFunc(block, unicode.IsLetter) || strings.HasPrefix(block, "www.") {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(block)
	return !strings.ContainsRune(".!?…:;,»”\")]。！？।؟", last) && itemNumber(block) == "" && !strings.HasPrefix(block, "> ") && !strings.Contains(block, "://")
}
