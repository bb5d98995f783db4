package feed

import (
	"fmt"
	"strconv"
	"strings"
)

// maxAlike is how many warnings of a kind are listed one by one.
const maxAlike = 3

// GroupProblems replaces warnings of one kind, if there are more than three, by the first of them,
// which then says how many more there are and where. Warnings are of one kind if their messages differ
// only in what they quote. Errors are never grouped.
func GroupProblems(problems []*Problem) (grouped []*Problem) {
	type group struct {
		first []*Problem // at most maxAlike
		size  int
	}
	groups := map[string]*group{}
	groupOf := make([]*group, len(problems)) // nil for errors
	for i, p := range problems {
		if !p.Warning {
			continue
		}
		kind := kindOf(p)
		g := groups[kind]
		if g == nil {
			g = &group{}
			groups[kind] = g
		}
		if g.size++; g.size <= maxAlike {
			g.first = append(g.first, p)
		}
		groupOf[i] = g
	}
	for i, p := range problems {
		g := groupOf[i]
		switch {
		case g == nil || g.size <= maxAlike:
			grouped = append(grouped, p)
		case g.first[0] == p:
			one := *p
			one.Message += fmt.Sprintf(" (and %d more like this: %s, …; --verbose names all)", g.size-1, positions(g.first[1:]))
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
	var kind []byte
	quoted := false
	for part := range strings.SplitSeq(p.Message, `"`) {
		if !quoted {
			kind = append(append(kind, part...), '"')
		}
		quoted = !quoted
	}
	return string(kind)
}

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
