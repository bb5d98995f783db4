package serve

import (
	"net/http"
	"strconv"
	"strings"
)

// Delta feeds (RFC 3229 with the instance manipulation "feed"): a client that sends the entity tag
// of the version it has is answered 226 with only the entries that are new since then. That body is
// a valid feed with fewer entries, so that a reader can parse it as any other.

// Headers of a 226. A cache that does not implement RFC 3229 must not store it (§10.5, §10.8.1).
var (
	imFeed    = []string{"feed"}
	noStoreIM = []string{"no-store, im"}
	varyDelta = []string{"A-IM, If-None-Match, Accept-Encoding, Sec-Fetch-Dest"}
)

// answerDelta sends the entries that are new since the client's version, and reports whether it
// did. The caller must send the whole feed if not: because the client does not ask for a delta, or is
// not known to read one, because its version is not recorded, or because all or none of the entries
// are new.
func (s *Server) answerDelta(w http.ResponseWriter, r *http.Request, live *snapshot, d *document, e encoding) bool {
	if !d.isFeed() || !acceptsDelta(r.Header) || !Deltas(live.site.Deltas).allow(r.Header) || r.Header["Range"] != nil {
		return false
	}
	v, found := s.versions.find(d.file.Name, r.Header["If-None-Match"])
	if !found {
		return false
	}
	key := cacheKey{d.file.Hash, e, v.Tags[0]}
	delta, err := s.cache.get(key, func() ([]byte, error) {
		whole, err := s.body(live, d, identity)
		if err != nil {
			return nil, err
		}
		parts, ok := splitFeed(whole)
		if !ok {
			return nil, nil
		}
		plain := parts.since(v)
		if plain == nil || e == identity {
			return plain, nil
		}
		return compress(plain, e)
	})
	if err != nil || delta == nil {
		return false
	}
	h := w.Header()
	h["Im"], h["Cache-Control"], h["Vary"], h["Etag"] = imFeed, noStoreIM, varyDelta, d.etag(e)
	h["Content-Type"] = d.mediaType
	if e != identity {
		h["Content-Encoding"] = contentEncodings[e]
	}
	h["Content-Length"] = []string{strconv.Itoa(len(delta))}
	w.WriteHeader(http.StatusIMUsed)
	if r.Method != http.MethodHead {
		_, _ = w.Write(delta) // the client may have disconnected
	}
	return true
}

// acceptsDelta reports whether A-IM names the instance manipulation "feed" with a weight above 0
// (RFC 3229 §10.5.3).
func acceptsDelta(h http.Header) bool {
	for _, header := range h["A-Im"] {
		for element := range strings.SplitSeq(header, ",") {
			name, params, _ := strings.Cut(element, ";")
			if strings.EqualFold(strings.TrimSpace(name), "feed") && parseQuality(params) > 0 {
				return true
			}
		}
	}
	return false
}
