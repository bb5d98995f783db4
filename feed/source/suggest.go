package source

// Nearest returns the name from which key differs by one typo (a letter added, removed, replaced,
// or two swapped), "" if there is none. Of several it returns the first in alphabetical order. Keys
// of fewer than three letters and names of fewer than four have none, because too many words are
// similar.
func Nearest[V any](key string, names map[string]V) string {
	best := ""
	if len(key) < 3 {
		return ""
	}
	for name := range names {
		if len(name) >= 4 && oneSlip(key, name) && (best == "" || name < best) {
			best = name
		}
	}
	return best
}

// oneSlip reports whether a and b are at Damerau–Levenshtein distance 1.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		if i == len(a) {
			return false
		}
		swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		return a[i+1:] == b[i+1:] || swapped
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}
