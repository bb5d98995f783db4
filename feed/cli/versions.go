package cli

import (
	"fil/feed/memory"
	"fil/feed/serve"
)

// recallVersions gives the server what is remembered of earlier versions of feeds.
func (s *service) recallVersions() error {
	kept, err := s.engine.Memory().Versions()
	if err != nil {
		return err
	}
	versions := make([]serve.Version, len(kept))
	for i, v := range kept {
		versions[i] = serve.Version(v)
	}
	s.server.RestoreVersions(versions)
	return nil
}

// keepVersions remembers the versions that have come: readers that have them are sent what
// is new since. That it cannot costs readers bytes, and nothing else.
func (s *service) keepVersions() {
	fresh := s.server.UnsavedVersions()
	versions := make([]memory.Version, len(fresh))
	for i, v := range fresh {
		versions[i] = memory.Version(v)
	}
	if err := s.engine.Memory().KeepVersions(versions); err != nil {
		s.log.Debug("versions of feeds cannot be kept", "error", err)
	}
}
