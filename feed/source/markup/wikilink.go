package markup

import (
	"strings"

	"fil/feed"
)

// wikiLink translates [[file#heading|text]] and ![[file|text]]. A link to no file of content becomes its
// text, and is reported.
func (t *translator) wikiLink(m []string, embed bool) bool {
	after := len(m[0])
	if embed {
		after++
	}
	next := t.rest()[after:]
	before := lastRune(t.text[:t.at])
	if t.at > 0 && !embed && (isWord(before) || before == ']' || before == ')') { // an index of a list in code
		return false
	}
	if strings.HasPrefix(next, "(") || strings.HasPrefix(next, "[") || strings.HasSuffix(m[1], " ") && m[2] == "" || m[1] == "" && m[2] == "" {
		return false // a link whose text has brackets, or a condition in a shell script
	}
	name, fragment, label := strings.TrimSpace(strings.TrimSuffix(m[1], `\`)), strings.TrimSuffix(m[2], `\`), strings.TrimSpace(m[3]) // in a table, | has a backslash
	address := ""
	t.wikiLinks++
	if name != "" && t.Ref != nil && t.wikiLinks < maxLinks {
		found, ok := t.Ref(name)
		if !ok {
			if strings.ContainsAny(name, ",:;()=") {
				return false
			}
			if strings.Trim(name, "0123456789") == "" { // the number of a footnote
				return false
			}
			t.report(t.at, "name a file of content", "the link %q leads to no file", "[["+name+"]]")
		}
		address = found
	}
	if label == "" || embed && imageSize.MatchString(label) {
		label = name
		if i := strings.LastIndexByte(label, '/'); i >= 0 {
			label = label[i+1:]
		}
		if name == "" {
			label = strings.TrimLeft(fragment, "#^")
		}
	}
	if strings.HasPrefix(fragment, "#") && !strings.HasPrefix(fragment, "#^") && (address != "" || name == "") {
		headings := strings.Split(strings.TrimPrefix(fragment, "#"), "#")
		address += "#" + feed.Slug(headings[len(headings)-1]) // the ID of the heading
	}
	out := escapeMarkdown(label)
	switch {
	case address == "" && (t.HTML || t.inHTMLBlock):
		out = escape(label)
	case address == "":
	case embed && isImage(name):
		if label == name || strings.HasSuffix(name, label) {
			out = ""
		}
		out = t.adapt(t.at, "!["+out+"](<"+address+">)")
	default:
		out = t.adapt(t.at, "["+out+"](<"+address+">)")
	}
	t.write(after, out)
	return true
}

// maxLinks is the number of [[links]] that are resolved in one text.
const maxLinks = 5000

// isImage reports whether a name or an address is that of a picture, by its ending.
func isImage(name string) bool { return strings.HasPrefix(feed.MediaType(name), "image/") }

// bracket translates what begins with a square bracket: links and pictures in double brackets
// (Obsidian), and the shortcodes of WordPress. It reports whether there was any.
func (t *translator) bracket() bool {
	rest := t.rest()
	embed := rest[0] == '!'
	if embed {
		rest = rest[1:]
	}
	if rest == "" || rest[0] != '[' {
		return false
	}
	if m := doubleBrackets.FindStringSubmatch(rest); m != nil && !t.HTML {
		return t.wikiLink(m, embed)
	}
	if m := wordpressTag.FindStringSubmatch(rest); m != nil && !embed {
		return t.wordpress(m)
	}
	return false
}
