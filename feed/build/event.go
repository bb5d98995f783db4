package build

import (
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/publish"
	"fil/feed/source/inventory"
)

// maxEventSize is how many bytes of items one event has; at least one item is in it, whatever its size. maxEvents is how
// many events one publication makes.
const (
	maxEventSize = 2 << 20
	maxEvents    = 10
)

// events returns what a publication changes for subscribers, for webhooks and posts: the oldest articles in the first event.
// It returns none if nothing changes or if the site has neither. A first publication has no events either: all its articles
// would be new, although subscribers may know them from before the memory was lost.
func (r *reading) events(plan *publish.Publication) (events []feed.Event) {
	if !r.site.TellsEvents() || r.memory.Ran().IsZero() {
		return nil
	}
	changes, articles := feed.Changes(r.published, r.live(), r.withdrawn)
	selectors := r.namedFeeds(plan)
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
		last := len(events) - 1
		if last < 0 || len(events[last].Changes) == feed.MaxChanges || size+len(c.Item) > maxEventSize {
			if len(events) == maxEvents {
				events[last].Omitted = len(changes) - i
				break
			}
			events = append(events, feed.Event{At: r.set.Now()})
			last, size = last+1, 0
		}
		events[last].Changes = append(events[last].Changes, c)
		size += len(c.Item)
	}
	slices.Reverse(events)
	return events
}

// item returns an article as an item of JSON Feed. It returns "" if its text cannot be read, which the run reports.
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
		if i := indexOfFeed(plan, folder); i >= 0 {
			selectors[folder] = func(a *feed.Meta) bool { return plan.Feeds[i].Match(r.site, a) }
		}
	}
	return selectors
}

// indexOfFeed returns the index of the feed in a folder, -1 for none.
func indexOfFeed(plan *publish.Publication, folder string) int {
	return slices.IndexFunc(plan.Feeds, func(d feed.Definition) bool { return d.Path == folder })
}

// unknownFeeds returns warnings about feeds that a webhook or posts name and that the site does not have.
func (r *reading) unknownFeeds(plan *publish.Publication) (problems []*feed.Problem) {
	warn := func(key string, folders []string) {
		for _, folder := range folders {
			if indexOfFeed(plan, folder) < 0 {
				problems = append(problems, &feed.Problem{Path: inventory.SiteFile, Line: r.site.Lines[key], Warning: true,
					Message: key + ": there is no feed at /" + folder + "/, so that nothing of it is told", Hint: "the feeds are " + feedFolders(plan)})
			}
		}
	}
	for _, w := range r.site.Webhooks {
		warn("webhooks", w.Feeds)
	}
	for _, p := range r.site.Posts {
		warn("posts", p.Feeds)
	}
	return problems
}

// feedFolders returns the folders of the first feeds, for a hint.
func feedFolders(plan *publish.Publication) string {
	const few = 10
	var folders []string
	for _, d := range plan.Feeds {
		if d.Path != "" && len(folders) < few {
			folders = append(folders, d.Path)
		}
	}
	if len(folders) == 0 {
		return "only that of the site: leave feeds out"
	}
	return strings.Join(folders, ", ")
}
