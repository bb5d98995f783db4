package markup

import (
	"strings"
	"unicode"
)

// percent removes a comment of Obsidian (%% … %%), inside a paragraph or over whole lines. One that
// begins a line and is never closed is an error. Percent signs in prose are copied.
func (t *translator) percent() (bool, error) {
	rest := t.rest()
	if !strings.HasPrefix(rest, "%%") {
		return false, nil
	}
	if t.isProse(rest) {
		return t.copyMark(rest)
	}
	line := rest[:lineEnd(rest)]
	starts := t.startsLine()
	if end, sure := percentEnd(rest, starts); end > 0 {
		if !sure {
			t.report(t.at, `write \%% where it is no comment`, "what stands between %q is left out", "%%")
		}
		if t.isAlone(t.at, t.at+end) {
			end += min(1, len(rest)-end)
		}
		t.cut(end)
		return true, nil
	}
	if !starts || t.Plain {
		return t.copyMark(rest)
	}
	for at := len(line); at < len(rest); {
		at++
		line := rest[at:][:lineEnd(rest[at:])]
		if trimmed := strings.TrimRight(line, " \t"); strings.HasPrefix(trimmed, "```") {
			break
		} else if strings.HasSuffix(trimmed, "%%") {
			at += len(line)
			t.cut(at + min(1, len(rest)-at))
			return true, nil
		}
		at += len(line)
	}
	if len(rest) > 2 && !isBlank(rest[2]) {
		return t.copyMark(rest)
	}
	return false, &Problem{t.lineAt(t.at), "a comment is opened by %% and never closed", `close it with %%, or write \%% where it is none`}
}

// startsLine reports whether only white space precedes the next byte in its line.
func (t *translator) startsLine() bool {
	near := t.text[max(0, t.at-maxLineSearch):t.at]
	return strings.TrimSpace(near[strings.LastIndexByte(near, '\n')+1:]) == ""
}

// isProse reports whether percent signs open no comment: they follow a number, stand in quotation
// marks or in a parameter of a shell (${a%%.*}), or there are more than four of them.
func (t *translator) isProse(rest string) bool {
	if run := len(rest) - len(strings.TrimLeft(rest, "%")); run > 4 {
		return true
	}
	preceding := t.text[max(0, t.at-maxLineSearch):t.at]
	if t.at != t.commentEnd && strings.HasSuffix(preceding, "%") || isMentioned(preceding, rest[2:]) || strings.LastIndex(preceding, "${") > strings.LastIndexByte(preceding, '}') {
		return true
	}
	before, after := lastRune(strings.TrimRight(preceding, " ")), firstRune(rest[2:])
	return unicode.IsDigit(before) && preceding != "" && !unicode.IsLetter(after) && t.at != t.commentEnd
}

// copyMark copies the percent signs that rest begins with.
func (t *translator) copyMark(rest string) (bool, error) {
	t.copy(len(rest) - len(strings.TrimLeft(rest, "%")))
	return true, nil
}

// percentEnd returns the end of a comment that ends in the paragraph in which it begins, 0 for none.
// starts says that it begins a line. sure is false if the signs may be prose: a word follows them
// directly, or only one of the two has a space inside.
func percentEnd(rest string, starts bool) (end int, sure bool) {
	for from := 2; ; {
		i := strings.Index(rest[from:min(len(rest), from+maxTag)], "%%")
		if i < 0 {
			return 0, false
		}
		at := from + i
		inside, after := rest[2:at], rest[at+2:]
		if breaksBlock(inside) {
			return 0, false
		}
		even := inside != "" && isBlank(inside[0]) == isBlank(inside[len(inside)-1])
		word := isWord(firstRune(after))
		ends := strings.TrimSpace(after[:lineEnd(after)]) == ""
		if strings.Count(inside, "`")%2 == 0 && inside != "" && (even || !word) && !isMentioned(rest[:at], after) {
			return at + 2, starts && ends || even && !word && !isBlank(inside[0])
		}
		from = at + 2
	}
}

// breaksBlock reports whether a piece of text contains the end of a paragraph.
func breaksBlock(s string) bool {
	for at := strings.IndexByte(s, '\n'); at >= 0 && at < len(s); {
		if at+1 < len(s) && endsBlock(s[at+1:]) {
			return true
		}
		next := strings.IndexByte(s[at+1:], '\n')
		if next < 0 {
			return false
		}
		at += 1 + next
	}
	return false
}

// isBlank reports whether a byte is white space.
func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }

// isMentioned reports whether a mark stands alone in quotation marks, given the text before and
// after it: then the text only mentions it.
func isMentioned(before, after string) bool {
	const open, closer = "\"'«“‘`(", "\"'»”’`)"
	before, after = strings.TrimRight(before, "\u00a0\u202f "), strings.TrimLeft(after, "\u00a0\u202f ")
	return strings.ContainsRune(open, lastRune(before)) && before != "" && strings.ContainsRune(closer, firstRune(after)) && after != ""
}
