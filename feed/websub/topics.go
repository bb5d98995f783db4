package websub

import "time"

// Announcement is what targets are notified of: the feeds of a site, as they are served now.
type Announcement struct {
	// Topics are the addresses of the feeds, with the hashes of their bytes.
	Topics map[string]string
	// Hubs are notified of every topic.
	Hubs []string
	// XMLRPC are notified of the topic Main alone, because XML-RPC pings name a site and one feed.
	XMLRPC               []string
	Main, Title, HomeURL string
	// Subscribers are the subscriptions to topics. Those to a topic that is not among Topics are ignored.
	Subscribers []Subscription
}

// Pings returns a ping of each topic for each target that takes it, and whose lease has not ended.
func (a Announcement) Pings(now time.Time) (pings []Ping) {
	for topic, hash := range a.Topics {
		for _, hub := range a.Hubs {
			pings = append(pings, Ping{Kind: HubPing, Target: hub, Topic: topic, Hash: hash, Since: now, Next: now})
		}
		if topic != a.Main {
			continue
		}
		for _, target := range a.XMLRPC {
			pings = append(pings, Ping{Target: target, Topic: topic, Hash: hash, Since: now, Next: now, Kind: XMLRPCPing, Title: a.Title, HomeURL: a.HomeURL})
		}
	}
	for _, s := range a.Subscribers {
		if hash, ok := a.Topics[s.Topic]; ok && s.Expires.After(now) {
			pings = append(pings, Ping{Kind: s.Kind, Target: s.Callback, Topic: s.Topic, Hash: hash, Since: now, Next: now})
		}
	}
	return pings
}
