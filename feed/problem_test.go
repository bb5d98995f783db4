package feed_test

import (
	"testing"

	"fil/feed"
)

// A problem is shown as compilers show theirs, on one line.
func TestProblem(t *testing.T) {
	for want, p := range map[string]feed.Problem{
		"a.md:3: it has no date": {Path: "a.md", Line: 3, Message: "it has no date", Hint: "write one"},
		"a.md: it has no date":   {Path: "a.md", Message: "it has no date"},
		"été.md:1: x":            {Path: "été.md", Line: 1, Message: "x", Warning: true},
		`a\nb.md: x`:             {Path: "a\nb.md", Message: "x"},
		"x":                      {Message: "x"},
	} {
		if got := p.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
