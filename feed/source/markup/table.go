package markup

import (
	"regexp"
	"strings"
)

// single translates a tag that has nothing inside. It reports whether it could.
type single func(t *translator, g tag) (string, bool)

// pairOf translates a tag with what is inside of it, which ends at to.
type pairOf func(t *translator, g tag, to int) (string, error)

// quiet are the tags of which nothing is to be seen, and nothing lost.
var quiet = set("toc tableofcontents br clear clearfix linebreak newline seo feedmeta assign set increment decrement cycle liquid break continue " +
	"extends block import from macro layout render section layouts end icon fa fas svg anchor more readmore rawhtml raw html markdown " +
	"tabs tab tabpane tabitem columns column row col grid cards card steps step center lead div span filetree details-end panel content wrap")

// singles is how a tag that has nothing inside is translated, by its name in lower case,
// without hyphens and underscores; nil where it is not known.
func singles(name string) single {
	switch name {
	case "ref", "relref", "posturl", "postlink", "postpath", "link", "internallink":
		return toFile
	case "figure", "fig", "image", "img", "imgproc", "picture", "responsiveimage", "assetimg", "thumbnail", "featuredimage", "photo":
		return figure
	case "youtube", "yt", "youtubelite", "youtubeembed", "youtubeplayer":
		return embed("https://www.youtube.com/watch?v=", "id", "v", "video", "videoid", "video_id", "code")
	case "vimeo", "vimeosimple":
		return embed("https://vimeo.com/", "id", "video", "videoid")
	case "tweet", "twitter", "x", "twittersimple", "xsimple":
		return tweet
	case "instagram", "instagramsimple":
		return embed("https://www.instagram.com/p/", "id", "code")
	case "tiktok":
		return embed("https://www.tiktok.com/video/", "id")
	case "spotify":
		return embed("https://open.spotify.com/", "id")
	case "soundcloud":
		return embed("https://soundcloud.com/", "track", "id")
	case "dailymotion":
		return embed("https://www.dailymotion.com/video/", "id")
	case "bilibili":
		return embed("https://www.bilibili.com/video/", "id")
	case "peertube":
		return embed("https://")
	case "mastodon", "toot", "bluesky", "codepen", "jsfiddle", "iframe", "embed", "video", "audio", "mp3", "mp4", "pdf", "asciinema",
		"glitch", "codesandbox", "stackblitz", "googlemap", "map", "button", "btn", "assetlink", "download", "attachment":
		return address
	case "gist":
		return gist
	case "include", "includecached", "includerelative", "render", "partial":
		return include
	case "param":
		return param
	case "emoji":
		return func(_ *translator, g tag) (string, bool) {
			name := strings.Trim(g.args.first("name"), ":")
			return ":" + name + ":", name != ""
		}
	case "email", "mailto":
		return func(_ *translator, g tag) (string, bool) {
			a := g.args.first("address", "email")
			return "<" + a + ">", strings.Contains(a, "@")
		}
	case "kbd":
		return func(_ *translator, g tag) (string, bool) {
			s := strings.Join(g.args.list, " ")
			return "<kbd>" + escape(s) + "</kbd>", s != ""
		}
	}
	return nil
}

// paired is the same for a tag that has something inside.
func paired(name string) pairOf {
	switch name {
	case "capture":
		return captured
	case "highlight", "codeblock", "code", "sourcecode", "prism":
		return highlighted
	case "raw", "verbatim":
		return verbatim
	case "mermaid", "plantuml", "graphviz", "dot", "chart", "echarts":
		return diagram
	case "katex", "math", "latex":
		return maths
	case "quote", "blockquote", "pullquote", "epigraph", "cite":
		return quotation
	case "note", "notes", "tip", "info", "warning", "warn", "danger", "caution", "important", "success", "error", "attention", "hint",
		"alert", "notice", "admonition", "callout", "aside", "remark", "box", "message":
		return notice
	case "details", "expand", "expandable", "collapse", "collapsible", "spoiler", "accordion", "fold", "detail":
		return folded
	case "figure", "fig", "image", "img":
		return figureWith
	case "button", "btn", "link", "a":
		return linked
	case "video", "audio":
		return mediaWith
	}
	return nil
}

// toFile is the address of another file of content.
func toFile(t *translator, g tag) (string, bool) {
	name := g.args.first("path", "url", "src")
	if g.name == "link" && len(g.args.list) > 1 && strings.Contains(g.args.list[len(g.args.list)-1]+g.args.list[1], "/") { // Hexo's: text and address
		for i, v := range g.args.list {
			if strings.Contains(v, "://") || i > 0 && strings.HasPrefix(v, "/") {
				return "[" + escapeMarkdown(strings.Join(g.args.list[:i], " ")) + "](<" + v + ">)", true
			}
		}
	}
	name, place, _ := strings.Cut(name, "#")
	if place != "" {
		place = "#" + place
	}
	if name == "" {
		return place, place != ""
	}
	address, ok := "", false
	if t.Ref != nil {
		address, ok = t.Ref(strings.TrimPrefix(name, "@/"))
	}
	if !ok {
		t.note(t.at, "name a file of content", "%s leads to %q, which is no file", shown(g), name)
		return "", true
	}
	if g.name == "post_link" || g.name == "internal_link" {
		label := strings.Join(g.args.list[min(1, len(g.args.list)):], " ")
		if label == "" {
			label = name
		}
		return "[" + escapeMarkdown(label) + "](<" + address + place + ">)", true
	}
	return address + place, true
}

