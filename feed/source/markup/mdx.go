package markup

import (
	"regexp"
	"strings"
)

// importLine and exportLine match the first line of a statement of JavaScript, and not a sentence that
// begins with the word. hidingMeta matches what an export says of a draft. jsxName matches the name of
// a tag, and required a call of require().
var (
	importLine = regexp.MustCompile(`^import(?:\s+[^"'\n]*\sfrom\s+["']|\s*["']|\s+[\w$*,\s]*\{)`)
	exportLine = regexp.MustCompile(`^export\s+(?:(?:const|let|var)\s+(?:[\w$]+|\{[^}\n]*\}|\[[^\]\n]*\])\s*[=:]|(?:async\s+)?function\b|class\s+\w+|default\b|\{|\*)`)
	hidingMeta = regexp.MustCompile(`(?i)\b(?:draft|hidden|private|unlisted)["']?\s*:\s*true\b|\b(?:published|public)["']?\s*:\s*false\b`)
	fromModule = regexp.MustCompile(`(?s)^import\s+(?:\*\s+as\s+)?([\w$]+)[^"']*\sfrom\s+["']([^"']+)["']`)
	jsxName    = regexp.MustCompile(`^</?([A-Za-z][\w.:-]*)?`)
	required   = regexp.MustCompile(`^require\(\s*["']([^"']+)["']\s*\)(?:\.default)?$`)
)

// mdxLine drops an import or export of MDX, and records what it imports. It ends with the line in which
// its brackets are closed. An export that says that the text is a draft is an error.
func (t *translator) mdxLine(line string) (bool, error) {
	if !importLine.MatchString(line) && !exportLine.MatchString(line) {
		return false, nil
	}
	rest := t.rest()
	end := len(rest)
	depth := 0
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case '{', '(', '[':
			depth++
		case '}', ')', ']':
			depth--
		case '"', '\'', '`':
			if _, after, ok := quoted(rest[i:]); ok {
				i = len(rest) - len(after) - 1
			}
		case '\n':
			next := rest[i+1:]
			if depth <= 0 && !strings.HasPrefix(strings.TrimLeft(next, " \t"), "from ") || strings.HasPrefix(next, "\n") && depth <= 0 {
				end = i
			}
		}
		if end < len(rest) {
			break
		}
	}
	statement := rest[:end]
	if m := hidingMeta.FindString(statement); m != "" && strings.HasPrefix(statement, "export") {
		return false, &Problem{t.lineAt(t.at), "what it exports says " + m + ": it is not published", "write draft: true into its front matter"}
	}
	if m := fromModule.FindStringSubmatch(statement); m != nil {
		if t.imports == nil {
			t.imports = map[string]string{}
		}
		t.imports[m[1]] = m[2]
	}
	t.report(t.at, "", "imports and exports of MDX are left out")
	t.skip(end)
	t.afterBlank = true
	return true, nil
}

// expression drops an expression in braces. A string in quotes is written as text. It reports whether
// there was an expression.
func (t *translator) expression() bool {
	rest := t.rest()
	end := -1
	if t.unclosed <= maxUnclosed {
		end = braceEnd(rest)
	}
	if end < 0 {
		t.unclosed++
		return false
	}
	body := strings.TrimSpace(rest[1 : end-1])
	if text, after, ok := quoted(body); ok && after == "" {
		t.write(end, text)
		return true
	}
	if t.inTag { // an attribute
		t.write(end, `"`+escape(t.source(body))+`"`)
		return true
	}
	if t.inHeading && strings.HasPrefix(body, "#") {
		return false // the ID of a heading
	}
	t.report(t.at, "write what it shows", "%q is left out", "{"+strings.Join(strings.Fields(body), " ")+"}")
	t.skip(end)
	return true
}

// isTruncateMark reports whether a comment of JSX ends the summary ({/* truncate */}, Docusaurus).
func isTruncateMark(comment string) bool {
	word := strings.ToLower(strings.Trim(comment, "{}/* \t\n"))
	return word == "truncate" || word == "more"
}

// braceEnd returns the index of the first byte after the braces that a text begins with, -1 if they
// are not closed within maxTag bytes.
func braceEnd(s string) int {
	depth := 0
	for i := 0; i < len(s) && i < maxTag; i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			depth--
			if depth == 0 {
				return i + 1
			}
		case '"', '`':
			if _, rest, ok := quoted(s[i:]); ok && !strings.Contains(s[i:len(s)-len(rest)], "\n\n") {
				i = len(s) - len(rest) - 1
			}
		}
	}
	return -1
}

// source returns the file to which an expression refers: by the name of an import, or by require().
// It returns "" for any other expression.
func (t *translator) source(body string) string {
	if m := required.FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return t.imports[strings.TrimSuffix(strings.TrimSuffix(body, ".src"), ".default")]
}

