package markup

import (
	"cmp"
	"strings"
)

// apply translates a shortcode or tag by the tables pairedTag and singleTag. An unknown one is reported,
// its tags are dropped, and its content remains.
func (t *translator) apply(g tag) error {
	from := t.at
	if g.closing {
		t.skip(g.end - t.at)
		return nil
	}
	name := g.name[strings.LastIndexAny(g.name, "/.")+1:]
	name = strings.TrimPrefix(name, "lite-")
	name = nameSeparators.Replace(name)
	if translate := pairedTag(name); translate != nil {
		if to, after, ok := t.pair(g); ok {
			out, err := translate(t, g, to)
			if err != nil {
				return err
			}
			t.write(after-t.at, t.adapt(from, out))
			return nil
		}
	}
	if translate := singleTag(name); translate != nil {
		if out, ok := translate(t, g); ok {
			end, inside := g.end, ""
			if to, after, closed := t.pairOnce(g); closed {
				text, err := t.translateInside(g.end, to)
				if err != nil {
					return err
				}
				end, inside = after, strings.TrimSpace(text)
			}
			out = t.adapt(from, out)
			if inside != "" {
				out += " " + inside
			}
			t.write(end-t.at, out)
			return nil
		}
	}
	text := g.args.get("content", "text", "body", "note")
	for _, v := range g.args.list {
		if text == "" && strings.Contains(v, " ") {
			text = v
		}
	}
	if calloutKinds[name] && text != "" {
		t.write(g.end-t.at, t.adapt(from, quote(calloutTitle(name, g.args.get("title")), text)))
		return nil
	}
	if !quietTags[name] {
		t.report(from, "write it in Markdown or HTML", "%s is not known: it is left out, and what is in it is kept", shown(g))
	}
	t.write(g.end-t.at, t.remains(from, g, name, text))
	return nil
}

// remains returns what replaces an unknown tag: text among its arguments, else its title, as a link if
// the tag has an address. The title of a tab stands above its content.
func (t *translator) remains(at int, g tag, name, text string) string {
	label, link := g.args.get("title", "label", "caption", "name", "header"), g.args.get("link", "url", "href")
	switch {
	case text != "":
		return escapeMarkdown(text)
	case name == "tab" || name == "tabitem":
		label = cmp.Or(label, g.args.at(0))
		if label == "" {
			return ""
		}
		return t.adapt(at, "\n\n**"+escapeMarkdown(label)+"**\n\n")
	case link != "" && label != "":
		return t.adapt(at, linkTo(link, label))
	case quietTags[name] || !g.selfClosing:
		return escapeMarkdown(label)
	}
	return ""
}

// pairOnce returns the content of a tag that need not have a closing one. Only in Hugo's syntax does
// a closing tag belong to it for certain.
func (t *translator) pairOnce(g tag) (to, after int, ok bool) {
	if g.form != hugo {
		return 0, 0, false
	}
	return t.pair(g)
}

// shown returns the kind and the name of a tag, for messages.
func shown(g tag) string {
	switch g.form {
	case hugo:
		return `the shortcode "` + g.name + `"`
	case call:
		return `the shortcode "` + g.name + `()"`
	case jsx:
		return `the component "` + g.name + `"`
	}
	return `the tag "` + g.name + `"`
}

// controlTags names the tags of conditions and loops.
var controlTags = set("if unless case for tablerow ifchanged")

// liquid translates a tag in {% %}, and reports whether it was one. A tag that needs a closing one and
// has none is prose about templates. The content of a condition or loop remains, unless it has
// variables.
func (t *translator) liquid(g tag) (bool, error) {
	switch {
	case g.closing, g.name == "else", g.name == "elsif", g.name == "elif", g.name == "when":
		if t.openTags == 0 && !t.hasTemplates && !t.Templates {
			return false, nil
		}
		t.openTags = max(0, t.openTags-1)
		t.skip(g.end - t.at)
		return true, nil
	case controlTags[g.name] && g.raw == "": // prose about the tag
		return false, nil
	case controlTags[g.name]:
		to, after, ok := t.pair(g)
		if !ok {
			return false, nil
		}
		t.hasTemplates = true
		if inside := t.text[g.end:to]; strings.Contains(inside, "{{") {
			t.report(t.at, "write what it shows", "%s is left out, with what is in it", shown(g))
			t.skip(after - t.at)
			return true, nil
		}
		t.report(t.at, "write what is to be seen", "%s is left out: what is in it is kept", shown(g))
		t.openTags++
		t.skip(g.end - t.at)
		return true, nil
	case g.name == "raw" || g.name == "verbatim" || g.name == "highlight" || g.name == "codeblock" || g.name == "capture":
		if _, _, ok := t.pair(g); !ok {
			return false, nil
		}
	}
	t.hasTemplates = true
	return true, t.apply(g)
}
