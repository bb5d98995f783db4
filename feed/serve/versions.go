package serve

import (
	"slices"
	"strings"
	"sync"
)

// Version records which entries one version of a feed had. A Version without Tags says that the
// feed is no longer published.
type Version struct {
	Feed string // its name in dist
	// Tags are the short hashes from which the entity tags of this version are made: of the plain
	// file, and of the gzipped one ("" if there is none). A tag may have a suffix after it.
	Tags [2]string
	// Entries are hashes of its entries (FNV-1a, 64 bits, of their bytes).
	Entries []uint64
}

// maxVersions is how many versions of a feed are kept. If there are more than manyFeeds feeds,
// it is fewVersions.
const (
	maxVersions = 50
	manyFeeds   = 1000
	fewVersions = 3
)

// versions are the recent versions of all feeds. It is safe for concurrent use.
type versions struct {
	mu      sync.Mutex
	feeds   map[string][]Version // by name in dist, the newest last
	unsaved []Version            // not yet returned by Server.UnsavedVersions
}

// add adds a version as the newest of its feed. It replaces an older one with the same file.
func (v *versions) add(version Version) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.feeds == nil {
		v.feeds = map[string][]Version{}
	}
	list := slices.DeleteFunc(slices.Clone(v.feeds[version.Feed]), func(old Version) bool { return old.Tags[0] == version.Tags[0] })
	limit := maxVersions
	if len(v.feeds) > manyFeeds {
		limit = fewVersions
	}
	list = append(list, version)
	v.feeds[version.Feed] = list[max(0, len(list)-limit):]
	v.unsaved = append(v.unsaved, version)
}

// remove removes all versions of a feed that is no longer published, and adds a Version without
// tags to the unsaved ones.
func (v *versions) remove(feed string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, ok := v.feeds[feed]; ok {
		delete(v.feeds, feed)
		v.unsaved = append(v.unsaved, Version{Feed: feed})
	}
}

// find returns the newest version whose entity tag is in the values of If-None-Match.
func (v *versions) find(feed string, ifNoneMatch []string) (Version, bool) {
	const maxTags = 20 // further tags are ignored, so that a long header costs little; readers send one
	var tags []string
	for _, header := range ifNoneMatch {
		for tag := range strings.SplitSeq(header, ",") {
			if len(tags) == maxTags {
				break
			}
			tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
			tag, _, _ = strings.Cut(strings.Trim(tag, `"`), "-")
			if tag != "" {
				tags = append(tags, tag)
			}
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, version := range slices.Backward(v.feeds[feed]) {
		if slices.Contains(tags, version.Tags[0]) || version.Tags[1] != "" && slices.Contains(tags, version.Tags[1]) {
			return version, true
		}
	}
	return Version{}, false
}

// newest returns the newest version of a feed, the zero Version if there is none.
func (v *versions) newest(feed string) Version {
	v.mu.Lock()
	defer v.mu.Unlock()
	if list := v.feeds[feed]; len(list) > 0 {
		return list[len(list)-1]
	}
	return Version{}
}

// RestoreVersions adds versions that an earlier process has saved, the oldest first.
func (s *Server) RestoreVersions(saved []Version) {
	for _, v := range saved {
		s.versions.add(v)
	}
	s.UnsavedVersions()
}

// UnsavedVersions returns the versions that were added since it was last called, so that the
// caller can save them for RestoreVersions. A Version without Tags asks the caller to delete all
// versions of its feed.
func (s *Server) UnsavedVersions() []Version {
	s.versions.mu.Lock()
	defer s.versions.mu.Unlock()
	unsaved := s.versions.unsaved
	s.versions.unsaved = nil
	return unsaved
}

// recordVersion records which entries a feed has. body is the feed's plain form. It does nothing
// for JSON Feed, and for a feed that cannot be split.
func (s *Server) recordVersion(d *document, body []byte) {
	if !d.isFeed() || !strings.Contains(d.file.Type, "xml") {
		return
	}
	v := Version{Feed: d.file.Name, Tags: [2]string{shortHash(d.file.Hash), shortHash(d.zipped.Hash)}}
	if s.versions.newest(v.Feed).Tags == v.Tags {
		return
	}
	if split, ok := splitFeed(body); ok {
		v.Entries = split.hashes
		s.versions.add(v)
	}
}
