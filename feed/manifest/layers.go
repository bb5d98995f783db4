package manifest

import (
	"iter"
	"maps"
	"slices"
)

// layers is a map of which another one can be made cheaply: what has changed lies over what
// both share, layer over layer. Each is at least deeper times as large as the one over it,
// so that there are few, and what is copied in the long run follows from what has changed.
// Nothing in it is changed once it is made.
type layers[V comparable] struct {
	stack []*layer[V] // the lowest first
	n     int         // of what can be seen
}

const deeper = 4

// layer is a part of layers: it hides what is below it.
type layer[V comparable] struct {
	put  map[string]V
	gone map[string]bool // names from below that are no more, unless they were put again
}

func newLayers[V comparable](all map[string]V) layers[V] {
	return layers[V]{[]*layer[V]{{put: all}}, len(all)}
}

func (l layers[V]) get(name string) (v V, ok bool) {
	for _, at := range slices.Backward(l.stack) {
		if v, ok = at.put[name]; ok {
			return v, true
		}
		if at.gone[name] {
			break
		}
	}
	return v, false
}

func (l layers[V]) len() int { return l.n }

// all yields everything, in no order.
func (l layers[V]) all() iter.Seq2[string, V] { return l.chosen(func(V) bool { return true }) }

// chosen yields those that keep chooses, in no order.
func (l layers[V]) chosen(keep func(V) bool) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		hidden := map[string]bool{}
		for i, at := range slices.Backward(l.stack) {
			for name, v := range at.put {
				if keep(v) && !hidden[name] && !yield(name, v) {
					return
				}
			}
			if i > 0 { // something is below
				for name := range at.names() {
					hidden[name] = true
				}
			}
		}
	}
}

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

// with returns l with some names removed and some values put, which it takes over.
func (l layers[V]) with(put map[string]V, remove []string) layers[V] {
	top, n := &layer[V]{put: put, gone: map[string]bool{}}, l.n
	for _, name := range remove {
		if _, there := l.get(name); there && !top.gone[name] {
			top.gone[name] = true
			n--
		}
	}
	for name := range put {
		if _, there := l.get(name); !there || top.gone[name] {
			n++
		}
	}
	if top.size() == 0 {
		return l
	}
	below := len(l.stack)
	for ; below > 0 && l.stack[below-1].size() < deeper*top.size(); below-- {
		top = l.stack[below-1].under(top, below == 1)
	}
	return layers[V]{append(slices.Clone(l.stack[:below]), top), n}
}

// under is a layer and the one over it as one, which may be the lowest.
func (l *layer[V]) under(over *layer[V], lowest bool) *layer[V] {
	both := &layer[V]{put: make(map[string]V, len(l.put)+len(over.put))}
	maps.Copy(both.put, l.put)
	for name := range over.gone {
		delete(both.put, name)
	}
	maps.Copy(both.put, over.put)
	if lowest {
		return both
	}
	both.gone = make(map[string]bool, len(l.gone)+len(over.gone))
	maps.Copy(both.gone, l.gone)
	maps.Copy(both.gone, over.gone)
	return both
}

func (l *layer[V]) size() int { return len(l.put) + len(l.gone) }

// names yields what a layer says something of.
func (l *layer[V]) names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for name := range l.put {
			if !yield(name) {
				return
			}
		}
		for name := range l.gone {
			if !yield(name) {
				return
			}
		}
	}
}

// since are the names that are others in l than in another one. What lies in layers that the
// two share is not looked at.
func (l layers[V]) since(before layers[V]) map[string]bool {
	names := map[string]bool{}
	for _, side := range [][2]layers[V]{{l, before}, {before, l}} {
		for _, at := range side[0].stack {
			if slices.Contains(side[1].stack, at) {
				continue
			}
			for name := range at.names() {
				now, is := l.get(name)
				if was, there := before.get(name); is != there || now != was {
					names[name] = true
				}
			}
		}
	}
	return names
}
