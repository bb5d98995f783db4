package serve

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// The status page shows the problems first, with their count, in the site's language.
func TestStatusPage(t *testing.T) {
	page, err := statusPage()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		status Status
		first  string
		then   string
	}{
		{Status{Language: "fr-ML", Runs: []Run{{Error: "refusing", Hint: "--accept", Problems: []RunProblem{{File: "a.md", Line: 3, Message: "x"}}}}}, "Ce qui ne va pas\u00a0: 2", "Prochain passage"},
		{Status{Language: "de", Runs: []Run{{Articles: 3}}}, "All is well", "Next run"},
		{Status{}, "Next run", "None yet."},
	} {
		var b strings.Builder
		if err := page.Execute(&b, test.status); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		first, then := strings.Index(text, test.first), strings.Index(text, test.then)
		if first < 0 || then < first {
			t.Errorf("%q at %d, %q at %d:\n%s", test.first, first, test.then, then, text)
		}
		if run := test.status.LastRun(); run != nil && run.Hint != "" && !strings.Contains(text, run.Hint) {
			t.Error("the hint is missing")
		}
	}
	want := slices.Sorted(maps.Keys(statusWords["en"]))
	for language, words := range statusWords {
		if got := slices.Sorted(maps.Keys(words)); !slices.Equal(got, want) {
			t.Errorf("%s has the words %q, want %q", language, got, want)
		}
	}
}
