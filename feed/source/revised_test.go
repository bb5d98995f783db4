package source

import (
	"strings"
	"testing"

	"fil/feed"
)

func TestRevised(t *testing.T) {
	text := "<p>" + strings.Repeat("Depuis quelques années, Bamako et Moscou se rapprochent. ", 20) + "</p>"
	was := &feed.Article{Meta: feed.Meta{Title: "Mali"}, Content: text}
	for name, test := range map[string]struct {
		title, content string
		want           bool
	}{
		"the same":                {"Mali", text, false},
		"other markup":            {"Mali", strings.ReplaceAll(text, "Bamako", "<em>Bamako</em>"), false},
		"a letter":                {"Mali", strings.Replace(text, "rapprochent", "rapproche", 1), false},
		"a word":                  {"Mali", strings.Replace(text, "Moscou", "Moscou, hier,", 1), false},
		"a sentence":              {"Mali", text + "<p>Une correction a été apportée.</p>", true},
		"each letter of a word":   {"Mali", strings.Replace(text, "Bamako et Moscou", "Ouagadougou et Niamey", 1), true},
		"the title":               {"Le Mali et la Russie", text, true},
		"a letter here and there": {"Mali", strings.ReplaceAll(text, "années", "annees"), true},
	} {
		if got := Revised(was, &feed.Article{Meta: feed.Meta{Title: test.title}, Content: test.content}); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// FuzzWithin compares withinEdits with the length of the longest common subsequence.
func FuzzWithin(f *testing.F) {
	f.Add("abcabba", "cbabac", 5)
	f.Add("", "abc", 3)
	f.Add("été", "ete", 4)
	f.Fuzz(func(t *testing.T, a, b string, edits int) {
		x, y := []rune(a), []rune(b)
		if len(x) > 60 || len(y) > 60 || edits < 0 || edits > 40 {
			return
		}
		row := make([]int, len(y)+1)
		for i := range x {
			last := 0
			for j := range y {
				above := row[j+1]
				if x[i] == y[j] {
					row[j+1] = last + 1
				} else {
					row[j+1] = max(row[j+1], row[j])
				}
				last = above
			}
		}
		if want := len(x)+len(y)-2*row[len(y)] <= edits; withinEdits(x, y, edits) != want {
			t.Errorf("within(%q, %q, %d) is not %v", a, b, edits, want)
		}
	})
}
