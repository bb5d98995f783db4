package check

import (
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// historyRels are relations of pages and archives (RFC 5005 §3, §4).
var historyRels = wordSet("first last previous prev next current prev-archive next-archive")

// history checks the links of pages and archives (RFC 5005).
func (v *visit) history(e *element) {
	links := map[string]string{}
	var completes []*element
	for _, link := range e.all("atom:link") {
		rel := link.get("rel")
		links[rel] = strings.TrimSpace(link.get("href"))
		if historyRels[rel] && rel != "current" {
			completes = append(completes, link)
		}
	}
	complete, archive := e.child("fh:complete"), e.child("fh:archive")
	if complete != nil {
		for _, link := range completes {
			v.report(kindComplete, link, "rel", "a complete feed has no %s page", clip(link.get("rel")))
		}
		if current, ok := links["current"]; ok && links["self"] != "" && current != links["self"] {
			v.report(kindCurrent, complete, "", "the feed is complete, and the current one is elsewhere: %s", clip(current))
		}
	}
	if archive != nil && links["current"] == "" {
		v.report(kindNoCurrent, archive, "", "an archive without a link to the current feed")
	}
	v.pastEnd(e, links)
}

// pastEnd reports links that lead before the first page or behind the last one (RFC 5005 §3).
func (v *visit) pastEnd(e *element, links map[string]string) {
	self := links["self"]
	if self == "" {
		return
	}
	for _, end := range []struct{ at, beyond string }{{"first", "previous"}, {"first", "prev"}, {"last", "next"}} {
		if links[end.at] != self || links[end.beyond] == "" {
			continue
		}
		for _, link := range e.all("atom:link") {
			if link.get("rel") == end.beyond {
				v.report(kindPastEnd, link, "rel", "this is the %s page, and it has a %s one", end.at, end.beyond)
			}
		}
	}
}
