package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fil/feed"
)

// Verdict says what a move means for the subscribers of the old feeds.
type Verdict struct {
	// Items are the items of the old feeds, each once, and Feeds the feeds.
	Items []ItemVerdict
	Feeds []FeedVerdict
	// Older is the number of items of the new feeds that the old ones do not have, although they are
	// older than the newest item there. Readers who have never had them show them as new.
	Older int
}

// ItemVerdict says what becomes of an item that subscribers know.
type ItemVerdict struct {
	Item *Item
	// Kept says that an item of the new feeds has its ID. Otherwise NewID is the ID of the item that has
	// its address, or its title and date: readers show that one as new. If there is none, NewID is "".
	Kept  bool
	NewID string
	// Archived says that it is in an archive, and not in the subscription document.
	Archived bool
	// Status is the answer at its old address, 0 if it has none: 200, or 404 or 410. Moved is the address
	// to which that leads, "" if it is answered there.
	Status int
	Moved  string
	// Dated says that it has another date now: Now.
	Dated bool
	Now   time.Time
}

// FeedVerdict says which answer readers get at the address of an old feed.
type FeedVerdict struct {
	Name    string // of the file or address that was read
	Address string // "" if it is not known
	Items   int
	// Status is the answer there, 0 if the address is not known. Moved is the address to which it leads.
	// IsFeed says that a feed is found there.
	Status int
	Moved  string
	IsFeed bool
}

// Keeps returns the number of items that keep their ID.
func (v *Verdict) Keeps() (n int) {
	return v.count(func(i ItemVerdict) bool { return i.Kept })
}

// AsNew returns the number of items that readers would show as new, under another ID.
func (v *Verdict) AsNew() int {
	return v.count(func(i ItemVerdict) bool { return !i.Kept && i.NewID != "" })
}

// Lost returns the number of items that no new feed has.
func (v *Verdict) Lost() int {
	return v.count(func(i ItemVerdict) bool { return !i.Kept && i.NewID == "" })
}

func (v *Verdict) count(is func(ItemVerdict) bool) (n int) {
	for _, i := range v.Items {
		if is(i) {
			n++
		}
	}
	return n
}

// Unanswered returns the old addresses of feeds and items at which there is nothing any more.
func (v *Verdict) Unanswered() (addresses []string) {
	for _, f := range v.Feeds {
		if f.Status != 0 && !f.IsFeed {
			addresses = append(addresses, f.Address)
		}
	}
	for _, i := range v.Items {
		if i.Status != 0 && i.Status != http.StatusOK {
			addresses = append(addresses, i.Item.URL)
		}
	}
	return addresses
}

// Good reports whether no subscriber loses anything: no item is lost or shown as new, and each address
// has an answer.
func (v *Verdict) Good() bool { return v.AsNew()+v.Lost()+len(v.Unanswered()) == 0 }

// String returns the sentence that counts.
func (v *Verdict) String() string {
	unanswered := v.Unanswered()
	s := fmt.Sprintf("%d of %d items known to subscribers keep their ID; %d would show as new; %d addresses answer 404", v.Keeps(), len(v.Items), v.AsNew(), len(unanswered))
	const shown = 5
	if len(unanswered) > 0 {
		s += ": " + strings.Join(unanswered[:min(shown, len(unanswered))], ", ")
	}
	if len(unanswered) > shown {
		s += fmt.Sprintf(" and %d more", len(unanswered)-shown)
	}
	if lost := v.Lost(); lost > 0 {
		s += fmt.Sprintf("; %d would be gone", lost)
	}
	return s
}

// verifier compares old feeds with a new site.
type verifier struct {
	site  *feed.Site
	dist  *Fetcher // answers for the new site
	byID  map[string]*Item
	byURL map[string]*Item
	// byName has items by title and day.
	byName       map[string]*Item
	subscription map[string]bool // IDs in the subscription document
}

