package check

import (
	"maps"
	"mime"
	"strings"
)

// The parts of Atom 1.0 (RFC 4287 §4).
var (
	atomFeedSpec = &spec{attrs: map[string]rule{}, then: checkFeed, children: withEntry(atomMetadata)}

	// atomMetadata are the elements of a feed that an entry's source has, too (RFC 4287 §4.2.11).
	atomMetadata = map[string]*spec{
		"atom:title": textSpec, "atom:subtitle": textSpec, "atom:rights": textSpec,
		"atom:id": idSpec, "atom:updated": dateSpec,
		"atom:icon": pictureSpec, "atom:logo": pictureSpec,
		"atom:author": personSpec, "atom:contributor": personSpec, "atom:category": categorySpec, "atom:link": linkSpec,
		"atom:generator": {text: both(filled, plain), once: true, attrs: map[string]rule{"uri": relative, "version": filled}},
	}

	atomEntrySpec = &spec{attrs: map[string]rule{}, then: checkEntry, children: map[string]*spec{
		"atom:title": textSpec, "atom:rights": textSpec, "atom:summary": textSpec,
		"atom:id": idSpec, "atom:updated": dateSpec, "atom:published": dateSpec,
		"atom:author": personSpec, "atom:contributor": personSpec, "atom:category": categorySpec, "atom:link": linkSpec,
		"atom:content": {text: content, once: true, free: true, attrs: map[string]rule{"type": anything, "src": relative}},
		"atom:source":  {once: true, attrs: map[string]rule{}, then: checkSource, children: atomMetadata},
	}}

	idSpec      = &spec{text: both(spaceless, atomID), once: true, attrs: map[string]rule{}}
	dateSpec    = &spec{text: rfc3339, once: true, attrs: map[string]rule{}}
	pictureSpec = &spec{text: both(filled, spaceless, relative), once: true, attrs: map[string]rule{}}
	textSpec    = &spec{text: textConstruct, once: true, free: true, attrs: map[string]rule{"type": anything}}
	personSpec  = &spec{attrs: map[string]rule{}, then: checkPerson, children: map[string]*spec{
		"atom:name":  {text: both(filled, personName), once: true, attrs: map[string]rule{}},
		"atom:uri":   {text: relative, once: true, attrs: map[string]rule{}},
		"atom:email": {text: mailbox, once: true, attrs: map[string]rule{}},
	}}
	categorySpec = &spec{free: true, needed: []string{"term"}, attrs: map[string]rule{"term": both(filled, plain), "scheme": both(spacelessAttr, whole), "label": plain}}
	linkSpec     = &spec{free: true, needed: []string{"href"}, then: checkLink, attrs: map[string]rule{
		"href": relative, "rel": relation, "type": mediaType, "hreflang": languageTag, "title": linkTitle, "length": natural}}
)

// withEntry returns the elements of a feed: its metadata and entries.
func withEntry(metadata map[string]*spec) map[string]*spec {
	children := maps.Clone(metadata)
	children["atom:entry"] = atomEntrySpec
	return children
}

// spaceless wants no white space around a value (RFC 4287 §2).
func spaceless(v *visit, x value) {
	if trimmed := strings.TrimSpace(x.text); trimmed != x.text && trimmed != "" {
		v.wrong(kindSpace, x, "white space around %q", clip(trimmed))
	}
}

// spacelessAttr wants no white space around an address in an attribute.
func spacelessAttr(v *visit, x value) {
	if trimmed := strings.TrimSpace(x.text); trimmed != x.text {
		v.wrong(kindURLChar, x, "white space around %q", clip(trimmed))
	}
}

// atomID wants an ID: an absolute IRI (RFC 4287 §4.2.6).
func atomID(v *visit, x value) {
	filled(v, x)
	lasting(v, x)
}

// textConstruct checks a text of one of three types (RFC 4287 §3.1.1).
func textConstruct(v *visit, x value) {
	e := x.element
	kind := "text"
	if a := e.attr("type"); a != nil {
		kind = a.value
		v.textType(e, a)
	}
	if len(e.children) == 0 && blank(e.text) {
		filled(v, x)
		return
	}
	v.typedText(x, kind)
}

