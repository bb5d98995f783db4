package markup

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// insideTag updates the context for a byte inside an HTML tag: open quotes, and the end of the tag.
func (t *translator) insideTag(c byte) {
	switch {
	case t.openQuote != 0:
		if c == t.openQuote {
			t.openQuote = 0
		}
	case c == '"' || c == '\'':
		t.openQuote = c
	case c == '>':
		t.inTag = false
	}
}

// angle translates what begins with <: a comment, an element, a component of JSX, or an autolink. It
// reports whether it read anything.
func (t *translator) angle() (bool, error) {
	rest := t.rest()
	if t.inTag && t.openQuote != 0 {
		return false, nil
	}
	switch {
	case strings.HasPrefix(rest, "<!--members-only-->"), strings.HasPrefix(rest, "<!--kg-gated-block:begin"): // Ghost
		return true, t.gated()
	case strings.HasPrefix(rest, "<!--"):
		if i := t.find(4, "-->"); i >= 0 {
			if t.stripping && strings.Contains(rest[:i], "\n\n") { // inside a paragraph, a blank line would end the comment
				t.cut(i + 3)
			} else {
				t.copy(i + 3)
			}
			return true, nil
		}
		if t.stripping && t.startsLine() && !strings.HasPrefix(rest, "<!-->") && !strings.HasPrefix(rest, "<!--->") { // these are empty comments
			return false, &Problem{t.lineAt(t.at), "a comment is opened by <!-- and never closed", `close it with -->, or write \<!-- where it is none`}
		}
		return false, nil
	case serverComment.MatchString(rest[:min(len(rest), 12)]): // ERB's, EJS's and Hugo's comments
		if i := t.find(2, "%>"); i >= 0 {
			t.skip(i + 2)
			return true, nil
		}
	case t.MDX && !t.stripping:
		if handled, err := t.jsx(); handled || err != nil {
			return handled, err
		}
	}
	name := tagName(rest)
	if slices.Contains(codeElements, name) {
		if i := t.elementEnd(rest, name); i >= 0 {
			t.copy(i)
			return true, nil
		}
	}
	if t.stripping && !t.HTML && !t.MDX && swallowing[name] && t.unclosed <= maxUnclosed && (opensAgain(rest, name) || t.elementEnd(rest, name) < 0) {
		return t.closeSwallowing(rest, name), nil
	}
	if name != "" || strings.HasPrefix(rest, "</") {
		t.inTag, t.openQuote = true, 0
	}
	return false, nil
}

// opensAgain reports whether the tag that a text begins with ends with a slash, which HTML ignores, and the next tag of that
// name opens another element, or none is near.
func opensAgain(s, name string) bool {
	end := tagEnd(s)
	if end < 2 || s[end-1] != '/' || strings.IndexByte(" \t\n\"'", s[end-2]) < 0 && tagName(s[:end]+">") != s[1:end-1] {
		return false
	}
	lower := strings.ToLower(s[end:min(len(s), end+maxTag)])
	next, closing := strings.Index(lower, "<"+name), strings.Index(lower, "</"+name)
	return closing < 0 || next >= 0 && next < closing
}

// tagEnd returns the index of the > that ends the tag that a text begins with, -1 if there is none. One in quotes does not
// end it.
func tagEnd(s string) int {
	quote := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
	return -1
}

// swallowing names the elements of which readers show nothing, or whose content is no markup.
var swallowing = set("script style title textarea select template button dialog datalist iframe applet noembed noframes noscript xmp plaintext")

// closeSwallowing closes an element that its author has not closed, or whose tag ends with a slash, and that would swallow
// the text below it. A tag without
// attributes is a name in the text ("the <dialog> element"), and is published as such. It returns false if the tag never
// ends.
func (t *translator) closeSwallowing(rest, name string) bool {
	end := tagEnd(rest)
	if end < 0 {
		return false
	}
	const hint = "write it as code, as in `<%s>`, or close it with </%[1]s>"
	if strings.Trim(rest[1+len(name):end], " /") == "" {
		t.report(t.at, fmt.Sprintf(hint, name), "<%s> is never closed, and is published as text", name)
		t.write(1, "&lt;")
		return true
	}
	t.report(t.at, fmt.Sprintf(hint, name), "<%s> is never closed: it ends where it begins", name)
	t.write(end+1, strings.TrimRight(rest[:end], " /")+"></"+name+">")
	return true
}

// serverComment matches the beginning of a comment of ERB, EJS and ASP.
var serverComment = regexp.MustCompile(`^<%-?\s*(?:#|--|/\*)`)

// gated removes text for members only: up to its closing mark, or to the end of the text if there is
// none.
func (t *translator) gated() error {
	t.report(t.at, "publish it as a text of its own if it is for everybody", "what is for members alone is left out")
	if i := t.find(4, "<!--kg-gated-block:end"); i >= 0 && strings.HasPrefix(t.rest(), "<!--kg") {
		t.skip(i)
		return nil
	}
	t.skip(len(t.rest()))
	return nil
}

// codeElements names the elements whose content is code.
var codeElements = []string{"pre", "code", "script", "style", "textarea", "kbd", "samp", "xmp"}

// tagName returns the name of the opening tag that a text begins with, in lower case, "" for none.
func tagName(s string) string {
	end := 1
	for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z' || end > 1 && (s[end] >= '0' && s[end] <= '9' || s[end] == '-')) {
		end++
	}
	if end >= len(s) || end == 1 || s[0] != '<' || strings.IndexByte(" \t\n/>", s[end]) < 0 {
		return ""
	}
	return strings.ToLower(s[1:end])
}

// elementEnd returns the index of the first byte after the element that a text begins with, -1 if it
// is never closed. It counts nested elements of the same name.
func elementEnd(s, name string) int {
	depth, at := 0, 0
	for {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 {
			return -1
		}
		at += i
		switch {
		case tagName(s[at:]) == name:
			end := strings.IndexByte(s[at:], '>')
			if end < 0 {
				return -1
			}
			if s[at+end-1] != '/' {
				depth++
			}
		case len(s)-at > len(name)+2 && s[at+1] == '/' && strings.EqualFold(s[at+2:at+2+len(name)], name) && strings.IndexByte(" \t\n>", s[at+2+len(name)]) >= 0:
			depth--
			if depth <= 0 {
				end := strings.IndexByte(s[at:], '>')
				if end < 0 {
					return -1
				}
				return at + end + 1
			}
		}
		at++
	}
}
