package check

import (
	"strings"
)

// rssNames are the elements of RSS: an unknown element that differs in its case is a slip.
var rssNames = wordSet("rss channel item title link description language copyright managingEditor webMaster pubDate lastBuildDate category generator docs cloud ttl " +
	"image rating textInput skipHours skipDays hour day author comments enclosure guid source url width height name")

// The parts of RSS 2.0.
var (
	once = func(r rule) *spec { return &spec{text: r, once: true, attrs: map[string]rule{}} }
	many = func(r rule) *spec { return &spec{text: r, attrs: map[string]rule{}} }

	rssSpec = &spec{attrs: map[string]rule{"version": rssVersion}, needed: []string{"version"}, then: checkRSS,
		children: map[string]*spec{"channel": channelSpec, "item": itemSpec}}

	channelSpec = &spec{once: true, attrs: map[string]rule{"rdf:about": whole}, then: checkChannel, children: map[string]*spec{
		"title":          once(both(filled, title)),
		"link":           once(absolute),
		"description":    once(both(filled, plain)),
		"language":       once(languageTag),
		"copyright":      once(plain),
		"managingEditor": once(contact),
		"webMaster":      once(contact),
		"pubDate":        once(rfc822),
		"lastBuildDate":  once(rfc822),
		"category":       {text: both(filled, plain), attrs: map[string]rule{"domain": filled}},
		"generator":      once(plain),
		"docs":           once(absolute),
		"ttl":            once(count),
		"rating":         once(filled),
		"cloud": {once: true, needed: []string{"domain", "path", "port", "protocol", "registerProcedure"},
			attrs: map[string]rule{"domain": filled, "path": filled, "port": port, "protocol": oneOf(kindCloud, "xml-rpc", "soap", "http-post", "https-post"), "registerProcedure": anything}},
		"image": {once: true, attrs: map[string]rule{}, then: checkImage, children: map[string]*spec{
			"url": once(fileImage), "title": once(both(filled, title)), "link": once(absolute), "description": once(plain),
			"width": once(number(kindWidth, 1, 144)), "height": once(number(kindHeight, 1, 400))}},
		"textInput": {once: true, attrs: map[string]rule{}, then: checkTextInput, children: map[string]*spec{
			"title": once(both(filled, title)), "description": once(both(filled, plain)), "name": once(formName), "link": once(absolute)}},
		"skipHours": {once: true, attrs: map[string]rule{}, then: checkHours, children: map[string]*spec{"hour": many(hour)}},
		"skipDays":  {once: true, attrs: map[string]rule{}, then: checkDays, children: map[string]*spec{"day": many(oneOf(kindDay, days...))}},
		"item":      itemSpec,
	}}

	itemSpec = &spec{attrs: map[string]rule{"rdf:about": whole}, then: checkItem, children: map[string]*spec{
		"title":       once(both(filled, title)),
		"link":        once(absolute),
		"description": once(hypertext),
		"author":      once(contact),
		"category":    {text: both(filled, plain), attrs: map[string]rule{"domain": filled}},
		"comments":    once(absolute),
		"pubDate":     once(rfc822),
		"guid":        {text: guid, once: true, attrs: map[string]rule{"isPermaLink": oneOf(kindBoolAttr, "true", "false")}},
		"enclosure":   {needed: []string{"url", "length", "type"}, attrs: map[string]rule{"url": fileURL, "length": enclosureLength, "type": mediaTypeAttr}},
		"source":      {text: title, once: true, needed: []string{"url"}, attrs: map[string]rule{"url": whole}},
	}}

	days = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
)

// rssVersion wants a version that there is. RSS 0.92 to 0.94 are read as 2.0.
func rssVersion(v *visit, x value) {
	switch x.text {
	case "2.0", "0.91", "0.92", "0.93", "0.94":
	default:
		v.wrong(kindVersion, x, "there is no version %q", clip(x.text))
	}
}

// checkRSS checks the element rss (RSS 2.0, required).
func checkRSS(v *visit, e *element) {
	if e.child("channel") == nil {
		v.lack(kindMissing, e, "channel")
	}
}

// checkChannel checks what a channel must and should have (RSS 2.0, required channel elements).
func checkChannel(v *visit, e *element) {
	v.need(kindNoTitle, e, "title")
	v.need(kindNoLink, e, "link")
	v.need(kindNoText, e, "description")
	if e.child("language") == nil && e.child("dc:language") == nil && e.attr("xml:lang") == nil && v.reader.root.attr("xml:lang") == nil {
		v.lack(kindNoLanguage, e, "language")
	}
	v.selfLink(e)
	v.itemsLast(e)
	v.feedSemantics(e)
	v.history(e)
	v.podcast(e)
}

