package check

import "strings"

// atomSections are the sections of RFC 4287 that define the elements of Atom.
var atomSections = map[string]string{
	"feed": "§4.1.1", "entry": "§4.1.2", "content": "§4.1.3", "author": "§4.2.1", "category": "§4.2.2", "contributor": "§4.2.3", "generator": "§4.2.4", "icon": "§4.2.5",
	"id": "§4.2.6", "link": "§4.2.7", "logo": "§4.2.8", "published": "§4.2.9", "rights": "§4.2.10", "source": "§4.2.11", "subtitle": "§4.2.12", "summary": "§4.2.13",
	"title": "§4.2.14", "updated": "§4.2.15", "name": "§3.2.1", "uri": "§3.2.2", "email": "§3.2.3",
}

// documents are the documents that define the namespaces.
var documents = map[string]string{
	"itunes": "Apple Podcasts, a podcaster's guide to RSS", "podcast": "Podcasting 2.0 namespace", "media": "Media RSS 1.5.1", "content": "RSS 1.0 module content",
	"dc": "Dublin Core 1.1", "dcterms": "DCMI metadata terms", "sy": "RSS 1.0 module syndication", "slash": "RSS 1.0 module slash", "thr": "RFC 4685", "fh": "RFC 5005",
	"wfw": "CommentAPI", "georss": "GeoRSS Simple", "source": "source namespace", "webfeeds": "Feedly, webfeeds", "app": "RFC 5023", "xml": "XML 1.0", "rdf": "RDF/XML",
	"admin": "RSS 1.0 module admin", "creativeCommons": "creativeCommons RSS module", "xhtml": "RFC 4287 §3.1.1.3",
}

// section returns the section of the standard that defines an element.
func (v *visit) section(e *element) string {
	prefix, local, prefixed := strings.Cut(e.name, ":")
	switch {
	case prefix == "atom":
		return strings.TrimSpace("RFC 4287 " + atomSections[local])
	case prefixed && documents[prefix] != "":
		return documents[prefix] + ", " + local
	case prefixed:
		return "RFC 4287 §6"
	case v.format == RDF:
		return "RSS 1.0, " + e.name
	case v.format == OPML:
		return "OPML 2.0, " + e.name
	case e.parent != nil && e.parent.parent != nil:
		return "RSS 2.0, " + e.parent.name + " " + e.name
	}
	return "RSS 2.0, " + e.name
}
