package page

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// rightToLeft is "rtl" for languages whose script is written so, else "".
func rightToLeft(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	script, _ := t.Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Mand", "Samr", "Rohg":
		return "rtl"
	}
	return ""
}

// direction is that of a language: "rtl" or "ltr".
func direction(tag string) string {
	if dir := rightToLeft(tag); dir != "" {
		return dir
	}
	return "ltr"
}

// LanguageName is a language's own name, else its tag.
func LanguageName(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.Self.Name(t); name != "" {
		return name
	}
	return tag
}
