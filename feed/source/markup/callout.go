package markup

import (
	"regexp"
	"strings"
)

// div translates a container between lines of colons (Pandoc, Docusaurus, VitePress). A callout
// becomes a quotation with its title. Of any other container only the content remains.
func (t *translator) div(line string) (bool, error) {
	m := divLine.FindStringSubmatch(line)
	next := min(len(line)+1, len(t.rest()))
	if m == nil || m[3] == "" && m[5] != "" {
		return false, nil
	}
	if m[3] == "" { // the end of a container whose start was dropped
		t.write(next, "\n")
		return true, nil
	}
	kind, title := strings.ToLower(m[3]), m[4]+m[5]
	if kind[0] == '{' {
		kind, title = pandocKind(m[3])
	}
	from := t.at + next
	end, after, closed := t.divEnd(from, m[2])
	if isHiding(kind+" "+m[3]) && (closed || kind != m[3]) {
		if !closed {
			return false, &Problem{t.lineAt(t.at), "a hidden container is opened and never closed", "close it with " + m[2]}
		}
		t.skip(after - t.at)
		return true, nil
	}
	if !closed {
		if calloutKinds[kind] || m[3][0] == '{' {
			t.write(next, "\n")
			return true, nil
		}
		return false, nil
	}
	body, err := t.translateInside(from, end)
	if err != nil {
		return false, err
	}
	switch {
	case kind == "details" || kind == "spoiler" || kind == "collapse":
		t.write(after-t.at, indented(m[1], details(title, body)))
	case calloutKinds[kind]:
		t.write(after-t.at, indented(m[1], quote(calloutTitle(kind, title), body)))
	default:
		if title != "" {
			body = title + "\n\n" + body
		}
		t.write(after-t.at, "\n"+strings.TrimRight(body, "\n")+"\n\n")
	}
	return true, nil
}

// pandocKind returns the kind and the title in a container's attributes, as in
// ::: {.callout-note title="…"} (Quarto).
func pandocKind(attributes string) (kind, title string) {
	a := parseArgs(strings.Trim(attributes, "{}"))
	for _, word := range a.list {
		word = strings.TrimPrefix(strings.ToLower(word), ".callout-")
		word = strings.TrimPrefix(word, ".")
		if calloutKinds[word] {
			kind = word
		}
	}
	return kind, a.get("title")
}

// divEnd returns where the content of a container ends and where the text after it begins. It counts
// nested containers. closed is false if the container is never closed.
func (t *translator) divEnd(from int, colons string) (end, after int, closed bool) {
	if t.unclosed > maxUnclosed {
		return 0, 0, false
	}
	depth := 1
	for at := from; at < len(t.text); {
		line := t.text[at:][:lineEnd(t.text[at:])]
		if !strings.HasPrefix(strings.TrimLeft(line, " \t"), ":::") { // most
		} else if m := divLine.FindStringSubmatch(line); m != nil {
			switch {
			case m[3] != "":
				depth++
			case m[5] == "":
				depth--
				if depth == 0 || len(m[2]) > len(colons) {
					return at, min(at+len(line)+1, len(t.text)), true
				}
			}
		}
		at += len(line) + 1
	}
	t.unclosed++
	return 0, 0, false
}

// hidingWords matches the words by which a container, a class or a style hides its content.
var hidingWords = regexp.MustCompile(`(?i)(?:^|[\s.{"'])(?:hidden|content-hidden|comment|d-none|invisible|is-hidden|private|secret|draft)(?:$|[\s}"'.=])|display\s*:\s*none|visibility\s*:\s*hidden`)

// isHiding reports whether attributes hide the element that they belong to.
func isHiding(s string) bool { return hidingWords.MatchString(s) }

