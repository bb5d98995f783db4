package feed

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// AddressesFree finds the one article among many whose address or page conflicts.
func TestAddressesFree(t *testing.T) {
	all := make([]*Meta, 5000)
	for i := range all {
		all[i] = &Meta{Page: fmt.Sprintf("2024/le-recit-%d-de-la-mer/index.html", i)}
		all[i].Permalink = "https://a.example/" + strings.TrimSuffix(all[i].Page, "index.html")
	}
	for _, c := range []struct {
		permalink, page string
		want            bool
	}{
		{"https://a.example/2025/tout-autre-chose/", "2025/tout-autre-chose/index.html", true},
		{"https://a.example/2024/LE-recit-4321-de-la-mer/", "2024/LE-recit-4321-de-la-mer/index.html", false},
		{"https://a.example/2024/le-recit-7-de-la-mer/index.html/x/", "2024/le-recit-7-de-la-mer/index.html/x/index.html", false},
		{"https://elsewhere.example/x/", "", true},
		{"https://A.example/2024/le-recit-9-de-la-mer/", "", false}, // conflicts, although the case of its host puts it on another site
	} {
		fresh := &Meta{Permalink: c.permalink, Page: c.page}
		if got := AddressesFree(append(slices.Clone(all), fresh), map[*Meta]bool{fresh: true}); got != c.want {
			t.Errorf("%s: %t", c.permalink, got)
		}
	}
	away := &Meta{Permalink: "https://elsewhere.example/x/"}
	fresh := &Meta{Permalink: "https://elsewhere.example/X/"}
	if AddressesFree(append(slices.Clone(all), away, fresh), map[*Meta]bool{fresh: true}) {
		t.Error("one address for two")
	}
}

// Each address, page and ID has one article, and the older article keeps it.
func TestResolveConflicts(t *testing.T) {
	older := &Meta{Path: "a.md", ID: "1", Permalink: "https://a.example/a/", Page: "a/index.html"}
	for what, a := range map[string]*Meta{
		"address": {Path: "b.md", ID: "2", Permalink: "https://a.example/A/"},
		"page":    {Path: "b.md", ID: "2", Permalink: "https://a.example/b/", Page: "a/INDEX.html"},
		"ID":      {Path: "b.md", ID: "1", Permalink: "https://a.example/b/", Page: "b/index.html"},
	} {
		accepted, problems := ResolveConflicts([]*Meta{a, older}, nil)
		if !slices.Equal(accepted, []*Meta{older}) || len(problems) != 1 {
			t.Errorf("%s: %d accepted, %v", what, len(accepted), problems)
		}
	}
	if accepted, problems := ResolveAddressConflicts([]*Meta{older, {Path: "b.md", ID: "1", Permalink: "https://a.example/b/"}}, nil); len(accepted) != 2 || len(problems) > 0 {
		t.Errorf("IDs must not be compared yet: %v", problems)
	}
}
