package serve

import (
	"io/fs"
	"strings"
	"time"

	"fil/feed/manifest"
)

// Swap makes m, whose files are below the root of files, the publication that is
// answered from. Files that are compressed when they are published are asked for all day:
// they are taken into memory at once, as far as there is room. What a swap costs is what has
// changed since the last one.
func (s *Server) Swap(files fs.FS, m *manifest.Manifest, site Site) {
	next := &snapshot{files: files, manifest: m, site: site, prefix: site.prefix()}
	if old := s.live.Load(); old != nil {
		s.follow(old, next)
		return
	}
	for name, f := range m.Files() {
		if f.Encoding == "gzip" && s.cache.hasRoom() {
			s.warm(next, strings.TrimSuffix(name, gzipSuffix))
		}
	}
	s.live.Store(next)
}

// manyNames is from how many names on a swap is a large one.
const manyNames = 1000

// follow makes the next snapshot live, and lets go of what is held of the last one that is
// other now. A large swap takes no more into memory than there is room for: it would wait
// for it, and throw out what it has just taken in.
func (s *Server) follow(old, next *snapshot) {
	names := next.manifest.Since(old.manifest)
	var gone, published []string
	for name := range names {
		if before, was := old.manifest.File(name); was {
			gone = append(gone, before.Hash)
		}
		if now, is := next.manifest.File(name); is {
			published = append(published, now.Hash)
		} else {
			s.versions.forget(name)
		}
		if len(names) < manyNames || s.cache.hasRoom() {
			s.warm(next, strings.TrimSuffix(name, gzipSuffix))
		}
	}
	s.live.Store(next)
	s.cache.retire(gone, published, time.Now())
}

// warm takes a document into memory, if it is one that is asked for all day.
func (s *Server) warm(live *snapshot, name string) {
	d := live.document(name)
	if d == nil || d.zipped.Name == "" {
		return
	}
	if d.file.Size > maxCached {
		return
	}
	for _, e := range []encoding{identity, gzipEncoding} {
		body, err := s.body(live, d, e)
		if err != nil {
			s.log.Warn("a published file cannot be held", "file", name, "error", err)
		} else if e == identity {
			s.noteVersion(d, body)
		}
	}
}
