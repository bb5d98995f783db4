package markup

import (
	"strings"
)

// toFile translates a reference to a file of content to its address, or to a link for tags that make
// one (Hexo's post_link). An unknown file gives "" and is reported.
func toFile(t *translator, g tag) (string, bool) {
	name := g.args.first("path", "url", "src")
	if g.name == "link" && len(g.args.list) > 1 && strings.Contains(g.args.list[len(g.args.list)-1]+g.args.list[1], "/") { // Hexo's {% link text address %}
		for i, v := range g.args.list {
			if strings.Contains(v, "://") || i > 0 && strings.HasPrefix(v, "/") {
				return "[" + escapeMarkdown(strings.Join(g.args.list[:i], " ")) + "](<" + v + ">)", true
			}
		}
	}
	name, fragment, _ := strings.Cut(name, "#")
	if fragment != "" {
		fragment = "#" + fragment
	}
	if name == "" {
		return fragment, fragment != ""
	}
	address, ok := "", false
	if t.Ref != nil {
		address, ok = t.Ref(strings.TrimPrefix(name, "@/"))
	}
	if !ok {
		t.report(t.at, "name a file of content", "%s leads to %q, which is no file", shown(g), name)
		if next := t.text[min(g.end, len(t.text)):]; t.inTarget && strings.HasPrefix(next, " ") { // the title of the link
			return "<>", true
		}
		return "", true
	}
	if g.name == "post_link" || g.name == "internal_link" {
		label := strings.Join(g.args.list[min(1, len(g.args.list)):], " ")
		if label == "" {
			label = name
		}
		return "[" + escapeMarkdown(label) + "](<" + address + fragment + ">)", true
	}
	return address + fragment, true
}

// embed returns a function that replaces an embedded film, sound or post with a link. The argument of
// the tag is an address, or an ID to which prefix is added; names are its possible names.
func embed(prefix string, names ...string) singleFunc {
	return func(t *translator, g tag) (string, bool) {
		id := g.args.first(append(names, "url", "src", "link")...)
		if id == "" {
			return "", false
		}
		if !strings.Contains(id, "://") {
			id = prefix + strings.TrimPrefix(id, "/")
		}
		return linkTo(id, g.args.get("title", "label", "caption", "alt")), true
	}
}

// linkTo returns a link in Markdown. Without a title its text is the address, or the file name of a
// relative address.
func linkTo(address, title string) string {
	address = strings.TrimSpace(address)
	if title != "" {
		return "[" + escapeMarkdown(title) + "](<" + address + ">)"
	}
	if strings.Contains(address, "://") && !strings.ContainsAny(address, " <>") {
		return "<" + address + ">"
	}
	return "[" + escapeMarkdown(address[strings.LastIndexByte(address, '/')+1:]) + "](<" + address + ">)"
}

// tweet replaces an embedded post of Twitter with a link. Without a user its address has the user i,
// from which Twitter redirects.
func tweet(t *translator, g tag) (string, bool) {
	id, user := g.args.first("id", "url", "tweet"), g.args.get("user")
	for _, v := range g.args.list { // in some themes the user comes first
		if strings.Trim(v, "0123456789") == "" && len(v) > 8 {
			id = v
		}
	}
	switch {
	case id == "":
		return "", false
	case strings.Contains(id, "://"):
		return linkTo(id, ""), true
	case user == "":
		user = "i"
	}
	return linkTo("https://twitter.com/"+user+"/status/"+id, ""), true
}

// address translates a tag to a link to the address among its arguments, whatever its name.
func address(t *translator, g tag) (string, bool) {
	found := g.args.get("url", "src", "href", "link", "file", "path", "mp3", "mp4", "webm")
	label := g.args.get("title", "label", "text", "caption", "alt")
	for _, v := range g.args.list {
		switch {
		case found == "" && (strings.Contains(v, "/") || strings.Contains(v, ".")):
			found = v
		case label == "" && strings.Contains(v, " "):
			label = v
		}
	}
	if found == "" {
		return "", false
	}
	return linkTo(found, label), true
}

// gist replaces an embedded gist of GitHub with a link.
func gist(t *translator, g tag) (string, bool) {
	id := strings.Join(g.args.list, "/")
	if len(g.args.list) == 0 {
		id = g.args.get("url", "id")
	}
	if strings.Count(id, "/") > 1 && !strings.Contains(id, "://") { // with a file
		id = strings.Join(strings.Split(id, "/")[:2], "/")
	}
	if id == "" {
		return "", false
	}
	if !strings.Contains(id, "://") {
		id = "https://gist.github.com/" + id
	}
	return linkTo(id, ""), true
}

// include translates an include of Jekyll by the name of the file, as themes call them (figure.html,
// youtube.html). Any other include is dropped and reported.
func include(t *translator, g tag) (string, bool) {
	file := strings.ToLower(g.args.at(0))
	name := file[strings.LastIndexByte(file, '/')+1:]
	name, _, _ = strings.Cut(name, ".")
	rest := args{named: g.args.named}
	if len(g.args.list) > 1 {
		rest.list = g.args.list[1:]
	}
	provider := strings.ToLower(rest.get("provider"))
	if translate := singleTag(provider); name == "video" && translate != nil {
		return translate(t, tag{name: provider, args: rest, form: g.form})
	}
	name = nameSeparators.Replace(name)
	if calloutKinds[name] || name == "include" {
		if text := rest.get("content", "text"); text != "" {
			return quote(calloutTitle(name, rest.get("title")), text), true
		}
	}
	for _, candidate := range []string{name, strings.TrimSuffix(name, "player"), strings.TrimSuffix(name, "embed")} {
		if translate := singleTag(candidate); translate != nil && candidate != "include" && candidate != "render" && candidate != "partial" {
			return translate(t, tag{name: candidate, args: rest, form: g.form})
		}
	}
	t.report(t.at, "write what it shows", "the included %s is left out", g.args.at(0))
	return "", true
}

// param translates {{< param title >}} of Hugo. Other parameters are unknown.
func param(t *translator, g tag) (string, bool) {
	if name := strings.ToLower(g.args.at(0)); name == "title" && t.PageTitle != "" {
		return escapeMarkdown(t.PageTitle), true
	}
	return "", false
}

// figure translates a picture with its caption.
func figure(t *translator, g tag) (string, bool) {
	a := g.args
	src := a.get("src", "url", "image", "path", "file", "image_path", "href", "name")
	var words []string
	for _, v := range a.list {
		if src == "" && (isImage(v) || strings.Contains(v, "://")) {
			src = v
		} else if strings.Contains(v, " ") || len(words) == 0 && src != "" && strings.Trim(v, "0123456789%px") != "" {
			words = append(words, v)
		}
	}
	if src == "" {
		return "", false
	}
	alt, caption := a.get("alt"), a.get("caption", "title")
	if len(words) > 0 && caption == "" && alt == "" {
		alt = words[len(words)-1]
	}
	return picture(src, alt, caption, a.get("attr"), a.get("link")), true
}

// picture returns an <img>, in a <figure> if there is a caption or a credit, and in a link if link is
// not "". The [Cleaner] makes its addresses absolute.
func picture(src, alt, caption, credit, link string) string {
	if alt == "" {
		alt = caption
	}
	img := `<img src="` + escape(src) + `" alt="` + escape(alt) + `">`
	if link != "" {
		img = `<a href="` + escape(link) + `">` + img + `</a>`
	}
	if credit != "" {
		caption = strings.TrimSpace(caption + " " + credit)
	}
	if caption == "" {
		return img
	}
	return "<figure>" + img + "<figcaption>" + escape(caption) + "</figcaption></figure>"
}