// jsx translates a tag of JSX. A component is translated like the shortcode of the same name; of an
// unknown one only the content remains. An HTML element keeps the attributes whose value is text.
func (t *translator) jsx() (bool, error) {
	rest := t.rest()
	if strings.HasPrefix(rest, "<>") || strings.HasPrefix(rest, "</>") {
		t.skip(strings.IndexByte(rest, '>') + 1)
		return true, nil
	}
	m := jsxName.FindStringSubmatch(rest)
	if m == nil || m[1] == "" || strings.Contains(m[1], ":") {
		return false, nil
	}
	end := jsxEnd(rest)
	if end < 0 {
		return false, nil
	}
	component := m[1][0] >= 'A' && m[1][0] <= 'Z' || strings.Contains(m[1], ".")
	if strings.HasPrefix(rest, "</") {
		if component {
			t.skip(end)
		}
		return component, nil
	}
	body := strings.TrimSuffix(rest[len(m[0]):end-1], "/")
	if !component {
		if !strings.ContainsAny(body, "{") && !strings.Contains(body, "className") {
			return false, nil
		}
		t.write(end, "<"+m[1]+t.plainAttributes(body)+rest[end-1-min(1, strings.Count(rest[end-2:end-1], "/")):end])
		return true, nil
	}
	g := tag{name: strings.ToLower(m[1]), form: jsx, end: t.at + end, selfClosing: strings.HasSuffix(rest[:end], "/>")}
	g.args = parseArgs(t.plainAttributes(body))
	return true, t.component(g, m[1])
}

// component translates a component of MDX, whose opening tag is g. name is its name as written.
func (t *translator) component(g tag, name string) error {
	short := strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
	g.name = short
	if concealingTags[short] && !g.selfClosing {
		if end := jsxClosing(t.text[g.end:], name); end >= 0 {
			t.report(t.at, "publish it as a text of its own if it is for everybody", "what %s has inside is left out", shown(g))
			t.skip(g.end + end + len("</"+name+">") - t.at)
			return nil
		}
	}
	if translate := pairedTag(short); translate != nil && !g.selfClosing {
		if end := jsxClosing(t.text[g.end:], name); end >= 0 {
			out, err := translate(t, g, g.end+end)
			if err != nil {
				return err
			}
			t.write(g.end+end+len("</"+name+">")-t.at, t.adapt(t.at, out))
			return nil
		}
	}
	if translate := singleTag(short); translate != nil {
		if out, ok := translate(t, g); ok {
			t.write(g.end-t.at, out)
			return nil
		}
	}
	if !quietTags[short] {
		t.report(t.at, "write it in Markdown or HTML", "the component %q is left out, and what is in it is kept", name)
	}
	t.skip(g.end - t.at)
	return nil
}

// jsxClosing returns the index of the closing tag of a component, -1 for none. It counts nested ones.
func jsxClosing(s, name string) int {
	depth := 1
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '<')
		if i < 0 {
			return -1
		}
		at += i
		switch {
		case strings.HasPrefix(s[at:], "</"+name+">"):
			depth--
			if depth == 0 {
				return at
			}
		case strings.HasPrefix(s[at:], "<"+name):
			if end := jsxEnd(s[at:]); end > 0 && s[at+end-2] != '/' {
				depth++
			}
		}
		at++
	}
}

// jsxEnd returns the index of the first byte after a tag, -1 if it does not end in this paragraph.
func jsxEnd(s string) int {
	for i := 1; i < len(s) && i < maxTag; i++ {
		switch s[i] {
		case '>':
			return i + 1
		case '{':
			n := braceEnd(s[i:])
			if n < 0 {
				return -1
			}
			i += n - 1
		case '"', '\'':
			n := strings.IndexByte(s[i+1:], s[i])
			if n < 0 {
				return -1
			}
			i += n + 1
		case '<':
			return -1
		case '\n':
			if strings.HasPrefix(s[i:], "\n\n") {
				return -1
			}
		}
	}
	return -1
}

// jsxAttribute matches the name of an attribute and the equals sign after it.
var jsxAttribute = regexp.MustCompile(`^\s*([A-Za-z_][\w:.-]*)(\s*=\s*)?`)

// plainAttributes returns the attributes of a tag of JSX whose value is text or a number, with their
// names in HTML.
func (t *translator) plainAttributes(s string) string {
	var b strings.Builder
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		m := jsxAttribute.FindStringSubmatch(s)
		if m == nil {
			if end := braceEnd(s); s[0] == '{' && end > 0 { // {...props}
				s = s[end:]
				continue
			}
			return b.String()
		}
		name, value := m[1], ""
		s = s[len(m[0]):]
		if m[2] == "" {
			b.WriteString(" " + name + `=""`)
			continue
		}
		if s != "" && s[0] == '{' {
			end := braceEnd(s)
			if end < 0 {
				return b.String()
			}
			body := strings.TrimSpace(s[1 : end-1])
			s = s[end:]
			if text, after, ok := quoted(body); ok && after == "" {
				value = text
			} else if strings.Trim(body, "0123456789.") == "" {
				value = body
			} else {
				value = t.source(body)
				if value == "" {
					continue
				}
			}
		} else {
			value, s = attributeValue(s)
		}
		if name == "className" {
			name = "class"
		}
		b.WriteString(" " + name + `="` + strings.ReplaceAll(value, `"`, "&quot;") + `"`)
	}
	return b.String()
}
