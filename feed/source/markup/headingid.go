package markup

import (
	"fmt"
	"regexp"

	"github.com/yuin/goldmark/ast"

	"fil/feed"
)

// headingIDs gives headings IDs in their own script, where goldmark's default drops every letter
// outside ASCII. A repeated ID gets a number: a, a-2, a-3.
type headingIDs struct{ used map[string]int }

// commentInHeading matches a comment, also one that is never closed.
var commentInHeading = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)`)

// Generate implements parser.IDs. value is the heading as it is written; a comment in it is not published.
func (h *headingIDs) Generate(value []byte, _ ast.NodeKind) []byte {
	id := feed.Slug(commentInHeading.ReplaceAllString(string(value), ""))
	if id == "" {
		id = "section"
	}
	if h.used == nil {
		h.used = map[string]int{}
	}
	for base := id; h.used[id] > 0; id = fmt.Sprintf("%s-%d", base, h.used[base]) {
		h.used[base]++
	}
	h.used[id]++
	return []byte(id)
}

// Put implements parser.IDs.
func (h *headingIDs) Put(value []byte) {
	if h.used == nil {
		h.used = map[string]int{}
	}
	h.used[string(value)]++
}
