// Package readers counts who reads, without keeping anything of a person.
//
// A feed is fetched by services that say for how many subscribers they ask ("Feedly/1.0 (…; 42 subscribers)"), and
// by readers that ask for themselves. A [Counter] takes the number of the former as they give it, and counts the latter
// by a hash of their address and user agent. The key of that hash is random, is never stored, and is thrown away at the
// end of each day, together with the hashes; so no reader can be found again the next day, or in what is stored.
// Downloads of episodes are counted in the same way, by the rules of the IAB (Podcast Measurement Technical Guidelines
// 2.2) as far as they go without keeping addresses.
//
// What is left of a day is a [Day] of numbers, which a [Folder] stores for two years. Days are those of UTC.
package readers

import (
	"hash/maphash"
	"net/netip"
	"sync"
	"time"
)

// Day has the counts of one day.
type Day struct {
	// Date is as 2026-11-30.
	Date string `json:"date"`
	// Feeds are the subscribers of each feed, by its name in dist and by reader.
	Feeds map[string]map[string]int `json:"feeds,omitempty"`
	// Downloads are those of each episode, by its name in dist.
	Downloads map[string]int `json:"downloads,omitempty"`
	// Incomplete says that there were more readers than are counted in a day.
	Incomplete bool `json:"incomplete,omitempty"`
}

// Subscribers returns the number of subscribers of all feeds.
func (d Day) Subscribers() (n int) {
	for _, by := range d.Feeds {
		for _, count := range by {
			n += count
		}
	}
	return n
}

// DownloadCount returns the number of downloads of all episodes.
func (d Day) DownloadCount() (n int) {
	for _, count := range d.Downloads {
		n += count
	}
	return n
}

// Request is what is known of a request that was answered with a feed, or with an episode.
type Request struct {
	// Name is the name in dist of the feed or episode.
	Name      string
	UserAgent string
	Client    netip.Addr
}

// The most that is counted in a day: readers and downloads in all and of one network, names of readers that Fil does not
// know, and pairs of a feed and a reader.
const (
	maxCounted   = 1 << 18
	maxOfNetwork = 1000
	maxNames     = 300
	maxPairs     = 3000
)

// others is the name of all readers beyond maxNames.
const others = "others"

// Counter counts the requests of a day. It is safe for concurrent use.
type Counter struct {
	mu   sync.Mutex
	date string
	seed maphash.Seed // thrown away with the day
	// base has the counts of this day that an earlier process stored.
	base       Day
	pairs      map[pair]map[uint64]int // by source: the last number of subscribers
	names      map[string]bool
	downloads  map[string]int
	seen       map[uint64]bool // hashes of downloads
	counted    int
	networks   map[uint64]int // how much of counted is of a network, by its hash
	incomplete bool
	changed    bool
	agents     map[string]agent // parsed; some of those that were seen last
}

// pair is a feed and a reader of it.
type pair struct{ feed, reader string }

// NewCounter returns a Counter that goes on with what was stored of a day: the subscribers of a day are the most that
// one process has counted, because the hashes of an earlier one are gone; downloads are the sum.
func NewCounter(stored Day) *Counter {
	c := &Counter{}
	c.begin(stored)
	return c
}

// begin begins a day. c.mu is locked, or nobody else has c.
func (c *Counter) begin(base Day) {
	c.date, c.base, c.seed = base.Date, base, maphash.MakeSeed()
	c.pairs, c.names, c.downloads, c.seen = map[pair]map[uint64]int{}, map[string]bool{}, map[string]int{}, map[uint64]bool{}
	c.counted, c.networks, c.agents, c.incomplete = 0, map[uint64]int{}, nil, base.Incomplete
}

// Roll begins a new day if one has begun at a time, and returns the day that has ended; ended is false if none has.
func (c *Counter) Roll(now time.Time) (day Day, ended bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	today := Date(now)
	if c.date == today {
		return Day{}, false
	}
	day, ended = c.day(), c.date != ""
	c.begin(Day{Date: today})
	return day, ended
}

