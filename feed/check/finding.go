package check

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Severity says how bad a finding is.
type Severity int

// The severities, from the mildest one.
const (
	Hint    Severity = iota // better otherwise
	Warning                 // the standard says SHOULD, or some readers break
	Error                   // the standard says MUST, or readers break
)

// String returns "hint", "warning" or "error".
func (s Severity) String() string { return [...]string{"hint", "warning", "error"}[s] }

// Finding is one thing that is wrong with a document.
type Finding struct {
	Severity Severity
	// Rule is the name of the rule that is broken. It never changes: "rss-item-author-email".
	Rule string
	// Line and Column are where it is, counted from 1; a column is a character of UTF-8. Both are 0 if
	// it is at no place in the document, such as a header of the server's answer.
	Line, Column int
	// Path leads to the element or attribute: "/rss/channel/item[3]/enclosure/@url". In JSON Feed it
	// is a JSON Pointer (RFC 6901).
	Path string
	// Item is the number of the item or entry, counted from 1, and Title its title; 0 and "" elsewhere.
	Item  int
	Title string
	// Message says what is wrong, Mend what to do, in one line each.
	Message, Mend string
	// Section is the section of the standard, or the document of a directory, that has the rule.
	Section string
	// Breaks says which readers suffer, "" where that is not known.
	Breaks string
	// IDForm says that it is about the form of an ID. To mend it would show the article to its readers
	// again, so that an ID that is in use stays.
	IDForm bool
	// W3C is the name of the message with which the W3C's validator reports the same; "" if it does not.
	W3C string
}

// String returns the finding as one line: place, severity, what is wrong, rule.
func (f Finding) String() string {
	return fmt.Sprintf("%d:%d: %s: %s: %s (%s)", f.Line, f.Column, f.Severity, f.Path, f.Message, f.Rule)
}

// Report is what was found in a document.
type Report struct {
	Format Format
	// Items is the number of items, entries or outlines.
	Items int
	// Findings are in the order of the document.
	Findings []Finding
	// Self is the address at which the document says that it is, "" if it does not.
	Self string
}

// AtLeast returns the findings of a severity or worse.
func (r *Report) AtLeast(s Severity) (found []Finding) {
	for _, f := range r.Findings {
		if f.Severity >= s {
			found = append(found, f)
		}
	}
	return found
}

// The limits of a report: more findings of one rule, or more findings, are not kept. A document of a
// million broken items would need more memory than the document.
const (
	maxPerRule = 500
	maxAll     = 5000
)

// found is a finding while the document is read.
type found struct {
	Finding
	at    int // the offset in the text, -1 if it is at no place
	order int
}

// collector collects findings and finds their lines.
type collector struct {
	text   string
	prefix string   // of the names of rules
	least  Severity // findings below it are dropped
	all    []found
	byRule map[string]int
	more   int // how many were not kept
}

// add adds a finding of a kind at a place.
func (c *collector) add(k *kind, place string, at int, f Finding) {
	if k.severity < c.least {
		return
	}
	f.Rule = place + "-" + k.name
	if c.byRule == nil {
		c.byRule = map[string]int{}
	}
	if c.byRule[f.Rule]++; c.byRule[f.Rule] > maxPerRule || len(c.all) >= maxAll {
		c.more++
		return
	}
	f.Severity, f.Mend, f.Breaks, f.W3C = k.severity, cmp.Or(f.Mend, k.mend), cmp.Or(f.Breaks, k.breaks), k.w3c
	c.all = append(c.all, found{f, at, len(c.all)})
}

// findings returns all findings in the order of the document, with their lines and columns.
func (c *collector) findings() []Finding {
	if c.more > 0 {
		c.byRule = nil
		c.all = append(c.all[:min(len(c.all), maxAll-1)], found{Finding{Severity: Hint, Rule: c.prefix + "-" + kindTooMany.name,
			Message: "there are " + strconv.Itoa(c.more) + " findings more", Mend: kindTooMany.mend}, len(c.text), len(c.all)})
	}
	slices.SortStableFunc(c.all, func(a, b found) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.order, b.order)) })
	if len(c.all) == 0 {
		return nil
	}
	lines := lineStarts(c.text)
	list := make([]Finding, 0, len(c.all))
	for _, f := range c.all {
		if f.at >= 0 {
			f.Line, f.Column = position(c.text, lines, f.at)
		}
		list = append(list, f.Finding)
	}
	return list
}

// lineStarts returns the offsets at which the lines of a text begin.
func lineStarts(text string) []int {
	starts := []int{0}
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return starts
		}
		at += i + 1
		starts = append(starts, at)
	}
}

// position returns the line and the column of an offset.
func position(text string, starts []int, at int) (line, column int) {
	at = min(at, len(text))
	line = sort.SearchInts(starts, at+1)
	return line, utf8.RuneCountInString(text[starts[line-1]:at]) + 1
}
