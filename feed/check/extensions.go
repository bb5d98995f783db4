package check

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// extension is an element of a namespace other than that of its format.
type extension struct {
	spec
	// where says in which elements it may be: c in a channel or feed, i in an item or entry, and names of
	// others. "" means anywhere.
	where string
}

// fits reports whether an extension may be in an element.
func (x *extension) fits(parent *element) bool {
	if x.where == "" {
		return true
	}
	for place := range strings.FieldsSeq(x.where) {
		switch {
		case place == "c" && (parent.name == "channel" || parent.name == "atom:feed" || parent.name == "atom:source"),
			parent.name == "atom:author" || parent.name == "atom:contributor", // RFC 4287 §3.2: any extension
			place == "i" && (parent.name == "item" || parent.name == "atom:entry"),
			place == parent.name:
			return true
		}
	}
	return false
}

// closedNamespaces are those of which all elements are in the table: another name is a slip.
var closedNamespaces = wordSet("itunes media content dc sy slash thr fh wfw atom admin creativeCommons blogChannel trackback podcast xml rdf")

// extensionAttrs has attributes of extensions that may be at any element.
var extensionAttrs = map[string]rule{
	"thr:count": naturalInt, "thr:updated": rfc3339, "thr:when": func(v *visit, x value) { v.wrong(kindNoWhen, x, "the attribute is thr:updated") },
	"rdf:about": whole, "rdf:resource": anything, "rdf:parseType": anything,
}

// grammar is what documents may consist of.
type grammar struct {
	roots      map[string]*spec
	extensions map[string]*extension
}

// grammarOf returns the grammar of all formats. It is made once: its rules refer to it.
var grammarOf = sync.OnceValue(func() *grammar {
	outline := *outlineSpec
	outline.children = map[string]*spec{"outline": &outline}
	g := &grammar{extensions: map[string]*extension{}, roots: map[string]*spec{
		"rss": rssSpec, "rdf:RDF": rdfSpec, "atom:feed": atomFeedSpec, "atom:entry": atomEntrySpec, "opml": opml(&outline), "outlineDocument": opml(&outline)}}
	g.dublinCore()
	g.feedModules()
	g.podcasts()
	g.mediaRSS()
	g.atomInRSS()
	return g
})

// many adds elements that may be there several times, with a rule for their text.
func (g *grammar) many(where string, r rule, names ...string) {
	g.add(where, spec{text: r}, names...)
}

// once adds elements that may be there once.
func (g *grammar) once(where string, r rule, names ...string) {
	g.add(where, spec{text: r, once: true}, names...)
}

// free adds elements of which the content is not checked.
func (g *grammar) free(where string, names ...string) {
	g.add(where, spec{text: anything, free: true}, names...)
}

func (g *grammar) add(where string, s spec, names ...string) {
	for _, name := range names {
		g.extensions[name] = &extension{s, where}
	}
}

// dublinCore is Dublin Core: elements of its version 1.1 and terms.
func (g *grammar) dublinCore() {
	g.many("", plain, "dc:title", "dc:type", "dc:format", "dc:identifier", "dc:source", "dc:relation", "dc:coverage")
	g.many("", anything, "dc:description")
	g.many("c i image textinput dc:creator", plain, "dc:rights")
	g.once("", languageTag, "dc:language")
	g.add("", spec{text: w3cDate, then: onceInChannel}, "dc:date")
	g.add("", spec{text: plain, free: true}, "dc:subject")
	g.add("", spec{text: plain, free: true, then: describedPerson}, "dc:creator", "dc:publisher", "dc:contributor")
}

// onceInChannel wants one element of a name in a channel; an item may have several.
func onceInChannel(v *visit, e *element) {
	if e.parent == nil || e.parent.name != "channel" {
		return
	}
	if e.nth > 1 {
		v.report(kindDuplicate, e, "", "another <%s> in <%s>", clip(e.tag), clip(e.parent.tag))
	}
}

// describedPerson wants a description of a person to be in RDF, where the format is RDF.
func describedPerson(v *visit, e *element) {
	for _, c := range e.children {
		if c.name == "rdf:Description" && v.format == RSS {
			v.report(kindUnknown, c, "", "<%s> has no place in RSS 2.0", clip(c.tag))
		}
	}
}