// textType checks the type of a text.
func (v *visit) textType(e *element, a *attribute) {
	switch {
	case a.value == "text" || a.value == "html" || a.value == "xhtml":
	case blank(a.value):
		v.report(kindEmptyAttr, e, "type", "the type is empty")
	default:
		v.report(kindTextType, e, "type", "there is no type %q", clip(a.value))
		if !mediaTypeName.MatchString(a.value) {
			v.report(kindMediaType, e, "type", "%q is no media type", clip(a.value))
		}
	}
}

// typedText checks a text by its type. Drafts of Atom had media types there.
func (v *visit) typedText(x value, kind string) {
	e := x.element
	switch kind {
	case "html", "text/html":
		hypertext(v, x)
		if len(e.children) > 0 {
			v.report(kindEscaped, e, "", "<%s> in a text of type %s", clip(e.children[0].tag), kind)
			v.misplaced(e)
		}
	case "xhtml", "application/xhtml+xml":
		v.div(x)
	default:
		if looksLikeHTML(e.text) {
			v.wrong(kindUndeclared, x, "%q has markup", clip(e.text))
		}
		v.letters(x)
		v.misplaced(e)
	}
}

// misplaced reports elements in a text that has none.
func (v *visit) misplaced(e *element) {
	for _, c := range e.children {
		v.report(kindUnknown, c, "", "<%s> in <%s>, which has text alone", clip(c.tag), clip(e.tag))
	}
}

// div wants a text in XHTML: one div (RFC 4287 §3.1.1.3).
func (v *visit) div(x value) {
	e := x.element
	if looksLikeHTML(e.text) {
		v.wrong(kindInline, x, "%q is escaped", clip(e.text))
	}
	switch {
	case len(e.children) == 1 && e.children[0].name == "xhtml:div" && !e.hasText:
		v.xhtml(e)
	case len(e.children) == 1 && (e.children[0].name == "?:div" || e.children[0].name == "atom:div"):
		v.report(kindNotHTML, e, "", "<%s> is not in the namespace of XHTML", clip(e.children[0].tag))
		v.report(kindNoDiv, e, "", "the text is not in one <div> of XHTML")
	default:
		v.report(kindNoDiv, e, "", "the text is not in one <div> of XHTML")
		if len(e.children) > 0 {
			v.xhtml(e)
		}
	}
}

// content checks the content of an entry (RFC 4287 §4.1.3).
func content(v *visit, x value) {
	e := x.element
	a := e.attr("type")
	kind := "text"
	if a != nil {
		kind = a.value
	}
	if e.attr("src") != nil {
		v.elsewhere(e, a)
		return
	}
	if len(e.children) == 0 && blank(e.text) {
		filled(v, x)
	}
	switch {
	case kind == "text" || kind == "html" || kind == "xhtml":
		v.typedText(x, kind)
		return
	case blank(kind):
		v.report(kindEmptyAttr, e, "type", "the type is empty")
		v.report(kindMediaType, e, "type", "the type is empty")
		return
	}
	t, _, err := mime.ParseMediaType(kind)
	switch {
	case err != nil || !mediaTypeName.MatchString(t):
		v.report(kindMediaType, e, "type", "%q is no media type", clip(kind))
	case strings.HasPrefix(t, "multipart/") || strings.HasPrefix(t, "message/"):
		v.report(kindMediaType, e, "type", "content has no type %q", clip(kind))
	case t == "text/html" || t == "application/xhtml+xml":
		v.typedText(x, t)
		if !wholePage(e, t) {
			v.report(kindFragment, e, "", "a piece of HTML has the type of a whole page, %s", t)
		}
	case strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "/xml"):
		if e.hasText {
			v.report(kindText, e, "", "text in content of type %s: %q", t, clip(e.text))
		}
	case strings.HasPrefix(t, "text/"):
		v.typedText(x, "text")
	case !isBase64(e.text):
		v.report(kindBase64, e, "", "content of type %s is not Base64", t)
	}
}

// wholePage reports whether content is a page, with html as its root.
func wholePage(e *element, t string) bool {
	if t == "text/html" {
		return strings.Contains(strings.ToLower(e.text[:min(len(e.text), 500)]), "<html")
	}
	return len(e.children) == 1 && e.children[0].name == "xhtml:html"
}

