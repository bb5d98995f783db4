package feed

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// maxAlike is how many warnings of a kind are listed one by one.
const maxAlike = 3

// GroupProblems replaces warnings of one kind, if there are more than three, by the first of them,
// which then says how many more there are and where. Warnings are of one kind if their messages differ
// only in what they quote. Errors are never grouped.
func GroupProblems(problems []*Problem) (grouped []*Problem) {
	byKind := map[string][]*Problem{}
	for _, p := range problems {
		if p.Warning {
			byKind[kindOf(p)] = append(byKind[kindOf(p)], p)
		}
	}
	listed := map[string]bool{}
	for _, p := range problems {
		alike := byKind[kindOf(p)]
		switch {
		case !p.Warning || len(alike) <= maxAlike:
			grouped = append(grouped, p)
		case !listed[kindOf(p)]:
			listed[kindOf(p)] = true
			one := *p
			one.Message += fmt.Sprintf(" (and %d more like this: %s, …; --verbose names all)", len(alike)-1, positions(alike[1:maxAlike]))
			grouped = append(grouped, &one)
		}
	}
	return grouped
}

// kindOf returns the message of a problem without what it quotes.
func kindOf(p *Problem) string {
	if !strings.Contains(p.Message, `"`) {
		return p.Message
	}
	return inQuotes.ReplaceAllString(p.Message, `""`)
}

var inQuotes = regexp.MustCompile(`"[^"]*"`)

// positions lists the files and lines of problems.
func positions(problems []*Problem) string {
	var all []string
	for _, p := range problems {
		position := p.Path
		if p.Line > 0 {
			position += ":" + strconv.Itoa(p.Line)
		}
		all = append(all, position)
	}
	return strings.Join(all, ", ")
}
