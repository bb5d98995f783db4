package check

import (
	"fmt"
	"strconv"
	"strings"
)

// feedFacts is what profiles look at in a feed, whatever its format. Texts are "" where the feed does not say.
type feedFacts struct {
	title, description, link, self, language, date, author string
	hub, explicit, image, category, owner, guid, locked    string
	items, bytes                                           int
	format                                                 Format
	logo                                                   string // snf:logo
}

// itemFacts is the same of an item.
type itemFacts struct {
	id, title, link, date, updated, author, category, summary, text, explicit, duration string
	image                                                                               string
	imageWidth                                                                          int
	enclosures                                                                          []enclosureFacts
}

type enclosureFacts struct{ url, kind, length string }

// plainLength returns the number of characters of a text without its tags.
func plainLength(s string) (n int) {
	inTag := false
	for _, c := range s {
		switch {
		case c == '<':
			inTag = true
		case c == '>':
			inTag = false
		case !inTag:
			n++
		}
	}
	return n
}

// xmlItem returns the facts of an item or entry.
func xmlItem(e *element) *itemFacts {
	f := &itemFacts{
		id: first(e, "guid", "atom:id"), title: first(e, "title", "atom:title", "itunes:title"), link: first(e, "link"), date: first(e, "pubDate", "atom:published", "dc:date"),
		updated: first(e, "atom:updated", "dcterms:modified"), author: first(e, "dc:creator", "author", "itunes:author"), category: first(e, "category", "dc:subject"),
		summary: first(e, "description", "atom:summary", "itunes:summary"), text: first(e, "content:encoded"), explicit: first(e, "itunes:explicit"), duration: first(e, "itunes:duration"),
	}
	if c := e.child("atom:content"); c != nil && f.text == "" {
		f.text = strings.TrimSpace(c.text)
		if len(c.children) > 0 {
			f.text = "xhtml"
		}
	}
	if c := e.child("atom:author"); c != nil && f.author == "" {
		f.author = c.value("atom:name")
	}
	if c := e.child("atom:category"); c != nil && f.category == "" {
		f.category = c.get("term")
	}
	for _, link := range e.all("atom:link") {
		switch rel(link) {
		case "alternate":
			f.link = link.get("href")
		case "enclosure":
			f.enclosures = append(f.enclosures, enclosureFacts{link.get("href"), link.get("type"), link.get("length")})
		}
	}
	for _, c := range e.all("enclosure") {
		f.enclosures = append(f.enclosures, enclosureFacts{c.get("url"), c.get("type"), c.get("length")})
	}
	f.picture(e)
	return f
}

// picture finds the picture of an item.
func (f *itemFacts) picture(e *element) {
	for _, name := range []string{"media:content", "media:thumbnail", "itunes:image"} {
		for _, c := range e.all(name) {
			if f.image == "" && (name != "media:content" || c.get("medium") == "image" || strings.HasPrefix(c.get("type"), "image/")) {
				f.image = c.get("url") + c.get("href")
				f.imageWidth, _ = strconv.Atoi(c.get("width"))
			}
		}
	}
	for _, c := range f.enclosures {
		if f.image == "" && strings.HasPrefix(c.kind, "image/") {
			f.image = c.url
		}
	}
	if f.image == "" && strings.Contains(f.text+f.summary, "<img") {
		f.image = "in the text"
	}
}

// first returns the text of the first child with one of the names.
func first(e *element, names ...string) string {
	for _, name := range names {
		if s := e.value(name); s != "" {
			return s
		}
	}
	return ""
}

// xmlFeed returns the facts of a channel or feed.
func xmlFeed(e *element, items int) *feedFacts {
	f := &feedFacts{
		title: first(e, "title", "atom:title"), description: first(e, "description", "atom:subtitle", "itunes:summary"), link: first(e, "link"), language: first(e, "language", "dc:language"),
		date: first(e, "pubDate", "lastBuildDate", "atom:updated"), author: first(e, "itunes:author", "managingEditor"), explicit: first(e, "itunes:explicit"),
		guid: first(e, "podcast:guid"), locked: first(e, "podcast:locked"), items: items,
	}
	if l := e.get("xml:lang"); f.language == "" {
		f.language = l
	}
	if c := e.child("itunes:category"); c != nil {
		f.category = c.get("text")
	}
	if c := e.child("itunes:image"); c != nil {
		f.image = c.get("href")
	}
	if c := e.child("itunes:owner"); c != nil {
		f.owner = c.value("itunes:email")
	}
	if c := e.child("snf:logo"); c != nil {
		f.logo = first(c, "url")
		if f.logo == "" {
			f.logo = strings.TrimSpace(c.text)
		}
	}
	for _, link := range e.all("atom:link") {
		switch rel(link) {
		case "self":
			f.self = link.get("href")
		case "hub":
			f.hub = link.get("href")
		case "alternate":
			f.link = link.get("href")
		}
	}
	return f
}

// jsonFacts returns the facts of an item of a JSON Feed.
func jsonFacts(n *node) *itemFacts {
	f := &itemFacts{id: n.text("id"), title: n.text("title"), link: n.text("url"), date: n.text("date_published"), updated: n.text("date_modified"), summary: n.text("summary"),
		text: n.text("content_html") + n.text("content_text"), image: n.text("image")}
	for _, a := range listOf(n.get("authors")) {
		f.author += a.text("name")
	}
	if tags := listOf(n.get("tags")); len(tags) > 0 {
		f.category, _ = tags[0].token.(string)
	}
	for _, a := range listOf(n.get("attachments")) {
		length := ""
		if size := a.get("size_in_bytes"); size != nil {
			length = fmt.Sprint(size.token)
		}
		f.enclosures = append(f.enclosures, enclosureFacts{a.text("url"), a.text("mime_type"), length})
	}
	if f.image == "" && strings.Contains(f.text, "<img") {
		f.image = "in the text"
	}
	return f
}

// jsonFeedFacts returns the facts of a JSON Feed.
func jsonFeedFacts(root *node, items int) *feedFacts {
	f := &feedFacts{title: root.text("title"), description: root.text("description"), link: root.text("home_page_url"), self: root.text("feed_url"), language: root.text("language"),
		image: root.text("icon"), items: items}
	if hubs := listOf(root.get("hubs")); len(hubs) > 0 {
		f.hub = hubs[0].text("url")
	}
	return f
}