// embed is a link to what a tag would have embedded: its value is an address, or the end of
// one that begins with a prefix.
func embed(prefix string, names ...string) single {
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

// linkTo is a link with a title, else with its address.
func linkTo(address, title string) string {
	if address = strings.TrimSpace(address); title != "" {
		return "[" + escapeMarkdown(title) + "](<" + address + ">)"
	}
	if strings.Contains(address, "://") && !strings.ContainsAny(address, " <>") {
		return "<" + address + ">"
	}
	return "[" + escapeMarkdown(address[strings.LastIndexByte(address, '/')+1:]) + "](<" + address + ">)"
}

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

// address is a link to whatever address a tag has.
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

// include takes Jekyll's includes by the names that themes give them.
func include(t *translator, g tag) (string, bool) {
	file := strings.ToLower(g.args.at(0))
	name := file[strings.LastIndexByte(file, '/')+1:]
	name, _, _ = strings.Cut(name, ".")
	rest := args{named: g.args.named}
	if len(g.args.list) > 1 {
		rest.list = g.args.list[1:]
	}
	provider := strings.ToLower(rest.get("provider"))
	if how := singles(provider); name == "video" && how != nil {
		return how(t, tag{name: provider, args: rest, form: g.form})
	}
	name = marks.Replace(name)
	if kinds[name] || name == "include" {
		if text := rest.get("content", "text"); text != "" {
			return quote(calloutTitle(name, rest.get("title")), text), true
		}
	}
	for _, known := range []string{name, strings.TrimSuffix(name, "player"), strings.TrimSuffix(name, "embed")} {
		if how := singles(known); how != nil && known != "include" && known != "render" && known != "partial" {
			return how(t, tag{name: known, args: rest, form: g.form})
		}
	}
	t.note(t.at, "write what it shows", "the included %s is left out", g.args.at(0))
	return "", true
}

func param(t *translator, g tag) (string, bool) {
	if name := strings.ToLower(g.args.at(0)); name == "title" && t.PageTitle != "" {
		return escapeMarkdown(t.PageTitle), true
	}
	return "", false
}

var imageArg = regexp.MustCompile(`(?i)\.(?:png|jpe?g|gif|webp|svg|avif|bmp)(?:[?#].*)?$`)

// figure is a picture with its caption.
func figure(t *translator, g tag) (string, bool) {
	a := g.args
	src := a.get("src", "url", "image", "path", "file", "image_path", "href", "name")
	var words []string
	for _, v := range a.list {
		if src == "" && (imageArg.MatchString(v) || strings.Contains(v, "://")) {
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

// picture is a figure in HTML. Its address becomes absolute like any other.
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

// Tags with something inside.

func captured(t *translator, g tag, _ int) (string, error) {
	t.note(t.at, "write what it shows", "what is captured as %s is left out", g.args.at(0))
	return "", nil
}

func highlighted(t *translator, g tag, to int) (string, error) {
	code := t.text[g.end:to]
	if !strings.Contains(code, "\n") && !t.alone(t.at, t.at) {
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
	body, err := t.inner(g.end, to)
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
	body, err := t.inner(g.end, to)
	if err != nil {
		return "", err
	}
	kind, title := g.name[strings.LastIndexAny(g.name, "/.-_")+1:], g.args.get("title", "heading", "header")
	if named := strings.ToLower(g.args.get("type", "kind", "class", "color", "context", "level")); kinds[named] {
		kind = named
	}
	for i, v := range g.args.list {
		if i == 0 && kinds[strings.ToLower(v)] {
			kind = v
		} else if title == "" && !strings.HasPrefix(v, "fa") && !strings.Contains(v, ":") {
			title = v
		}
	}
	return quote(calloutTitle(kind, title), body), nil
}

func folded(t *translator, g tag, to int) (string, error) {
	body, err := t.inner(g.end, to)
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
	return t.inner(g.end, to)
}

func linked(t *translator, g tag, to int) (string, error) {
	body, err := t.inner(g.end, to)
	to2 := g.args.first("url", "href", "link", "relref", "to", "src")
	if err != nil || to2 == "" || strings.Contains(body, "\n\n") {
		return body, err
	}
	return "[" + strings.TrimSpace(body) + "](<" + to2 + ">)", nil
}

func mediaWith(t *translator, g tag, to int) (string, error) {
	if out, ok := address(t, g); ok {
		return out, nil
	}
	return t.inner(g.end, to)
}
