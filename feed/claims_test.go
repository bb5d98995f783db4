package feed_test

import (
	"testing"

	"fil/feed"
)

// A path conflicts with an equal one, with its folders and with what is below it, whatever their case.
// PathSet and PathIndex find the same.
func TestClaims(t *testing.T) {
	for _, c := range []struct {
		claimed, name string
		taken         bool
	}{
		{"a", "a", true}, {"a", "A", true}, {"É", "é", true}, {"a", "b", false}, {"a/b", "a", true}, {"a", "a/b", true}, {"a", "a/b/c", true}, {"a/b/c", "a/b", true}, {"a/b/c", "A", true},
		{"a/b", "a/c", false}, {"a/b", "a/bc", false}, {"a/b", "a/b.html", false}, {"ab", "a", false}, {"a/index.html", "a.html", false}, {"é", "e\u0301", false}, // package source makes normal forms equal
	} {
		var claims feed.Claims[string]
		if _, taken := claims.Claim(c.claimed, "first"); taken {
			t.Fatalf("%s is taken at once", c.claimed)
		}
		owner, taken := claims.Claim(c.name, "second")
		if taken != c.taken || taken && owner != "first" {
			t.Errorf("%s after %s: %t, by %q", c.name, c.claimed, taken, owner)
		}
		set, index := feed.NewPathSet(1), feed.NewPathIndex(1)
		set.Add(c.claimed)
		index.Add(c.claimed, 1)
		if set.Fits(c.name) == c.taken || index.Free(c.name) == c.taken {
			t.Errorf("%s after %s: set %t, index %t", c.name, c.claimed, set.Fits(c.name), index.Free(c.name))
		}
		set.Add(c.name)
		if set.Consistent() == c.taken {
			t.Errorf("%s after %s: consistent %t", c.name, c.claimed, set.Consistent())
		}
		index.Add(c.claimed, -1)
		if !index.Free(c.name) || !index.Free(c.claimed) {
			t.Errorf("%s after %s was removed", c.name, c.claimed)
		}
	}
}

// A claim that fails claims nothing.
func TestClaimsAfterAFailure(t *testing.T) {
	var claims feed.Claims[int]
	for n, step := range []struct {
		name  string
		owner int
		taken bool
	}{{"a", 0, false}, {"a/b/c", 0, true}, {"b/c", 0, false}, {"b", 2, true}, {"b/d", 0, false}, {"d/e/f", 0, false}, {"d/e/f/g", 5, true}, {"d/g", 0, false}} {
		if owner, taken := claims.Claim(step.name, n); taken != step.taken || taken && owner != step.owner {
			t.Errorf("%s: %t, by %d", step.name, taken, owner)
		}
	}
}

func TestCounts(t *testing.T) {
	counts := feed.Counts{}
	for n, step := range []struct {
		text string
		add  int32
		want int32
	}{{"a", 1, 1}, {"a", 1, 2}, {"b", 5, 5}, {"A", 1, 1}, {"a", -1, 1}, {"a", -1, 0}, {"b", -5, 0}, {"", 1, 1}} {
		if got := counts.Add(step.text, step.add); got != step.want || counts.Count(step.text) != step.want {
			t.Errorf("step %d: %d, want %d", n, got, step.want)
		}
	}
	if len(counts) != 2 || counts.Count("never") != 0 {
		t.Errorf("%d counts are left", len(counts))
	}
}
