// Package check validates a finished feed document before it is published.
//
// [Atom], [RSS] and [JSON] take the bytes of one document and return what violates its standard,
// as [Problem] values: RFC 4287 for Atom; the RSS 2.0 specification and its Best Practices Profile;
// JSON Feed 1.1. Atom and RSS are parsed into a tree of elements by the package's own XML scanner,
// JSON Feed by encoding/json into types of this package.
//
// The package shares no code with the packages that write feeds, not even the test for characters
// that XML forbids: a mistake in shared code would write a bad document and then accept it.
package check

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Problem is one violation of a feed's standard.
type Problem struct {
	// Where is "entry 3" or "item 3", counted from 1; "" for the feed itself.
	Where string
	// Message says what is wrong. Rule names the standard and its section, "" if there is none.
	Message, Rule string
}

// String returns "where: message (rule)", without the parts that are empty.
func (p Problem) String() string {
	s := p.Message
	if p.Where != "" {
		s = p.Where + ": " + s
	}
	if p.Rule != "" {
		s += " (" + p.Rule + ")"
	}
	return s
}

// checker collects the problems of one document.
type checker struct{ problems []Problem }

func (c *checker) add(where, rule, format string, args ...any) {
	c.problems = append(c.problems, Problem{Where: where, Rule: rule, Message: fmt.Sprintf(format, args...)})
}

// requireText reports a problem if s is empty or white space.
func (c *checker) requireText(where, rule, name, s string) {
	if strings.TrimSpace(s) == "" {
		c.add(where, rule, "no %s", name)
	}
}

// requireURL reports a problem if s is not an absolute http or https URL.
func (c *checker) requireURL(where, rule, name, s string) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		c.add(where, rule, "%s %q is no absolute URL", name, s)
	}
}

// requireUTF8 reports a problem, and returns false, if data is not valid UTF-8.
func (c *checker) requireUTF8(data []byte) bool {
	if !utf8.Valid(data) {
		c.add("", "", "it is not UTF-8")
		return false
	}
	return true
}

// requireUnique reports a problem if an earlier entry or item has the same id. ids maps each id to
// the first entry or item that has it; requireUnique adds to it.
func (c *checker) requireUnique(ids map[string]string, where, id string) {
	if first, ok := ids[id]; ok && id != "" {
		c.add(where, "RFC 4287 §4.2.6", "the same id as %s: %s", first, id)
		return
	}
	ids[id] = where
}
