package importer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fil/feed"
)

// verifier compares old feeds with a new site.
type verifier struct {
	site  *feed.Site
	dist  *Fetcher // answers for the new site
	hosts map[string]bool
	main  *collection
}

// collection is a feed of the new site: its subscription document, and the archives to which that leads.
type collection struct {
	byID  map[string]*Item
	byURL map[string]*Item
	// byName has items by title and day.
	byName       map[string]*Item
	subscription []*Item
	inDocument   map[string]bool // IDs in the subscription document
}

// Verify reads old feeds, each by its address or from a file, and says what their subscribers would see of
// a new site. old fetches the old feeds, also the documents to which a saved file goes on. dist answers
// requests for the site's addresses as the new site does.
func Verify(ctx context.Context, names []string, site *feed.Site, old, dist *Fetcher) (*Verdict, error) {
	v := &verifier{site: site, dist: dist, hosts: map[string]bool{}}
	v.hosts[hostOf(site.BaseURL)] = true
	var err error
	v.main, err = v.collect(ctx, site.URL(feed.Definition{Paths: site.Paths}.File(feed.Atom)), nil)
	if err != nil {
		return nil, fmt.Errorf("reading the new feed: %w", err)
	}
	verdict := &Verdict{}
	known := map[string]bool{}
	for _, name := range names {
		was, err := readOld(ctx, name, old)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		maps.Copy(v.hosts, was.hosts)
		verdict.Faults = append(verdict.Faults, was.faults...)
		f, now := v.feed(ctx, name, was)
		for _, item := range was.items {
			if known[item.ID] {
				continue
			}
			known[item.ID] = true
			is := v.item(ctx, item, now)
			verdict.Items = append(verdict.Items, is)
			was.ids[is.NewID] = true // it is counted already
		}
		if f.IsFeed {
			f.Older = was.olderThan(now)
		}
		verdict.Feeds = append(verdict.Feeds, f)
	}
	return verdict, nil
}

// collect reads a feed of the new site with its archives. data is its document, nil if it is not read yet.
func (v *verifier) collect(ctx context.Context, address string, data []byte) (*collection, error) {
	if data == nil {
		var err error
		data, _, err = v.dist.Get(ctx, address)
		if err != nil {
			return nil, err
		}
	}
	first, err := parseFeed(data, address)
	if err != nil {
		return nil, err
	}
	c := &collection{byID: map[string]*Item{}, byURL: map[string]*Item{}, byName: map[string]*Item{}, subscription: first.items, inDocument: map[string]bool{}}
	for _, item := range first.items {
		c.inDocument[item.ID] = true
	}
	follow(ctx, first, address, v.dist, func(item *Item, fault error) bool {
		if fault != nil {
			err = fault
			return false
		}
		c.byID[item.ID], c.byURL[pathOf(item.URL)], c.byName[nameOf(item)] = item, item, item
		return true
	})
	return c, err
}

// oldFeed is a feed of the publication that is left.
type oldFeed struct {
	address string // "" if it is not known
	items   []*Item
	ids     map[string]bool
	hosts   map[string]bool // at which its articles were
	faults  []*Fault
}

// readOld reads an old feed, with the documents to which it goes on.
func readOld(ctx context.Context, name string, fetcher *Fetcher) (*oldFeed, error) {
	from, err := Open(ctx, name, "", fetcher)
	if err != nil {
		return nil, err
	}
	was := &oldFeed{address: from.Self, ids: map[string]bool{}, hosts: from.Hosts()}
	if isAddress(name) {
		was.address = name
	}
	for item, err := range from.Items(ctx) {
		var fault *Fault
		switch {
		case errors.As(err, &fault):
			if !fault.Minor {
				was.faults = append(was.faults, fault)
			}
		case err != nil:
			return nil, err
		case !item.Draft && !item.Page:
			item.ID = cmp.Or(strings.TrimSpace(item.ID), item.URL, item.Title) // what readers fall back to
			was.ids[item.ID] = true
			was.items = append(was.items, item)
		}
	}
	return was, nil
}

// olderThan returns the IDs of the items in a new document that an old feed does not have, although they are
// older than its newest item.
func (was *oldFeed) olderThan(now *collection) (ids []string) {
	var newest time.Time
	for _, item := range was.items {
		if item.Published.After(newest) {
			newest = item.Published
		}
	}
	for _, item := range now.subscription {
		if !was.ids[item.ID] && !item.Published.After(newest) {
			ids = append(ids, item.ID)
		}
	}
	return ids
}

