package check

import (
	"fmt"
	"math"
	"mime"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// value is what an element or one of its attributes says.
type value struct {
	element *element
	attr    string // "" for the text of the element
	text    string
}

// rule checks a value by one rule of a standard, or by a few that belong together.
type rule func(v *visit, x value)

// wrong reports a finding at a value.
func (v *visit) wrong(k *kind, x value, format string, args ...any) {
	v.report(k, x.element, x.attr, "%s", x.name()+": "+fmt.Sprintf(format, args...))
}

// name returns the name of a value for messages: "<link>", "url of <enclosure>".
func (x value) name() string {
	if x.attr != "" {
		return clip(x.attr) + " of <" + clip(x.element.tag) + ">"
	}
	return "<" + clip(x.element.tag) + ">"
}

// both checks by several rules.
func both(rules ...rule) rule {
	return func(v *visit, x value) {
		for _, r := range rules {
			r(v, x)
		}
	}
}

// filled wants a value that is not empty.
func filled(v *visit, x value) {
	if blank(x.text) {
		v.wrong(kindEmpty, x, "it is empty")
	}
}

// anything accepts every value.
func anything(*visit, value) {}

// languageTag wants a tag of BCP 47 with a language that is registered.
func languageTag(v *visit, x value) {
	text := strings.TrimSpace(x.text)
	if !validLanguage(text) {
		v.wrong(kindLanguage, x, "%q is no language tag", clip(text))
	}
}

// validLanguage reports whether a tag is well-formed, and its subtags are registered (RFC 5646 §2.2.9).
func validLanguage(text string) bool {
	if strings.Contains(text, "_") || text == "" {
		return false
	}
	if strings.HasPrefix(strings.ToLower(text), "x-") || strings.HasPrefix(strings.ToLower(text), "i-") {
		return len(text) > 2
	}
	_, err := language.Parse(text)
	return err == nil
}

// possibleLanguage is languageTag for a value that may be empty (XML 1.0 §2.12).
func possibleLanguage(v *visit, x value) {
	if x.text != "" {
		languageTag(v, x)
	}
}

var mediaTypeName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*$`)

// mediaType wants a media type, perhaps with parameters (RFC 6838 §4.2).
func mediaType(v *visit, x value) { v.media(kindMediaType, x) }

// mediaTypeAttr is mediaType under the name that attributes of RSS have.
func mediaTypeAttr(v *visit, x value) { v.media(kindMediaTypeAttr, x) }

func (v *visit) media(k *kind, x value) {
	if t, _, err := mime.ParseMediaType(x.text); err != nil || !mediaTypeName.MatchString(t) || strings.TrimSpace(x.text) != x.text {
		v.wrong(k, x, "%q is no media type", clip(x.text))
	}
}

// number returns a rule for whole numbers from least to most.
func number(k *kind, least, most int) rule {
	return func(v *visit, x value) {
		if n, ok := wholeNumber(x.text); !ok || n < least || n > most {
			v.wrong(k, x, "%q is no whole number %s", clip(x.text), bounds(least, most))
		}
	}
}

func wholeNumber(s string) (n int, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func bounds(least, most int) string {
	if most == math.MaxInt {
		return fmt.Sprintf("from %d", least)
	}
	return fmt.Sprintf("from %d to %d", least, most)
}

var (
	positive    = number(kindPositive, 1, math.MaxInt)
	count       = number(kindInteger, 1, math.MaxInt)
	natural     = number(kindNatural, 0, math.MaxInt)
	naturalInt  = number(kindInteger, 0, math.MaxInt)
	naturalAttr = number(kindIntegerAttr, 0, math.MaxInt)
	port        = number(kindIntegerAttr, 1, 65535)
)

// decimal wants a number above 0.
func decimal(v *visit, x value) {
	if n, err := strconv.ParseFloat(strings.TrimSpace(x.text), 64); err != nil || n < 0 || math.IsInf(n, 0) || math.IsNaN(n) {
		v.wrong(kindFloat, x, "%q is no number", clip(x.text))
	}
}

// oneOf returns a rule for one of some words.
func oneOf(k *kind, words ...string) rule {
	return func(v *visit, x value) {
		if !slices.Contains(words, strings.TrimSpace(x.text)) {
			v.wrong(k, x, "%q is none of %s", clip(x.text), strings.Join(words, ", "))
		}
	}
}

// anyCase returns a rule for one of some words in any case.
func anyCase(k *kind, words ...string) rule {
	return func(v *visit, x value) {
		if !slices.Contains(words, strings.ToLower(strings.TrimSpace(x.text))) {
			v.wrong(k, x, "%q is none of %s", clip(x.text), strings.Join(words, ", "))
		}
	}
}

// within returns a rule for the range of a number.
func within(k *kind, least, most float64) rule {
	return func(v *visit, x value) {
		if n, err := strconv.ParseFloat(strings.TrimSpace(x.text), 64); err != nil || n < least || n > most || math.IsNaN(n) {
			v.wrong(k, x, "%q is not from %g to %g", clip(x.text), least, most)
		}
	}
}

// atMost returns a rule for the length of a text, in characters.
func atMost(most int) rule {
	return func(v *visit, x value) {
		if n := utf8.RuneCountInString(x.text); n > most {
			v.wrong(kindLong, x, "it has %d characters: %d are the most", n, most)
		}
	}
}

var nptTime = regexp.MustCompile(`^(now|\d+(\.\d*)?|\d+:[0-5]\d:[0-5]\d(\.\d*)?)$`)

// playTime wants a time within a film (RFC 2326 §3.6).
func playTime(v *visit, x value) {
	if !nptTime.MatchString(strings.TrimSpace(x.text)) {
		v.wrong(kindTime, x, "%q is no time", clip(x.text))
	}
}

var duration = regexp.MustCompile(`^(\d+|\d{1,2}:[0-5]\d|\d+:[0-5]\d:[0-5]\d)$`)

// length wants the length of an episode (Apple, itunes:duration).
func length(v *visit, x value) {
	if !duration.MatchString(strings.TrimSpace(x.text)) {
		v.wrong(kindDuration, x, "%q is no duration", clip(x.text))
	}
}
