package manifest

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestLayers compares layers with a plain map over random changes, and checks that older versions
// do not change.
func TestLayers(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 3))
		want, got := map[string]int{}, layers[int]{}
		name := func() string { return fmt.Sprint(r.IntN(200)) }
		if seed%2 > 0 { // begin with one full layer, as after reading a log
			for range 150 {
				want[name()] = r.IntN(5)
			}
			got = newLayers(maps.Clone(want))
		}
		type state struct {
			want map[string]int
			got  layers[int]
		}
		var versions []state
		for range 150 {
			versions = append(versions, state{maps.Clone(want), got})
			put, remove := map[string]int{}, []string{}
			for range r.IntN(8) {
				put[name()] = r.IntN(5)
			}
			for range r.IntN(8) {
				remove = append(remove, name())
			}
			for _, name := range remove {
				delete(want, name)
			}
			maps.Copy(want, put)
			if r.IntN(10) == 0 { // an empty change
				put, remove = map[string]int{}, nil
				want = maps.Clone(versions[len(versions)-1].want)
			}
			got = got.with(put, remove)
			if r.IntN(5) > 0 {
				continue
			}
			previous := versions[r.IntN(len(versions))]
			for _, s := range []state{previous, {want, got}} {
				if n := s.got.len(); n != len(s.want) || !maps.Equal(s.want, maps.Collect(s.got.all())) {
					t.Fatalf("there are %d names, want %d", n, len(s.want))
				}
			}
			odd := func(v int) bool { return v%2 > 0 }
			wantChanged := map[string]bool{}
			for i := range 200 {
				name := fmt.Sprint(i)
				now, wantExists := want[name]
				if v, exists := got.get(name); v != now || exists != wantExists {
					t.Fatalf("%s is %v, want %v", name, v, now)
				}
				before, existed := previous.want[name]
				if now != before || wantExists != existed {
					wantChanged[name] = true
				}
			}
			if changed := got.changedSince(previous.got); !maps.Equal(changed, wantChanged) {
				t.Fatalf("%v have changed, want %v", changed, wantChanged)
			}
			wantOdd := maps.Clone(want)
			maps.DeleteFunc(wantOdd, func(_ string, v int) bool { return !odd(v) })
			if gotOdd := maps.Collect(got.chosen(odd)); !maps.Equal(gotOdd, wantOdd) {
				t.Fatalf("%v are chosen, want %v", gotOdd, wantOdd)
			}
			names := slices.Sorted(maps.Keys(want))
			for i, v := range slices.Collect(got.sorted()) {
				if v != want[names[i]] {
					t.Fatalf("%s is %v, want %v", names[i], v, want[names[i]])
				}
			}
		}
	}
}

// TestFewLayers checks that 5,000 changes make at most 8 layers, and that an empty change adds none.
func TestFewLayers(t *testing.T) {
	all := map[string]int{}
	for i := range 100_000 {
		all[fmt.Sprint(i)] = i
	}
	l := newLayers(all)
	for i := range 5000 {
		put := map[string]int{}
		for j := range 20 {
			put[fmt.Sprint("new ", i*j)] = i
		}
		l = l.with(put, []string{fmt.Sprint(i)})
		if len(l.stack) > 8 {
			t.Fatalf("%d layers after %d changes", len(l.stack), i)
		}
	}
	if lowest := l.stack[0]; len(lowest.put) == 100_000 || len(lowest.removed) > 0 {
		t.Errorf("the lowest layer has %d names, and removes %d", len(lowest.put), len(lowest.removed))
	}
	if same := l.with(map[string]int{}, []string{"unknown"}); !slices.Equal(same.stack, l.stack) {
		t.Error("an empty change has added a layer")
	}
}

// TestSharedLayers checks that values in shared layers are not compared: NaN would differ from
// itself.
func TestSharedLayers(t *testing.T) {
	shared := newLayers(map[string]float64{"a": math.NaN(), "b": 1, "c": 1, "d": 1, "e": 1})
	l := shared.with(map[string]float64{"b": 2}, nil)
	if changed := l.changedSince(shared); !maps.Equal(changed, map[string]bool{"b": true}) {
		t.Errorf("%v have changed, want b", changed)
	}
}
