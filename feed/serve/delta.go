package serve

import (
	"bytes"
	"hash/fnv"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Delta feeds (RFC 3229 with the instance manipulation "feed"): a reader that says which
// version of a feed it has is sent what is new since then. It is the same feed with fewer
// entries, so that a reader needs to know nothing but to keep what it has.

// Version is what one version of a feed held.
type Version struct {
	Feed string // name in dist
	// Tags are the beginnings of the hashes that its entity tags are made of: of the file,
	// and of the file compressed.
	Tags [2]string
	// Entries are hashes of its entries.
	Entries []uint64
}

// maxVersions is how many versions of a feed are remembered; where there are many feeds,
// fewVersions.
const (
	maxVersions = 50
	manyFeeds   = 1000
	fewVersions = 3
)

// versions are those that are remembered, by feed, the newest last.
type versions struct {
	mu    sync.Mutex
	feeds map[string][]Version
	fresh []Version // that nobody has been told of
}

// add remembers a version that is new.
func (v *versions) add(version Version) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.feeds == nil {
		v.feeds = map[string][]Version{}
	}
	list := slices.DeleteFunc(slices.Clone(v.feeds[version.Feed]), func(o Version) bool { return o.Tags[0] == version.Tags[0] })
	keep := maxVersions
	if len(v.feeds) > manyFeeds {
		keep = fewVersions
	}
	list = append(list, version)
	v.feeds[version.Feed] = list[max(0, len(list)-keep):]
	v.fresh = append(v.fresh, version)
}

// forget forgets a feed that is no more, and lets that be remembered: a Version without
// tags.
func (v *versions) forget(feed string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, known := v.feeds[feed]; known {
		delete(v.feeds, feed)
		v.fresh = append(v.fresh, Version{Feed: feed})
	}
}

