package serve

import (
	"net/http"
	"strconv"
	"strings"
)

// Deltas says who is sent deltas of feeds (RFC 3229) among those that ask for them.
type Deltas string

// Some readers ask for deltas and cannot read them. rss2email (3.13, 3.14) asks because feedparser
// does. It treats status 226 as an error and keeps its old ETag, so it shows no new article until
// it gets a whole feed.
const (
	DeltasKnown Deltas = "known" // the agents that are known to take them; so is ""
	DeltasAll   Deltas = "all"
	DeltasOff   Deltas = "off"
)

// agent is a feed reader by its product in User-Agent, from a version on.
type agent struct {
	name   string
	major  int
	minor  int
	source string // the source code that shows how it handles 226
}

// deltaAgents are the agents that are known to take deltas. Add an agent only after reading its
// source, or after testing it with a feed that grows between its polls.
var deltaAgents = []agent{
	{"newsboat", 2, 0, "github.com/newsboat/newsboat rss/parser.cpp: any status but 304 is parsed, and the ETag kept"},
	{"liferea", 1, 12, "github.com/lwindolf/liferea pull request 434, src/subscription.c: any status below 400 but 304 is parsed"},
}

// to reports whether a client that asks for a delta is sent one.
func (d Deltas) to(h http.Header) bool {
	switch d {
	case DeltasAll:
		return true
	case DeltasOff:
		return false
	}
	product, _, _ := strings.Cut(strings.TrimSpace(h.Get("User-Agent")), " ")
	name, version, _ := strings.Cut(product, "/")
	major, minor := numbers(version)
	for _, a := range deltaAgents {
		if strings.EqualFold(name, a.name) && (major > a.major || major == a.major && minor >= a.minor) {
			return true
		}
	}
	return false
}

// numbers are the first two of a version, as in 2.21.0; what is none is -1.
func numbers(version string) (major, minor int) {
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
