package publish

import (
	"strings"
	"testing"

	"fil/feed"
	"fil/feed/check"
)

// What is no error in a feed is advice; what a profile asks for is a warning, in RSS alone; a large feed is told.
func TestReview(t *testing.T) {
	const head = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>t</title><link>https://x.example/</link><description>d</description>`
	large := head + "<!--" + strings.Repeat("x", largeFeed) + "--></channel></rss>"
	for name, c := range map[string]struct {
		data, kind       string
		warnings, advice string
	}{
		"a warning":   {head + "</channel></rss>", feed.RSS.Type, "", "<atom:link> is missing"},
		"an item":     {head + `<item><title>a</title></item></channel></rss>`, feed.RSS.Type, "", `item 1 "a": <guid> is missing`},
		"large":       {large, feed.RSS.Type, "", "the feed has 104"},
		"a profile":   {head + "</channel></rss>", feed.RSS.Type, "there is no itunes:image (apple-image)", ""},
		"another one": {head + "</channel></rss>", feed.Atom.Type, "", "<atom:link> is missing"},
	} {
		o := check.Options{}
		if strings.Contains(name, "profile") || strings.Contains(name, "another") {
			o.Profiles = []string{"apple"}
		}
		warnings, advice := review("rss.xml", c.kind, []byte(c.data), o)
		for _, list := range []struct {
			got  []*feed.Problem
			want string
		}{{warnings, c.warnings}, {advice, c.advice}} {
			all := ""
			for _, p := range list.got {
				all += p.Error() + "\n"
			}
			if !strings.Contains(all, list.want) {
				t.Errorf("%s: %q, want %q", name, all, list.want)
			}
		}
		if c.warnings == "" && len(warnings) > 0 {
			t.Errorf("%s: warnings %v", name, warnings)
		}
	}
}
