package frontmatter

import "strings"

// Opens reports whether a text begins with front matter in YAML, TOML or JSON, valid or not. mediaType is that of the file:
// YAML files begin with --- too, so for them the fence must be closed. JSON is front matter only if text follows
// the object.
func Opens(text, mediaType string) bool {
	head := strings.TrimLeft(text, " \t\n\ufeff")
	first, rest, _ := strings.Cut(head, "\n")
	marker := strings.ToLower(strings.TrimRight(first, " \t"))
	name, fenced := strings.CutPrefix(marker, "---")
	switch {
	case marker == ";;;", fenced && fenceSyntax[strings.TrimSpace(name)] != "":
		return true
	case marker == "---", marker == "+++":
		inside, _, _, closed := cutFence(rest, marker)
		if !closed {
			return !strings.Contains(mediaType, "yaml") && looksLikeKeys(rest, marker)
		}
		return strings.TrimSpace(inside) == "" || looksLikeKeys(inside, marker)
	case strings.HasPrefix(head, "{") && looksLikeJSON(head):
		_, n, err := ParseJSON([]byte(head), 1)
		return err == nil && strings.TrimSpace(head[n:]) != ""
	}
	return false
}
