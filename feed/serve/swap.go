package serve

import (
	"io/fs"
	"strings"
	"time"

	"fil/feed/manifest"
)

// Swap makes m, whose files are below the root of files, the publication that is
// answered from. Files that are compressed when they are published are asked for all day:
// they are taken into memory at once. What a swap costs is what has changed since the
// last one.
func (s *Server) Swap(files fs.FS, m *manifest.Manifest, site Site) {
	next := &snapshot{files: files, manifest: m, site: site, prefix: site.prefix()}
	if old := s.live.Load(); old != nil {
		s.follow(old, next)
		return
	}
	for name, f := range m.Files() {
		if f.Encoding == "gzip" && s.shelf.roomy() {
			s.warm(next, strings.TrimSuffix(name, gzipped))
		}
	}
	s.live.Store(next)
}

// follow makes the next snapshot live, and lets go of what is held of the last one that is
// other now.
func (s *Server) follow(old, next *snapshot) {
	names := next.manifest.Since(old.manifest)
	for name := range names {
		if s.warm(next, strings.TrimSuffix(name, gzipped)); !next.manifest.Has(name) {
			s.versions.forget(name)
		}
	}
	s.live.Store(next)
	var gone []string
	for name := range names {
		was, there := old.manifest.File(name)
		if now, stays := next.manifest.File(name); there && (!stays || now.Hash != was.Hash) {
			gone = append(gone, was.Hash)
		}
	}
	s.shelf.retire(gone, time.Now())
}

// warm takes a document into memory, if it is one that is asked for all day.
func (s *Server) warm(live *snapshot, name string) {
	d := live.document(name)
	if d == nil || d.zipped.Name == "" {
		return
	}
	if d.file.Size > maxHeld {
		return
	}
	for _, e := range []encoding{asIs, asGzip} {
		body, err := s.body(live, d, e)
		if err != nil {
			s.log.Warn("a published file cannot be held", "file", name, "error", err)
		} else if e == asIs {
			s.noteVersion(d, body)
		}
	}
}
