package markup

import (
	"regexp"
	"strings"
	"unicode"
)

// args are the positional and named arguments of a tag.
type args struct {
	list  []string
	named map[string]string
}

// get returns the value of the first of these names that is set, "" for none.
func (a args) get(names ...string) string {
	for _, name := range names {
		if v := a.named[name]; v != "" {
			return v
		}
	}
	return ""
}

// at returns a positional value, "" for none.
func (a args) at(i int) string {
	if i < len(a.list) {
		return a.list[i]
	}
	return ""
}

// first returns a named value, else the first positional one.
func (a args) first(names ...string) string {
	if v := a.get(names...); v != "" {
		return v
	}
	return a.at(0)
}

// parseArgs reads values parted by spaces or commas, in any quotes or none, and named ones
// (a="b", a: "b").
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

var htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)

// bare takes a value in quotes or without.
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

// quoted takes a value in quotes, in which a backslash escapes.
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

// until returns where a mark stands first outside of quotes, -1 for nowhere. A quote that is
// never closed is none.
func indexOutsideQuotes(s, mark string) int {
	s = s[:min(len(s), maxTag)]
	if !strings.Contains(s, mark) {
		return -1
	}
	open := "\"`'" // quotes that may be closed
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

// maxTag limits the bytes of one tag. Anything longer is read as text.
const maxTag = 8 << 10
