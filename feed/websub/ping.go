package websub

import "time"

// Kind says what a target is and how it is told. It is stored: a value must never get another meaning.
type Kind string

// The kinds of targets.
const (
	// HubPing tells a WebSub hub of others that a topic has changed (WebSub §7). The zero Kind is the same.
	HubPing Kind = "websub"
	// XMLRPCPing calls weblogUpdates.extendedPing or weblogUpdates.ping.
	XMLRPCPing Kind = "xmlrpc"
	// Verification asks the callback of a subscriber of our hub whether it wants what was requested in its
	// name (WebSub §5.3).
	Verification Kind = "verify"
	// Denial tells a callback that it gets no subscription, and why (WebSub §5.2).
	Denial Kind = "deny"
	// Delivery sends the changed document to a subscriber of our hub (WebSub §7).
	Delivery Kind = "content"
	// CloudPing tells a subscriber of our rssCloud that a topic has changed.
	CloudPing Kind = "rsscloud"
	// WebhookEvent sends an event to a webhook, PostEvent posts an article to a social network.
	WebhookEvent Kind = "webhook"
	PostEvent    Kind = "post"
)

// OfSubscriber reports whether the target is the callback of a subscriber. Other targets are named by site.yaml.
func (k Kind) OfSubscriber() bool {
	return k == Verification || k == Denial || k == Delivery || k == CloudPing
}

// isOrdered reports whether the pings of a target are sent in the order of their topics, each only when the one before
// was accepted or given up.
func (k Kind) isOrdered() bool { return k == WebhookEvent || k == PostEvent }

// isUnverified reports whether the target is a callback that has not confirmed a subscription.
func (k Kind) isUnverified() bool { return k == Verification || k == Denial }

// Ping is a notification that is still to be sent to one target.
type Ping struct {
	Kind Kind
	// Target is the URL that is notified; of a post, it is the account.
	Target string
	// Topic is the URL of the feed that has changed; of an event, its ID. Of two pings of one kind to the
	// same target with the same Topic, the later one replaces the earlier one.
	Topic string
	// Title and HomeURL are the site's, for XMLRPCPing.
	Title, HomeURL string
	// Since is when the topic changed. Next is when the target is to be notified, after Tries
	// failed attempts.
	Since, Next time.Time
	Tries       int
	// Hash is that of the feed's bytes at the time when the ping was made.
	Hash string
	// Mode, Secret and Lease are what a subscriber has requested, for Verification; for Denial, Mode is the
	// reason.
	Mode, Secret string
	Lease        time.Duration
}

// topicKey is the key of a ping among those of its target. It has the kind, because a target may take the same topic in
// several ways. For a verification it has the mode too, so that a request to unsubscribe does not replace one to
// subscribe.
func topicKey(p Ping) string {
	if p.Kind == Verification {
		return string(p.Kind) + " " + p.Mode + " " + p.Topic
	}
	return string(p.Kind) + " " + p.Topic
}

// Ledger stores pings, so that they outlive the process.
type Ledger interface {
	// SaveOwed stores pings that are still to be sent, in place of earlier ones with the same kind, target
	// and topic, and deletes those that are done. Pings that were stored with a later Since stay.
	SaveOwed(owed, done []Ping) error
	// DropOwed deletes pings whose targets are no longer notified of anything.
	DropOwed(pings []Ping) error
}
