package page

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Words are those of the interface in one language: the catalogue words/LANGUAGE.yaml of
// this folder, or of a site's theme.
type Words struct {
	// Language is theirs, as a BCP 47 tag.
	Language string

	tag      language.Tag
	entries  map[string]entry
	fallback *Words // nil for English
}

// entry is a word, or its plural forms by their names in CLDR.
type entry map[string]string

// other is the form that every language has.
const other = "other"

var plurals = map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: other}

// UnmarshalYAML reads a text, or a mapping of plural forms to texts.
func (e *entry) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*e = entry{other: node.Value}
		return nil
	}
	forms := map[string]string{}
	if err := node.Decode(&forms); err != nil {
		return err
	}
	*e = forms
	return nil
}

// readWords reads the catalogue of one language. What it has that nobody asks for is an
// error: it would be a slip.
func readWords(data []byte, name string, english *Words) (w *Words, err error) {
	w = &Words{fallback: english}
	if w.tag, err = language.Parse(strings.TrimSuffix(path.Base(name), ".yaml")); err != nil {
		return nil, &ThemeError{File: name, Message: "its name is no language", Hint: "name it by its BCP 47 tag, as in words/de.yaml"}
	}
	w.Language = w.tag.String()
	if err := yaml.Unmarshal(data, &w.entries); err != nil {
		return nil, yamlError(name, err)
	}
	for key, forms := range w.entries {
		switch {
		case english != nil && english.entries[key] == nil:
			return nil, &ThemeError{File: name, Line: lineOf(data, key), Message: "unknown word " + strconv.Quote(key), Hint: "the words are those of en.yaml"}
		case forms[other] == "":
			return nil, &ThemeError{File: name, Line: lineOf(data, key), Message: "the word " + strconv.Quote(key) + " has no form “other”"}
		}
	}
	return w, nil
}

// lineOf finds the line of a key, 0 where there is none.
func lineOf(data []byte, key string) int {
	for i, line := range strings.Split(string(data), "\n") {
		if strings.HasPrefix(line, key+":") {
			return i + 1
		}
	}
	return 0
}

func yamlError(name string, err error) error {
	e := &ThemeError{File: name, Message: err.Error()}
	var load *yaml.LoadError
	if errors.As(err, &load) {
		e.Line, e.Message = load.Mark.Line, load.Message
	}
	return e
}

// all are the words by their keys; English where they lack.
func (w *Words) all() map[string]string {
	all := map[string]string{}
	if w.fallback != nil {
		all = w.fallback.all()
	}
	for key, forms := range w.entries {
		all[key] = forms[other]
	}
	return all
}

// number is a word with a number.
func (w *Words) number(key string, n int) string {
	for ; w != nil; w = w.fallback {
		forms, ok := w.entries[key]
		if !ok {
			continue
		}
		text := forms[plurals[plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0)]]
		if text == "" {
			text = forms[other]
		}
		return strings.ReplaceAll(text, "%d", strconv.Itoa(n))
	}
	return fmt.Sprintf("%d %s", n, key)
}

// match chooses the words for a language: its own, else those of the language without its
// region, else English.
func match(all map[string]*Words, tag string) *Words {
	for t, err := language.Parse(tag); err == nil && t != language.Und; t = t.Parent() {
		if w, ok := all[t.String()]; ok {
			return w
		}
	}
	return all["en"]
}

// languages are those that have words, in order.
func languages(all map[string]*Words) (tags []string) {
	for tag := range all {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	return tags
}
