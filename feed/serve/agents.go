package serve

import (
	"net/http"
	"strconv"
	"strings"
)

// Deltas says which of the clients that ask for deltas of feeds (RFC 3229) are sent them.
type Deltas string

// Some readers ask for deltas and cannot read them. rss2email (3.13, 3.14) asks because feedparser
// does. It treats status 226 as an error and keeps its old ETag, so it shows no new article until
// it gets a whole feed.
const (
	DeltasKnown Deltas = "known" // the agents that are known to read them; "" means the same
	DeltasAll   Deltas = "all"
	DeltasOff   Deltas = "off"
)

// agent is a feed reader, from a version on. name is its product in User-Agent.
type agent struct {
	name   string
	major  int
	minor  int
	source string // the source code that shows how it handles 226
}

// deltaAgents are the agents that are known to read deltas. Add an agent only after reading its
// source, or after testing it with a feed that grows between its polls.
var deltaAgents = []agent{
	{"newsboat", 2, 0, "github.com/newsboat/newsboat rss/parser.cpp: any status but 304 is parsed, and the ETag kept"},
	{"liferea", 1, 12, "github.com/lwindolf/liferea pull request 434, src/subscription.c: any status below 400 but 304 is parsed"},
}

// allow reports whether a client that asks for a delta is sent one.
func (d Deltas) allow(h http.Header) bool {
	switch d {
	case DeltasAll:
		return true
	case DeltasOff:
		return false
	}
	product, _, _ := strings.Cut(strings.TrimSpace(h.Get("User-Agent")), " ")
	name, version, _ := strings.Cut(product, "/")
	major, minor := parseVersion(version)
	for _, a := range deltaAgents {
		if strings.EqualFold(name, a.name) && (major > a.major || major == a.major && minor >= a.minor) {
			return true
		}
	}
	return false
}

// parseVersion returns the first two numbers of a version such as 2.21.0, and -1 for one that is
// missing or no number.
func parseVersion(version string) (major, minor int) {
	first, rest, _ := strings.Cut(version, ".")
	second, _, _ := strings.Cut(rest, ".")
	number := func(s string) int {
		if n, err := strconv.Atoi(s); err == nil {
			return n
		}
		return -1
	}
	return number(first), number(second)
}
