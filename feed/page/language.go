package page

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// rightToLeft returns "rtl" if the script of a language, given as a BCP 47 tag, is written from right
// to left, else "".
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

// direction returns the direction of a language: "rtl" or "ltr".
func direction(tag string) string {
	if dir := rightToLeft(tag); dir != "" {
		return dir
	}
	return "ltr"
}

// LanguageName returns a language's own name, for example "français" for "fr"; its tag if that is
// unknown.
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
