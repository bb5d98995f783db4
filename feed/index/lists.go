package index

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/btree"

	"fil/feed"
)

// enter puts articles into the lists that show them: those of put that are not refused, and those that
// were refused before and are no longer. It takes articles that are newly refused out of the lists.
func (w *editor) enter(put []*feed.Meta) {
	isPut := make(map[*feed.Meta]bool, len(put))
	var entering []*feed.Meta
	for _, a := range put {
		isPut[a] = true
		if w.refused[a.Path] == nil {
			entering = append(entering, a)
		} else {
			a.Came = time.Time{}
		}
	}
	for path := range w.refused {
		if a := w.Article(path); a != nil && !isPut[a] && w.before.refused[path] == nil {
			w.leave(a)
			again := *a // the set before owns a
			again.Came = time.Time{}
			w.replace(a, &again)
		}
	}
	for path := range w.before.refused {
		if a := w.Article(path); a != nil && !isPut[a] && w.refused[path] == nil {
			again := *a // the set before owns a, and enterLive may set Came
			w.replace(a, &again)
			entering = append(entering, &again)
		}
	}
	var live []*feed.Meta
	for _, a := range entering {
		switch {
		case a.Stem == "":
			if a.LiveAt(w.now) {
				w.diff.Now = append(w.diff.Now, a)
			}
		case a.LiveAt(w.now):
			live = append(live, a)
		default:
			a.Came = time.Time{}
			w.hidden.Load(a)
		}
	}
	w.enterLive(live)
}

// enterLive puts live articles into the lists that show them.
func (w *editor) enterLive(live []*feed.Meta) {
	w.diff.Now = append(w.diff.Now, live...)
	var listed []*feed.Meta
	for _, a := range live {
		switch {
		case a.NoFeed:
			a.Came = time.Time{}
		case a.Came.IsZero():
			a.Came = w.c.Arrive(a)
		}
		w.count(a, 1)
		if !a.Expires.IsZero() {
			w.expiring.Set(a)
		}
		if a.InNoList() {
			w.unlisted.Set(a)
		} else {
			listed = append(listed, a)
		}
	}
	slices.SortFunc(listed, feed.ByDate)
	w.ownListed()
	w.listed.add(listed, nil)
	members := map[string][]*feed.Meta{}
	for _, a := range listed {
		w.eachGroup(a, func(key, spelled string, member bool) {
			w.group(key).spell(spelled, 1)
			if all := members[key]; member && (len(all) == 0 || all[len(all)-1] != a) { // not twice, if it has two spellings
				members[key] = append(all, a)
			}
		})
	}
	for key, articles := range members {
		w.group(key).add(articles, w.arrivals(key, articles))
	}
}

// leave takes an article that was not refused out of the lists that show it.
func (w *editor) leave(a *feed.Meta) {
	if !a.LiveAt(w.before.now) {
		w.hidden.Delete(a)
		return
	}
	w.diff.Was = append(w.diff.Was, a)
	w.count(a, -1)
	w.expiring.Delete(a)
	if a.InNoList() {
		w.unlisted.Delete(a)
		return
	}
	w.ownListed()
	w.listed.remove(a)
	removed := ""
	w.eachGroup(a, func(key, spelled string, member bool) {
		g := w.group(key)
		g.spell(spelled, -1)
		if member && key != removed { // not twice, if it has two spellings
			g.remove(a)
			removed = key
		}
		if g.isEmpty() {
			w.groups.Delete(key)
			delete(w.own, key)
		}
	})
}

// count adds n to the numbers that count an article.
func (w *editor) count(a *feed.Meta, n int) {
	switch {
	case !a.NoFeed && !feed.LocalURL(a.ID):
		w.public += n
	case a.NoFeed && !a.Standalone():
		w.outside += n
	}
}

// ownListed replaces listed by a copy, unless this set owns it.
func (w *editor) ownListed() {
	if !w.ownsListed {
		w.listed, w.ownsListed = w.listed.copy(), true
	}
}

// group returns the group with a key, which this set owns from then on.
func (w *editor) group(key string) *Group {
	g, found := w.groups.Get(key)
	switch {
	case w.own[key]:
		return g
	case found:
		g = g.copy()
	default:
		g = newGroup(w.site, false, nil)
	}
	w.own[key] = true
	w.groups.Set(key, g)
	return g
}

// openFeeds makes the groups of the feeds that site.yaml describes.
func (w *editor) openFeeds() {
	for _, d := range w.site.Named {
		key := groupKey(feed.Named, d.Path)
		if _, found := w.groups.Get(key); found {
			continue
		}
		var entered *btree.Map[string, time.Time]
		if d.Archive {
			entered = btree.NewMap[string, time.Time](0)
			for id, at := range w.c.Entered(d.Path) {
				entered.Set(id, at)
			}
		}
		w.groups.Set(key, newGroup(w.site, d.Archive, entered))
		w.own[key] = true
	}
}

// arrivals returns when articles come into the group of a feed with archives of its own; nil for other
// groups.
func (w *editor) arrivals(key string, articles []*feed.Meta) feed.Arrivals {
	g := w.group(key)
	if g.entered == nil {
		return nil
	}
	before := feed.Arrivals{}
	g.entered.Scan(func(id string, at time.Time) bool {
		before[id] = at
		return true
	})
	next := before.Next(w.c.Now)
	arrivals := feed.Arrivals{}
	for _, a := range articles {
		arrivals[a.ID] = before.Arrival(a, next)
	}
	folder := strings.TrimPrefix(key, groupKey(feed.Named, ""))
	if w.diff.Entered[folder] == nil {
		w.diff.Entered[folder] = feed.Arrivals{}
	}
	maps.Copy(w.diff.Entered[folder], arrivals)
	return arrivals
}

// eachGroup calls f for each group of a listed article, with the article's spelling of its value, "" if
// it has none. member is false for an article that is in no feed: only its spelling counts.
func (w *editor) eachGroup(a *feed.Meta, f func(key, spelled string, member bool)) {
	if !a.NoFeed {
		f(groupKey(feed.Whole, ""), "", true)
		for _, d := range w.site.Named {
			if d.Match(w.site, a) {
				f(groupKey(feed.Named, d.Path), "", true)
			}
		}
	}
	for _, kind := range w.site.Each {
		for value := range kind.Values(w.site, a) {
			f(groupKey(kind, value), value, !a.NoFeed)
		}
	}
	if a.Translation != "" && !a.NoFeed {
		f(groupKey(feed.Translation, a.Translation), "", true)
	}
}

// groupKey returns the key of the group of a kind and a value: spellings that differ in case are one
// group.
func groupKey(kind feed.Kind, value string) string {
	return string(kind) + "\x00" + strings.ToLower(value)
}
