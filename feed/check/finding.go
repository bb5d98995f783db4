package check

import (
	"cmp"
	"fmt"
	"slices"
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
	// Offset is the same as a number of bytes in Report.Text; -1 if it is at no place in the document.
	Offset int
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
	// Profile is the profile whose rule it is, "" for rules of standards.
	Profile string
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
	// Items is the number of items or entries; 0 in OPML.
	Items int
	// Findings are in the order of the document.
	Findings []Finding
	// Text is the document in UTF-8.
	Text string
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

// ruleAt returns the name of the rule of a kind at a place. A place that ends in the kind is the name itself:
// rss-item-source-url, and not rss-item-source-url-url.
func ruleAt(place string, k *kind) string {
	if strings.HasSuffix(place, "-"+k.name) {
		return place
	}
	return place + "-" + k.name
}

// full reports whether no finding of a kind at a place is kept any more, and counts it then.
func (c *collector) full(k *kind, place string) bool {
	if k.severity < c.least {
		return true
	}
	if c.byRule[ruleAt(place, k)] < maxPerRule && len(c.all) < maxAll {
		return false
	}
	c.more++
	return true
}

// add adds a finding of a kind at a place, unless the collector is full.
func (c *collector) add(k *kind, place string, at int, f Finding) {
	if c.full(k, place) {
		return
	}
	f.Rule = ruleAt(place, k)
	if c.byRule == nil {
		c.byRule = map[string]int{}
	}
	c.byRule[f.Rule]++
	f.Severity, f.Mend, f.Breaks, f.W3C = k.severity, cmp.Or(f.Mend, k.mend), cmp.Or(f.Breaks, k.breaks), k.w3c
	c.all = append(c.all, found{f, at, len(c.all)})
}

// findings returns all findings in the order of the document, with their lines and columns.
func (c *collector) findings() []Finding {
	if c.more > 0 {
		c.byRule = nil
		c.all = append(c.all[:min(len(c.all), maxAll-1)], found{Finding{Severity: Hint, Rule: c.prefix + "-" + kindTooMany.name,
			Message: strconv.Itoa(c.more) + " more findings are not listed", Mend: kindTooMany.mend, Section: "fil check"}, len(c.text), len(c.all)})
	}
	slices.SortStableFunc(c.all, func(a, b found) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.order, b.order)) })
	if len(c.all) == 0 {
		return nil
	}
	list := make([]Finding, 0, len(c.all))
	p := &position{text: c.text, line: 1, column: 1}
	for _, f := range c.all {
		if f.Offset = f.at; f.at >= 0 {
			f.Line, f.Column = p.advance(f.at)
		}
		list = append(list, f.Finding)
	}
	return list
}

// position is a place in a text.
type position struct {
	text             string
	at, line, column int
}

// advance goes to an offset that is not before the last one, and returns its line and column.
func (p *position) advance(at int) (line, column int) {
	at = max(p.at, min(at, len(p.text)))
	passed := p.text[p.at:at]
	if i := strings.LastIndexByte(passed, '\n'); i >= 0 {
		p.line += strings.Count(passed, "\n")
		p.column, passed = 1, passed[i+1:]
	}
	p.at, p.column = at, p.column+utf8.RuneCountInString(passed)
	return p.line, p.column
}
