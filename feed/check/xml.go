package check

import (
	"encoding/xml"
	"fmt"
	"time"
)

// element is an XML element as it was read.
type element struct {
	tag      string // as it is written, with its prefix
	name     xml.Name
	attrs    []attribute
	text     string // without white space behind a child
	children []*element
}

// attribute is one of an element, by its name as written and without its prefix.
type attribute struct{ tag, local, value string }

// attr is the value of the last attribute of that name, whatever its prefix.
func (e *element) attr(local string) (value string) {
	for _, a := range e.attrs {
		if a.local == local {
			value = a.value
		}
	}
	return value
}

// maxXMLDepth bounds a document: feeds are a handful of levels deep.
const maxXMLDepth = 64

// all returns the children of that namespace and name.
func (e *element) all(space, local string) []*element {
	var found []*element
	for _, child := range e.children {
		if child.name.Space == space && child.name.Local == local {
			found = append(found, child)
		}
	}
	return found
}

// value is the text of the first such child.
func (e *element) value(space, local string) string {
	if found := e.all(space, local); len(found) > 0 {
		return found[0].text
	}
	return ""
}

const atomNS = "http://www.w3.org/2005/Atom"

// Atom checks an Atom feed document (RFC 4287).
func Atom(data []byte) []Problem {
	c := &checker{}
	if err := read(data, c.atom); err != nil {
		c.add("", "XML 1.0", "it does not parse: %v", err)
	}
	return c.problems
}

func (c *checker) atom(root *element) {
	if root.name != (xml.Name{Space: atomNS, Local: "feed"}) {
		c.add("", "RFC 4287 §4.1.1", "the root element is %s, not Atom's feed", root.name.Local)
		return
	}
	c.atomCommon("", root)
	authored := len(root.all(atomNS, "author")) > 0
	if c.link("", root, "self") == "" {
		c.add("", "RFC 4287 §4.1.1", "no link to itself")
	}
	ids := map[string]string{}
	for i, entry := range root.all(atomNS, "entry") {
		where := fmt.Sprintf("entry %d", i+1)
		c.atomCommon(where, entry)
		c.seen(ids, where, entry.value(atomNS, "id"))
		if !authored && len(entry.all(atomNS, "author")) == 0 {
			c.add(where, "RFC 4287 §4.1.2", "no author")
		}
		if len(entry.all(atomNS, "content")) == 0 && c.link(where, entry, "alternate") == "" {
			c.add(where, "RFC 4287 §4.1.2", "neither content nor an alternate link")
		}
		if p := entry.value(atomNS, "published"); p != "" {
			c.rfc3339(where, "published", p)
		}
	}
}

// atomCommon checks what a feed and an entry both must have.
func (c *checker) atomCommon(where string, e *element) {
	for _, name := range []string{"id", "title", "updated"} {
		if n := len(e.all(atomNS, name)); n != 1 {
			c.add(where, "RFC 4287 §4.1", "%d elements %s instead of one", n, name)
		}
	}
	c.text(where, "RFC 4287 §4.2.6", "id", e.value(atomNS, "id"))
	c.rfc3339(where, "updated", e.value(atomNS, "updated"))
	for _, author := range e.all(atomNS, "author") {
		c.text(where, "RFC 4287 §3.2.1", "author's name", author.value(atomNS, "name"))
	}
	for _, category := range e.all(atomNS, "category") {
		c.text(where, "RFC 4287 §4.2.2.1", "category's term", category.attr("term"))
	}
}

// link returns the address of the first link of that relation, and checks all.
func (c *checker) link(where string, e *element, rel string) string {
	for _, link := range e.all(atomNS, "link") {
		have := link.attr("rel")
		if have == "" {
			have = "alternate"
		}
		if have == rel {
			c.address(where, "RFC 4287 §4.2.7", "link "+rel, link.attr("href"))
			return link.attr("href")
		}
	}
	return ""
}

func (c *checker) rfc3339(where, name, s string) {
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		c.add(where, "RFC 4287 §3.3", "%s %q is no RFC 3339 date", name, s)
	}
}

// RSS checks an RSS 2.0 document.
func RSS(data []byte) []Problem {
	c := &checker{}
	if err := read(data, c.rss); err != nil {
		c.add("", "XML 1.0", "it does not parse: %v", err)
	}
	return c.problems
}

func (c *checker) rss(root *element) {
	channels := root.all("", "channel")
	if root.name.Local != "rss" || root.attr("version") != "2.0" || len(channels) != 1 {
		c.add("", "RSS 2.0", "it is no rss element of version 2.0 with one channel")
		return
	}
	channel := channels[0]
	for _, name := range []string{"title", "link", "description"} {
		c.text("", "RSS 2.0, required channel elements", name, channel.value("", name))
	}
	c.address("", "RSS 2.0", "link", channel.value("", "link"))
	if c.link("", channel, "self") == "" {
		c.add("", "RSS Best Practices, atom:link", "no link to itself")
	}
	ids := map[string]string{}
	for i, item := range channel.all("", "item") {
		c.item(fmt.Sprintf("item %d", i+1), item, ids)
	}
}

func (c *checker) item(where string, item *element, ids map[string]string) {
	if item.value("", "title") == "" && item.value("", "description") == "" {
		c.add(where, "RSS 2.0, elements of item", "neither title nor description")
	}
	guid := item.value("", "guid")
	c.text(where, "RSS Best Practices, guid", "guid", guid)
	c.seen(ids, where, guid)
	for _, g := range item.all("", "guid") {
		if g.attr("isPermaLink") != "false" {
			c.address(where, "RSS 2.0, guid", "permanent link", g.text)
		}
	}
	c.address(where, "RSS 2.0", "link", item.value("", "link"))
	if _, err := time.Parse(time.RFC1123Z, item.value("", "pubDate")); err != nil {
		c.add(where, "RFC 822", "pubDate %q is no date", item.value("", "pubDate"))
	}
	for _, e := range item.all("", "enclosure") {
		c.address(where, "RSS 2.0, enclosure", "url", e.attr("url"))
		c.text(where, "RSS 2.0, enclosure", "enclosure's type", e.attr("type"))
		c.text(where, "RSS 2.0, enclosure", "enclosure's length", e.attr("length"))
	}
}
