package feed

import (
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

// A plain path is one that package url would not change.
func TestIsPlain(t *testing.T) {
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
