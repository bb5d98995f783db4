package serve

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// minAge and maxAge bound the max-age of a response, for which caches need not revalidate it.
const (
	minAge = time.Minute
	maxAge = time.Hour
)

// cacheControl computes the Cache-Control header (RFC 9111 §5.2.2): a response is fresh until the
// publication may change. The zero value gives every response minAge.
type cacheControl struct {
	next       func() time.Time // when the publication may change, zero if unknown; nil: always unknown
	revalidate bool             // caches must revalidate each time: a preview
	cached     atomic.Pointer[cachedHeader]
}

// Values of Cache-Control that do not depend on the time.
var (
	noCache        = []string{"no-cache"}
	publicMinAge   = []string{"public, max-age=" + strconv.Itoa(int(minAge/time.Second))}
	publicHour     = []string{"public, max-age=3600"}
	immutable      = []string{"public, max-age=31536000, immutable"} // RFC 8246
	privateNoStore = []string{"private, no-store"}
)

// cachedHeader is a header that is valid for one second, so that most requests do not allocate.
type cachedHeader struct {
	second int64 // Unix time
	header []string
}

// header returns the value of Cache-Control at a time. A volatile document gets minAge.
func (c *cacheControl) header(now time.Time, volatile bool) []string {
	switch {
	case c.revalidate:
		return noCache
	case volatile:
		return publicMinAge
	}
	second := now.Unix()
	if cached := c.cached.Load(); cached != nil && cached.second == second {
		return cached.header
	}
	age := minAge
	if c.next != nil {
		if next := c.next(); !next.IsZero() {
			age = min(max(next.Sub(now), minAge), maxAge)
		}
	}
	fresh := &cachedHeader{second, []string{"public, max-age=" + strconv.Itoa(int(age/time.Second))}}
	c.cached.Store(fresh)
	return fresh.header
}

// setCaching sets how long caches may store a document, and which origins may read it. Both belong
// into a 304 too (RFC 9110 §15.4.5).
func (s *Server) setCaching(h http.Header, d *document, now time.Time) {
	if d.immutable {
		h["Cache-Control"] = immutable
	} else {
		h["Cache-Control"] = s.cacheControl.header(now, d.volatile)
	}
	// Scripts of any site may read feeds and the files that feeds name, but no pages, and
	// nothing of a preview.
	if !d.isPage && !s.cacheControl.revalidate {
		h["Access-Control-Allow-Origin"] = anyOrigin
	}
}