// Date returns the date of a time in UTC.
func Date(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// Feed counts a request for a feed. Bots are no readers.
func (c *Counter) Feed(r Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a := c.agent(r.UserAgent)
	if a.bot {
		return
	}
	source := maphash.Comparable(c.seed, a.feedID)
	if !a.service { // each installation counts
		source = maphash.Comparable(c.seed, Request{r.Name, a.identity, network(r.Client)})
	}
	p := pair{r.Name, c.name(a)}
	before, counted := c.pairs[p][source]
	if counted && (a.subscribers == 0 || before == a.subscribers) {
		return
	}
	if !counted && (c.pairs[p] == nil && len(c.pairs) >= maxPairs || !c.hasRoom(r.Client)) {
		c.incomplete = true
		return
	}
	if c.pairs[p] == nil {
		c.pairs[p] = map[uint64]int{}
	}
	c.pairs[p][source], c.changed = max(1, a.subscribers), true
}

// name returns the name under which a reader is counted. Unknown readers beyond maxNames share one name. c.mu is locked.
func (c *Counter) name(a agent) string {
	if a.known || c.names[a.name] {
		return a.name
	}
	if len(c.names) >= maxNames {
		return others
	}
	c.names[a.name] = true
	return a.name
}

// hasRoom reports whether one more of a client's network is counted, and counts it. c.mu is locked.
func (c *Counter) hasRoom(client netip.Addr) bool {
	of := maphash.Comparable(c.seed, network(client))
	if c.counted >= maxCounted || c.networks[of] >= maxOfNetwork {
		return false
	}
	c.counted++
	c.networks[of]++
	return true
}

// Download counts a request for an episode that was answered with its first bytes. The same client counts once a day.
func (c *Counter) Download(r Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if a := c.agent(r.UserAgent); a.bot || a.script {
		return
	}
	hash := maphash.Comparable(c.seed, Request{r.Name, r.UserAgent, network(r.Client)})
	if c.seen[hash] {
		return
	}
	if !c.hasRoom(r.Client) {
		c.incomplete = true
		return
	}
	c.seen[hash], c.changed = true, true
	c.downloads[r.Name]++
}

// maxAgents is how many parsed user agents are kept, and maxAgent how many bytes of one are read.
const maxAgents, maxAgent = 1 << 10, 512

// agent returns what a User-Agent says. c.mu is locked.
func (c *Counter) agent(text string) agent {
	text = text[:min(len(text), maxAgent)]
	a, known := c.agents[text]
	if !known {
		if c.agents == nil || len(c.agents) >= maxAgents {
			c.agents = map[string]agent{}
		}
		a = parseAgent(text)
		c.agents[text] = a
	}
	return a
}

// network returns the address by which a client is counted. For IPv6 it is the /64 network, in which one client uses many
// addresses (RFC 8981).
func network(client netip.Addr) netip.Addr {
	if client.Is6() && !client.Is4In6() {
		prefix, _ := client.Prefix(64)
		return prefix.Addr()
	}
	return client.Unmap()
}

// Day returns the counts of the present day.
func (c *Counter) Day() Day {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.day()
}

// Unsaved returns the counts of the present day, and whether they have changed since the last call.
func (c *Counter) Unsaved() (day Day, changed bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	changed, c.changed = c.changed, false
	return c.day(), changed
}

// day is Day. c.mu is locked.
func (c *Counter) day() Day {
	d := Day{Date: c.date, Feeds: map[string]map[string]int{}, Downloads: map[string]int{}, Incomplete: c.incomplete}
	set := func(feed, reader string, n int) {
		if d.Feeds[feed] == nil {
			d.Feeds[feed] = map[string]int{}
		}
		d.Feeds[feed][reader] = max(n, d.Feeds[feed][reader])
	}
	for feed, by := range c.base.Feeds {
		for reader, n := range by {
			set(feed, reader, n)
		}
	}
	for p, sources := range c.pairs {
		n := 0
		for _, of := range sources {
			n += of
		}
		set(p.feed, p.reader, n)
	}
	for episode, n := range c.base.Downloads {
		d.Downloads[episode] = n
	}
	for episode, n := range c.downloads {
		d.Downloads[episode] += n
	}
	return d
}
