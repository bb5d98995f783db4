package markup

import (
	"regexp"
	"strings"
	"unicode"
)

// args holds the positional and the named arguments of a tag.
type args struct {
	list  []string
	named map[string]string
}

// get returns the value of the first of these names that has one, "" for none.
func (a args) get(names ...string) string {
	for _, name := range names {
		if v := a.named[name]; v != "" {
			return v
		}
	}
	return ""
}

// at returns the positional argument i, counted from 0, or "".
func (a args) at(i int) string {
	if i < len(a.list) {
		return a.list[i]
	}
	return ""
}

// first returns the value of one of these names, else the first positional argument.
func (a args) first(names ...string) string {
	if v := a.get(names...); v != "" {
		return v
	}
	return a.at(0)
}

// parseArgs parses arguments that are separated by white space or commas: positional ones, with or
// without quotes, and named ones (a="b", a: "b"). Names are in lower case.
func parseArgs(s string) args {
	a := args{named: map[string]string{}}
	for {
		s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
		if s == "" {
			return a
		}
		if value, rest, ok := quoted(s); ok {
			a.list, s = append(a.list, htmlComment.ReplaceAllString(value, "")), rest
			continue
		}
		end := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`,="'`+"`", r) })
		if end < 0 {
			end = len(s)
		}
		if end == 0 { // a lone = or quote
			s = s[1:]
			continue
		}
		word, rest := s[:end], s[end:]
		after := strings.TrimLeft(rest, " \t\n")
		switch {
		case strings.HasPrefix(after, "="):
			value, rest := attributeValue(strings.TrimLeft(after[1:], " \t\n"))
			a.named[strings.ToLower(word)], s = value, rest
		case len(word) > 1 && strings.HasSuffix(word, ":") && after != "":
			value, rest := attributeValue(after)
			a.named[strings.ToLower(word[:len(word)-1])], s = value, rest
		default:
			a.list, s = append(a.list, word), rest
		}
	}
}

// htmlComment matches a comment in a value, which would be published with it.
var htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)

// attributeValue splits a value, with or without quotes, from what follows it.
func attributeValue(s string) (value, rest string) {
	if value, rest, ok := quoted(s); ok {
		return htmlComment.ReplaceAllString(value, ""), rest
	}
	end := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
	if end < 0 {
		end = len(s)
	}
	return s[:end], s[end:]
}

// quoted splits a value in quotes from what follows it. ok is false if s begins with no quote, or
// if the quote is never closed. A backslash escapes quotes and backslashes, but not in backticks.
func quoted(s string) (value, rest string, ok bool) {
	if s == "" || strings.IndexByte("\"'`", s[0]) < 0 {
		return "", s, false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && s[0] != '`' && i+1 < len(s) && strings.IndexByte("\"'\\", s[i+1]) >= 0:
			i++
			b.WriteByte(s[i])
		case s[i] == s[0]:
			return b.String(), s[i+1:], true
		default:
			b.WriteByte(s[i])
		}
	}
	return "", s, false
}

// indexOutsideQuotes returns the index of the first mark outside of quotes within maxTag bytes, -1
// for none. A quotation mark that is never closed is an ordinary character.
func indexOutsideQuotes(s, mark string) int {
	s = s[:min(len(s), maxTag)]
	if !strings.Contains(s, mark) {
		return -1
	}
	open := "\"`'" // quotation marks that may have a closing one
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case strings.HasPrefix(s[i:], mark):
			return i
		case strings.IndexByte(open, c) < 0, c == '\'' && i > 0 && strings.IndexByte(" =(,:[", s[i-1]) < 0:
			continue
		}
		_, rest, ok := quoted(s[i:])
		switch {
		case !ok:
			open = strings.ReplaceAll(open, string(c), "")
		case !strings.Contains(s[i:len(s)-len(rest)], "\n\n"):
			i = len(s) - len(rest) - 1
		}
	}
	return -1
}

// maxTag is the number of bytes in which the end of a tag is searched. Anything longer is text.
const maxTag = 8 << 10
