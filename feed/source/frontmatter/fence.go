package frontmatter

import (
	"bytes"
	"strings"
)

// fenceSyntax maps the names that may stand behind the opening --- to yaml, toml or json.
var fenceSyntax = map[string]string{"yaml": "yaml", "yml": "yaml", "toml": "toml", "json": "json", "json5": "json"}

// cutFence splits a text at the line that closes front matter: the marker again, or for YAML the end of a document (...).
// lines is the number of lines before it.
func cutFence(text, marker string) (block, after string, lines int, closed bool) {
	at := 0
	for line := range strings.Lines(text) {
		bare := strings.TrimRight(line, " \t\n")
		if bare == marker || marker == "---" && bare == "..." {
			return text[:at], text[at+len(line):], lines, true
		}
		at += len(line)
		lines++
	}
	return "", "", 0, false
}

// looksLikeKeys reports whether the first line that is neither blank nor a comment is a key and its value, in the syntax
// of the marker.
func looksLikeKeys(text, marker string) bool {
	sign := ":"
	if marker == "+++" {
		sign = "="
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			key, _, found := strings.Cut(line, sign)
			return found && !strings.ContainsAny(strings.TrimSpace(key), " \t")
		}
	}
	return false
}

// looksLikeJSON reports whether a text that begins with a brace is an object of JSON, and not a template ({{ … }}).
func looksLikeJSON(text string) bool {
	rest := bytes.TrimSpace([]byte(text[1:]))
	return len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
}
