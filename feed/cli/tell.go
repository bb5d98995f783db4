package cli

import (
	"slices"
	"time"

	"fil/feed/build"
	"fil/feed/websub"
)

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
	topics := websub.Topics(site, m.Feeds(), func(name string) string {
		f, _ := out.Report.Manifest.File(name)
		return f.Hash
	})
	untold, err := m.Unnotified(convert(websub.Pings(site, topics, time.Now()), toRecord))
	if s.told = err == nil; err != nil {
		s.log.Warn("what the world was told of cannot be read", "error", err)
		return
	}
	owed := s.sender.Defer(convert(untold, toPing))
	if err := m.AddOwed(convert(owed, toRecord)); err != nil {
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
