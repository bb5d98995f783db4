package check

import (
	"math"
	"strings"
)

// opml returns the root element of OPML 2.0, with outlines as given.
func opml(outline *spec) *spec {
	return &spec{attrs: map[string]rule{"version": opmlVersion}, needed: []string{"version"}, then: checkOPML, children: map[string]*spec{
		"head": {once: true, attrs: map[string]rule{}, children: map[string]*spec{
			"title": once(anything), "dateCreated": once(rfc822), "dateModified": once(rfc822), "ownerName": once(plain), "ownerEmail": once(contact), "ownerId": once(whole),
			"docs": once(absolute), "expansionState": once(expansion), "vertScrollState": once(number(kindInteger, 0, math.MaxInt)),
			"windowTop": once(anything), "windowLeft": once(anything), "windowBottom": once(anything), "windowRight": once(anything)}},
		"body": {once: true, attrs: map[string]rule{}, children: map[string]*spec{"outline": outline}},
	}}
}

// outlineSpec is an outline without outlines in it.
var outlineSpec = &spec{needed: []string{"text"}, then: checkOutline, attrs: map[string]rule{
	"text": anything, "type": anything, "isComment": oneOf(kindTrueFalse, "true", "false"), "isBreakpoint": oneOf(kindTrueFalse, "true", "false"),
	"created": rfc822, "category": anything, "xmlUrl": absolute, "htmlUrl": possible(absolute), "url": absolute, "title": anything, "description": anything, "language": outlineLanguage,
	"version": oneOf(kindVersionOf, "RSS", "RSS1", "RSS2", "scriptingNews", "RSS10", "RSS20", "ATOM", "atom", "rss", "json")}}

var kindVersionOf = &kind{"outline-version", Warning, "InvalidOutlineVersion", "write RSS, RSS1, RSS2 or scriptingNews, or leave it out", "OPML 2.0, subscription lists, has these words.", ""}

// possible returns a rule for a value that may be empty.
func possible(r rule) rule {
	return func(v *visit, x value) {
		if !blank(x.text) {
			r(v, x)
		}
	}
}

// opmlVersion wants a version that there is.
func opmlVersion(v *visit, x value) {
	switch x.text {
	case "1.0", "1.1", "2.0":
	default:
		v.wrong(kindOPMLVersion, x, "there is no version %q", clip(x.text))
	}
}

// checkOPML checks the root element.
func checkOPML(v *visit, e *element) {
	v.need(kindMissing, e, "head", "body")
	if e.name == "outlineDocument" {
		v.report(kindOldVersion, e, "", "<outlineDocument> is <opml> in version 1.0 and later")
	}
}

// outlineLanguage wants a language, as feeds name it.
func outlineLanguage(v *visit, x value) {
	if x.text != "" && !validLanguage(x.text) {
		v.wrong(kindOutlineLanguage, x, "%q is no language tag", clip(x.text))
	}
}

// expansion wants line numbers with commas between.
func expansion(v *visit, x value) {
	for n := range strings.SplitSeq(x.text, ",") {
		if _, ok := wholeNumber(n); !ok && !blank(x.text) {
			v.wrong(kindExpansion, x, "%q is no list of line numbers", clip(x.text))
			return
		}
	}
}

// checkOutline checks an outline by its type (OPML 2.0, subscription lists, inclusion).
func checkOutline(v *visit, e *element) {
	switch kind := e.get("type"); kind {
	case "rss", "atom":
		if e.attr("xmlUrl") == nil {
			v.absent(kindNoXMLURL, e, "@xmlUrl", "the address of the feed is missing")
		}
		if e.attr("title") == nil {
			v.absent(kindNoOutlineTitle, e, "@title", "the title is missing")
		}
	case "link", "include":
		if e.attr("url") == nil {
			v.absent(kindNoOutlineURL, e, "@url", "the address is missing")
		}
	case "":
	default:
		if v.reader.root.get("version") == "2.0" {
			return // version 2.0 lets programs define types of their own
		}
		v.report(kindOutlineType, e, "type", "programs do not know the type %q", clip(kind))
	}
}