// checkImage checks what a channel's image must have (RSS 2.0, image).
func checkImage(v *visit, e *element) {
	v.need(kindNoLink, e, "link")
	v.need(kindNoTitle, e, "title")
	v.need(kindMissing, e, "url")
	if channel := e.parent; channel != nil {
		if t := channel.value("title"); e.child("title") != nil && t != "" && e.value("title") != t {
			v.report(kindImageTitle, e.child("title"), "", "the title of the image is not that of the channel: %q", clip(e.value("title")))
		}
		if l := channel.value("link"); e.child("link") != nil && l != "" && e.value("link") != l {
			v.report(kindImageLink, e.child("link"), "", "the link of the image is not that of the channel: %q", clip(e.value("link")))
		}
	}
}

// fileImage wants the address of a picture that every reader shows (RSS 2.0, image: GIF, JPEG or PNG).
func fileImage(v *visit, x value) {
	absolute(v, x)
	name := strings.ToLower(x.text)
	for _, other := range []string{".svg", ".webp", ".avif", ".bmp", ".ico", ".tif", ".tiff"} {
		if strings.HasSuffix(name, other) {
			v.wrong(kindImageType, x, "%q is no GIF, JPEG or PNG", clip(x.text))
		}
	}
}

// enclosureLength wants a length in bytes (RSS 2.0, enclosure).
func enclosureLength(v *visit, x value) {
	if blank(x.text) {
		v.wrong(kindZero, x, "it is empty")
		return
	}
	naturalAttr(v, x)
}

// itemsLast wants the items behind the other elements of a channel (RSS Best Practices, item).
func (v *visit) itemsLast(e *element) {
	if n := len(e.children); n > 0 && v.firstItem > 0 && e.children[n-1].at > v.firstItem {
		last := e.children[n-1]
		v.report(kindMisplacedItem, last, "", "<%s> stands behind the first item", clip(last.tag))
	}
}

// checkTextInput checks what a text input must have (RSS 2.0, textInput).
func checkTextInput(v *visit, e *element) {
	v.report(kindTextInput, e, "", "<textInput> is hardly ever shown")
	v.need(kindNoTitle, e, "title")
	v.need(kindNoLink, e, "link")
	v.need(kindNoText, e, "description")
	v.need(kindMissing, e, "name")
}

// formName wants the name of a field of a form.
func formName(v *visit, x value) {
	for i, c := range strings.TrimSpace(x.text) {
		if i == 0 && c >= '0' && c <= '9' || !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.ContainsRune("-_.:", c)) {
			v.wrong(kindFormName, x, "%q is no name of a field", clip(x.text))
			return
		}
	}
	filled(v, x)
}

// hour wants an hour of the day. 24 stands for midnight in older versions.
func hour(v *visit, x value) {
	n, ok := wholeNumber(x.text)
	switch {
	case ok && n == 24:
		v.wrong(kindMidnight, x, "24 is written 0")
	case !ok || n > 23:
		v.wrong(kindHour, x, "%q is no hour", clip(x.text))
	}
}

// checkHours checks a list of hours (RSS 2.0, skipHours).
func checkHours(v *visit, e *element) { v.checkList(e, "hour", 24, kindHours) }

// checkDays checks a list of days (RSS 2.0, skipDays).
func checkDays(v *visit, e *element) { v.checkList(e, "day", 7, kindDays) }

func (v *visit) checkList(e *element, name string, most int, tooMany *kind) {
	v.need(kindMissing, e, name)
	all := e.all(name)
	if len(all) > most {
		v.report(tooMany, e, "", "<%s> has %d of them", clip(e.tag), len(all))
	}
	seen := map[string]bool{}
	for _, c := range all {
		text := strings.TrimSpace(c.text)
		if text == "24" {
			text = "0"
		}
		if seen[text] {
			v.report(kindSame, c, "", "%s is there twice", clip(text))
		}
		seen[text] = true
	}
}

// guid checks a guid (RSS 2.0, guid).
func guid(v *visit, x value) {
	text := strings.TrimSpace(x.text)
	e := x.element
	permanent := e.get("isPermaLink") != "false"
	switch {
	case permanent && (strings.HasPrefix(text, "urn:") || strings.HasPrefix(text, "tag:")):
		v.wrong(kindPermalink, x, "no browser can open %q", clip(text))
	case permanent && !openable(text):
		v.wrong(kindGUID, x, "%q is no address of an article", clip(text))
	case text == "":
		filled(v, x)
	case len(text) < 10 && strings.Trim(text, "0123456789") == "":
		v.wrong(kindShortID, x, "%q is the guid of many articles elsewhere", text)
	}
}

