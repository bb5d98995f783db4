package page

import (
	_ "embed"
	"strings"
)

// feedStyle is the style sheet by which a browser shows a feed in XML, with places for words.
//
//go:embed feed.css
var feedStyle string

// FeedStyle is the style sheet of feeds, in the words of a language: for hosts that give a browser
// the feed itself.
func (t *Theme) FeedStyle(language string) []byte {
	words := t.wordsFor(language).all()
	quoted := func(key string) string {
		return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(words[key])
	}
	return []byte(strings.NewReplacer("{what}", quoted("feed_is"), "{how}", quoted("feed_how")).Replace(feedStyle))
}
