package source

import (
	"strings"

	"golang.org/x/text/language"

	"fil/feed/source/frontmatter"
)

// languageTag checks a BCP 47 tag and returns it in canonical form; "" stays "".
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
