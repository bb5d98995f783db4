package feed

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// Places never says yes where Claims says no, and Beside goes by the same; however deep
// the folders are.
func TestPlaces(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	parts := []string{"a", "A", "b", "c.html", "d", "é", "2025/une-histoire-de-la-mer/index.html", "2025/Une-Histoire-de-la-Mer/INDEX.html", "2025/une-histoire-de-la-mere/index.html", "2025/une-histoire-de-la-mer"}
	no := 0
	for range 20_000 {
		var claims Claims[int]
		quick, free := NewPlaces(1), true
		for range 1 + r.IntN(4) {
			var name []string
			for range 1 + r.IntN(3) {
				name = append(name, parts[r.IntN(len(parts))])
			}
			path := strings.Join(name, "/")
			beside := quick.Beside(path)
			_, taken := claims.Claim(path, 0)
			if free && beside == taken {
				t.Fatalf("%s beside %v: quick says %v", path, claims.files, beside)
			}
			free = free && !taken
			quick.Add(path)
			quick.fill = sync.Once{}
		}
		if quick.Apart() != free {
			t.Fatalf("quick says %v, claims %v", quick.Apart(), free)
		}
		if !free {
			no++
		}
	}
	if no == 0 || no == 20_000 {
		t.Error(no)
	}
	deep := NewPlaces(1)
	for i := range 50 {
		deep.Add(fmt.Sprint(i) + strings.Repeat("/x", 300) + "/index.html")
	}
	if !deep.Apart() || deep.Beside("7/x") || !deep.Beside("51/x") {
		t.Error("deep folders")
	}
}

// A plain address is what package url makes of it.
func TestPlain(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const letters = "ab9Z-_/.%é ?#:"
	for range 20_000 {
		s := &Site{BaseURL: []string{"https://a.example/", "http://a.example:8080/b/c/"}[r.IntN(2)]}
		below := ""
		for range r.IntN(8) {
			below += string([]rune(letters)[r.IntN(utf8.RuneCountInString(letters))])
		}
		if !isPlain(below) {
			continue
		}
		if want := s.base().JoinPath(below).String(); s.BaseURL+below != want {
			t.Fatalf("%s%s, want %s", s.BaseURL, below, want)
		}
	}
	for below, want := range map[string]bool{"2024/un-titre/": true, "a": true, "": false, "/a": false, "a//b": false, "a.html": false, "é": false, "a?b": false} {
		if isPlain(below) != want {
			t.Errorf("%q: %t", below, !want)
		}
	}
}

// Articles are beside one another, or are not, wherever among many the other one is.
func TestBeside(t *testing.T) {
	all := make([]*Article, 5000)
	for i := range all {
		all[i] = &Article{Page: fmt.Sprintf("2024/le-recit-%d-de-la-mer/index.html", i)}
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
		{"https://A.example/2024/le-recit-9-de-la-mer/", "", false}, // not on the site, but for case
	} {
		fresh := &Article{Permalink: c.permalink, Page: c.page}
		if got := Beside(append(slices.Clone(all), fresh), map[*Article]bool{fresh: true}); got != c.want {
			t.Errorf("%s: %t", c.permalink, got)
		}
	}
	away := &Article{Permalink: "https://elsewhere.example/x/"}
	fresh := &Article{Permalink: "https://elsewhere.example/X/"}
	if Beside(append(slices.Clone(all), away, fresh), map[*Article]bool{fresh: true}) {
		t.Error("one address for two")
	}
}

// One address, one page or one ID is for one article, and the older keeps it.
func TestSettle(t *testing.T) {
	older := &Article{Path: "a.md", ID: "1", Permalink: "https://a.example/a/", Page: "a/index.html"}
	for what, a := range map[string]*Article{
		"address": {Path: "b.md", ID: "2", Permalink: "https://a.example/A/"},
		"page":    {Path: "b.md", ID: "2", Permalink: "https://a.example/b/", Page: "a/INDEX.html"},
		"ID":      {Path: "b.md", ID: "1", Permalink: "https://a.example/b/", Page: "b/index.html"},
	} {
		kept, problems := Settle([]*Article{a, older}, nil)
		if !slices.Equal(kept, []*Article{older}) || len(problems) != 1 {
			t.Errorf("%s: %d kept, %v", what, len(kept), problems)
		}
	}
	if kept, problems := SettlePlaces([]*Article{older, {Path: "b.md", ID: "1", Permalink: "https://a.example/b/"}}, nil); len(kept) != 2 || len(problems) > 0 {
		t.Errorf("IDs are nobody's yet: %v", problems)
	}
}
