package feed_test

import (
	"strings"
	"testing"

	"fil/feed"
	"fil/feed/feedtest"
)

// Each tag has a path of its own, and keeps it when a tag with a better claim is added.
func TestDefinitionsKeepTheirPaths(t *testing.T) {
	site := feedtest.Site()
	tagged := func(tags ...string) []*feed.Article { return []*feed.Article{{Tags: tags}} }
	paths := func(tags []string, standing []feed.Definition) map[string]string {
		all, _ := feed.Definitions(site, feed.NewGroups(site, tagged(tags...)), standing)
		got := map[string]string{}
		for _, d := range all[1:] {
			got[d.Value] = d.Path
		}
		return got
	}
	if got := paths([]string{"C", "C++"}, nil); got["C"] != "tags/c" || !strings.HasPrefix(got["C++"], "tags/c-") {
		t.Error(got)
	}
	all, _ := feed.Definitions(site, feed.NewGroups(site, tagged("C++")), nil)
	if got := paths([]string{"C", "C++", "🎉"}, all); got["C++"] != "tags/c" || !strings.HasPrefix(got["C"], "tags/c-") || len(got["🎉"]) != len("tags/123456") {
		t.Error(got)
	}
}
