package markup

import "strings"

// Tags with something inside.

func captured(t *translator, g tag, _ int) (string, error) {
	t.report(t.at, "write what it shows", "what is captured as %s is left out", g.args.at(0))
	return "", nil
}

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

func verbatim(t *translator, g tag, to int) (string, error) { return t.text[g.end:to], nil }

func diagram(t *translator, g tag, to int) (string, error) {
	return fenced(g.name, dedent(t.text[g.end:to])), nil
}

func maths(t *translator, g tag, to int) (string, error) {
	in := &translator{text: t.text[g.end:to]}
	in.formula(len(in.text))
	return string(in.out), nil
}

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

func linkAround(t *translator, g tag, to int) (string, error) {
	body, err := t.translateInside(g.end, to)
	address := g.args.first("url", "href", "link", "relref", "to", "src")
	if err != nil || address == "" || strings.Contains(body, "\n\n") {
		return body, err
	}
	return "[" + strings.TrimSpace(body) + "](<" + address + ">)", nil
}

func mediaWith(t *translator, g tag, to int) (string, error) {
	if out, ok := address(t, g); ok {
		return out, nil
	}
	return t.translateInside(g.end, to)
}
