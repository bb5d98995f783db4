package manifest

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Layers hold what a map holds, whatever was put and removed, and stay what they are while
// others are made of them.
func TestLayers(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 3))
		want, got := map[string]int{}, layers[int]{}
		name := func() string { return fmt.Sprint(r.IntN(200)) }
		if seed%2 > 0 { // as it is after a start
			for range 150 {
				want[name()] = r.IntN(5)
			}
			got = newLayers(maps.Clone(want))
		}
		type state struct {
			want map[string]int
			got  layers[int]
		}
		var past []state
		for range 150 {
			past = append(past, state{maps.Clone(want), got})
			put, remove := map[string]int{}, []string{}
			for range r.IntN(8) {
				put[name()] = r.IntN(5)
			}
			for range r.IntN(8) {
				remove = append(remove, name())
			}
			for _, gone := range remove {
				delete(want, gone)
			}
			maps.Copy(want, put)
			if r.IntN(10) == 0 {
				put, remove = map[string]int{}, nil
				want = maps.Clone(past[len(past)-1].want)
			}
			got = got.with(put, remove)
			if r.IntN(5) > 0 {
				continue
			}
			was := past[r.IntN(len(past))]
			for _, s := range []state{was, {want, got}} {
				if n := s.got.len(); n != len(s.want) || !maps.Equal(s.want, maps.Collect(s.got.all())) {
					t.Fatalf("%d are there, want %d", n, len(s.want))
				}
			}
			odd := func(v int) bool { return v%2 > 0 }
			others := map[string]bool{}
			for i := range 200 {
				name := fmt.Sprint(i)
				now, is := want[name]
				if v, there := got.get(name); v != now || there != is {
					t.Fatalf("%s is %v, want %v", name, v, now)
				}
				before, there := was.want[name]
				if now != before || is != there {
					others[name] = true
				}
			}
			if since := got.since(was.got); !maps.Equal(since, others) {
				t.Fatalf("%v are others, want %v", since, others)
			}
			some := maps.Clone(want)
			maps.DeleteFunc(some, func(_ string, v int) bool { return !odd(v) })
			if !maps.Equal(some, maps.Collect(got.chosen(odd))) {
				t.Fatal("others are chosen")
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

// However many changes there were, there are few layers. A change of nothing is none.
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
	if lowest := l.stack[0]; len(lowest.put) == 100_000 || len(lowest.gone) > 0 {
		t.Errorf("the lowest layer has %d, and hides %d", len(lowest.put), len(lowest.gone))
	}
	if same := l.with(map[string]int{}, []string{"nobody"}); !slices.Equal(same.stack, l.stack) {
		t.Error("a change of nothing is a layer")
	}
}

// What two have in common is not compared: here, what is not even what it is itself.
func TestSharedLayers(t *testing.T) {
	shared := newLayers(map[string]float64{"a": math.NaN(), "b": 1, "c": 1, "d": 1, "e": 1})
	l := shared.with(map[string]float64{"b": 2}, nil)
	if since := l.since(shared); !maps.Equal(since, map[string]bool{"b": true}) {
		t.Errorf("%v are others", since)
	}
}