// admonition translates an admonition of Python-Markdown (!!! note "Title"), whose text is indented
// by four.
func (t *translator) admonition(line string) (bool, error) {
	m := admonitionLine.FindStringSubmatch(line)
	if m == nil || !calloutKinds[strings.ToLower(m[2])] && m[3] == "" {
		return false, nil
	}
	indent := m[1] + "    "
	from := t.at + min(len(line)+1, len(t.rest()))
	at := from
	var body strings.Builder
	for at < len(t.text) {
		next := t.text[at:][:lineEnd(t.text[at:])]
		if strings.TrimSpace(next) != "" && !strings.HasPrefix(next, indent) {
			break
		}
		body.WriteString(strings.TrimPrefix(next, indent) + "\n")
		at = min(at+len(next)+1, len(t.text))
	}
	if strings.TrimSpace(body.String()) == "" {
		return false, nil
	}
	if t.depth >= maxDepth {
		return false, &Problem{t.lineAt(from), "markup lies too deep within other markup", "close what is never closed"}
	}
	in := &translator{Options: t.Options, text: body.String(), line: 1, afterBlank: true, reported: map[string]bool{}, abbreviations: t.abbreviations, depth: t.depth + 1, targetEnd: -1, commentEnd: -1}
	if err := in.run(); err != nil {
		return false, err
	}
	for _, n := range in.problems {
		t.report(from, n.Hint, "%s", n.Message)
	}
	t.write(at-t.at, indented(m[1], quote(calloutTitle(m[2], m[3]), string(in.out))))
	return true, nil
}

// markdownElement puts blank lines around the content of an HTML element with markdown="1" (kramdown,
// PHP Markdown Extra), because only then goldmark reads it as Markdown (CommonMark §4.6).
func (t *translator) markdownElement(line string) bool {
	m := markdownAttr.FindStringSubmatchIndex(line)
	if m == nil {
		return false
	}
	rest := t.rest()
	start := strings.IndexByte(line, '<')
	name := strings.ToLower(line[m[2]:m[3]])
	end := t.elementEnd(rest[start:], name)
	if end < 0 {
		return false
	}
	whole := rest[start : start+end]
	closer := strings.LastIndex(whole, "</")
	open := line[start:m[3]]
	for _, g := range []int{4, 6} {
		if m[g] >= 0 {
			open += line[m[g]:m[g+1]]
		}
	}
	body := whole[m[1]-start : max(closer, m[1]-start)]
	inner, err := t.translateInside(t.at+m[1], t.at+m[1]+len(body))
	if err != nil {
		inner = body
	}
	t.write(start+end, "\n"+open+">\n\n"+dedent(inner)+"\n\n"+whole[closer:]+"\n")
	return true
}

// dedent removes the indentation that all lines of a text have in common.
func dedent(s string) string {
	common, lines := -1, strings.Split(strings.Trim(s, "\n"), "\n")
	for _, line := range lines {
		if n := len(line) - len(strings.TrimLeft(line, " \t")); strings.TrimSpace(line) != "" && (common < 0 || n < common) {
			common = n
		}
	}
	for i, line := range lines {
		lines[i] = line[min(len(line), max(common, 0)):]
	}
	return strings.Join(lines, "\n")
}

// quote returns a block quotation in Markdown. title may be empty.
func quote(title, body string) string {
	var b strings.Builder
	b.WriteString("\n")
	if title != "" {
		b.WriteString("> **" + strings.TrimSpace(title) + "**\n")
	}
	body = strings.Trim(dedent(body), "\n")
	if body != "" {
		if title != "" {
			b.WriteString(">\n")
		}
		for line := range strings.SplitSeq(body, "\n") {
			b.WriteString(strings.TrimRight("> "+line, " ") + "\n")
		}
	}
	b.WriteString("\n")
	return b.String()
}

// details returns a text in a <details> element under a title.
func details(title, body string) string {
	title = strings.TrimSpace(title)
	if title == "" {
		title = "…"
	}
	return "\n<details>\n<summary>" + escape(title) + "</summary>\n\n" + strings.Trim(dedent(body), "\n") + "\n\n</details>\n\n"
}
