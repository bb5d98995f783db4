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
	counted := Status{Language: "fr", Readers: Readers{Date: "2026-11-29", Subscribers: []Subscribers{{"atom.xml", "Feedly", 42}, {"atom.xml", "<b>", 1}},
		History: []ReadersDay{{"2026-11-28", 20, 1}, {"2026-11-29", 43, 0}}, Downloads: []Download{{"é.mp3", 7}}}}
	var b strings.Builder
	if err := page.Execute(&b, counted); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"43 abonnés le 2026-11-29", "<td>Feedly</td>", "<td>&lt;b&gt;</td>", `<rect x="88" y="0" width="0.9" height="46"`, `<rect x="89" y="0" width="0.9" height="100"`, "<td>é.mp3</td>", "Téléchargements d’épisodes"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in %s", want, b.String())
		}
	}
	want := slices.Sorted(maps.Keys(statusWords["en"]))
	for language, words := range statusWords {
		if got := slices.Sorted(maps.Keys(words)); !slices.Equal(got, want) {
			t.Errorf("%s has the words %q, want %q", language, got, want)
		}
	}
}
