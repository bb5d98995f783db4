package frontmatter

import (
	"regexp"
	"slices"
	"strings"
)

// proseKeys names the fields that hold free text.
var proseKeys = strings.Fields("title subtitle summary description excerpt author authors section tags tag categories category keywords topics subjects rights copyright")

// quietSigns lists what every such value contains, for a quick first look.
var quietSigns = []string{" #", ": !", ": &", "- !", "- &", "null", "Null", "NULL", "~"}

var (
	yamlLine  = regexp.MustCompile(`^(\s*)(?:([\p{L}_][\p{L}\d_-]*)[ \t]*:[ \t]+|(-)[ \t]+)(.*)$`)
	cutByHash = regexp.MustCompile(`^([^"'\[{|>#&*!%@` + "`" + `][^\n]*?)[ \t]+(#.*)$`)
)

// YAMLWarnings warns of values without quotes that YAML reads in part as syntax: as a comment (` #`),
// a tag (!) or an anchor (&), so that words are lost.
func YAMLWarnings(front string) (warnings []error) {
	if !slices.ContainsFunc(quietSigns, func(sign string) bool { return strings.Contains(front, sign) }) { // most
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
			continue // inside a nested table or a block of text
		}
		value := m[4]
		block = strings.HasPrefix(value, "|") || strings.HasPrefix(value, ">")
		if block || value == "" || !quietly(key, value) {
			continue
		}
		warnings = append(warnings, Errorf(n+1, "put quotes around it, as in "+quotedYAML(m, value), "%s: YAML takes a part of %q for something else", key, value))
	}
	return warnings
}

// quietly reports whether YAML loses a part of a value.
func quietly(key, value string) bool {
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

// quotedYAML is a line with its value in quotes.
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
