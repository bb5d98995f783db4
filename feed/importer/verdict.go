package importer

import (
	"fmt"
	"strings"
	"time"
)

// Verdict says what a move means for the subscribers of the old feeds.
type Verdict struct {
	// Items are the items of the old feeds, each once, and Feeds the feeds.
	Items []ItemVerdict
	Feeds []FeedVerdict
	// Faults say what of the old feeds could not be read, so that nothing is known of it.
	Faults []*Fault
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
	// Status is the answer at its old address, 0 if it has none on the site: 200, or 404 or 410. Moved is
	// the address to which that leads, "" if it is answered there.
	Status int
	Moved  string
	// Elsewhere says that the page of something else is found at its old address.
	Elsewhere bool
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
	// Older are the IDs of the items in the new document that the old feed does not have, although they
	// are older than its newest item. Readers who never had them show them as new.
	Older []string
}

// Keeps returns the number of items that keep their ID.
func (v *Verdict) Keeps() (n int) {
	return v.count(func(i ItemVerdict) bool { return i.Kept })
}

// AsNew returns the number of items that readers would show as new: those under another ID, and older ones
// that the old feeds did not have.
func (v *Verdict) AsNew() int {
	older := map[string]bool{}
	for _, f := range v.Feeds {
		for _, id := range f.Older {
			older[id] = true
		}
	}
	return len(older) + v.count(func(i ItemVerdict) bool { return !i.Kept && i.NewID != "" })
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

// NotFound returns the old addresses of feeds and items that are answered with 404 or another error.
func (v *Verdict) NotFound() (addresses []string) {
	for _, f := range v.Feeds {
		if f.Status >= 400 {
			addresses = append(addresses, f.Address)
		}
	}
	for _, i := range v.Items {
		if i.Status >= 400 {
			addresses = append(addresses, i.Item.URL)
		}
	}
	return addresses
}

// NoFeed returns the addresses of old feeds at which something else than a feed is found.
func (v *Verdict) NoFeed() (addresses []string) {
	for _, f := range v.Feeds {
		if f.Status != 0 && f.Status < 400 && !f.IsFeed {
			addresses = append(addresses, f.Address)
		}
	}
	return addresses
}

// Elsewhere returns the old addresses of items at which the page of something else is found.
func (v *Verdict) Elsewhere() (addresses []string) {
	for _, i := range v.Items {
		if i.Elsewhere {
			addresses = append(addresses, i.Item.URL)
		}
	}
	return addresses
}

// Good reports whether no subscriber loses anything: no item is gone or shown as new, each address has its
// answer, and the old feeds have items, and could be read as a whole.
func (v *Verdict) Good() bool {
	return v.AsNew()+v.Lost()+len(v.NotFound())+len(v.NoFeed())+len(v.Elsewhere())+len(v.Faults) == 0 && len(v.Items) > 0
}

// String returns the sentence that counts.
func (v *Verdict) String() string {
	missing := v.NotFound()
	s := fmt.Sprintf("%d of %d items known to subscribers keep their ID; %d would show as new; %d addresses answer 404", v.Keeps(), len(v.Items), v.AsNew(), len(missing))
	const shown = 5
	if len(missing) > 0 {
		s += ": " + strings.Join(missing[:min(shown, len(missing))], ", ")
	}
	if len(missing) > shown {
		s += fmt.Sprintf(" and %d more", len(missing)-shown)
	}
	if lost := v.Lost(); lost > 0 {
		s += fmt.Sprintf("; %d would be gone", lost)
	}
	if none := v.NoFeed(); len(none) > 0 {
		s += "; no feed is at " + strings.Join(none, ", ")
	}
	if elsewhere := v.Elsewhere(); len(elsewhere) > 0 {
		s += "; something else is at " + strings.Join(elsewhere[:min(shown, len(elsewhere))], ", ")
	}
	if len(v.Faults) > 0 {
		s += fmt.Sprintf("; %d documents of the old feeds could not be read", len(v.Faults))
	}
	return s
}
