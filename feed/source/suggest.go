package source

// Nearest returns the known name that a key is one slip away from (a letter more,
// less, other, or two swapped), "" where there is none. Short keys have no near
// ones: too many words are one letter apart.
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

// oneSlip reports whether a and b are at Damerau–Levenshtein distance one.
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
