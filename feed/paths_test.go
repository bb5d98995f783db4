package feed_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"fil/feed"
)

// The order is that of a walk, folder by folder.
func TestComparePaths(t *testing.T) {
	want := []string{"", "a", "a/b", "a/b/c", "a/b.md", "a-b", "a.md", "ab", "b/a", "b.md", "é"}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, feed.ComparePaths)
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
