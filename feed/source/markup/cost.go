package markup

import (
	"errors"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"

	"fil/feed/source/frontmatter"
	"fil/feed/source/inventory"
)

// Limits of one text. A few kilobytes of Markdown can become megabytes of HTML (a table of a thousand
// columns whose rows are one character each) or take seconds (brackets that are never closed, for
// each of which the parser searches the rest of the paragraph). Both are mistakes or attacks.
const (
	maxCells       = 200_000 // cells of all tables
	maxOpen        = 1000    // brackets in a paragraph that are not closed
	maxQuotes      = 100     // nested quotations and lists
	maxMarks       = 5000    // runs of * _ or ~ in a paragraph: goldmark compares each with the others
	maxDefinitions = 5000    // consecutive link definitions: goldmark compares each with the others
	maxFootnotes   = 4000    // marks of footnotes: goldmark compares each with the others
	maxBodies      = 100     // <body> and <html> tags: the parser adds the attributes of each to the first
)

// errTooLong is returned if the HTML of an article is longer than Cleaner.MaxBytes.
var errTooLong = errors.New("its HTML is too long: write shorter link addresses and fewer footnotes, or limits: {text: 10000000} into " + inventory.SiteFile)

// runLimiter limits the runs of * _ and ~ in a paragraph to maxMarks. Further runs are parsed as text,
// and tooManyMarks returns an error for the article.
type runLimiter struct{}

// marksKey is the key of the *marksOf in a parser's context.
var marksKey = parser.NewContextKey()

// marksOf counts the runs of one paragraph.
type marksOf struct {
	parent ast.Node
	n      int
	over   bool
}

// Trigger implements parser.InlineParser.
func (runLimiter) Trigger() []byte { return []byte("*_~") }

// Parse implements parser.InlineParser. It leaves a run to the next parser until there are too many.
func (runLimiter) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	count, ok := pc.Get(marksKey).(*marksOf)
	if !ok {
		count = &marksOf{}
		pc.Set(marksKey, count)
	}
	if count.parent != parent {
		count.parent, count.n = parent, 0
	}
	count.n++
	if count.n <= maxMarks {
		return nil
	}
	count.over = true
	line, segment := block.PeekLine()
	n := 1
	for n < len(line) && line[n] == line[0] {
		n++
	}
	block.Advance(n)
	return ast.NewTextSegment(segment.WithStop(segment.Start + n))
}

// CheckCost returns an error if a text exceeds a limit, before anything is parsed. line is the line
// of its file in which the text begins. The error has the line in which the limit is exceeded, or line
// if that is the number of footnotes or <body> tags.
func CheckCost(text string, line int) error {
	cells, columns, open, definitions := 0, 0, 0, 0
	if footnotes := strings.Count(text, "[^"); footnotes > maxFootnotes {
		return frontmatter.Errorf(line, "part it into several", "more than %d marks of footnotes", maxFootnotes)
	}
	if err := checkHTMLCost(text, line); err != nil {
		return err
	}
	for row := range strings.Lines(text) {
		trimmed := strings.TrimSpace(row)
		switch {
		case trimmed == "":
			columns, open, definitions = 0, 0, 0
		case columns > 0:
			cells += columns
		case isDelimiter(trimmed):
			columns = strings.Count(trimmed, "|") + 1
		}
		open += max(0, strings.Count(trimmed, "[")-strings.Count(trimmed, "]"))
		open += max(0, strings.Count(trimmed, "](")-strings.Count(trimmed, ")"))
		if strings.HasPrefix(trimmed, "[") && strings.Contains(trimmed, "]:") {
			definitions++
		}
		switch {
		case definitions > maxDefinitions:
			return frontmatter.Errorf(line, "put an empty line between some of them", "more than %d definitions of links in a row", maxDefinitions)
		case cells > maxCells:
			return frontmatter.Errorf(line, "part it into several", "a table of more than %d cells", maxCells)
		case open > maxOpen:
			return frontmatter.Errorf(line, "close them, or write \\[", "more than %d brackets are opened and not closed", maxOpen)
		case nesting(trimmed) > maxQuotes:
			return frontmatter.Errorf(line, "", "quotations or lists more than %d deep", maxQuotes)
		}
		line++
	}
	return nil
}

// checkHTMLCost returns an error if a text has more than maxBodies <body> and <html> tags.
func checkHTMLCost(text string, line int) error {
	bodies := 0
	for rest := text; ; {
		i := strings.IndexByte(rest, '<')
		if i < 0 {
			return nil
		}
		rest = rest[i+1:]
		if tag := strings.ToLower(rest[:min(4, len(rest))]); tag == "body" || tag == "html" {
			bodies++
		}
		if bodies > maxBodies {
			return frontmatter.Errorf(line, "keep one of each", "more than %d <body> and <html> tags", maxBodies)
		}
	}
}

// tooManyMarks returns the error of a text in which a paragraph has too many marks of emphasis.
func tooManyMarks(pc parser.Context) error {
	if count, ok := pc.Get(marksKey).(*marksOf); ok && count.over {
		return frontmatter.Errorf(0, "put an empty line between its sentences", "a paragraph with more than %d runs of *, _ or ~", maxMarks)
	}
	return nil
}

// isDelimiter reports whether a line is the delimiter row of a table (GFM §4.10).
func isDelimiter(trimmed string) bool {
	return strings.Contains(trimmed, "-") && strings.Contains(trimmed, "|") && strings.Trim(trimmed, "|:- \t") == ""
}

// nesting counts the marks of quotations and lists that a line begins with.
func nesting(trimmed string) int {
	marks := trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, ">-*+ \t"))]
	return strings.Count(marks, ">") + strings.Count(marks, "- ") + strings.Count(marks, "* ") + strings.Count(marks, "+ ")
}
