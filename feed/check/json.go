package check

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// What can be wrong with a JSON Feed, besides what other formats share.
var (
	kindJSON        = &kind{"grammar", Error, "", "write JSON as RFC 8259 has it", "A program that reads JSON must stop at the first mistake.", "every reader: the whole feed is lost"}
	kindType        = &kind{"type", Error, "", "write a value of the type that the standard has", "Programs that read it into types fail (JSON Feed 1.1).", "readers with types: the whole feed is lost"}
	kindJSONVersion = &kind{"json-version", Error, "", "write \"https://jsonfeed.org/version/1.1\"", "The version makes it a JSON Feed.", "every reader"}
	kindOldJSON     = &kind{"old-version", Hint, "", "write \"https://jsonfeed.org/version/1.1\"", "Version 1.1 has authors and languages.", ""}
	kindOldName     = &kind{"renamed", Hint, "", "write authors", "authors replaced author in version 1.1.", ""}
	kindMember      = &kind{"member", Warning, "", "look for a slip in its name, or begin it with _", "The standard has no such member; extensions begin with _.", ""}
	kindTwiceMember = &kind{"member-twice", Error, "", "leave one of them", "Programs take the first or the last (RFC 8259 §4).", "readers take the first or the last"}
	kindJSONDate    = &kind{"timestamp", Error, "", "write 2024-01-15T09:30:00+01:00", "RFC 3339 §5.6 says what a date looks like.", "readers: the article has no date, or today's"}
	kindNoWords     = &kind{"words-missing", Error, "", "add content_html or content_text", "At least one of them must be there (JSON Feed 1.1, items).", "readers have nothing to show"}
	kindNobody      = &kind{"nobody", Error, "", "give it a name, url or avatar", "An author without any of these says nothing (JSON Feed 1.1, authors).", ""}
	kindNoSelfURL   = &kind{"recommended", Hint, "", "add feed_url with the feed's own address", "The standard strongly recommends it.", "readers that subscribe from a saved file"}
	kindNoHome      = &kind{"recommended", Hint, "", "add home_page_url", "The standard strongly recommends it.", ""}
)

// json1 reports a finding at a value.
func (v *visit) json1(k *kind, n *node, format string, args ...any) {
	if len(v.all) >= maxAll || k.severity < v.least {
		v.more++
		return
	}
	place, item := "json", 0
	path := n.pointer()
	for i, step := range strings.Split(path, "/")[1:] {
		number, err := strconv.Atoi(step)
		switch {
		case err == nil && i == 1 && strings.HasPrefix(path, "/items/"):
			item = number + 1
		case err == nil:
		case i == 0 && step == "items" && strings.Count(path, "/") > 1:
			place += "-item"
		default:
			place += "-" + strings.ReplaceAll(step, "_", "-")
		}
	}
	v.add(k, strings.ToLower(place), n.at, Finding{Path: cmp.Or(path, "/"), Item: item, Title: v.jsonTitle(item), Message: fmt.Sprintf(format, args...), Section: "JSON Feed 1.1"})
}

// jsonTitle returns the title of an item.
func (v *visit) jsonTitle(item int) string {
	if item == 0 || item > len(v.jsonItems) {
		return ""
	}
	return clip(v.jsonItems[item-1].text("title"))
}

// json checks a JSON Feed (jsonfeed.org, version 1.1).
func (v *visit) json(text string) *Report {
	v.format, v.prefix = JSON, "json"
	offset := len(text) - len(strings.TrimPrefix(text, "\ufeff"))
	v.text = text[offset:]
	r := &jsonReader{src: v.text, v: v}
	root, err := r.document()
	if err != nil {
		at := r.pos
		if errors.Is(err, errEnd) {
			at = len(v.text)
		}
		v.add(kindJSON, "json", at, Finding{Path: "/", Message: err.Error(), Section: "RFC 8259"})
		return &Report{Format: JSON, Findings: v.findings(), Text: v.text}
	}
	v.jsonFeed(root)
	return &Report{Format: JSON, Items: len(v.jsonItems), Findings: v.findings(), Self: root.text("feed_url"), Text: v.text}
}

