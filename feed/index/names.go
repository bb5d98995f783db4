package index

import "strings"

// Names are names in dist, each with its owner. Two names conflict if they are equal, or if one is a folder
// of the other; case and the form of Unicode are ignored, as many file systems do. The zero value is empty
// and ready to use.
type Names[T any] struct{ files, folders map[string]T }

// Add adds a name, which conflicts with none that was added before.
func (n *Names[T]) Add(name string, owner T) { n.add(keyOf(name), owner) }

// Owner returns the owner of the name with which a name conflicts; taken is false if there is none.
func (n *Names[T]) Owner(name string) (owner T, taken bool) { return n.owner(keyOf(name)) }

// add is Add for the key of a name.
func (n *Names[T]) add(key string, owner T) {
	if n.files == nil {
		n.files, n.folders = map[string]T{}, map[string]T{}
	}
	n.files[key] = owner
	for folder := range above(key) {
		if _, added := n.folders[folder]; added {
			return
		}
		n.folders[folder] = owner
	}
}

// owner is Owner for the key of a name.
func (n *Names[T]) owner(key string) (owner T, taken bool) {
	if owner, taken = n.files[key]; taken {
		return owner, true
	}
	if owner, taken = n.folders[key]; taken {
		return owner, true
	}
	for folder := range above(key) {
		if owner, taken = n.files[folder]; taken {
			return owner, true
		}
	}
	return owner, false
}

// above yields the keys of the folders above a key, the nearest first.
func above(key string) func(yield func(folder string) bool) {
	return func(yield func(folder string) bool) {
		for i := strings.LastIndex(key, separator); i > 0 && yield(key[:i]); i = strings.LastIndex(key[:i], separator) {
		}
	}
}
