package markup

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// Attributes after a piece of text: kramdown's {: .c #id k="v"}, Pandoc's {.c width=50%}. The
	// class, the ID or the quoted value that classOrValue finds distinguishes Pandoc's from prose.
	kramdownAttrs  = regexp.MustCompile(`^\{:(?:[ \t]*(?:[.#][\p{L}_][\p{L}\d_:.-]*|[\p{L}_][\p{L}\d_-]*=(?:"[^"\n]*"|'[^'\n]*')|(?:no_)?toc|hidden))+[ \t]*\}`)
	classOrValue   = regexp.MustCompile(`[ {][.#][\p{L}_]|="`)
	pandocAttrs    = regexp.MustCompile(`^\{[ \t]*(?:(?:[.#][\p{L}_][\p{L}\d_:.-]*|=[\p{L}\d_+-]+|-|[\p{L}_][\p{L}\d_-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'}]+))[ \t]*)+\}`)
	doubleBrackets = regexp.MustCompile(`^\[\[([^\[\]|\n#^\s"',:][^\[\]|\n#^"]*)?(#[^\[\]|\n]*|\^[^\[\]|\n]*)?(?:\|([^\[\]\n]*))?\]\]`)
	highlightMark  = regexp.MustCompile(`^==([^\s=](?:[^=\n]*[^\s=])?)==`)
	inlineFootnote = regexp.MustCompile(`^\^\[([^\[\]\n]+)\]`)
	zolaLink       = regexp.MustCompile(`^\]\(@/`)
	wordpressTag   = regexp.MustCompile(`^\\?\[(caption|embed|gallery|youtube|vimeo|audio|video|code|sourcecode)((?:[ =][^\]\n]*?)?)\\?\]`)
	imageSize      = regexp.MustCompile(`^\d{1,5}(?:x\d{1,5})?$`)
)

// attributes returns the attributes in braces that a text begins with, "" for none.
func attributes(s string) string {
	if m := kramdownAttrs.FindString(s); m != "" {
		return m
	}
	return pandocAttrs.FindString(s)
}

// isWord reports whether a character is part of a word.
func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// closeBracket translates what follows the text of a link: an address, in which only template tags
// are translated and which loses the @ of Zola's internal links, or Pandoc's attributes of a span ([text]{.class}), which are removed with its
// brackets. A span that a class hides is removed altogether.
func (t *translator) closeBracket() bool {
	rest := t.rest()
	if zolaLink.MatchString(rest) { // Zola: from the root of content
		t.write(len("](@"), "](")
		t.inTarget = true
		return true
	}
	if strings.HasPrefix(rest, "](") {
		t.copy(2)
		t.inTarget = true
		return true
	}
	attribute := pandocAttrs.FindString(rest[1:])
	if attribute == "" || !classOrValue.MatchString(attribute) {
		return false
	}
	written := t.out
	depth := 0
	for i := len(written) - 1; i >= 0 && len(written)-i < 2000; i-- {
		switch written[i] {
		case '\n':
			if i > 0 && written[i-1] == '\n' {
				return false
			}
		case ']':
			depth++
		case '[':
			depth--
			if depth < 0 {
				if i > 0 && (written[i-1] == '!' || isWord(lastRune(string(written[max(0, i-4):i])))) {
					return false
				}
				if isHiding(attribute) {
					t.out = t.out[:i]
				} else {
					t.out = append(t.out[:i], t.out[i+1:]...)
				}
				t.skip(1 + len(attribute))
				return true
			}
		}
	}
	return false
}

// firstRune and lastRune return utf8.RuneError for an empty text.
func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }

// equals translates ==marked== text to <mark>.
func (t *translator) equals() bool {
	m := highlightMark.FindStringSubmatch(t.rest())
	if m == nil || t.inHeading { // a heading's ID is made of its words
		return false
	}
	before, after := lastRune(t.text[:t.at]), firstRune(t.rest()[len(m[0]):])
	if t.at > 0 && !unicode.IsSpace(before) && !strings.ContainsRune("([{*_>«“‘’—–-", before) || isWord(after) || after == '=' {
		return false // a comparison
	}
	t.write(len(m[0]), "<mark>"+m[1]+"</mark>")
	return true
}

// inlineNote writes an inline footnote of Pandoc (^[text]) in parentheses, and removes the name that
// Obsidian gives a block (^abc123 at the end of a line).
func (t *translator) inlineNote() bool {
	rest := t.rest()
	if m := inlineFootnote.FindStringSubmatch(rest); m != nil && strings.Contains(m[1], " ") {
		t.write(len(m[0]), " ("+m[1]+")")
		return true
	}
	const longest = 42
	if n := lineEnd(rest[:min(len(rest), longest+1)]); n <= longest && t.at > 0 && strings.IndexByte(" \t\n", t.text[t.at-1]) >= 0 &&
		blockID.MatchString(rest[:n]) && strings.ContainsAny(rest[:n], "0123456789") && strings.ContainsAny(rest[:n], "abcdefghijklmnopqrstuvwxyz") {
		t.skip(n)
		return true
	}
	return false
}
