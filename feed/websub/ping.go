package websub

import "time"

// Ping is a notification that is still to be sent: one target is told that one topic has changed.
type Ping struct {
	// Target is the URL that is notified, Topic the URL of the feed.
	Target, Topic string
	// XMLRPC means that the target is not a WebSub hub, but takes the XML-RPC calls
	// weblogUpdates.extendedPing or weblogUpdates.ping, which also send Title and HomeURL.
	XMLRPC         bool
	Title, HomeURL string
	// Since is when the topic changed. Next is when the target is to be notified, after Tries
	// failed attempts.
	Since, Next time.Time
	Tries       int
	// Hash is that of the feed's bytes at the time when the ping was made.
	Hash string
}

// topicKey is the key of a ping among those of its target. A target may take the same topic both as
// a hub and by XML-RPC, so the two have different keys.
func topicKey(p Ping) string {
	if p.XMLRPC {
		return "xmlrpc " + p.Topic
	}
	return p.Topic
}

// Ledger stores pings, so that they outlive the process.
type Ledger interface {
	// SaveOwed stores pings that are still to be sent, in place of earlier ones with the same target
	// and topic, and deletes those that are done.
	SaveOwed(owed, done []Ping) error
	// DropOwed deletes pings whose targets are no longer notified of anything.
	DropOwed(pings []Ping) error
}
