package source

import (
	"strings"

	"fil/feed/source/frontmatter"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// normal is Unicode normal form C: é as one character, as every system but macOS's
// file names has it, so that the same name is the same address everywhere.
func normal(s string) string { return norm.NFC.String(s) }

// languageTag checks a BCP 47 tag and returns it in its usual spelling.
func languageTag(s string, line int) (string, error) {
	if s == "" {
		return "", nil
	}
	tag, err := language.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil {
		return "", frontmatter.Errorf(line, "a language is a BCP 47 tag, such as fr, en or pt-BR", "%q is not a language", s)
	}
	return tag.String(), nil
}

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
