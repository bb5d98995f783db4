package cli

import (
	"slices"
	"time"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/publish"
	"fil/feed/websub"
)

// topics are the subscription documents in force, by their addresses, with the hashes of
// their bytes. An archive is nobody's topic: who has it never asks for it again.
func topics(site *feed.Site, feeds []feed.Definition, report *publish.Report) map[string]string {
	hashes := map[string]string{}
	for _, d := range feeds {
		for _, form := range feed.Forms() {
			name := d.Under(form.File)
			if f, ok := report.Manifest.File(name); ok {
				hashes[site.URL(name)] = f.Hash
			}
		}
	}
	return hashes
}

// pings are those that there would be if all topics had changed: each hub is told of each,
// and the targets of XML-RPC of the site's feed, which is all that they take.
func pings(site *feed.Site, hashes map[string]string, now time.Time) (all []websub.Ping) {
	for topic, hash := range hashes {
		for _, hub := range site.Hubs {
			all = append(all, websub.Ping{Target: hub, Topic: topic, Hash: hash, Since: now, Next: now})
		}
		if topic != site.URL(feed.AtomName) {
			continue
		}
		for _, target := range site.Ping {
			all = append(all, websub.Ping{Target: target, Topic: topic, Hash: hash, Since: now, Next: now,
				XMLRPC: true, Title: site.Title, HomeURL: site.BaseURL})
		}
	}
	return all
}

// tellWorld hands on what has changed in feeds, now that it is served. What a process that
// was ended has not handed on is found by the next one: the memory knows of which bytes
// each target was told.
func (s *service) tellWorld(out *build.Outcome) {
	site, changed := out.Site, len(out.Report.Written) > 0
	s.sender.Retain(slices.Concat(site.Hubs, site.Ping))
	if s.told && !changed || len(site.Hubs)+len(site.Ping) == 0 || out.Report.Manifest == nil && !s.remembers(out) {
		return
	}
	m := s.engine.Memory()
	untold, err := m.Unnotified(recordsOf(pings(site, topics(site, m.Feeds(), out.Report), time.Now())))
	if s.told = err == nil; err != nil {
		s.log.Warn("what the world was told of cannot be read", "error", err)
		return
	}
	owed := s.sender.Defer(pingsOf(untold))
	if err := m.AddOwed(recordsOf(owed)); err != nil {
		s.log.Warn("what is owed to hubs cannot be kept", "error", err) // it is told all the same
	}
	s.sender.Add(owed)
}

// remembers gives the outcome of a run that had nothing to do the record of what is served.
func (s *service) remembers(out *build.Outcome) bool {
	m, err := s.engine.Manifest()
	if err != nil {
		return false
	}
	out.Report.Manifest = m
	return true
}
