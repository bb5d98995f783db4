package publish

import (
	"fil/feed"
	"fil/feed/page"
)

// maxListed is how many feeds of a kind the page about subscribing shows.
const maxListed = 40

// subscribe adds the page that tells how to subscribe, and to what.
func (p *planner) subscribe() {
	var here []*feed.Feed
	var of []feed.Definition
	for i, f := range p.composed {
		if p.retired(p.Feeds[i]) == "" {
			here, of = append(here, f), append(of, p.Feeds[i])
		}
	}
	p.add(Output{Name: page.SubscribeName, Type: feed.HTMLType, Hot: true, Key: p.key("subscribe").feeds(here).key(),
		Write: p.page(func(Loader) (pageWriter, error) { return subscriptions(here, of), nil })}, "the page about subscribing")
}

// subscriptions are feeds by their kinds.
func subscriptions(feeds []*feed.Feed, of []feed.Definition) (list page.SubscribePage) {
	for _, kind := range []feed.Kind{feed.Whole, feed.Named, feed.Section, feed.Language, feed.Author, feed.Tag} {
		group := page.Group{Kind: kind}
		for i, d := range of {
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
