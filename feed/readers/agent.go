package readers

import (
	"regexp"
	"strconv"
	"strings"
)

// agent is what a User-Agent says of who asks.
type agent struct {
	// name is that of the reader or service. known says that it is one of those that Fil knows: only those are believed for
	// how many they ask.
	name  string
	known bool
	// subscribers is for how many people it asks, 0 if it does not say so.
	subscribers int
	// service says that there is one of it, which asks for all of its users from any address. Of all others each
	// installation asks for itself.
	service bool
	// feedID distinguishes requests of a service for feeds that it takes for different ones; "" for most.
	feedID string
	// identity is the User-Agent without the number of subscribers, which changes.
	identity string
	// bot says that it is an indexer, a previewer or a monitor. script says that it is a tool such as curl.
	bot, script bool
}

// services are the readers that ask for all of their users, by a part of their User-Agent in lower case.
var services = []struct{ part, name string }{
	{"feedly", "Feedly"}, {"inoreader", "Inoreader"}, {"newsblur", "NewsBlur"}, {"theoldreader", "The Old Reader"}, {"feedbin", "Feedbin"},
	{"bazqux", "BazQux"}, {"bloglovin", "Bloglovin"}, {"feedspot", "Feedspot"}, {"feeder.co", "Feeder"}, {"g2reader", "G2Reader"}, {"commafeed.com", "CommaFeed"},
	{"netvibes", "Netvibes"}, {"feedwrangler", "Feed Wrangler"}, {"newsgator", "NewsGator"}, {"flipboard", "Flipboard"}, {"spotify", "Spotify"}, {"pocketcasts", "Pocket Casts"},
	{"pocket casts", "Pocket Casts"}, {"overcast", "Overcast"}, {"itms", "Apple Podcasts"}, {"applenewsbot", "Apple News"}, {"podcastaddict", "Podcast Addict"},
	{"feedmailer", "Feedmailer"}, {"blogtrottr", "Blogtrottr"}, {"kill the newsletter", "Kill the Newsletter"}, {"micro.blog", "Micro.blog"},
}

// installed are readers that people run themselves and whose User-Agent does not begin with their name, by a part of it
// in lower case.
var installed = []struct{ part, name string }{
	{"freshrss", "FreshRSS"}, {"miniflux", "Miniflux"}, {"tiny tiny rss", "Tiny Tiny RSS"}, {"nextcloud", "Nextcloud News"}, {"commafeed", "CommaFeed"},
	{"thunderbird", "Thunderbird"}, {"netnewswire", "NetNewsWire"}, {"applecoremedia", "Apple Podcasts"}, {"podcasts/", "Apple Podcasts"}, {"antennapod", "AntennaPod"},
	{"newsboat", "newsboat"}, {"newsbeuter", "newsboat"}, {"liferea", "Liferea"}, {"akregator", "Akregator"}, {"rss2email", "rss2email"}, {"rssowl", "RSSOwl"},
	{"quiterss", "QuiteRSS"}, {"vivaldi", "browser"}, {"mozilla/", "browser"},
}

// scripts are tools whose downloads are not those of a listener.
var scripts = []string{"curl/", "wget/", "python-requests", "python-urllib", "go-http-client", "java/", "libwww-perl", "okhttp-test", "httpie", "aiohttp", "axios", "node-fetch"}

var (
	// subscribersText matches “42 subscribers”, “1 reader”.
	subscribersText = regexp.MustCompile(`(?i)\b(\d{1,3}(?:,\d{3})+|\d{1,8})\s+(?:subscriber|reader|user)s?\b`)
	// feedIDText matches “feed-id=123”, “feed-id:123”.
	feedIDText = regexp.MustCompile(`(?i)\bfeed[-_]?id\s*[:=]\s*([\w.-]{1,64})`)
	// botText matches the names of programs that index, preview or monitor.
	botText = regexp.MustCompile(`(?i)bot\b|bot[/-]|crawl|spider|slurp|facebookexternalhit|embedly|preview|monitor|uptime|validator|scan|archive\.org|headless|lighthouse|pingdom|statuscake|ahrefs|semrush`)
)

// maxSubscribers is the most subscribers for which one reader or service may ask.
const maxSubscribers = 1_000_000

// maxName is how many bytes the name of a reader may have.
const maxName = 40

// parseAgent returns what a User-Agent says.
func parseAgent(text string) agent {
	a := agent{identity: subscribersText.ReplaceAllString(text, "")}
	lower, subscribers := strings.ToLower(text), 0
	if m := subscribersText.FindStringSubmatch(text); m != nil {
		n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
		if err == nil {
			subscribers = min(n, maxSubscribers)
		}
	}
	for _, s := range services {
		if strings.Contains(lower, s.part) {
			a.name, a.known, a.service, a.subscribers = s.name, true, true, subscribers
			if m := feedIDText.FindStringSubmatch(text); m != nil {
				a.feedID = m[1]
			}
			return a
		}
	}
	a.bot = botText.MatchString(text)
	for _, s := range scripts {
		a.script = a.script || strings.Contains(lower, s)
	}
	for _, s := range installed {
		if strings.Contains(lower, s.part) {
			a.name, a.known, a.subscribers = s.name, true, subscribers
			return a
		}
	}
	a.name = product(text)
	return a
}

// product returns the first product of a User-Agent (RFC 9110 §10.1.5), without its version.
func product(text string) string {
	name := strings.TrimSpace(text)
	if i := strings.IndexAny(name, "/ (;,"); i >= 0 {
		name = name[:i]
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r > '~' {
			return -1
		}
		return r
	}, name)
	if name == "" {
		return "unknown"
	}
	return name[:min(len(name), maxName)]
}
