package markup

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"fil/feed"
)

var (
	// Attributes behind a piece of text: kramdown's {: .c #id k="v"}, Pandoc's {.c width=50%}.
	kramdown  = regexp.MustCompile(`^\{:(?:[ \t]*(?:[.#][\p{L}_][\p{L}\d_:.-]*|[\p{L}_][\p{L}\d_-]*=(?:"[^"\n]*"|'[^'\n]*')|(?:no_)?toc|hidden))+[ \t]*\}`)
	classed   = regexp.MustCompile(`[ {][.#][\p{L}_]|="`)
	pandoc    = regexp.MustCompile(`^\{[ \t]*(?:(?:[.#][\p{L}_][\p{L}\d_:.-]*|=[\p{L}\d_+-]+|-|[\p{L}_][\p{L}\d_-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'}]+))[ \t]*)+\}`)
	wiki      = regexp.MustCompile(`^\[\[([^\[\]|\n#^\s"',:][^\[\]|\n#^"]*)?(#[^\[\]|\n]*|\^[^\[\]|\n]*)?(?:\|([^\[\]\n]*))?\]\]`)
	marked    = regexp.MustCompile(`^==([^\s=](?:[^=\n]*[^\s=])?)==`)
	inlineNot = regexp.MustCompile(`^\^\[([^\[\]\n]+)\]`)
	reference = regexp.MustCompile(`^\]\(@/`)
	wordpress = regexp.MustCompile(`^\\?\[(caption|embed|gallery|youtube|vimeo|audio|video|code|sourcecode)((?:[ =][^\]\n]*?)?)\\?\]`)
	imageSize = regexp.MustCompile(`^\d{1,5}(?:x\d{1,5})?$`)
)

// attributes returns the attributes in braces that follow a piece of text, "" for none.
func attributes(s string) string {
	if m := kramdown.FindString(s); m != "" {
		return m
	}
	return pandoc.FindString(s)
}

// bracket translates what begins with a square bracket: links and pictures in double ones,
// and the shortcodes of WordPress.
func (t *translator) bracket() bool {
	rest := t.rest()
	embed := rest[0] == '!'
	if embed {
		rest = rest[1:]
	}
	if rest == "" || rest[0] != '[' {
		return false
	}
	if m := wiki.FindStringSubmatch(rest); m != nil && !t.HTML {
		return t.wikiLink(m, embed)
	}
	if m := wordpress.FindStringSubmatch(rest); m != nil && !embed {
		return t.wordpress(m)
	}
	return false
}