// openable reports whether a browser can open an address.
func openable(text string) bool {
	scheme, rest, ok := strings.Cut(text, "://")
	return ok && hierarchical[strings.ToLower(scheme)] && rest != "" && !strings.ContainsAny(text, " \t\n<>\"")
}

// checkItem checks what an item must and should have.
func checkItem(v *visit, e *element) {
	if v.format == RDF {
		v.need(kindMissing, e, "title", "link")
	}
	if e.child("title") == nil && e.child("description") == nil && e.child("xhtml:body") == nil && e.child("content:encoded") == nil && v.format != RDF {
		v.report(kindNothing, e, "", "neither title nor description")
	}
	v.guids(e)
	v.itemSemantics(e)
	v.enclosures(e)
	v.episode(e)
}

// guids checks that each item has a guid of its own.
func (v *visit) guids(e *element) {
	g := e.child("guid")
	if g == nil {
		if v.format == RSS && v.reader.root.get("version") == "2.0" {
			v.lack(kindNoGUID, e, "guid")
		}
		return
	}
	text := strings.TrimSpace(g.text)
	if text == "" {
		return
	}
	if v.ids == nil {
		v.ids = map[string]int{}
	}
	if first, ok := v.ids[text]; ok {
		v.report(kindSameGUID, g, "", "item %d has the guid %q, too", first, clip(text))
		return
	}
	v.ids[strings.Clone(text)] = e.number
}

// enclosures checks that readers that take one enclosure find one (RSS Best Practices, enclosure).
func (v *visit) enclosures(e *element) {
	if all := e.all("enclosure"); len(all) > 1 {
		v.report(kindSeveral, all[1], "", "the item has %d enclosures", len(all))
	}
}

var kindSeveral = &kind{"several", Warning, "DuplicateEnclosure", "leave one of them, and put others into media:content", "RSS 2.0 does not say how many an item may have (RSS Best Practices, enclosure).", "players take the first or the last"}

// twins are pairs of elements of an item that say the same.
var twins = []struct{ core, other string }{
	{"author", "dc:creator"}, {"category", "dc:subject"}, {"pubDate", "dc:date"}, {"pubDate", "atom:published"}, {"source", "dc:source"},
	{"creativeCommons:license", "cc:license"},
}

// itemSemantics reports elements that say the same twice.
func (v *visit) itemSemantics(e *element) {
	for _, t := range twins {
		if e.child(t.core) != nil && e.child(t.other) != nil {
			v.report(kindItemDup, e.child(t.other), "", "<%s> says the same as <%s>", t.other, t.core)
		}
	}
	if e.child("description") != nil && e.child("atom:content") != nil {
		v.report(kindTextDup, e.child("atom:content"), "", "<atom:content> has the text, and <description>, too")
	}
	encoded, description := e.child("content:encoded"), e.child("description")
	if encoded != nil && description != nil && encoded.at < description.at && v.format == RSS {
		v.report(kindOrder, encoded, "", "<content:encoded> stands before <description>")
	}
	if c := e.child("slash:comments"); c != nil && v.slash == nil && v.format == RSS {
		v.slash = &lacking{at: c.at, number: e.number}
	}
}

// feedSemantics reports elements of a channel that say the same twice.
func (v *visit) feedSemantics(e *element) {
	for _, t := range []struct{ core, other string }{{"generator", "admin:generatorAgent"}, {"managingEditor", "dc:creator"}, {"pubDate", "dc:date"}, {"webMaster", "dc:publisher"}, {"copyright", "dc:rights"}, {"language", "dc:language"}} {
		if e.child(t.core) != nil && e.child(t.other) != nil {
			v.report(kindTwice, e.child(t.other), "", "<%s> says the same as <%s>", t.other, t.core)
		}
	}
	if e.child("lastBuildDate") == nil && v.slash != nil {
		v.add(kindSlashDate, "slash-comments", v.slash.at, Finding{Path: "/rss/channel", Item: v.slash.number, Message: "the number of comments has no date: the channel has no lastBuildDate", Section: "RSS Best Practices, slash:comments"})
	}
}

// selfLink wants a link of a channel to itself (RSS Best Practices, atom:link).
func (v *visit) selfLink(e *element) {
	for _, link := range e.all("atom:link") {
		if rel(link) == "self" {
			v.self = strings.Clone(link.get("href"))
			v.selfMatches(link)
			return
		}
	}
	if v.format == RSS && v.reader.root.get("version") == "2.0" {
		v.lack(kindNoSelf, e, "atom:link")
	}
}
