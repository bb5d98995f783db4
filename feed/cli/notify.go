package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/manifest"
	"fil/feed/publish"
	"fil/feed/serve"
	"fil/feed/websub"
)

// openSender makes the sender, with the notifications that an earlier process has not delivered, and the hub.
func (s *service) openSender(site *feed.Site) error {
	owed, err := s.engine.Memory().Owed()
	if err != nil {
		return fmt.Errorf("reading the notifications that are not delivered yet: %w", err)
	}
	s.site.Store(site)
	s.memory.Store(s.engine.Memory())
	s.sender = websub.New(s.log, convert(owed, toPing), ledger{&s.memory}, websub.Options{
		Private:       func() bool { return s.site.Load().AllowPrivateHubs },
		Subscriptions: subscriptions{&s.memory},
		Document:      s.document,
		Webhook:       s.webhook,
		Post:          s.post,
	})
	hub := &websub.Hub{Sender: s.sender, Topic: s.server.TopicHash, Client: s.server.Client,
		Count: func(callback string) (int, int) { return s.memory.Load().CountSubscriptions(callback) }}
	s.server.SetHub(s.ifPublishing(hub), s.ifPublishing(websub.NewCloud(hub)))
	return nil
}

// ifPublishing returns a handler that answers 503 while another process publishes, because that process does not know the
// subscriptions of this one.
func (s *service) ifPublishing(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.lease != nil && !s.lease.Held() {
			serve.AnswerNoHub(w)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// dropExpired deletes the subscriptions whose leases have ended.
func (s *service) dropExpired() {
	n, err := s.memory.Load().DropExpired(time.Now())
	if err != nil {
		s.log.Debug("subscriptions cannot be deleted", "error", err)
	} else if n > 0 {
		s.log.Info("subscriptions have ended", "subscriptions", n)
	}
}

// document returns what is served at a topic.
func (s *service) document(topic string) (websub.Document, error) {
	t, err := s.server.Topic(topic)
	if errors.Is(err, serve.ErrNoTopic) && s.server.Ready() { // else it will be there once the first run has ended
		err = websub.ErrNothing
	}
	return websub.Document(t), err
}

// notify queues the notifications about a run. It must be called after the new files are served, because targets fetch them
// at once.
func (s *service) notify(ctx context.Context, out *build.Outcome) {
	s.logSecrets(out.Site)
	s.sender.Retain(func(p websub.Ping) bool { return isTarget(out.Site, p) })
	s.notifyTopics(ctx, out)
	s.notifyEvents(out.Site)
}

// logSecrets logs each problem of the site's secrets once.
func (s *service) logSecrets(site *feed.Site) {
	problems := s.app.checkSecrets(site)
	for _, p := range problems {
		if !slices.Contains(s.loggedSecrets, p) {
			s.log.Warn("nothing can be sent without its secret", "problem", p)
		}
	}
	s.loggedSecrets = problems
}

// isTarget reports whether a site still has the target of a ping.
func isTarget(site *feed.Site, p websub.Ping) bool {
	switch {
	case p.Kind.OfSubscriber():
		return site.HasHub()
	case p.Kind == websub.XMLRPCPing:
		return slices.Contains(site.Ping, p.Target)
	case p.Kind == websub.WebhookEvent:
		return slices.ContainsFunc(site.Webhooks, func(w feed.Webhook) bool { return w.URL == p.Target })
	case p.Kind == websub.PostEvent:
		return slices.ContainsFunc(site.Posts, func(t feed.PostTarget) bool { return t.Target() == p.Target })
	}
	return slices.Contains(site.OtherHubs(), p.Target)
}

// notifyTopics queues a notification for each target and each feed whose bytes are not those that the target
// was last notified of. The memory stores these, so that a process also sends what an earlier one did not.
func (s *service) notifyTopics(ctx context.Context, out *build.Outcome) {
	site := out.Site
	if s.hubsCompared && len(out.Report.Written) == 0 || len(site.Hubs)+len(site.Ping) == 0 {
		return
	}
	published := out.Report.Manifest
	if published == nil { // the run had nothing to do
		var err error
		published, err = s.engine.Manifest(ctx)
		if err != nil {
			s.log.Warn("what was published cannot be read, so that nobody is told yet", "error", err) // the next run does it
			return
		}
	}
	m := s.engine.Memory()
	topics := site.Topics(m.Feeds(), func(name string) string {
		f, _ := published.File(name)
		return f.Hash
	})
	announced := websub.Announcement{Topics: topics, Hubs: site.OtherHubs(), XMLRPC: site.Ping, Main: site.URL(feed.Atom.File), Title: site.Title, HomeURL: site.BaseURL}
	if site.HasHub() {
		announced.Subscribers = convert(m.Subscribers(s.changedTopics(site, topics, published, out.Report.Written)), toSubscription)
	}
	unnotified, err := m.Unnotified(convert(announced.Pings(time.Now()), toRecord))
	s.hubsCompared = err == nil
	if err != nil {
		s.log.Warn("the record of notifications cannot be read", "error", err)
		return
	}
	owed := s.sender.Defer(convert(unnotified, toPing))
	if err := m.AddOwed(convert(owed, toRecord)); err != nil {
		s.log.Warn("the pending notifications cannot be stored", "error", err) // they are sent all the same
	}
	s.sender.Add(owed)
}

// changedTopics returns the topics whose files a run has written. It returns all topics if no run of this process has
// compared them with the record of notifications yet.
func (s *service) changedTopics(site *feed.Site, topics map[string]string, published *manifest.Manifest, written []string) (changed []string) {
	if !s.hubsCompared {
		for topic := range topics {
			changed = append(changed, topic)
		}
		return changed
	}
	for _, name := range written {
		if f, ok := published.File(name); ok && feed.IsForm(f.Type) {
			changed = append(changed, site.URL(name))
		}
	}
	return changed
}

// notifyEvents queues the events that were not told yet for the webhooks and accounts that take them.
func (s *service) notifyEvents(site *feed.Site) {
	m := s.engine.Memory()
	events, err := m.Untold()
	if err != nil {
		s.log.Warn("what is to be told to webhooks and accounts cannot be read", "error", err) // the next run does it
		return
	}
	if len(events) == 0 {
		return
	}
	owed := s.sender.Defer(eventPings(site, events, time.Now()))
	if err := m.Tell(convert(owed, toRecord)); err != nil {
		s.log.Warn("the pending notifications cannot be stored", "error", err) // the next run does it
		return
	}
	s.sender.Add(owed)
}

// eventPings returns the pings for events: one for each event and each webhook that takes any of its changes, and one for
// each new article and each account in which it is posted.
func eventPings(site *feed.Site, events []feed.Event, now time.Time) (pings []websub.Ping) {
	for _, e := range events {
		for _, w := range site.Webhooks {
			if publish.EventFor(w, e) {
				pings = append(pings, websub.Ping{Kind: websub.WebhookEvent, Target: w.URL, Topic: e.ID, Since: now, Next: now})
			}
		}
		for i, c := range slices.Backward(e.Changes) { // the oldest first
			for _, t := range site.Posts {
				if c.IsPost(t) && websub.IsNews(c.Published, now) {
					pings = append(pings, websub.Ping{Kind: websub.PostEvent, Target: t.Target(), Topic: postTopic(e, i), Since: now, Next: now})
				}
			}
		}
	}
	return pings
}

// postTopic returns the topic of the ping for one change of an event. Topics sort in the reverse order of the changes,
// because the newest article is the first change and is to be posted last.
func postTopic(e feed.Event, change int) string {
	return fmt.Sprintf("%s.%03d", e.ID, feed.MaxChanges-change)
}

// changeOf returns the change to which a topic of postTopic belongs, -1 for another text.
func changeOf(topic string) (event string, change int) {
	event, number, _ := strings.Cut(topic, ".")
	n, err := strconv.Atoi(number)
	if err != nil {
		return event, -1
	}
	return event, feed.MaxChanges - n
}
