package feed

import (
	"slices"
	"time"
)

// DueMoment is a time at which an article appears or disappears.
type DueMoment struct {
	At      time.Time
	Expires bool // false means that it is published
	Article *Meta
}

// DueMoments returns the first n times after now at which articles appear or disappear. Drafts have
// none.
func DueMoments(articles []*Meta, now time.Time, n int) (moments []DueMoment) {
	for _, a := range articles {
		if a.Draft {
			continue
		}
		if a.Published.After(now) {
			moments = append(moments, DueMoment{a.Published, false, a})
		}
		if a.Expires.After(now) {
			moments = append(moments, DueMoment{a.Expires, true, a})
		}
	}
	slices.SortStableFunc(moments, func(a, b DueMoment) int { return a.At.Compare(b.At) })
	return moments[:min(n, len(moments))]
}
