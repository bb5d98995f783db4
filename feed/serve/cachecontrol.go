package serve

import (
	"strconv"
	"sync/atomic"
	"time"
)

// The least and the most time for which an answer may be kept without asking again.
const (
	leastFresh = time.Minute
	mostFresh  = time.Hour
)

// freshness is for how long answers may be kept: until the publication may be another
// one.
type freshness struct {
	next   func() time.Time
	unkept bool
	kept   atomic.Pointer[keptHeader]
}

var (
	noCache     = []string{"no-cache"}
	keptBriefly = []string{"public, max-age=" + strconv.Itoa(int(leastFresh/time.Second))}
)

// keptHeader is a header that holds for one second.
type keptHeader struct {
	second int64
	header []string
}

// header is Cache-Control (RFC 9111 §5.2.2) at a time. What is brief is kept for the least time.
func (f *freshness) header(now time.Time, brief bool) []string {
	switch {
	case f.unkept:
		return noCache
	case brief:
		return keptBriefly
	}
	second := now.Unix()
	if k := f.kept.Load(); k != nil && k.second == second {
		return k.header
	}
	fresh := leastFresh
	if f.next != nil {
		if next := f.next(); !next.IsZero() {
			fresh = min(max(next.Sub(now), leastFresh), mostFresh)
		}
	}
	k := &keptHeader{second, []string{"public, max-age=" + strconv.Itoa(int(fresh/time.Second))}}
	f.kept.Store(k)
	return k.header
}
