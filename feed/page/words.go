package page

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Words are the words of the interface in one language: a catalogue words/LANGUAGE.yaml of the
// built-in theme or of a site's.
type Words struct {
	// Language is a BCP 47 tag.
	Language string

	tag      language.Tag
	entries  map[string]pluralForms // by key
	fallback *Words                 // has the words that entries lacks; nil for none
}

// pluralForms are the forms of a word by the names of CLDR's plural categories. A word without plural
// has only the form "other".
type pluralForms map[string]string

// other is the plural category that every language has (CLDR).
const other = "other"

// pluralNames are CLDR's names of the plural categories.
var pluralNames = map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: other}

// UnmarshalYAML decodes a text, or a mapping of plural categories to texts.
func (p *pluralForms) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*p = pluralForms{other: node.Value}
		return nil
	}
	forms := map[string]string{}
	if err := node.Decode(&forms); err != nil {
		return err
	}
	*p = forms
	return nil
}

// readWords reads the catalogue of one language. A key that the English catalogue does not have is an
// error, because it is probably a typing mistake. english is nil for the English catalogue itself.
func readWords(data []byte, name string, english *Words) (w *Words, err error) {
	w = &Words{fallback: english}
	w.tag, err = language.Parse(strings.TrimSuffix(path.Base(name), ".yaml"))
	if err != nil {
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

// lineOf returns the line of a top-level key in a YAML file, 0 if it is not found.
func lineOf(data []byte, key string) int {
	for i, line := range strings.Split(string(data), "\n") {
		if strings.HasPrefix(line, key+":") {
			return i + 1
		}
	}
	return 0
}

// yamlError converts an error of the YAML decoder to a *ThemeError, with its line if it has one.
func yamlError(name string, err error) error {
	e := &ThemeError{File: name, Message: err.Error()}
	var load *yaml.LoadError
	if errors.As(err, &load) {
		e.Line, e.Message = load.Mark.Line, load.Message
	}
	return e
}

// texts returns all words by their keys, including those of the fallbacks. A word with plural forms
// has the form "other".
func (w *Words) texts() map[string]string {
	texts := map[string]string{}
	if w.fallback != nil {
		texts = w.fallback.texts()
	}
	for key, forms := range w.entries {
		texts[key] = forms[other]
	}
	return texts
}

// number returns the word for key in the plural form for n, with %d replaced by n.
func (w *Words) number(key string, n int) string {
	for ; w != nil; w = w.fallback {
		forms, ok := w.entries[key]
		if !ok {
			continue
		}
		text := forms[pluralNames[plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0)]]
		if text == "" {
			text = forms[other]
		}
		return strings.ReplaceAll(text, "%d", strconv.Itoa(n))
	}
	return fmt.Sprintf("%d %s", n, key)
}

// matchWords returns the words for a language tag: its own, else those of its nearest parent, so that
// "fr-CA" gets "fr"; else English.
func matchWords(all map[string]*Words, tag string) *Words {
	for t, err := language.Parse(tag); err == nil && t != language.Und; t = t.Parent() {
		if w, ok := all[t.String()]; ok {
			return w
		}
	}
	return all["en"]
}
