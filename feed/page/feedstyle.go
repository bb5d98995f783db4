package page

import (
	_ "embed"
	"strings"
)

// feedStyle is the style sheet with which a browser shows a feed in XML. The placeholders {what} and
// {how} stand for words of the interface.
//
//go:embed feed.css
var feedStyle string

// FeedStyle returns the style sheet of feeds, with the words of a language. It is for static
// hosts, which send browsers the XML of a feed as it is.
func (t *Theme) FeedStyle(language string) []byte {
	words := t.wordsFor(language).texts()
	quoted := func(key string) string {
		return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(words[key])
	}
	return []byte(strings.NewReplacer("{what}", quoted("feed_is"), "{how}", quoted("feed_how")).Replace(feedStyle))
}