// wikiLink translates [[file#heading|text]] and ![[file|text]].
func (t *translator) wikiLink(m []string, embed bool) bool {
	after := len(m[0])
	if embed {
		after++
	}
	next := t.rest()[after:]
	before := lastRune(t.text[:t.at])
	if t.at > 0 && !embed && (isWord(before) || before == ']' || before == ')') { // an index into a list
		return false
	}
	if strings.HasPrefix(next, "(") || strings.HasPrefix(next, "[") || strings.HasSuffix(m[1], " ") && m[2] == "" || m[1] == "" && m[2] == "" {
		return false // a link whose text has brackets, or a test of a shell
	}
	name, place, label := strings.TrimSpace(strings.TrimSuffix(m[1], `\`)), strings.TrimSuffix(m[2], `\`), strings.TrimSpace(m[3]) // in a table, | has a backslash
	address := ""
	if t.links++; name != "" && t.Ref != nil && t.links < maxLinks {
		found, ok := t.Ref(name)
		if !ok {
			if strings.ContainsAny(name, ",:;()=") {
				return false
			}
			if strings.Trim(name, "0123456789") == "" { // a note's number
				return false
			}
			t.note(t.at, "name a file of content", "the link %q leads to no file", "[["+name+"]]")
		}
		address = found
	}
	if label == "" || embed && imageSize.MatchString(label) {
		label = name
		if i := strings.LastIndexByte(label, '/'); i >= 0 {
			label = label[i+1:]
		}
		if name == "" {
			label = strings.TrimLeft(place, "#^")
		}
	}
	if strings.HasPrefix(place, "#") && !strings.HasPrefix(place, "#^") && (address != "" || name == "") {
		headings := strings.Split(strings.TrimPrefix(place, "#"), "#")
		address += "#" + feed.Slug(headings[len(headings)-1]) // the ID of the heading
	}
	out := escapeMarkdown(label)
	switch {
	case address == "" && (t.HTML || t.block):
		out = escape(label)
	case address == "":
	case embed && isImage(name):
		if label == name || strings.HasSuffix(name, label) {
			out = ""
		}
		out = t.place(t.at, "!["+out+"](<"+address+">)")
	default:
		out = t.place(t.at, "["+out+"](<"+address+">)")
	}
	t.write(after, out)
	return true
}

// maxLinks limits how many links by name are looked up in one text.
const maxLinks = 5000

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// isImage reports whether a name or an address is that of a picture, by its ending.
func isImage(name string) bool { return strings.HasPrefix(feed.MediaType(name), "image/") }

// closeBracket translates what follows the text of a link: an address, in which only tags are
// translated, or Pandoc's attributes.
func (t *translator) closeBracket() bool {
	rest := t.rest()
	if reference.MatchString(rest) { // Zola: from the root of content
		t.write(len("](@"), "](")
		t.target = true
		return true
	}
	if strings.HasPrefix(rest, "](") {
		t.copy(2)
		t.target = true
		return true
	}
	attribute := pandoc.FindString(rest[1:])
	if attribute == "" || !classed.MatchString(attribute) {
		return false
	}
	so := t.out
	depth := 0
	for i := len(so) - 1; i >= 0 && len(so)-i < 2000; i-- {
		switch so[i] {
		case '\n':
			if i > 0 && so[i-1] == '\n' {
				return false
			}
		case ']':
			depth++
		case '[':
			if depth--; depth < 0 {
				if i > 0 && (so[i-1] == '!' || isWord(lastRune(string(so[max(0, i-4):i])))) {
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

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }

// equals translates ==marked== text.
func (t *translator) equals() bool {
	m := marked.FindStringSubmatch(t.rest())
	if m == nil || t.head { // a heading is linked to by its words
		return false
	}
	before, after := lastRune(t.text[:t.at]), firstRune(t.rest()[len(m[0]):])
	if t.at > 0 && !unicode.IsSpace(before) && !strings.ContainsRune("([{*_>«“‘’—–-", before) || isWord(after) || after == '=' {
		return false // a comparison
	}
	t.write(len(m[0]), "<mark>"+m[1]+"</mark>")
	return true
}

// inlineNote turns an inline footnote of Pandoc into a note in brackets, and removes block names
// of Obsidian.
func (t *translator) inlineNote() bool {
	rest := t.rest()
	if m := inlineNot.FindStringSubmatch(rest); m != nil && strings.Contains(m[1], " ") {
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

// abbreviation marks up a word that the text defines as an abbreviation.
func (t *translator) abbreviation() bool {
	if len(t.abbreviations) == 0 || t.head {
		return false
	}
	before := lastRune(t.text[:t.at])
	if t.at > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before) || strings.ContainsRune("/-_@#.&[", before)) {
		return false
	}
	rest := t.rest()
	end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end < 0 {
		end = len(rest)
	}
	meaning, ok := t.abbreviations[rest[:end]]
	if !ok || end == 0 {
		return false
	}
	t.write(end, `<abbr title="`+html.EscapeString(meaning)+`">`+rest[:end]+"</abbr>")
	return true
}

// wordpress translates the shortcodes of WordPress without plug-ins.
func (t *translator) wordpress(m []string) bool {
	name, a := m[1], parseArgs(strings.TrimPrefix(m[2], "="))
	rest, body, whole := t.rest(), "", len(m[0])
	if next := rest[whole:]; next != "" && strings.IndexByte("([:{", next[0]) >= 0 && !strings.HasPrefix(next, "[/") || strings.TrimSpace(m[2]) != "" && !strings.Contains(m[2], "=") && (name == "gallery" || name == "audio" || name == "video" || name == "caption") {
		return false
	}
	for _, end := range []string{"[/" + name + "]", `\[/` + name + `\]`} {
		if i := t.find(whole, end); i >= 0 {
			body, whole = rest[whole:i], i+len(end)
			break
		}
	}
	switch name {
	case "caption":
		if body == "" {
			return false
		}
		t.write(whole, "\n\n"+strings.TrimSpace(body)+"\n\n")
	case "embed", "youtube", "vimeo":
		address := strings.TrimSpace(body + a.first("url", "src"))
		if !strings.HasPrefix(address, "http") {
			return false
		}
		t.write(whole, "<"+html.EscapeString(strings.Trim(address, "<>"))+">")
	case "audio", "video":
		address := a.get("src", "mp3", "mp4", "m4a", "m4v", "ogg", "wav", "webm")
		if address == "" {
			return false
		}
		t.write(whole, "["+escapeMarkdown(address[strings.LastIndexByte(address, '/')+1:])+"](<"+address+">)")
	case "gallery":
		if m[2] == "" {
			return false
		}
		t.note(t.at, "put its pictures into the text", "a gallery of WordPress is left out")
		t.skip(whole)
	default: // code
		if body == "" {
			return false
		}
		t.write(whole, t.place(t.at, fenced(a.first("language", "lang"), html.UnescapeString(body))))
	}
	return true
}

// escape writes text as HTML.
func escape(s string) string { return html.EscapeString(s) }

// escapeMarkdown writes text as Markdown.
func escapeMarkdown(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte("\\`*_[]<>", s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// fenced returns a block of code that begins on a line of its own.
func fenced(language, code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return "\n" + fence + language + "\n" + strings.Trim(code, "\n") + "\n" + fence + "\n"
}
