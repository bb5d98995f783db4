package index

import (
	"slices"
	"strings"
	"time"

	"fil/feed"
)

// Now returns the time of the set.
func (s *Set) Now() time.Time { return s.now }

// Article returns the article in a file of content, nil if there is none.
func (s *Set) Article(path string) *feed.Meta {
	a, _ := s.articles.Get(&feed.Meta{Path: path})
	return a
}

// Articles returns all articles but the introduction, by path, also those that are not live, without
// those that are refused.
func (s *Set) Articles() []*feed.Meta {
	all := make([]*feed.Meta, 0, s.articles.Len())
	s.articles.Scan(func(a *feed.Meta) bool {
		if a.Stem != "" && s.refused[a.Path] == nil {
			all = append(all, a)
		}
		return true
	})
	return all
}

// WithID returns the articles that claim an ID.
func (s *Set) WithID(id string) (all []*feed.Meta) {
	key := keyOfID(id)
	s.claims.Ascend(&Claim{key: key}, func(c *Claim) bool {
		if c.key == key {
			all = append(all, c.Article)
		}
		return c.key == key
	})
	return all
}

// WithHash returns the articles whose files have the same bytes.
func (s *Set) WithHash(hash [16]byte) (all []*feed.Meta) {
	s.hashes.Ascend(&feed.Meta{Hash: hash}, func(a *feed.Meta) bool {
		if a.Hash == hash {
			all = append(all, a)
		}
		return a.Hash == hash
	})
	return all
}

// WithStem returns the articles with a stem, by path; none for the stem "".
func (s *Set) WithStem(stem string) (all []*feed.Meta) {
	if stem == "" {
		return nil
	}
	s.stems.Ascend(&feed.Meta{Stem: stem}, func(a *feed.Meta) bool {
		if a.Stem == stem {
			all = append(all, a)
		}
		return a.Stem == stem
	})
	return all
}

// Folder returns the articles in a folder of content, without those in folders below it, by path.
func (s *Set) Folder(folder string) (articles []*feed.Meta) {
	s.articles.Ascend(&feed.Meta{Path: folder + "/"}, func(a *feed.Meta) bool {
		rest, in := strings.CutPrefix(a.Path, folder+"/")
		if in && !strings.Contains(rest, "/") {
			articles = append(articles, a)
		}
		return in
	})
	return articles
}

// Live returns the article in a file of content if it is live and not refused, else nil.
func (s *Set) Live(path string) *feed.Meta {
	if a := s.Article(path); a != nil && a.LiveAt(s.now) && s.refused[path] == nil {
		return a
	}
	return nil
}

// Hidden returns the articles that are not live, by path.
func (s *Set) Hidden() []*feed.Meta { return s.hidden.Items() }

// Withheld returns all articles that are not live, also those that are refused, and introductions.
func (s *Set) Withheld() []*feed.Meta {
	articles := s.hidden.Items()
	for _, path := range s.Refused() {
		if a := s.Article(path); a != nil && !a.LiveAt(s.now) {
			articles = append(articles, a)
		}
	}
	s.introductions.Scan(func(a *feed.Meta) bool {
		if !a.LiveAt(s.now) {
			articles = append(articles, a)
		}
		return true
	})
	return articles
}

// Unlisted returns the live articles that no list shows, by path.
func (s *Set) Unlisted() []*feed.Meta { return s.unlisted.Items() }

// LiveArticles returns all live articles that are not refused: those of lists, the newest first, and then the others,
// by path.
func (s *Set) LiveArticles() []*feed.Meta { return append(s.listed.All(), s.unlisted.Items()...) }