// find finds the version that a client says it has, by the entity tags in a header.
func (v *versions) find(feed string, tags []string) (Version, bool) {
	const most = 20 // readers send one
	var named []string
	for _, header := range tags {
		for tag := range strings.SplitSeq(header, ",") {
			if len(named) == most {
				break
			}
			tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
			if tag, _, _ = strings.Cut(strings.Trim(tag, `"`), "-"); tag != "" {
				named = append(named, tag)
			}
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, known := range slices.Backward(v.feeds[feed]) {
		if slices.Contains(named, known.Tags[0]) || known.Tags[1] != "" && slices.Contains(named, known.Tags[1]) {
			return known, true
		}
	}
	return Version{}, false
}

// Recall takes up what was remembered of versions.
func (s *Server) Recall(remembered []Version) {
	for _, v := range remembered {
		s.versions.add(v)
	}
	s.NewVersions()
}

// NewVersions are those that have come since it was last called, to be remembered.
func (s *Server) NewVersions() []Version {
	s.versions.mu.Lock()
	defer s.versions.mu.Unlock()
	fresh := s.versions.fresh
	s.versions.fresh = nil
	return fresh
}

// pieces are a feed cut up: what is before its entries, each entry, and what is behind.
type pieces struct {
	head, tail []byte
	entries    [][]byte
	hashes     []uint64
}

// cut cuts a feed up: Atom's entries, and RSS's items. ok is false for whatever is not
// cut without a doubt. The feed was read back before it was published: that it is XML goes
// without saying, and where its tags are is all that is looked for.
func cut(body []byte) (p pieces, ok bool) {
	depth, at, last := 0, 0, 0
	level := 0 // of the entry that is open
	for next := 0; ; {
		from := bytes.IndexByte(body[next:], '<')
		if from < 0 {
			break
		}
		from += next
		tag, length := tagAt(body[from:])
		if length < 0 {
			return pieces{}, false
		}
		next = from + length
		if tag.opens {
			if depth++; isEntry(tag.name, depth) {
				if level > 0 || p.head != nil && len(bytes.TrimSpace(body[last:from])) > 0 {
					return pieces{}, false // something stands between them
				}
				if at, level = from, depth; p.head == nil {
					p.head = body[:at]
				}
			}
		}
		if tag.closes {
			if isEntry(tag.name, depth) != (level == depth) {
				return pieces{}, false
			}
			if level == depth {
				last, level = next, 0
				p.entries = append(p.entries, body[at:last])
				h := fnv.New64a()
				h.Write(body[at:last])
				p.hashes = append(p.hashes, h.Sum64())
			}
			depth--
		}
	}
	if depth != 0 || len(p.entries) == 0 {
		return pieces{}, false
	}
	p.tail = body[last:]
	return p, true
}

// tag is what stands between < and >: an element's, or, where it neither opens nor closes
// one, something else.
type tag struct {
	name          string // without its prefix
	opens, closes bool
}

// tagAt reads the tag that XML begins with, and how long it is; -1 where that is in doubt.
func tagAt(body []byte) (t tag, length int) {
	for _, section := range [][2]string{{"<![CDATA[", "]]>"}, {"<!--", "-->"}, {"<?", "?>"}} {
		if rest, found := bytes.CutPrefix(body, []byte(section[0])); found {
			end := bytes.Index(rest, []byte(section[1]))
			if end < 0 {
				return tag{}, -1
			}
			return tag{}, len(section[0]) + end + len(section[1])
		}
	}
	end, quote := 1, byte(0)
	for ; end < len(body) && (quote != 0 || body[end] != '>'); end++ {
		switch c := body[end]; {
		case quote == c:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		}
	}
	if end == len(body) || body[1] == '!' {
		return tag{}, -1
	}
	inner, closing := bytes.CutPrefix(body[1:end], []byte("/"))
	whole, empty := bytes.CutSuffix(inner, []byte("/"))
	name, _, _ := bytes.Cut(whole, []byte(" "))
	if bytes.ContainsAny(name, "\t\r\n") {
		return tag{}, -1 // no tag of ours
	}
	if _, local, found := bytes.Cut(name, []byte(":")); found {
		name = local
	}
	return tag{string(name), !closing, closing || empty}, end + 1
}

// isEntry reports whether an element is one: in Atom below the root, in RSS below its
// channel.
func isEntry(name string, depth int) bool {
	return depth == 2 && name == "entry" || depth == 3 && name == "item"
}

// complete says that there is nothing besides a document (RFC 5005 §2): a reader would
// forget whatever a delta leaves out.
var complete = regexp.MustCompile(`[ \t]*<[a-z]+:complete\s*(?:/>|></[a-z]+:complete>)\n?`)

// since is the feed with those entries alone that a version had not; nil where it had all
// or none of them.
func (p pieces) since(v Version) []byte {
	var b bytes.Buffer
	b.Write(complete.ReplaceAll(p.head, nil))
	n := 0
	for i, entry := range p.entries {
		if !slices.Contains(v.Entries, p.hashes[i]) {
			b.Write(entry)
			b.WriteByte('\n')
			n++
		}
	}
	if n == 0 || n == len(p.entries) {
		return nil
	}
	b.Write(bytes.TrimLeft(p.tail, "\n"))
	return b.Bytes()
}

// note remembers what a feed holds now.
func (s *Server) noteVersion(d *document, body []byte) {
	if d.links == nil || !strings.Contains(d.file.Type, "xml") {
		return
	}
	v := Version{Feed: d.file.Name, Tags: [2]string{tagOf(d.file.Hash), tagOf(d.zipped.Hash)}}
	if s.versions.newest(v.Feed).Tags == v.Tags {
		return
	}
	if p, ok := cut(body); ok {
		v.Entries = p.hashes
		s.versions.add(v)
	}
}

// newest is the last version of a feed, the zero one where none is known.
func (v *versions) newest(feed string) Version {
	v.mu.Lock()
	defer v.mu.Unlock()
	if list := v.feeds[feed]; len(list) > 0 {
		return list[len(list)-1]
	}
	return Version{}
}

func tagOf(hash string) string { return hash[:min(22, len(hash))] }

// Headers of an answer that is a delta. Whoever keeps answers and does not know of 226 keeps
// nothing of it (RFC 3229 §10.5, §10.8.1).
var (
	manipulated = []string{"feed"}
	noStoreIM   = []string{"no-store, im"}
	varyDelta   = []string{"A-IM, If-None-Match, Accept-Encoding, Sec-Fetch-Dest"}
)

// delta answers with what is new since the version that a client has, and reports whether
// it could. In any doubt it is sent the whole.
func (s *Server) delta(w http.ResponseWriter, r *http.Request, live *snapshot, d *document, e encoding) bool {
	if d.links == nil || !wantsDelta(r.Header) || !live.site.Deltas.to(r.Header) || r.Header["Range"] != nil {
		return false
	}
	v, known := s.versions.find(d.file.Name, r.Header["If-None-Match"])
	if !known {
		return false
	}
	key := cacheKey{d.file.Hash, e, v.Tags[0]}
	part, err := s.cache.get(key, func() ([]byte, error) {
		whole, err := s.body(live, d, identity)
		if err != nil {
			return nil, err
		}
		p, ok := cut(whole)
		if !ok {
			return nil, nil
		}
		part := p.since(v)
		if part == nil || e == identity {
			return part, nil
		}
		small, err := compress(part, e)
		return small, err
	})
	if err != nil || part == nil {
		return false
	}
	h := w.Header()
	h["Im"], h["Cache-Control"], h["Vary"], h["Etag"] = manipulated, noStoreIM, varyDelta, d.etag(e)
	h["Content-Type"] = d.mediaType
	if e != identity {
		h["Content-Encoding"] = contentEncodings[e]
	}
	h["Content-Length"] = []string{strconv.Itoa(len(part))}
	w.WriteHeader(http.StatusIMUsed)
	if r.Method != http.MethodHead {
		_, _ = w.Write(part) // who asked may have gone
	}
	return true
}

// wantsDelta reports whether a client takes deltas of feeds (RFC 3229 §10.5.3).
func wantsDelta(h http.Header) bool {
	for _, header := range h["A-Im"] {
		for part := range strings.SplitSeq(header, ",") {
			name, params, _ := strings.Cut(part, ";")
			if strings.EqualFold(strings.TrimSpace(name), "feed") && parseQuality(params) > 0 {
				return true
			}
		}
	}
	return false
}
