package check

import (
	"encoding/xml"
	"fmt"
	"time"
)

// atomNS is the namespace of Atom (RFC 4287 §2).
const atomNS = "http://www.w3.org/2005/Atom"

// Atom checks an Atom feed document (RFC 4287).
func Atom(data []byte) []Problem {
	c := &checker{}
	if err := read(data, c.checkAtom); err != nil {
		c.add("", "XML 1.0", "it does not parse: %v", err)
	}
	return c.problems
}

// checkAtom checks the root element and its entries.
func (c *checker) checkAtom(root *element) {
	if root.name != (xml.Name{Space: atomNS, Local: "feed"}) {
		c.add("", "RFC 4287 §4.1.1", "the root element is %s, not Atom's feed", root.name.Local)
		return
	}
	c.checkAtomCommon("", root)
	if c.atomLink("", root, "self") == "" {
		c.add("", "RFC 4287 §4.1.1", "no link to itself")
	}
	feedHasAuthor := len(root.all(atomNS, "author")) > 0
	ids := map[string]string{}
	for i, entry := range root.all(atomNS, "entry") {
		where := fmt.Sprintf("entry %d", i+1)
		c.checkAtomCommon(where, entry)
		c.requireUnique(ids, where, entry.value(atomNS, "id"))
		if !feedHasAuthor && len(entry.all(atomNS, "author")) == 0 {
			c.add(where, "RFC 4287 §4.1.2", "no author")
		}
		if len(entry.all(atomNS, "content")) == 0 && c.atomLink(where, entry, "alternate") == "" {
			c.add(where, "RFC 4287 §4.1.2", "neither content nor an alternate link")
		}
		if p := entry.value(atomNS, "published"); p != "" {
			c.requireRFC3339(where, "published", p)
		}
	}
}

// checkAtomCommon checks the elements that a feed and an entry share.
func (c *checker) checkAtomCommon(where string, e *element) {
	for _, name := range []string{"id", "title", "updated"} {
		if n := len(e.all(atomNS, name)); n != 1 {
			c.add(where, "RFC 4287 §4.1", "%d elements %s instead of one", n, name)
		}
	}
	c.requireText(where, "RFC 4287 §4.2.6", "id", e.value(atomNS, "id"))
	c.requireRFC3339(where, "updated", e.value(atomNS, "updated"))
	for _, author := range e.all(atomNS, "author") {
		c.requireText(where, "RFC 4287 §3.2.1", "author's name", author.value(atomNS, "name"))
	}
	for _, category := range e.all(atomNS, "category") {
		c.requireText(where, "RFC 4287 §4.2.2.1", "category's term", category.attr("term"))
	}
}

// atomLink returns the address of the first atom:link child with relation rel, "" if there is
// none, and reports a problem if that address is not absolute. RSS has such links too.
func (c *checker) atomLink(where string, e *element, rel string) string {
	for _, link := range e.all(atomNS, "link") {
		got := link.attr("rel")
		if got == "" {
			got = "alternate" // RFC 4287 §4.2.7.2
		}
		if got == rel {
			c.requireURL(where, "RFC 4287 §4.2.7", "link "+rel, link.attr("href"))
			return link.attr("href")
		}
	}
	return ""
}

// requireRFC3339 reports a problem if s is not a date construct (RFC 4287 §3.3).
func (c *checker) requireRFC3339(where, name, s string) {
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		c.add(where, "RFC 4287 §3.3", "%s %q is no RFC 3339 date", name, s)
	}
}