// Refused returns the paths of the articles that are refused, because others have their address or ID or
// because they are copies, in order.
func (s *Set) Refused() (paths []string) {
	for path := range s.refused {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// Copies returns the articles that are refused because they are copies, by path.
func (s *Set) Copies() map[string]feed.Copy { return s.left }

// Problems returns what is wrong with contested claims, by path.
func (s *Set) Problems() (problems []*feed.Problem) {
	for _, path := range s.Refused() {
		problems = append(problems, s.refused[path])
	}
	var lost []*Claim
	for c := range s.lost {
		lost = append(lost, c)
	}
	slices.SortFunc(lost, func(a, b *Claim) int {
		if lessClaim(a, b) {
			return -1
		}
		return 1
	})
	for _, c := range lost {
		if p := c.Problem(s.lost[c].Owner()); p != nil {
			problems = append(problems, p)
		}
	}
	return problems
}

// Contested reports whether any claims conflict, or any article is a copy. Then the next set may differ
// although nothing changes: the article that is published first has precedence.
func (s *Set) Contested() bool { return s.contested.Len()+len(s.refused) > 0 }

// Introduction returns the text at the head of the home page, nil if there is none or it is not live.
func (s *Set) Introduction() *feed.Meta {
	if a, found := s.introductions.Max(); found && a.LiveAt(s.now) {
		return a
	}
	return nil
}

// Listed returns the group of all live articles that lists show, also those that are in no feed.
func (s *Set) Listed() *Group { return s.listed }

// Group returns the group of the articles in feeds that have a value of a kind, in any spelling; or, for
// [feed.Named], that the feed in a folder chooses; or all of them, for [feed.Whole] and "". An unknown
// value has an empty group.
func (s *Set) Group(kind feed.Kind, value string) *Group {
	if g, found := s.groups.Get(groupKey(kind, value)); found {
		return g
	}
	return newGroup(s.site, false, nil)
}

// Values returns the values of a kind in their spelling, by lower case.
func (s *Set) Values(kind feed.Kind) map[string]string {
	values := map[string]string{}
	prefix := groupKey(kind, "")
	s.groups.Ascend(prefix, func(key string, g *Group) bool {
		if value, below := strings.CutPrefix(key, prefix); below {
			values[value] = g.spelled()
			return true
		}
		return false
	})
	return values
}

// Public returns the number of live articles that subscribers may have.
func (s *Set) Public() int { return s.public }

// Names returns the number of files in dist that articles and other files have.
func (s *Set) Names() int { return s.names }

// Claimed returns the number of all claims, also of those that others have.
func (s *Set) Claimed() int { return s.claims.Len() }

// Files returns the other files of content, by path.
func (s *Set) Files() []File { return s.files }

// File reports whether there is another file of content with a path.
func (s *Set) File(path string) bool {
	_, found := slices.BinarySearchFunc(s.files, path, func(f File, path string) int { return feed.ComparePaths(f.Path, path) })
	return found
}

// Waiting counts the articles that subscribers do not see.
func (s *Set) Waiting() feed.Waiting {
	w := feed.Waiting{NoFeed: s.outside}
	s.hidden.Scan(func(a *feed.Meta) bool {
		w.Add(a, s.now)
		return true
	})
	w.First = w.First.In(s.site.TimeZone)
	return w
}

// News returns the listed articles of the last feed.NewsAge, the newest first, and at most feed.MaxNews.
func (s *Set) News() (articles []*feed.Meta) {
	since := s.now.Add(-feed.NewsAge)
	s.Listed().byDate.Scan(func(a *feed.Meta) bool {
		if !a.Published.After(since) {
			return false
		}
		articles = append(articles, a)
		return len(articles) < feed.MaxNews
	})
	return articles
}

// Next returns the first time at which an article becomes public or expires, or leaves the sitemap of news; the
// zero time if there is none.
func (s *Set) Next() time.Time {
	scheduled := slices.Concat(s.hidden.Items(), s.expiring.Items(), s.introductions.Items())
	for path := range s.refused {
		if a := s.Article(path); a != nil {
			scheduled = append(scheduled, a)
		}
	}
	next := feed.Next(scheduled, s.now)
	if news := s.News(); s.site.News && len(news) > 0 {
		leaves := news[len(news)-1].Published.Add(feed.NewsAge)
		if next.IsZero() || leaves.Before(next) {
			next = leaves
		}
	}
	return next
}
