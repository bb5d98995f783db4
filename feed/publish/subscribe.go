package publish

import (
	"fil/feed"
	"fil/feed/page"
)

// maxListed is how many feeds of a kind the page about subscribing lists. Of others it gives the number.
const maxListed = 40

// subscribe adds the page that explains how to subscribe and lists the feeds that have not moved
// elsewhere.
func (p *planner) subscribe() {
	var feeds []*feed.Feed
	var definitions []feed.Definition
	for i, f := range p.composed {
		if p.retired(p.Feeds[i]) == "" {
			feeds, definitions = append(feeds, f.Feed), append(definitions, p.Feeds[i])
		}
	}
	p.share(Output{Name: page.SubscribeName, Type: feed.HTMLType, Hot: true, Key: p.key("subscribe").feeds(feeds).key(),
		Write: p.writePage(func(Loader) (pageWriter, error) { return subscriptions(feeds, definitions), nil })}, "the page about subscribing")
}

// subscriptions groups feeds by kind. definitions[i] is that of feeds[i].
func subscriptions(feeds []*feed.Feed, definitions []feed.Definition) (list page.SubscribePage) {
	for _, kind := range []feed.Kind{feed.Whole, feed.Named, feed.Section, feed.Language, feed.Author, feed.Tag} {
		group := page.Group{Kind: kind}
		for i, d := range definitions {
			switch {
			case d.Kind != kind:
			case len(group.Feeds) == maxListed:
				group.More++
			default:
				group.Feeds = append(group.Feeds, page.Subscription{Feed: feeds[i], Title: page.TitleOf(feeds[i], d.Kind, d.Value), Readers: page.Readers(feeds[i])})
			}
		}
		if len(group.Feeds) > 0 {
			list.Groups = append(list.Groups, group)
		}
	}
	return list
}
