package serve

import (
	"io/fs"
	"slices"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/manifest"
)

// Swap makes m, whose files are in the root of files, the publication that the server answers
// from. It replaces one pointer, and requests under way finish with the previous publication.
// Before that it loads popular files into memory, as far as there is room: those that were
// compressed when they were published. After the first swap, the cost depends on what has changed.
// It is safe for concurrent use.
func (s *Server) Swap(files fs.FS, m *manifest.Manifest, site Site) {
	s.swapping.Lock()
	defer s.swapping.Unlock()
	next := &snapshot{files: files, manifest: m, site: site, prefix: site.prefix(), isHub: slices.Contains(site.Hubs, site.BaseURL+feed.HubPath)}
	if previous := s.live.Load(); previous != nil {
		s.replace(previous, next)
		return
	}
	for name, f := range m.Files() {
		if f.Encoding == "gzip" && s.cache.hasRoom() && !s.warm(next, strings.TrimSuffix(name, gzipSuffix)) {
			break
		}
	}
	s.live.Store(next)
}

// largeSwap is from how many changed names on a swap is large.
const largeSwap = 1000

// replace makes the next snapshot live, and retires the cached files that have changed. A large
// swap loads files only while the cache has room: else it would read files that evict each other
// at once.
func (s *Server) replace(previous, next *snapshot) {
	names, readable := next.manifest.ChangedSince(previous.manifest), true
	var gone, published []string
	for name := range names {
		if before, existed := previous.manifest.File(name); existed {
			gone = append(gone, before.Hash)
		}
		if now, exists := next.manifest.File(name); exists {
			published = append(published, now.Hash)
		} else {
			s.versions.remove(name)
		}
		if readable && (len(names) < largeSwap || s.cache.hasRoom()) {
			readable = s.warm(next, strings.TrimSuffix(name, gzipSuffix))
		}
	}
	s.live.Store(next)
	s.cache.retire(gone, published, time.Now())
}

// warm loads a document into the cache, plain and gzipped, and records its version. It does
// nothing if the document was not compressed when it was published, or is larger than maxCached. It returns
// false if the place where the files are cannot be reached: then no other document can be loaded.
func (s *Server) warm(live *snapshot, name string) bool {
	d := live.document(name)
	if d == nil || d.zipped.Name == "" || d.file.Size > maxCached {
		return true
	}
	for _, e := range []encoding{identity, gzipEncoding} {
		body, err := s.body(live, d, e)
		if err != nil {
			s.log.Warn("a published file cannot be loaded into memory", "file", name, "error", err)
			if isTemporary(err) {
				return false
			}
		} else if e == identity {
			s.recordVersion(d, body)
		}
	}
	return true
}
