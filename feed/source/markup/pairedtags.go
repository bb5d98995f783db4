package markup

import "strings"

// The functions below are of type [pairedFunc].

// captured drops the content of {% capture name %}, which a template shows in another position.
func captured(t *translator, g tag, _ int) (string, error) {
	t.report(t.at, "write what it shows", "what is captured as %s is left out", g.args.at(0))
	return "", nil
}

// highlighted translates highlighted code to a fenced code block, or to a code span if it is on a
// line with other text.
func highlighted(t *translator, g tag, to int) (string, error) {
	code := t.text[g.end:to]
	if !strings.Contains(code, "\n") && !t.isAlone(t.at, t.at) {
		return "`" + strings.ReplaceAll(code, "`", "'") + "`", nil
	}
	language := g.args.first("lang", "language")
	if strings.Trim(language, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#_-.") != "" {
		language = ""
	}
	return fenced(language, dedent(code)), nil
}

// verbatim writes the content of {% raw %} as it is.
func verbatim(t *translator, g tag, to int) (string, error) { return t.text[g.end:to], nil }

// diagram translates the source of a diagram to a code block in its language.
func diagram(t *translator, g tag, to int) (string, error) {
	return fenced(g.name, dedent(t.text[g.end:to])), nil
}

// maths writes a formula so that Markdown shows it as it is.
func maths(t *translator, g tag, to int) (string, error) {
	in := &translator{text: t.text[g.end:to]}
	in.formula(len(in.text))
	return string(in.out), nil
}

// quotation translates a quotation, with its author below it.
func quotation(t *translator, g tag, to int) (string, error) {
	body, err := t.translateInside(g.end, to)
	if err != nil {
		return "", err
	}
	by := g.args.get("author", "cite", "name", "source")
	if by == "" && g.name != "cite" {
		by = strings.Join(g.args.list, " ")
	}
	if by != "" {
		body = strings.TrimRight(body, "\n") + "\n\n— " + escapeMarkdown(by)
	}
	return quote("", body), nil
}

// notice translates a callout to a quotation with a title.
func notice(t *translator, g tag, to int) (string, error) {
	body, err := t.translateInside(g.end, to)
	if err != nil {
		return "", err
	}
	kind, title := g.name[strings.LastIndexAny(g.name, "/.-_")+1:], g.args.get("title", "heading", "header")
	if named := strings.ToLower(g.args.get("type", "kind", "class", "color", "context", "level")); calloutKinds[named] {
		kind = named
	}
	for i, v := range g.args.list {
		if i == 0 && calloutKinds[strings.ToLower(v)] {
			kind = v
		} else if title == "" && !strings.HasPrefix(v, "fa") && !strings.Contains(v, ":") {
			title = v
		}
	}
	return quote(calloutTitle(kind, title), body), nil
}

// folded translates a text that is folded under a title to <details>.
func folded(t *translator, g tag, to int) (string, error) {
	body, err := t.translateInside(g.end, to)
	if err != nil {
		return "", err
	}
	title := g.args.get("title", "summary", "label", "header")
	if title == "" {
		title = strings.Join(g.args.list, " ")
	}
	return details(title, body), nil
}

// figureWith translates a picture whose caption is the content of the tag.
func figureWith(t *translator, g tag, to int) (string, error) {
	body := strings.TrimSpace(t.text[g.end:to])
	if out, ok := figure(t, g); ok {
		src := g.args.first("src", "url", "image", "path", "file")
		caption := g.args.get("caption", "title")
		if body != "" && caption == "" {
			return picture(src, g.args.get("alt"), body, g.args.get("attr"), g.args.get("link")), nil
		}
		return out, nil
	}
	return t.translateInside(g.end, to)
}

// linkAround translates a button or link to a link around its content.
func linkAround(t *translator, g tag, to int) (string, error) {
	body, err := t.translateInside(g.end, to)
	address := g.args.first("url", "href", "link", "relref", "to", "src")
	if err != nil || address == "" || strings.Contains(body, "\n\n") {
		return body, err
	}
	return "[" + strings.TrimSpace(body) + "](<" + address + ">)", nil
}

// mediaWith translates a film or sound to a link. Without an address only its content remains.
func mediaWith(t *translator, g tag, to int) (string, error) {
	if out, ok := address(t, g); ok {
		return out, nil
	}
	return t.translateInside(g.end, to)
}
