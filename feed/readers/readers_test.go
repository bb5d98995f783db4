package readers

import (
	"fmt"
	"hash/maphash"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The user agents of readers as they are on the wire.
func TestAgents(t *testing.T) {
	for text, want := range map[string]agent{
		"Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google; 42 subscribers; )":         {name: "Feedly", known: true, subscribers: 42, service: true},
		"Mozilla/5.0 (compatible; inoreader.com; 12 subscribers)":                                             {name: "Inoreader", known: true, subscribers: 12, service: true},
		"NewsBlur Feed Fetcher - 3 subscribers - https://www.newsblur.com/site/1/x (Mozilla/5.0 (Macintosh))": {name: "NewsBlur", known: true, subscribers: 3, service: true},
		"Feedbin feed-id:1234 - 17 subscribers":                                                               {name: "Feedbin", known: true, subscribers: 17, service: true, feedID: "1234"},
		"Mozilla/5.0 (compatible; theoldreader.com; 1 subscribers; feed-id=5d6f)":                             {name: "The Old Reader", known: true, subscribers: 1, service: true, feedID: "5d6f"},
		"Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 1,204 subscribers)":                {name: "BazQux", known: true, subscribers: 1204, service: true},
		"FreshRSS/1.24.3 (Linux; https://freshrss.org)":                                                       {name: "FreshRSS", known: true},
		"Mozilla/5.0 (compatible; Miniflux/2.2.4; +https://miniflux.app)":                                     {name: "Miniflux", known: true},
		"Tiny Tiny RSS/24.05 (https://tt-rss.org/) 5 subscribers":                                             {name: "Tiny Tiny RSS", known: true, subscribers: 5},
		"newsboat/2.38.0 (Linux x86_64)":                                                                      {name: "newsboat", known: true},
		"NetNewsWire (RSS Reader; https://netnewswire.com/)":                                                  {name: "NetNewsWire", known: true},
		"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0":                          {name: "Thunderbird", known: true},
		"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0":                              {name: "browser", known: true},
		"AppleCoreMedia/1.0.0.22B83 (iPhone; U; CPU OS 18_1 like Mac OS X; fr_fr)":                            {name: "Apple Podcasts", known: true},
		"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)":                            {name: "browser", known: true, bot: true},
		"Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)":                                  {name: "browser", known: true, bot: true},
		"curl/8.11.0":     {name: "curl", script: true},
		"":                {name: "unknown"},
		"Lecteur maison":  {name: "Lecteur"},
		"\x01évil\r\nX/1": {name: "vilX"},
		"Selfoss/2.19 (+https://selfoss.aditu.de) 999999999999 subscribers": {name: "Selfoss"},
		strings.Repeat("a", 5000): {name: strings.Repeat("a", maxName)},
	} {
		got := parseAgent(text)
		got.identity = ""
		if got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

// Any text has a name that can be printed, and a number within bounds.
func FuzzAgent(f *testing.F) {
	f.Add("Feedly/1.0 (42 subscribers)")
	f.Add("x 1,234 readers feed-id=-")
	f.Fuzz(func(t *testing.T, text string) {
		a := parseAgent(text)
		if a.name == "" || len(a.name) > maxName || a.subscribers < 0 || a.subscribers > maxSubscribers || a.subscribers > 0 && !a.known || strings.ContainsAny(a.name, "\r\n\x00") {
			t.Errorf("%q: %+v", text, a)
		}
	})
}

var today = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

func from(name, agent, client string) Request {
	return Request{name, agent, netip.MustParseAddr(client)}
}

// A service counts with its last number, from whatever address it asks, and once for each feed that it takes for
// another; of all others each address and program counts once.
func TestCounter(t *testing.T) {
	c := NewCounter(Day{Date: Date(today)})
	for _, r := range []Request{
		from("atom.xml", "Feedly/1.0 (40 subscribers)", "192.0.2.1"), from("atom.xml", "Feedly/1.0 (42 subscribers)", "192.0.2.2"),
		from("atom.xml", "Feedly/1.0", "192.0.2.3"), from("atom.xml", "Feedly/1.0 (0 subscribers)", "192.0.2.4"), from("atom.xml", "evil/1.0 99999999 subscribers", "192.0.2.9"), from("rss.xml", "Feedly/1.0 (2 subscribers)", "192.0.2.2"),
		from("atom.xml", "theoldreader.com; 3 subscribers; feed-id=a", "192.0.2.3"), from("atom.xml", "theoldreader.com; 4 subscribers; feed-id=b", "192.0.2.3"),
		from("atom.xml", "FreshRSS/1.2", "192.0.2.4"), from("atom.xml", "FreshRSS/1.2", "192.0.2.4"), from("atom.xml", "FreshRSS/1.2", "192.0.2.5"), from("atom.xml", "FreshRSS/1.3", "192.0.2.5"),
		from("atom.xml", "Tiny Tiny RSS/1 5 subscribers", "192.0.2.6"), from("atom.xml", "Tiny Tiny RSS/1 7 subscribers", "192.0.2.6"), from("atom.xml", "Tiny Tiny RSS/1 2 subscribers", "192.0.2.7"),
		from("atom.xml", "newsboat/2", "2001:db8::1"), from("atom.xml", "newsboat/2", "2001:db8::2"), from("atom.xml", "newsboat/2", "2001:db8:1::2"),
		from("atom.xml", "Googlebot/2.1", "192.0.2.8"),
	} {
		c.Feed(r)
	}
	for _, r := range []Request{
		from("ép.mp3", "AntennaPod/3", "192.0.2.1"), from("ép.mp3", "AntennaPod/3", "192.0.2.1"), from("ép.mp3", "AntennaPod/3", "192.0.2.2"), from("ép.mp3", "curl/8", "192.0.2.3"),
		from("ép.mp3", "Googlebot/2.1", "192.0.2.4"), from("b.mp3", "AntennaPod/3", "192.0.2.1"),
	} {
		c.Download(r)
	}
	want := Day{Date: "2026-11-30", Feeds: map[string]map[string]int{"atom.xml": {"Feedly": 42, "The Old Reader": 7, "FreshRSS": 3, "Tiny Tiny RSS": 9, "newsboat": 2, "evil": 1}, "rss.xml": {"Feedly": 2}},
		Downloads: map[string]int{"ép.mp3": 2, "b.mp3": 1}}
	if diff := cmp.Diff(want, c.Day()); diff != "" {
		t.Error(diff)
	}
	if d := c.Day(); d.Subscribers() != 66 || d.DownloadCount() != 3 {
		t.Errorf("%d, %d", d.Subscribers(), d.DownloadCount())
	}
	if _, changed := c.Unsaved(); !changed {
		t.Error("nothing has changed")
	}
	c.Feed(from("atom.xml", "newsboat/2", "2001:db8::1"))
	if _, changed := c.Unsaved(); changed {
		t.Error("one more request of the same reader is a change")
	}

	// Another process goes on: the larger number of subscribers stays, and downloads are added.
	next := NewCounter(c.Day())
	for _, r := range []Request{from("atom.xml", "newsboat/2", "2001:db8::1"), from("atom.xml", "Feedly/1.0 (50 subscribers)", "192.0.2.2")} {
		next.Feed(r)
	}
	next.Download(from("b.mp3", "AntennaPod/3", "192.0.2.9"))
	want.Feeds["atom.xml"]["Feedly"], want.Downloads["b.mp3"] = 50, 2
	if diff := cmp.Diff(want, next.Day()); diff != "" {
		t.Error(diff)
	}

	// The next day begins at nothing, with another key.
	seed := next.seed
	ended, ok := next.Roll(today.Add(12 * time.Hour))
	if !ok || ended.Feeds["atom.xml"]["Feedly"] != 50 || next.Day().Subscribers() != 0 || next.Day().Date != "2026-12-01" || next.seed == seed || len(next.seen) != 0 {
		t.Errorf("%v, %+v, then %+v", ok, ended, next.Day())
	}
	if _, ok := next.Roll(today.Add(13 * time.Hour)); ok {
		t.Error("the day has ended twice")
	}
}

// A flood of names and addresses is bounded, and said.
func TestCounterIsBounded(t *testing.T) {
	c := NewCounter(Day{Date: Date(today)})
	for i := range maxCounted - 10_000 {
		c.Feed(from("atom.xml", fmt.Sprintf("r%d/1", i%1000), netip.AddrFrom4([4]byte{1, byte(i >> 16), byte(i >> 8), byte(i)}).String()))
	}
	for i := range 2 * maxPairs {
		c.Feed(from(fmt.Sprintf("tags/%d/atom.xml", i), "Feedly/1 2 subscribers", "192.0.2.1"))
	}
	for i := range 5 * maxOfNetwork {
		c.Feed(from(fmt.Sprintf("tags/%d/atom.xml", i%5), fmt.Sprintf("n%d/1", i), "192.0.2.77"))
	}
	c.Feed(from("atom.xml", "NetNewsWire/6", "198.51.100.1"))
	if d := c.Day(); len(d.Feeds["atom.xml"]) > maxNames+2 || c.networks[maphash.Comparable(c.seed, netip.MustParseAddr("192.0.2.77"))] > maxOfNetwork || !d.Incomplete || d.Subscribers() > maxCounted+2*maxPairs || len(c.pairs) > maxPairs || len(c.agents) > maxAgents {
		t.Errorf("%d names, %d subscribers, %d pairs, %d agents", len(d.Feeds["atom.xml"]), d.Subscribers(), len(c.pairs), len(c.agents))
	}
	if d := c.Day(); d.Feeds["atom.xml"]["NetNewsWire"] != 1 {
		t.Errorf("a reader that Fil knows is among others: %v", d.Feeds["atom.xml"]["others"])
	}
	for i := range 20_000 {
		c.Feed(from("atom.xml", "r1/1", netip.AddrFrom4([4]byte{2, byte(i >> 16), byte(i >> 8), byte(i)}).String()))
	}
	if d := c.Day(); c.counted > maxCounted || !NewCounter(d).Day().Incomplete {
		t.Errorf("%d are counted; after a restart, incomplete is %v", c.counted, NewCounter(d).Day().Incomplete)
	}
}

// Days are stored for two years, and can be read while they are; one that is damaged is left out.
func TestFolder(t *testing.T) {
	f := Folder(filepath.Join(t.TempDir(), "readers"))
	if days, err := f.Days(10); err != nil || len(days) != 0 {
		t.Errorf("%v, %v", days, err)
	}
	day := func(date string, n int) Day {
		return Day{Date: date, Feeds: map[string]map[string]int{"atom.xml": {"Feedly": n}}}
	}
	for i, date := range []string{"2023-01-01", "2024-12-01", "2026-11-28", "2026-11-29", "2026-11-30"} {
		if err := f.Save(day(date, i)); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"2026-11-29.json": "{", "notes.json": "{}", "2026-11-30.json.bak": "{}"} {
		if err := os.WriteFile(filepath.Join(string(f), name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	days, err := f.Days(10)
	if diff := cmp.Diff([]Day{day("2024-12-01", 1), day("2026-11-28", 2), day("2026-11-30", 4)}, days); err != nil || diff != "" {
		t.Error(diff, err)
	}
	if days, err := f.Days(1); err != nil || len(days) != 1 || days[0].Date != "2026-11-30" {
		t.Errorf("%v, %v", days, err)
	}
	if d := f.Day(today); d.Subscribers() != 4 {
		t.Errorf("%+v", d)
	}
	if d := f.Day(today.AddDate(0, 0, 5)); d.Date != "2026-12-05" || d.Subscribers() != 0 {
		t.Errorf("%+v", d)
	}
}

// What is stored has no address, no user agent and nothing that could be compared with one.
func TestNothingOfAPerson(t *testing.T) {
	c, f := NewCounter(Day{Date: Date(today)}), Folder(t.TempDir())
	c.Feed(from("atom.xml", "Lecteur/1.0 (Awa’s laptop)", "198.51.100.77"))
	c.Download(from("ép.mp3", "Lecteur/1.0 (Awa’s laptop)", "198.51.100.77"))
	if err := f.Save(c.Day()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(string(f), "2026-11-30.json"))
	if want := `{"date":"2026-11-30","feeds":{"atom.xml":{"Lecteur":1}},"downloads":{"ép.mp3":1}}` + "\n"; err != nil || string(data) != want {
		t.Errorf("%s, %v", data, err)
	}
}

func BenchmarkFeed(b *testing.B) {
	c := NewCounter(Day{Date: Date(today)})
	r := from("atom.xml", "Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google; 42 subscribers; )", "192.0.2.1")
	for b.Loop() {
		c.Feed(r)
	}
}