// The members of a feed, an item and their parts, with the type of each: s text, u address, d date, n
// number, b yes or no, a array of texts, o object, l list of objects.
const (
	feedMembers       = "version:s title:s home_page_url:u feed_url:u description:s user_comment:s next_url:u icon:u favicon:u authors:l author:o language:s expired:b hubs:l items:l"
	itemMembers       = "id:i url:u external_url:u title:s content_html:s content_text:s summary:s image:u banner_image:u date_published:d date_modified:d authors:l author:o tags:a language:s attachments:l"
	authorMembers     = "name:s url:u avatar:u"
	attachmentMembers = "url:u mime_type:s title:s size_in_bytes:n duration_in_seconds:n"
	hubMembers        = "type:s url:u"
)

// jsonFeed checks the feed itself.
func (v *visit) jsonFeed(root *node) {
	if !root.is('{') {
		v.json1(kindType, root, "a JSON Feed is an object")
		return
	}
	if items := root.get("items"); items != nil {
		v.jsonItems = items.values
	}
	v.members(root, feedMembers)
	switch version := root.text("version"); {
	case version == "https://jsonfeed.org/version/1.1":
	case version == "https://jsonfeed.org/version/1":
		v.json1(kindOldJSON, root.get("version"), "version 1 was replaced by 1.1")
	case root.get("version") == nil:
		v.jsonLack(kindMissing, root, "version")
	default:
		v.json1(kindJSONVersion, root.get("version"), "there is no version %q", clip(version))
	}
	v.jsonLack(kindMissing, root, "title", "items")
	v.jsonLack(kindNoSelfURL, root, "feed_url")
	v.jsonLack(kindNoHome, root, "home_page_url")
	v.jsonPeople(root)
	v.jsonLanguage(root)
	v.each(root, "hubs", hubMembers, "type", "url")
	if self := root.text("feed_url"); v.options.URL != "" && self != "" && canonicalURI(self) != canonicalURI(v.options.URL) && canonicalURI(self) != canonicalURI(v.options.Asked) {
		v.json1(kindSelfElsewhere, root.get("feed_url"), "the feed is at %s, and says that it is at %s", clip(v.options.URL), clip(self))
	}
	if len(v.options.Profiles) > 0 {
		v.judgeFeed(jsonFeedFacts(root, len(v.jsonItems)), root.at, "/")
	}
	seen := map[string]int{}
	for i, item := range v.jsonItems {
		if len(v.options.Profiles) > 0 {
			v.judgeItem(jsonFacts(item), item.at, i+1, item.pointer())
		}
		v.jsonItem(item, i+1, seen)
	}
}

// jsonItem checks an item. seen has the numbers of items by their ID.
func (v *visit) jsonItem(item *node, number int, seen map[string]int) {
	if !item.is('{') {
		v.json1(kindType, item, "an item is an object")
		return
	}
	v.members(item, itemMembers)
	v.jsonLack(kindMissing, item, "id")
	if id := item.get("id"); id != nil {
		text := fmt.Sprint(id.token)
		switch first, again := seen[text]; {
		case strings.TrimSpace(text) == "":
			v.json1(kindEmptyID, id, "the ID is empty")
		case again:
			v.json1(kindSameID, id, "item %d has the ID %q, too", first, clip(text))
		default:
			seen[text] = number
		}
	}
	if item.text("content_html") == "" && item.text("content_text") == "" {
		v.json1(kindNoWords, item, "neither content_html nor content_text")
	}
	if c := item.get("content_html"); c != nil {
		v.jsonHTML(c, item.text("content_html"))
	}
	v.jsonPeople(item)
	v.jsonLanguage(item)
	v.each(item, "attachments", attachmentMembers, "url", "mime_type")
	if list := item.get("attachments"); list != nil {
		for _, a := range list.values {
			if t := a.text("mime_type"); t != "" && !mediaTypeName.MatchString(t) {
				v.json1(kindJSONMedia, a.get("mime_type"), "%q is no media type", clip(t))
			}
		}
	}
}

var (
	kindEmptyID   = &kind{"no-id", Error, "", "give it an ID that never changes", "Readers tell articles apart by it.", "every reader"}
	kindJSONMedia = &kind{"media-type", Error, "", "write a media type such as audio/mpeg", "RFC 6838 §4.2 says what a media type looks like.", "players choose by it what they can play"}
)

// jsonHTML checks the HTML of an item.
func (v *visit) jsonHTML(n *node, text string) {
	if v.least > Warning {
		return
	}
	h := &htmlText{visit: v, report: func(k *kind, message string) { v.json1(k, n, "%s", message) }}
	h.read(text)
}

