package check

import "strings"

// The parts of RSS 1.0 and 0.90, which are RDF.
var (
	rdfSpec = &spec{then: checkRDF, children: map[string]*spec{
		"channel": {once: true, attrs: map[string]rule{"rdf:about": whole}, then: checkRDFChannel, children: map[string]*spec{
			"title": once(both(filled, title)), "link": once(absolute), "description": {text: plain, once: true, free: true, then: notMixed},
			"image":     {once: true, attrs: map[string]rule{"rdf:resource": anything, "resource": anything}, needed: nil},
			"items":     {once: true, attrs: map[string]rule{}, children: map[string]*spec{"rdf:Seq": listSpec, "rdf:Bag": listSpec}},
			"textinput": {once: true, attrs: map[string]rule{"rdf:resource": anything, "resource": anything}},
		}},
		"item": {attrs: map[string]rule{"rdf:about": whole}, then: checkItem, children: map[string]*spec{
			"title": once(both(filled, title)), "link": once(absolute), "description": {text: hypertext, once: true, then: notMixed, free: true}}},
		"image": {once: true, attrs: map[string]rule{"rdf:about": whole}, then: about, children: map[string]*spec{
			"title": once(both(filled, title)), "link": once(absolute), "url": once(absolute)}},
		"textinput": {once: true, attrs: map[string]rule{"rdf:about": whole}, then: about, children: map[string]*spec{
			"title": once(both(filled, title)), "link": once(absolute), "description": once(plain), "name": once(formName)}},
	}}

	listSpec = &spec{once: true, attrs: map[string]rule{}, children: map[string]*spec{
		"rdf:li": {attrs: map[string]rule{"rdf:resource": anything, "resource": anything, "rdf:parseType": anything}, free: true, then: listItem}}}
)

// checkRDF wants elements of RSS in the root (RSS 1.0 §5.1).
func checkRDF(v *visit, e *element) {
	for _, c := range e.children {
		if (c.name == "channel" || c.name == "item") && c.space == "" {
			v.report(kindUndeterminable, c, "", "<%s> is in no namespace", clip(c.tag))
		}
	}
	v.need(kindMissing, e, "channel")
}

// checkRDFChannel checks what a channel must have (RSS 1.0 §5.3).
func checkRDFChannel(v *visit, e *element) {
	v.need(kindNoTitle, e, "title")
	v.need(kindNoLink, e, "link")
	v.need(kindNoText, e, "description")
	if e.child("dc:language") == nil && v.reader.root.attr("xml:lang") == nil && e.attr("xml:lang") == nil {
		v.lack(kindNoLanguage, e, "dc:language")
	}
	v.feedSemantics(e)
}

// about wants the attribute that names a resource (RSS 1.0 §5.4).
func about(v *visit, e *element) {
	if e.attr("rdf:about") == nil && v.reader.root.space != "" && strings.Contains(e.space, "purl.org") {
		v.absent(kindNoAttr, e, "@rdf:about", "the attribute rdf:about is missing")
	}
}

// notMixed wants text or elements (RDF/XML §2.3).
func notMixed(v *visit, e *element) {
	if e.get("rdf:parseType") == "Literal" || len(e.children) == 0 {
		return
	}
	c := e.children[0]
	v.report(kindRDF, e, "", "<%s> in <%s>", clip(c.tag), clip(e.tag))
	if !strings.Contains(c.name, ":") {
		v.unknown(c, e)
	}
}

// listItem wants an item of a list to name its resource (RSS 1.0 §5.3.5).
func listItem(v *visit, e *element) {
	for i := range e.attrs {
		if a := &e.attrs[i]; strings.HasPrefix(a.name, "rdf:") && a.name != "rdf:resource" && a.name != "rdf:parseType" {
			v.report(kindUnknownAttr, e, a.tag, "<%s> has no attribute %s", clip(e.tag), clip(a.tag))
		}
	}
}
