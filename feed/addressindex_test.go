package feed

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// Add reports what ResolveConflicts finds, and an index from which all articles are dropped is empty.
func TestAddressIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	free, refused := 0, 0
	for range 300 {
		register, here := NewAddressIndex(nil), []*Meta(nil)
		for i := range 12 {
			name := []string{"a", "A", "a/b", "a/b/c", "d.html", "é", "d", "b"}[r.IntN(8)]
			a := &Meta{Path: fmt.Sprint(i), ID: fmt.Sprint(i), Permalink: "https://fil.example/" + name, Page: name}
			if r.IntN(4) == 0 {
				a.Page = ""
			}
			room := register.Add(a)
			_, problems := ResolveConflicts(append(slices.Clone(here), a), nil)
			if room != (len(problems) == 0) {
				t.Fatalf("%+v with %d articles: free %t, but %v", a, len(here), room, problems)
			}
			if room {
				free++
				here = append(here, a)
			} else {
				refused++
				register.Drop(a)
			}
			if len(here) > 0 && r.IntN(4) == 0 {
				i := r.IntN(len(here))
				register.Drop(here[i])
				here = slices.Delete(here, i, i+1)
			}
		}
		for _, a := range here {
			register.Drop(a)
		}
		if n := len(register.addresses) + len(register.pages.files) + len(register.pages.folders); n > 0 {
			t.Fatalf("the index still has %d entries", n)
		}
	}
	if free == 0 || refused == 0 {
		t.Errorf("%d articles were free, %d were not: both must occur", free, refused)
	}
}