// jsonPeople checks the authors of a feed or item.
func (v *visit) jsonPeople(n *node) {
	v.each(n, "authors", authorMembers)
	people := slices.Clone(listOf(n.get("authors")))
	if old := n.get("author"); old != nil {
		v.json1(kindOldName, old, "author was replaced by authors")
		people = append(people, old)
	}
	for _, a := range people {
		if a.is('{') && a.text("name") == "" && a.text("url") == "" && a.text("avatar") == "" {
			v.json1(kindNobody, a, "an author without name, url and avatar")
		}
	}
}

func listOf(n *node) []*node {
	if n == nil {
		return nil
	}
	return n.values
}

// jsonLanguage checks the language of a feed or item.
func (v *visit) jsonLanguage(n *node) {
	if l := n.get("language"); l != nil && !validLanguage(n.text("language")) {
		v.json1(kindLanguage, l, "%q is no language tag", clip(n.text("language")))
	}
}

// each checks the objects of a list.
func (v *visit) each(n *node, name, members string, needed ...string) {
	for _, o := range listOf(n.get(name)) {
		if !o.is('{') {
			v.json1(kindType, o, "it is an object")
			continue
		}
		v.members(o, members)
		v.jsonLack(kindMissing, o, needed...)
	}
}

// jsonLack reports members that are missing.
func (v *visit) jsonLack(k *kind, n *node, names ...string) {
	for _, name := range names {
		if n.get(name) == nil {
			v.json1(k, &node{at: n.at, parent: n, step: name}, "%s is missing", name)
		}
	}
}

// members checks the names and types of the members of an object.
func (v *visit) members(n *node, known string) {
	for _, m := range n.members {
		if strings.HasPrefix(m.name, "_") {
			continue
		}
		i := strings.Index(" "+known+" ", " "+m.name+":")
		if i < 0 || m.name == "" {
			v.json1(kindMember, m.value, "the standard has no member %q here", clip(m.name))
			continue
		}
		v.typed(m.value, known[i+len(m.name)+1])
	}
}

// typed checks the type of a value.
func (v *visit) typed(n *node, kind byte) {
	text, isText := n.token.(string)
	number, isNumber := n.token.(json.Number)
	_, isBool := n.token.(bool)
	ok := true
	switch kind {
	case 's', 'u', 'd':
		ok = isText
	case 'i':
		ok = isText || isNumber
		if isNumber {
			v.json1(kindNumberID, n, "the ID is a number")
		}
	case 'n':
		f, err := number.Float64()
		ok = isNumber && err == nil && f >= 0 && !math.IsInf(f, 0)
	case 'b':
		ok = isBool
	case 'o':
		ok = n.is('{')
	case 'l', 'a':
		ok = n.is('[')
		if kind == 'a' {
			for _, value := range n.values {
				if _, isText := value.token.(string); !isText {
					v.json1(kindType, value, "it is a text")
				}
			}
		}
	}
	switch {
	case !ok:
		v.json1(kindType, n, "it is %s", map[byte]string{'s': "a text", 'u': "a text", 'd': "a text", 'i': "a text", 'n': "a number, 0 or more", 'b': "true or false", 'o': "an object", 'l': "a list", 'a': "a list"}[kind])
	case kind == 'u' && !jsonAddress(text):
		v.json1(kindJSONURL, n, "%q is no absolute address", clip(text))
	case kind == 'd' && !isInstant(text):
		v.json1(kindJSONDate, n, "%q is no date of RFC 3339", clip(text))
	}
}

var (
	kindNumberID = &kind{"number-id", Warning, "", "write the ID in quotes", "IDs are texts; readers should accept numbers, and not all do (JSON Feed 1.1, items).", "readers with types"}
	kindJSONURL  = &kind{"url", Error, "", "write the whole address: https://example.org/…", "Readers have no page against which to complete a relative address.", "readers: the link leads nowhere"}
)

// jsonAddress reports whether an address is absolute.
func jsonAddress(text string) bool {
	scheme, rest, ok := strings.Cut(text, ":")
	return ok && isScheme(scheme) && !strings.ContainsAny(text, " \t\r\n<>\"") && (!hierarchical[strings.ToLower(scheme)] || len(rest) > 2 && strings.HasPrefix(rest, "//"))
}
