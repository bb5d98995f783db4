package build

import (
	"fil/feed"
	"fil/feed/publish"
)

// maxEventSize is how many bytes of items one event has. At least one item is in it, whatever its size.
const maxEventSize = 2 << 20

// event returns what a publication changes for subscribers, for webhooks and posts. It returns nil if nothing
// changes, if the site has neither, and for a first publication: all of it would be new, also if only the memory
// was lost.
func (r *reading) event(plan *publish.Publication) *feed.Event {
	if !r.site.TellsEvents() || r.memory == nil || r.memory.Ran().IsZero() {
		return nil
	}
	changes, articles := feed.Changes(r.published, r.live(), r.withdrawn)
	if len(changes) == 0 {
		return nil
	}
	selectors := r.namedFeeds(plan)
	e := &feed.Event{At: r.set.Now()}
	size := 0
	for i, c := range changes {
		for folder, selects := range selectors {
			if selects(articles[i]) {
				c.Feeds = append(c.Feeds, folder)
			}
		}
		if c.Kind != feed.IsGone {
			c.Item = r.item(articles[i])
		}
		size += len(c.Item)
		if i > 0 && size > maxEventSize || i == feed.MaxChanges {
			e.Omitted = len(changes) - i
			break
		}
		e.Changes = append(e.Changes, c)
	}
	return e
}

// item returns an article as an item of JSON Feed, "" if its text cannot be read: then the run has told that.
func (r *reading) item(a *feed.Meta) string {
	whole, err := r.load(a)
	if err != nil {
		return ""
	}
	item, err := publish.Item(r.site, whole)
	if err != nil {
		return ""
	}
	return item
}

// namedFeeds returns, for each folder of a feed that a webhook or posts name, whether an article is in that feed.
func (r *reading) namedFeeds(plan *publish.Publication) map[string]func(a *feed.Meta) bool {
	selectors := map[string]func(a *feed.Meta) bool{}
	for _, folder := range r.site.FoldersOfTargets() {
		for _, d := range plan.Feeds {
			if d.Path == folder {
				selectors[folder] = func(a *feed.Meta) bool { return d.Match(r.site, a) }
			}
		}
	}
	return selectors
}
