package check

import (
	"fmt"
	"time"
)

// RSS checks an RSS 2.0 document.
func RSS(data []byte) []Problem {
	c := &checker{}
	if err := read(data, c.checkRSS); err != nil {
		c.add("", "XML 1.0", "it does not parse: %v", err)
	}
	return c.problems
}

// checkRSS checks the root element and its channel.
func (c *checker) checkRSS(root *element) {
	channels := root.all("", "channel")
	if root.name.Local != "rss" || root.attr("version") != "2.0" || len(channels) != 1 {
		c.add("", "RSS 2.0", "it is no rss element of version 2.0 with one channel")
		return
	}
	channel := channels[0]
	for _, name := range []string{"title", "link", "description"} {
		c.requireText("", "RSS 2.0, required channel elements", name, channel.value("", name))
	}
	c.requireURL("", "RSS 2.0", "link", channel.value("", "link"))
	if c.atomLink("", channel, "self") == "" {
		c.add("", "RSS Best Practices, atom:link", "no link to itself")
	}
	ids := map[string]string{}
	for i, item := range channel.all("", "item") {
		c.checkRSSItem(fmt.Sprintf("item %d", i+1), item, ids)
	}
}

// checkRSSItem checks one item. ids is as in requireUnique.
func (c *checker) checkRSSItem(where string, item *element, ids map[string]string) {
	if item.value("", "title") == "" && item.value("", "description") == "" {
		c.add(where, "RSS 2.0, elements of item", "neither title nor description")
	}
	guid := item.value("", "guid")
	c.requireText(where, "RSS Best Practices, guid", "guid", guid)
	c.requireUnique(ids, where, guid)
	for _, g := range item.all("", "guid") {
		if g.attr("isPermaLink") != "false" { // true is the default
			c.requireURL(where, "RSS 2.0, guid", "permanent link", g.text)
		}
	}
	c.requireURL(where, "RSS 2.0", "link", item.value("", "link"))
	if _, err := time.Parse(time.RFC1123Z, item.value("", "pubDate")); err != nil {
		c.add(where, "RFC 822", "pubDate %q is no date", item.value("", "pubDate"))
	}
	for _, e := range item.all("", "enclosure") {
		c.requireURL(where, "RSS 2.0, enclosure", "url", e.attr("url"))
		c.requireText(where, "RSS 2.0, enclosure", "enclosure's type", e.attr("type"))
		c.requireText(where, "RSS 2.0, enclosure", "enclosure's length", e.attr("length"))
	}
}