// elsewhere checks content that is at an address (RFC 4287 §4.1.3.2).
func (v *visit) elsewhere(e *element, a *attribute) {
	switch {
	case a == nil:
		v.absent(kindNoMediaType, e, "@type", "the type of the content is missing")
	case a.value == "text" || a.value == "html" || a.value == "xhtml":
		v.report(kindMediaType, e, "type", "%q is no media type", a.value)
	default:
		v.media(kindMediaType, value{e, a.tag, a.value})
	}
	if e.hasText || len(e.children) > 0 {
		v.report(kindText, e, "", "content with an address has a text, too")
	}
}

// checkPerson checks a person (RFC 4287 §3.2).
func checkPerson(v *visit, e *element) { v.need(kindMissing, e, "atom:name") }

// checkFeed checks what a feed must and should have (RFC 4287 §4.1.1).
func checkFeed(v *visit, e *element) {
	if strings.Contains(e.tag, ":") {
		v.report(kindPrefixed, e, "", "the elements of Atom have a prefix: <%s>", clip(e.tag))
	}
	v.need(kindMissing, e, "atom:id", "atom:title", "atom:updated")
	v.sameLinks(e)
	v.history(e)
	v.selfOfFeed(e)
	if e.child("atom:author") == nil {
		for _, entry := range v.authorless {
			v.add(kindMissing, "atom-entry-author", entry.at, Finding{Path: "/feed/entry[" + itoa(entry.number) + "]/author", Item: entry.number, Title: entry.title,
				Message: "<author> is missing in <entry>, and in the feed", Section: "RFC 4287 §4.1.2"})
		}
	}
	v.podcast(e)
}

// checkEntry checks what an entry must and should have (RFC 4287 §4.1.2).
func checkEntry(v *visit, e *element) {
	v.need(kindMissing, e, "atom:id", "atom:title", "atom:updated")
	v.sameLinks(e)
	v.uniqueEntry(e)
	source := e.child("atom:source")
	if e.child("atom:author") == nil && (source == nil || source.child("atom:author") == nil) {
		if e.parent == nil {
			v.lack(kindMissing, e, "atom:author")
		} else if len(v.authorless) < maxPerRule {
			v.authorless = append(v.authorless, lacking{e.at, e.number, strings.Clone(clip(e.value("atom:title")))})
		}
	}
	v.contentOrLink(e)
	for _, link := range e.all("atom:link") {
		if rel(link) == "self" {
			v.selfIsAtom(link)
		}
		if historyRels[link.get("rel")] {
			v.report(kindHistoryEntry, link, "rel", "an entry has no %s page", clip(link.get("rel")))
		}
	}
	v.episode(e)
}

// contentOrLink checks that an entry leads to something to read (RFC 4287 §4.1.2).
func (v *visit) contentOrLink(e *element) {
	c := e.child("atom:content")
	if c == nil {
		for _, link := range e.all("atom:link") {
			if rel(link) == "alternate" {
				return
			}
		}
		v.report(kindNoContent, e, "", "neither content nor a link with rel=\"alternate\"")
		return
	}
	if e.child("atom:summary") == nil && (c.attr("src") != nil || binary(c.get("type"))) {
		v.report(kindNoSummary, e, "", "<summary> is missing: the content is no text")
	}
}

// binary reports whether content of a type is in Base64.
func binary(kind string) bool {
	t, _, err := mime.ParseMediaType(kind)
	return err == nil && strings.Contains(t, "/") && !strings.HasPrefix(t, "text/") && !strings.HasSuffix(t, "+xml") && !strings.HasSuffix(t, "/xml")
}

// uniqueEntry checks that no two entries have one ID, unless they differ in their time (RFC 4287 §4.1.1).
func (v *visit) uniqueEntry(e *element) {
	id := e.value("atom:id")
	if id == "" || e.parent == nil {
		return
	}
	if v.ids == nil {
		v.ids = map[string]int{}
	}
	key := strings.Clone(id) + "\x00" + e.value("atom:updated")
	if first, ok := v.ids[key]; ok {
		v.report(kindSameID, e.child("atom:id"), "", "entry %d has the ID %q, too", first, clip(id))
		return
	}
	v.ids[key] = e.number
}

// checkSource checks the metadata of the feed from which an entry was copied (RFC 4287 §4.2.11).
func checkSource(v *visit, e *element) {
	v.need(kindNoSource, e, "atom:id", "atom:title", "atom:updated")
	v.sameLinks(e)
}