// Verify reads old feeds, each by its address or from a file, and says what their subscribers would see of
// a new site. old fetches the old feeds. dist answers requests for the site's addresses as the new site
// does.
func Verify(ctx context.Context, names []string, site *feed.Site, old, dist *Fetcher) (*Verdict, error) {
	v := &verifier{site: site, dist: dist, byID: map[string]*Item{}, byURL: map[string]*Item{}, byName: map[string]*Item{}, subscription: map[string]bool{}}
	fresh, err := v.readNew(ctx)
	if err != nil {
		return nil, err
	}
	verdict := &Verdict{}
	known := map[string]bool{}
	var newest time.Time
	for _, name := range names {
		items, address, err := readOld(ctx, name, old)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		verdict.Feeds = append(verdict.Feeds, v.feed(ctx, name, address, len(items)))
		for _, item := range items {
			id := strings.TrimSpace(item.ID)
			if id == "" {
				id = item.URL // what readers fall back to
			}
			if known[id] {
				continue
			}
			known[id] = true
			item.ID = id
			if item.Published.After(newest) {
				newest = item.Published
			}
			verdict.Items = append(verdict.Items, v.item(ctx, item))
		}
	}
	for _, i := range verdict.Items {
		known[i.NewID] = true // it is counted already
	}
	for _, item := range fresh {
		if !known[item.ID] && v.subscription[item.ID] && !item.Published.After(newest) {
			verdict.Older++
		}
	}
	return verdict, nil
}

// readNew reads the feed of the new site, with its archives.
func (v *verifier) readNew(ctx context.Context) (items []*Item, err error) {
	address := v.site.URL(feed.Definition{Paths: v.site.Paths}.File(feed.Atom))
	data, _, err := v.dist.Get(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("reading the new feed: %w", err)
	}
	first, err := parseFeed(data, address)
	if err != nil {
		return nil, fmt.Errorf("reading the new feed: %w", err)
	}
	for _, item := range first.items {
		v.subscription[item.ID] = true
	}
	follow(ctx, first, address, v.dist, func(item *Item, fault error) bool {
		if fault != nil {
			err = fault
			return false
		}
		items = append(items, item)
		v.byID[item.ID] = item
		v.byURL[pathOf(item.URL)] = item
		v.byName[nameOf(item)] = item
		return true
	})
	return items, err
}

// readOld reads an old feed, with the documents to which it goes on.
func readOld(ctx context.Context, name string, fetcher *Fetcher) (items []*Item, address string, err error) {
	from, err := Open(ctx, name, "", fetcher)
	if err != nil {
		return nil, "", err
	}
	for item, err := range from.Items(ctx) {
		var fault *Fault
		switch {
		case errors.As(err, &fault):
		case err != nil:
			return nil, "", err
		case !item.Draft && !item.Page:
			items = append(items, item)
		}
	}
	if IsAddress(name) {
		return items, name, nil
	}
	return items, from.Self, nil
}

// item says what becomes of an old item.
func (v *verifier) item(ctx context.Context, old *Item) ItemVerdict {
	is := ItemVerdict{Item: old}
	now := v.byID[old.ID]
	is.Kept = now != nil
	if now == nil && pathOf(old.URL) != "" {
		now = v.byURL[pathOf(old.URL)]
	}
	if now == nil {
		now = v.byName[nameOf(old)]
	}
	if now != nil {
		is.Archived = !v.subscription[now.ID]
		is.Dated, is.Now = !old.Published.IsZero() && !now.Published.Truncate(time.Second).Equal(old.Published.Truncate(time.Second)), now.Published
		if !is.Kept {
			is.NewID = now.ID
		}
	}
	if v.onSite(old.URL) {
		is.Status, is.Moved, _ = v.ask(ctx, old.URL)
	}
	return is
}

// feed says which answer readers get at the address of an old feed.
func (v *verifier) feed(ctx context.Context, name, address string, items int) FeedVerdict {
	is := FeedVerdict{Name: name, Address: address, Items: items}
	if address == "" {
		return is
	}
	var data []byte
	is.Status, is.Moved, data = v.ask(ctx, address)
	if is.Status == http.StatusOK {
		_, err := parseFeed(data, address)
		is.IsFeed = err == nil
	}
	return is
}

// maxRedirects is how many redirects a reader follows.
const maxRedirects = 5

// ask asks the new site for an old address, whose host does not count: the name of the old host will lead
// to the new one. It follows redirects within the site; one to elsewhere counts as an answer.
func (v *verifier) ask(ctx context.Context, address string) (status int, moved string, data []byte) {
	u, err := url.Parse(address)
	base, baseErr := url.Parse(v.site.BaseURL)
	if err != nil || baseErr != nil {
		return http.StatusNotFound, "", nil
	}
	u.Scheme, u.Host, u.User, u.Fragment = base.Scheme, base.Host, nil, ""
	client := *v.dist.Client
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
		if to.Host != base.Host {
			return http.StatusOK, moved, nil
		}
		u = to
	}
	return http.StatusLoopDetected, moved, nil
}

// onSite reports whether an address can be one of the new site's.
func (v *verifier) onSite(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Path != "" && (u.Host != "" || strings.HasPrefix(u.Path, "/"))
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
