package manifest

import (
	"iter"
	"maps"
	"slices"
)

// layers is an immutable map. A changed version of it shares all unchanged layers with the
// original, so that a version costs time and memory in proportion to the change, not to the map.
//
// It is a stack of layers, and a name is looked up from the top down. Each layer is at least
// growth times as large as the one above it, so that there are few layers. with merges layers
// where a new one would break that rule, as a log-structured merge tree does.
type layers[V comparable] struct {
	stack []*layer[V] // the lowest first
	n     int         // names with a value
}

const growth = 4

// layer is the difference between a stack up to this layer and the stack below it.
type layer[V comparable] struct {
	put map[string]V
	// removed are names of layers below that this layer hides. A name that is in put too has the value in
	// put. The lowest layer has none.
	removed map[string]bool
}

func newLayers[V comparable](all map[string]V) layers[V] {
	return layers[V]{[]*layer[V]{{put: all}}, len(all)}
}

func (l layers[V]) get(name string) (v V, ok bool) {
	for _, at := range slices.Backward(l.stack) {
		v, ok = at.put[name]
		if ok {
			return v, true
		}
		if at.removed[name] {
			break
		}
	}
	return v, false
}

func (l layers[V]) len() int { return l.n }

// all yields every name and value, in no particular order.
func (l layers[V]) all() iter.Seq2[string, V] { return l.chosen(func(V) bool { return true }) }

// chosen yields the values for which match returns true, with their names, in no particular order.
func (l layers[V]) chosen(match func(V) bool) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		hidden := map[string]bool{}
		for i, at := range slices.Backward(l.stack) {
			for name, v := range at.put {
				if match(v) && !hidden[name] && !yield(name, v) {
					return
				}
			}
			if i > 0 { // there are layers below, whose values this one hides
				for name := range at.names() {
					hidden[name] = true
				}
			}
		}
	}
}

// sorted yields every value, ordered by name.
func (l layers[V]) sorted() iter.Seq[V] {
	return func(yield func(V) bool) {
		names := make([]string, 0, l.len())
		for name := range l.all() {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if v, _ := l.get(name); !yield(v) {
				return
			}
		}
	}
}

// with returns a version of l without the names in remove and with the values in put. A name in
// both is put. The caller must not use put afterwards, because it becomes a layer.
func (l layers[V]) with(put map[string]V, remove []string) layers[V] {
	top, n := &layer[V]{put: put, removed: map[string]bool{}}, l.n
	for _, name := range remove {
		if _, exists := l.get(name); exists && !top.removed[name] {
			top.removed[name] = true
			n--
		}
	}
	for name := range put {
		if _, exists := l.get(name); !exists || top.removed[name] {
			n++
		}
	}
	if top.size() == 0 {
		return l
	}
	below := len(l.stack)
	for ; below > 0 && l.stack[below-1].size() < growth*top.size(); below-- {
		top = l.stack[below-1].merge(top, below == 1)
	}
	return layers[V]{append(slices.Clone(l.stack[:below]), top), n}
}

// merge returns one layer that does what l and the layer above it do. If l is the lowest layer,
// the result has no removed names.
func (l *layer[V]) merge(upper *layer[V], lowest bool) *layer[V] {
	merged := &layer[V]{put: make(map[string]V, len(l.put)+len(upper.put))}
	maps.Copy(merged.put, l.put)
	for name := range upper.removed {
		delete(merged.put, name)
	}
	maps.Copy(merged.put, upper.put)
	if lowest {
		return merged
	}
	merged.removed = make(map[string]bool, len(l.removed)+len(upper.removed))
	maps.Copy(merged.removed, l.removed)
	maps.Copy(merged.removed, upper.removed)
	return merged
}

func (l *layer[V]) size() int { return len(l.put) + len(l.removed) }

// names yields the names that the layer puts or removes. A name may come twice.
func (l *layer[V]) names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for name := range l.put {
			if !yield(name) {
				return
			}
		}
		for name := range l.removed {
			if !yield(name) {
				return
			}
		}
	}
}

// changedSince returns the names that were added, changed or removed since another version. Layers
// that both versions share are not compared.
func (l layers[V]) changedSince(before layers[V]) map[string]bool {
	names := map[string]bool{}
	for _, side := range [][2]layers[V]{{l, before}, {before, l}} {
		for _, at := range side[0].stack {
			if slices.Contains(side[1].stack, at) {
				continue
			}
			for name := range at.names() {
				now, exists := l.get(name)
				if previous, existed := before.get(name); exists != existed || now != previous {
					names[name] = true
				}
			}
		}
	}
	return names
}
