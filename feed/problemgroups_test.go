package feed_test

import (
	"fmt"
	"slices"
	"testing"

	"fil/feed"
)

func TestGroupProblems(t *testing.T) {
	warning := func(path string, line int, message string) *feed.Problem {
		return &feed.Problem{Path: path, Line: line, Message: message, Warning: true}
	}
	many := func(n int, message string, isWarning bool) (list []*feed.Problem) {
		for i := range n {
			list = append(list, &feed.Problem{Path: fmt.Sprintf("%d.md", i), Line: i, Message: fmt.Sprintf(message, i), Warning: isWarning})
		}
		return list
	}
	for name, c := range map[string]struct {
		problems []*feed.Problem
		want     []string
	}{
		"none":            {nil, nil},
		"three of a kind": {many(3, "no %q", true), []string{`0.md: no '\x00'`, `1.md:1: no '\x01'`, `2.md:2: no '\x02'`}},
		"four of a kind":  {many(4, `no "%d.png"`, true), []string{`0.md: no "0.png" (and 3 more like this: 1.md:1, 2.md:2, …; --verbose names all)`}},
		"four errors":     {many(4, `no "%d.png"`, false), []string{`0.md: no "0.png"`, `1.md:1: no "1.png"`, `2.md:2: no "2.png"`, `3.md:3: no "3.png"`}},
		"other words": {slices.Insert(many(3, `no "%d.png"`, true), 1, warning("x.md", 7, `no "x.png" here`)),
			[]string{`0.md: no "0.png"`, `x.md:7: no "x.png" here`, `1.md:1: no "1.png"`, `2.md:2: no "2.png"`}},
		"another between": {slices.Insert(many(4, `no "%d.png"`, true), 1, warning("x.md", 7, "a draft")),
			[]string{`0.md: no "0.png" (and 3 more like this: 1.md:1, 2.md:2, …; --verbose names all)`, "x.md:7: a draft"}},
	} {
		var got []string
		for _, p := range feed.GroupProblems(c.problems) {
			got = append(got, p.Error())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
