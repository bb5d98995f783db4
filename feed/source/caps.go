package source

import "strings"

// What Markdown may cost. A few kilobytes can ask for megabytes (a table of a thousand
// columns, with a row a line) or for seconds (brackets that are opened and never closed,
// each of which is looked for to the end): both are mistakes or attacks.
const (
	maxCells  = 200_000
	maxOpen   = 1000
	maxQuotes = 100
)

// weighMarkdown refuses a text that would cost too much, before anything is rendered.
// line is that of the file in which it begins.
func weighMarkdown(text string, line int) error {
	cells, columns, open := 0, 0, 0
	for row := range strings.Lines(text) {
		bare := strings.TrimSpace(row)
		switch {
		case bare == "":
			columns, open = 0, 0
		case columns > 0:
			cells += columns
		case isDelimiter(bare):
			columns = strings.Count(bare, "|") + 1
		}
		open += max(0, strings.Count(bare, "[")-strings.Count(bare, "]"))
		open += max(0, strings.Count(bare, "](")-strings.Count(bare, ")"))
		switch {
		case cells > maxCells:
			return fault(line, "part it into several", "a table of more than %d cells", maxCells)
		case open > maxOpen:
			return fault(line, "close them, or write \\[", "more than %d brackets are opened and not closed", maxOpen)
		case nesting(bare) > maxQuotes:
			return fault(line, "", "quotations or lists more than %d deep", maxQuotes)
		}
		line++
	}
	return nil
}

// isDelimiter knows the row of dashes under a table's head.
func isDelimiter(bare string) bool {
	return strings.Contains(bare, "-") && strings.Contains(bare, "|") && strings.Trim(bare, "|:- \t") == ""
}

// nesting counts the marks of quotations and lists at the head of a line.
func nesting(bare string) int {
	marks := bare[:len(bare)-len(strings.TrimLeft(bare, ">-*+ \t"))]
	return strings.Count(marks, ">") + strings.Count(marks, "- ") + strings.Count(marks, "* ") + strings.Count(marks, "+ ")
}
