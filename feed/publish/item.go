package publish

import (
	"fil/feed"
	"fil/feed/jsonfeed"
)

// Item returns an article as an item of JSON Feed, as the site's feed would have it.
func Item(site *feed.Site, a *feed.Article) (string, error) {
	return jsonfeed.Item(&feed.Feed{Language: site.Language, SummaryOnly: site.Feed.SummaryOnly}, a)
}
