package feed

import (
	"slices"
	"time"
)

// Event lists what a publication has changed for subscribers. Webhooks receive it, and posts are made from it.
type Event struct {
	// ID is assigned when the event is stored: a later event has a greater one.
	ID string
	At time.Time
	// Changes are MaxChanges at the most, the newest article first. A publication with more has several events, and Omitted
	// is how many changes are in none of them.
	Changes []Change
	Omitted int
}

// MaxChanges is the most changes of one event.
const MaxChanges = 100

// ChangeKind says what has happened to an article. It is stored: a value must never get another meaning.
type ChangeKind string

// The kinds of changes.
const (
	IsNew     ChangeKind = "new"
	IsChanged ChangeKind = "changed"
	IsGone    ChangeKind = "gone"
)

// Change is what has happened to one article.
type Change struct {
	Kind ChangeKind
	// ID and URL are the article's ID and permalink.
	ID, URL string
	// Again says that a new article was published before, and was gone.
	Again bool
	// Feeds are the folders of the feeds that hold or held the article, as far as site.yaml names them for a
	// webhook or for posts; the site's own is "".
	Feeds []string
	// Item is the article as an item of JSON Feed; "" if it is gone, or if its text cannot be read.
	Item string
	// Published is the article's.
	Published time.Time
}

// In reports whether the change is one of a feed in a list. All are in an empty list.
func (c Change) In(feeds []string) bool {
	return len(feeds) == 0 || slices.ContainsFunc(feeds, func(folder string) bool { return slices.Contains(c.Feeds, folder) })
}

// IsPost reports whether the change is one that is posted to an account: an article that is new, and was not published
// before.
func (c Change) IsPost(to PostTarget) bool {
	return c.Kind == IsNew && !c.Again && c.Item != "" && c.In(to.Feeds)
}

// Webhook is an address that receives the events of the site.
type Webhook struct {
	URL string
	// SecretFile has the key of the signatures.
	SecretFile string
	// Feeds are the folders of the feeds whose changes are sent; if it is empty, all are.
	Feeds []string
}

// PostTarget is an account at a social network in which new articles are posted.
type PostTarget struct {
	// Service is "mastodon" or "bluesky", Server the address of the account's server, without a slash at the end.
	Service, Server string
	// Name is the handle of a Bluesky account.
	Name string
	// TokenFile has the access token, or the app password.
	TokenFile string
	// Template is the text of a post, with some of PostPlaces; "" is the default.
	Template string
	// Visibility is Mastodon's: public, unlisted, private or direct; "" is the account's default.
	Visibility string
	// Feeds are the folders of the feeds whose articles are posted; if it is empty, all are.
	Feeds []string
}

// PostPlaces returns the places of a template of posts.
func PostPlaces() []string { return []string{"{title}", "{summary}", "{url}", "{tags}", "{authors}"} }

// Target returns the name of the account in the queue, and in messages.
func (p PostTarget) Target() string {
	if p.Name != "" {
		return p.Server + "/profile/" + p.Name
	}
	return p.Server
}

// TellsEvents reports whether the site has webhooks or posts.
func (s *Site) TellsEvents() bool { return len(s.Webhooks)+len(s.Posts) > 0 }

// FoldersOfTargets returns the folders of the feeds that webhooks and posts name.
func (s *Site) FoldersOfTargets() (folders []string) {
	for _, w := range s.Webhooks {
		folders = append(folders, w.Feeds...)
	}
	for _, p := range s.Posts {
		folders = append(folders, p.Feeds...)
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

// Changes compares the articles of two publications, both of which may leave out unchanged ones, and returns what has
// changed for subscribers, the newest article first, with the article of each change. An article in no feed does not
// exist for them. withdrawn are the articles that were published at some time before.
func Changes(before, now []*Meta, withdrawn []*Withdrawn) (changes []Change, articles []*Meta) {
	was, is := map[string]*Meta{}, map[string]*Meta{}
	for _, a := range before {
		if !a.NoFeed {
			was[a.ID] = a
		}
	}
	gone := map[string]bool{}
	for _, w := range withdrawn {
		gone[w.ID] = true
	}
	for _, a := range now {
		if !a.NoFeed && a.Stem != "" {
			is[a.ID] = a
		}
	}
	add := func(c Change, a *Meta) {
		c.ID, c.URL, c.Published = a.ID, a.Permalink, a.Published
		changes, articles = append(changes, c), append(articles, a)
	}
	for _, a := range byDate(is) {
		switch old := was[a.ID]; {
		case old == nil:
			add(Change{Kind: IsNew, Again: gone[a.ID]}, a)
		case old.Print != a.Print || old.Permalink != a.Permalink:
			add(Change{Kind: IsChanged}, a)
		}
	}
	for _, a := range byDate(was) {
		if is[a.ID] == nil {
			add(Change{Kind: IsGone}, a)
		}
	}
	return changes, articles
}

// byDate returns articles, the newest first.
func byDate(articles map[string]*Meta) []*Meta {
	all := make([]*Meta, 0, len(articles))
	for _, a := range articles {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b *Meta) int {
		if c := b.Published.Compare(a.Published); c != 0 {
			return c
		}
		return ComparePaths(a.Path, b.Path)
	})
	return all
}
