package manifest

import (
	"iter"
	"maps"
	"slices"
)

// layers is a map of which another one can be made cheaply: what has changed lies over
// a base that both share. Nothing in it is changed once it is made.
type layers[V comparable] struct {
	base *map[string]V
	over map[string]V
	gone map[string]bool // names of base that are no more
}

func newLayers[V comparable](base map[string]V) layers[V] { return layers[V]{base: &base} }

func (l layers[V]) get(name string) (v V, ok bool) {
	if v, ok = l.over[name]; ok {
		return v, true
	}
	if l.base == nil || l.gone[name] {
		return v, false
	}
	v, ok = (*l.base)[name]
	return v, ok
}

func (l layers[V]) len() int {
	if l.base == nil {
		return len(l.over)
	}
	n := len(*l.base) - len(l.gone)
	for name := range l.over {
		if _, hidden := (*l.base)[name]; !hidden || l.gone[name] {
			n++
		}
	}
	return n
}

// all yields everything, in no order.
func (l layers[V]) all() iter.Seq2[string, V] { return l.chosen(func(V) bool { return true }) }

// chosen yields those that keep chooses, in no order. Only of these it is found out whether
// they are hidden.
func (l layers[V]) chosen(keep func(V) bool) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for name, v := range l.over {
			if keep(v) && !yield(name, v) {
				return
			}
		}
		if l.base == nil {
			return
		}
		for name, v := range *l.base {
			if !keep(v) {
				continue
			}
			if _, hidden := l.over[name]; !hidden && !l.gone[name] && !yield(name, v) {
				return
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

// with returns l with some values put and some names removed. Once what lies over the
// base is no longer small beside it, the two become a base of their own.
func (l layers[V]) with(put map[string]V, remove []string) layers[V] {
	const small = 1000
	size := 0
	if l.base != nil {
		size = len(*l.base)
	}
	if len(l.over)+len(l.gone)+len(put)+len(remove) > small+size/8 {
		base := make(map[string]V, size+len(put))
		maps.Insert(base, l.all())
		for _, name := range remove {
			delete(base, name)
		}
		maps.Copy(base, put)
		return newLayers(base)
	}
	next := layers[V]{base: l.base, over: make(map[string]V, len(l.over)+len(put)), gone: make(map[string]bool, len(l.gone)+len(remove))}
	maps.Copy(next.over, l.over)
	maps.Copy(next.gone, l.gone)
	for _, name := range remove {
		delete(next.over, name)
		if l.base != nil {
			if _, there := (*l.base)[name]; there {
				next.gone[name] = true
			}
		}
	}
	maps.Copy(next.over, put)
	for name := range put {
		delete(next.gone, name)
	}
	return next
}

// since are the names that are others in l than in another one, of which nearly all is the
// same where the two share a base.
func (l layers[V]) since(before layers[V]) map[string]bool {
	names := map[string]bool{}
	note := func(name string) {
		now, is := l.get(name)
		if was, there := before.get(name); is != there || now != was {
			names[name] = true
		}
	}
	for _, side := range []layers[V]{l, before} {
		for name := range side.over {
			note(name)
		}
		for name := range side.gone {
			note(name)
		}
		if side.base != nil && l.base != before.base {
			for name := range *side.base {
				note(name)
			}
		}
	}
	return names
}
