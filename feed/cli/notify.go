package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/websub"
)

// openSender makes the sender, with the notifications that an earlier process has not delivered.
func (s *service) openSender(site *feed.Site) error {
	owed, err := s.engine.Memory().Owed()
	if err != nil {
		return fmt.Errorf("reading the notifications that are not delivered yet: %w", err)
	}
	s.allowPrivateHubs.Store(site.AllowPrivateHubs)
	s.memory.Store(s.engine.Memory())
	s.sender = websub.New(s.log, convert(owed, toPing), ledger{&s.memory}, websub.Options{Private: s.allowPrivateHubs.Load})
	return nil
}

// notifyHubs queues a notification for each hub and each feed whose bytes are not those that the hub
// was last notified of. The memory stores these, so that a process also sends what an earlier one did
// not. It must be called after the new bytes are served, because hubs fetch them at once.
func (s *service) notifyHubs(ctx context.Context, out *build.Outcome) {
	site := out.Site
	s.sender.Retain(slices.Concat(site.Hubs, site.Ping))
	if s.hubsCompared && len(out.Report.Written) == 0 || len(site.Hubs)+len(site.Ping) == 0 {
		return
	}
	published := out.Report.Manifest
	if published == nil { // the run had nothing to do
		var err error
		published, err = s.engine.Manifest(ctx)
		if err != nil {
			return
		}
	}
	m := s.engine.Memory()
	topics := site.Topics(m.Feeds(), func(name string) string {
		f, _ := published.File(name)
		return f.Hash
	})
	announced := websub.Announcement{Topics: topics, Hubs: site.Hubs, XMLRPC: site.Ping, Main: site.URL(feed.Atom.File), Title: site.Title, HomeURL: site.BaseURL}
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