// feedModules are the modules of RSS 1.0 and 2.0, and extensions of Atom.
func (g *grammar) feedModules() {
	g.once("c", oneOf(kindPeriod, "hourly", "daily", "weekly", "monthly", "yearly"), "sy:updatePeriod")
	g.once("c", both(filled, count), "sy:updateFrequency")
	g.once("c", w3cDate, "sy:updateBase")
	g.once("i", plain, "slash:section", "slash:department")
	g.once("i", naturalInt, "slash:comments")
	g.once("i", integers, "slash:hit_parade")
	g.once("i", hypertext, "content:encoded")
	g.free("c i", "content:items")
	g.once("i", absolute, "wfw:commentRss", "wfw:comment")
	g.once("c", absolute, "blogChannel:blogRoll", "blogChannel:mySubscriptions", "blogChannel:blink", "blogChannel:changes")
	g.once("i", resource, "trackback:ping")
	g.many("i", resource, "trackback:about")
	g.many("", whole, "creativeCommons:license")
	g.add("", spec{once: true, attrs: map[string]rule{"rdf:resource": whole, "resource": whole}, text: anything, free: true}, "cc:license", "cc:License")
	g.add("c", spec{once: true, attrs: map[string]rule{"rdf:resource": absolute}, needed: nil}, "admin:errorReportsTo", "admin:generatorAgent")
	g.add("", spec{free: true, attrs: map[string]rule{"ref": both(filled, lasting), "href": relative, "type": mediaType, "source": relative}, needed: []string{"ref"}}, "thr:in-reply-to")
	g.once("i", naturalInt, "thr:total")
	g.add("c", spec{once: true}, "fh:complete", "fh:archive")
	g.many("c", absolute, "fh:prev")
	g.once("", within(kindLatitude, -90, 90), "icbm:latitude", "geourl:latitude", "geo:lat")
	g.once("", within(kindLongitude, -180, 180), "icbm:longitude", "geourl:longitude", "geo:long")
	g.once("i c", w3cLocal, "ev:startdate", "ev:enddate")
	coordinates := func(least, step int) rule { return func(v *visit, x value) { v.coordinates(x, least, step) } }
	g.many("", coordinates(2, 0), "georss:point")
	g.many("", coordinates(4, 2), "georss:line")
	g.many("", coordinates(8, 2), "georss:polygon")
	g.many("", coordinates(4, 0), "georss:box")
	g.many("", anything, "georss:circle", "georss:featureTypeTag", "georss:relationshipTag", "georss:featureName", "georss:featuretypetag", "georss:relationshiptag", "georss:featurename", "georss:elev", "georss:floor", "georss:radius")
	g.free("", "georss:where")
	g.once("i", rfc3339, "app:edited")
	g.free("i", "app:control")
	g.free("c", "app:collection")
	g.free("c i", "rdf:type", "rdf:Description", "rdf:value", "rdf:RDF")
	g.once("c i", anything, "source:markdown", "source:localTime", "source:blogroll", "source:self")
	g.add("c i", spec{text: filled, attrs: map[string]rule{"service": filled}, needed: []string{"service"}}, "source:account")
	g.free("c i", "source:archive", "source:cloud", "source:likes", "source:outline", "source:microblog", "source:filename", "source:subscriptionList", "source:inReplyTo", "source:linkFull")
	g.once("c", whole, "webfeeds:icon", "webfeeds:logo")
	g.add("c", spec{once: true, attrs: map[string]rule{"image": whole}}, "webfeeds:cover")
	g.once("c", color, "webfeeds:accentColor")
	g.add("c", spec{once: true, attrs: map[string]rule{"layout": anything, "target": anything}}, "webfeeds:related")
	g.add("c", spec{once: true, attrs: map[string]rule{"id": filled, "engine": anything}}, "webfeeds:analytics")
	g.once("c i", anything, "webfeeds:partial", "webfeeds:promotion")
	g.free("c i", "webfeeds:featuredImage", "webfeeds:wordmark")
}

// resource wants an address, as text or in an attribute of RDF.
func resource(v *visit, x value) {
	if a := x.element.attr("rdf:resource"); a != nil && v.format == RDF {
		x = value{x.element, a.tag, a.value}
	}
	whole(v, x)
}

// integers wants whole numbers with commas between.
func integers(v *visit, x value) {
	for n := range strings.SplitSeq(x.text, ",") {
		if _, ok := wholeNumber(n); !ok {
			v.wrong(kindIntegers, x, "%q is no list of whole numbers", clip(x.text))
			return
		}
	}
}

// w3cLocal wants a date of W3CDTF, perhaps without a time zone (mod_event).
func w3cLocal(v *visit, x value) {
	if len(x.text) == len("2006-01-02T15:04:05") {
		x.text += "Z"
	}
	w3cDate(v, x)
}

var hexColor = regexp.MustCompile(`^#?[0-9A-Fa-f]{6}$`)

// color wants a color in hexadecimal.
func color(v *visit, x value) {
	if !hexColor.MatchString(strings.TrimSpace(x.text)) {
		v.wrong(kindValue, x, "%q is no color such as 1a7f37", clip(x.text))
	}
}

// coordinates wants pairs of latitude and longitude: least numbers, or more in steps (GeoRSS Simple).
func (v *visit) coordinates(x value, least, step int) {
	text := x.text
	if strings.Contains(text, ",") {
		v.wrong(kindComma, x, "%q has commas", clip(text))
		text = strings.ReplaceAll(text, ",", " ")
	}
	fields := strings.Fields(text)
	ok := len(fields) >= least && (step > 0 || len(fields) == least) && len(fields)%2 == 0
	for i, f := range fields {
		limit := 90.0
		if i%2 == 1 {
			limit = 180
		}
		n, err := strconv.ParseFloat(f, 64)
		ok = ok && err == nil && n >= -limit && n <= limit
	}
	if !ok {
		v.wrong(kindCoord, x, "%q are no coordinates", clip(x.text))
	}
}

// atomInRSS are elements of Atom in RSS.
func (g *grammar) atomInRSS() {
	for name, s := range atomFeedSpec.children {
		if name != "atom:entry" {
			g.extensions[name] = &extension{*s, "channel item"}
		}
	}
	for name, s := range atomEntrySpec.children {
		g.extensions[name] = &extension{*s, "channel item"}
	}
	for _, name := range []string{"atom:entry", "atom:feed", "atom:name", "atom:uri", "atom:email"} {
		delete(g.extensions, name)
	}
	g.extensions["xhtml:body"] = &extension{spec{text: anything, free: true, then: func(v *visit, e *element) { v.xhtml(e) }}, "item"}
	g.extensions["xhtml:div"] = &extension{spec{text: anything, free: true, then: func(v *visit, e *element) { v.xhtml(e) }}, "item"}
}
