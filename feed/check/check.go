// Package check reads feeds as a stranger would, and says what is wrong with them.
// It shares no code with the writers, because their faults would cancel out.
//
// Each check has the element it looks for from the standard: RFC 4287 for Atom, the
// RSS 2.0 specification with its Best Practices Profile, JSON Feed 1.1.
package check

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Problem is one thing that is wrong with a feed.
type Problem struct {
	// Where is the place in the feed: "entry 3", or "" for the feed itself.
	Where string
	// Message says what is wrong, and Rule where that is written.
	Message, Rule string
}

// String gives the place, what is wrong, and the rule in brackets.
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

// checker collects problems.
type checker struct{ problems []Problem }

func (c *checker) add(where, rule, format string, args ...any) {
	c.problems = append(c.problems, Problem{Where: where, Rule: rule, Message: fmt.Sprintf(format, args...)})
}

// text wants a value that is not empty.
func (c *checker) text(where, rule, name, s string) {
	if strings.TrimSpace(s) == "" {
		c.add(where, rule, "no %s", name)
	}
}

// address wants an absolute http or https URL.
func (c *checker) address(where, rule, name, s string) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		c.add(where, rule, "%s %q is no absolute URL", name, s)
	}
}

// encoding wants UTF-8, before anybody parses.
func (c *checker) encoding(data []byte) bool {
	if !utf8.Valid(data) {
		c.add("", "", "it is not UTF-8")
		return false
	}
	return true
}

// seen wants IDs that differ.
func (c *checker) seen(ids map[string]string, where, id string) {
	if first, ok := ids[id]; ok && id != "" {
		c.add(where, "RFC 4287 §4.2.6", "the same id as %s: %s", first, id)
		return
	}
	ids[id] = where
}
