package frontmatter

import (
	"regexp"
	"slices"
	"strings"
)

// proseKeys are the keys whose values are free text.
var proseKeys = strings.Fields("title subtitle summary description excerpt author authors section tags tag categories category keywords topics subjects rights copyright")

// lossSigns are the signs of which each value that loses words contains one. They make the check cheap for most texts.
var lossSigns = []string{" #", ": !", ": &", "- !", "- &", "null", "Null", "NULL", "~"}

var (
	yamlLine  = regexp.MustCompile(`^(\s*)(?:([\p{L}_][\p{L}\d_-]*)[ \t]*:[ \t]+|(-)[ \t]+)(.*)$`)
	cutByHash = regexp.MustCompile(`^([^"'\[{|>#&*!%@` + "`" + `][^\n]*?)[ \t]+(#.*)$`)
)

// YAMLWarnings returns a warning for each value without quotes of which YAML reads a part as syntax, so that words are
// lost without an error: as a comment (` #`), a tag (!), an anchor (&) or null. front is front matter in YAML without its
// fences; the line of a warning is counted from 1 in it. The warnings have the type *[Error].
func YAMLWarnings(front string) (warnings []error) {
	if !slices.ContainsFunc(lossSigns, func(sign string) bool { return strings.Contains(front, sign) }) { // most texts
		return nil
	}
	key, block := "", false
	for n, line := range strings.Split(front, "\n") {
		m := yamlLine.FindStringSubmatch(strings.TrimRight(line, " \t"))
		if m == nil {
			if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") {
				key, block = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(line), ":")), false
			}
			continue
		}
		if m[1] == "" && m[2] != "" {
			key, block = strings.ToLower(m[2]), false
		} else if m[2] != "" || block {
			continue // in a nested table or a block scalar
		}
		value := m[4]
		block = strings.HasPrefix(value, "|") || strings.HasPrefix(value, ">")
		if block || value == "" || !losesWords(key, value) {
			continue
		}
		warnings = append(warnings, Errorf(n+1, "put quotes around it, as in "+quotedYAML(m, value), "%s: YAML takes a part of %q for something else", key, value))
	}
	return warnings
}

// losesWords reports whether YAML drops a part of a value without quotes.
func losesWords(key, value string) bool {
	if m := cutByHash.FindStringSubmatch(value); m != nil {
		return slices.Contains(proseKeys, key) || len(m[2]) > 1 && m[2][1] != ' ' && m[2][1] != '#' // a comment has a space
	}
	if !slices.Contains(proseKeys, key) {
		return false
	}
	switch value[0] {
	case '#':
		return len(value) > 1 && value[1] != ' '
	case '!', '&':
		return true
	}
	switch strings.ToLower(value) {
	case "null", "~":
		return key == "title"
	}
	return false
}

// quotedYAML returns a line, of which m are the groups of yamlLine, with its value in quotes.
func quotedYAML(m []string, value string) string {
	sign := `"`
	if strings.ContainsAny(value, `"\`) {
		sign, value = "'", strings.ReplaceAll(value, "'", "''")
	}
	if m[3] != "" {
		return "- " + sign + value + sign
	}
	return m[2] + ": " + sign + value + sign
}
