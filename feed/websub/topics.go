package websub

import (
	"time"

	"fil/feed"
)

// Topics returns the addresses of the subscription documents of feeds, with the hashes of their
// bytes. hash returns the hash of a file of dist, "" if it is not published. Archives are no topics,
// because a reader that has one never fetches it again.
func Topics(site *feed.Site, feeds []feed.Definition, hash func(name string) string) map[string]string {
	topics := map[string]string{}
	for _, d := range feeds {
		for _, form := range feed.Forms() {
			name := d.Under(form.File)
			if h := hash(name); h != "" {
				topics[site.URL(name)] = h
			}
		}
	}
	return topics
}

// Pings returns the notifications that are due if all topics have changed: of each topic to each hub
// of the site, and of the site's own feed to each XML-RPC target, which take no other.
func Pings(site *feed.Site, topics map[string]string, now time.Time) (pings []Ping) {
	for topic, hash := range topics {
		for _, hub := range site.Hubs {
			pings = append(pings, Ping{Target: hub, Topic: topic, Hash: hash, Since: now, Next: now})
		}
		if topic != site.URL(feed.Atom.File) {
			continue
		}
		for _, target := range site.Ping {
			pings = append(pings, Ping{Target: target, Topic: topic, Hash: hash, Since: now, Next: now,
				XMLRPC: true, Title: site.Title, HomeURL: site.BaseURL})
		}
	}
	return pings
}