// item says what becomes of an old item in a feed of the new site.
func (v *verifier) item(ctx context.Context, old *Item, in *collection) ItemVerdict {
	is := ItemVerdict{Item: old}
	now := in.byID[old.ID]
	is.Kept = now != nil
	if now == nil && pathOf(old.URL) != "" {
		now = in.byURL[pathOf(old.URL)]
	}
	if now == nil {
		now = in.byName[nameOf(old)]
	}
	if now != nil {
		is.Archived = !in.inDocument[now.ID]
		is.Dated, is.Now = !old.Published.IsZero() && !now.Published.Truncate(time.Second).Equal(old.Published.Truncate(time.Second)), now.Published
		if !is.Kept {
			is.NewID = now.ID
		}
	}
	if u, err := url.Parse(old.URL); err == nil && u.Path != "" && (u.Host == "" || v.hosts[hostOf(old.URL)]) {
		is.Status, is.Moved, _ = v.ask(ctx, old.URL)
		is.Elsewhere = is.Status == http.StatusOK && now != nil && pathOf(cmp.Or(is.Moved, old.URL)) != pathOf(now.URL)
	}
	return is
}

// feed says which answer readers get at the address of an old feed, and returns the feed that they get: that
// of the whole site if there is none.
func (v *verifier) feed(ctx context.Context, name string, was *oldFeed) (FeedVerdict, *collection) {
	is := FeedVerdict{Name: name, Address: was.address, Items: len(was.items)}
	if was.address == "" {
		return is, v.main
	}
	var data []byte
	is.Status, is.Moved, data = v.ask(ctx, was.address)
	if is.Status != http.StatusOK || data == nil {
		return is, v.main
	}
	now, err := v.collect(ctx, cmp.Or(is.Moved, v.onSite(was.address)), data)
	if err != nil {
		return is, v.main
	}
	is.IsFeed = true
	// A JSON Feed has no archives. The archives of the main feed have the older articles.
	if len(now.byID) == len(now.inDocument) {
		for id, item := range v.main.byID {
			if now.byID[id] == nil {
				now.byID[id] = item
			}
		}
	}
	return is, now
}

// onSite returns an old address with the host of the new site.
func (v *verifier) onSite(address string) string {
	u, err := url.Parse(address)
	base, baseErr := url.Parse(v.site.BaseURL)
	if err != nil || baseErr != nil {
		return address
	}
	u.Scheme, u.Host, u.User, u.Fragment = base.Scheme, base.Host, nil, ""
	return u.String()
}

// maxRedirects is how many redirects a reader follows.
const maxRedirects = 5

// ask asks the new site for an old address, whose host does not count: the name of the old host will lead
// to the new one. It follows redirects within the site; one to elsewhere counts as an answer.
func (v *verifier) ask(ctx context.Context, address string) (status int, moved string, data []byte) {
	u, err := url.Parse(v.onSite(address))
	if err != nil {
		return http.StatusNotFound, "", nil
	}
	host := u.Host
	client := http.Client{}
	if v.dist.Client != nil {
		client = *v.dist.Client
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for range maxRedirects {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return http.StatusNotFound, "", nil
		}
		resp, err := client.Do(req)
		if err != nil {
			return http.StatusNotFound, "", nil
		}
		data, err = io.ReadAll(io.LimitReader(resp.Body, maxDocument))
		resp.Body.Close()
		to, _ := resp.Location() // nil if there is none
		if err != nil || to == nil || resp.StatusCode < 300 || resp.StatusCode >= 400 {
			return resp.StatusCode, moved, data
		}
		moved = to.String()
		if to.Host != host {
			return http.StatusOK, moved, nil
		}
		u = to
	}
	return http.StatusLoopDetected, moved, nil
}

// pathOf returns the path of an address, without a slash at its end; "" for a home page.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(strings.TrimSuffix(u.Path, "index.html"), "/")
}

// nameOf identifies an item by its title and day.
func nameOf(i *Item) string {
	if i.Title == "" {
		return i.Published.UTC().Format(time.RFC3339) + " " + i.ID
	}
	return i.Published.UTC().Format(time.DateOnly) + " " + strings.Join(strings.Fields(i.Title), " ")
}
